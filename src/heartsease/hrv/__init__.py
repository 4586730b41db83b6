"""Heart rate variability: from recordings to numbers whose conventions are stated."""
