"""Order in the intervals: their plot, their asymmetry, their entropy, their fractals."""
