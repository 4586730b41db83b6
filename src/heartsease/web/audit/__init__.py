"""Who did what and when, as ids and counts; never values, names or free text."""
