"""What a person writes for themselves; sealed, so that the database alone tells nothing."""
