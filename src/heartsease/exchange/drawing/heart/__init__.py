"""Heart rhythm drawn: beats over time, their spectrum, each against the next."""
