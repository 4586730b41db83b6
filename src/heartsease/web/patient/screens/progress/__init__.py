"""How scores moved over time."""
