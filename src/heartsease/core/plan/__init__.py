"""From findings to the map, from candidates to at most three steps, and what to ask."""
