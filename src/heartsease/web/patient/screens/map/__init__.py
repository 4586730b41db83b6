"""The map: eight domains, each finding, and what to find out next."""
