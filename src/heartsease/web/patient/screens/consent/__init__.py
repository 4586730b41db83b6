"""The first page: what this is, what it is not, and who one is."""
