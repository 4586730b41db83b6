"""Help first, then the safety questions."""
