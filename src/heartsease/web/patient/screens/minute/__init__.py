"""One breathing minute, or two minutes outside: the end of the first hour."""
