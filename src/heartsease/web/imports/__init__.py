"""Files that are brought in: one upload, one transaction."""
