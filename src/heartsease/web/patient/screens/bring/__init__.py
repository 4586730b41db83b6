"""Files brought in from elsewhere."""
