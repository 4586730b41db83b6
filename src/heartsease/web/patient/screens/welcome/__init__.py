"""The first page: what this is and what it is not, and the way in."""
