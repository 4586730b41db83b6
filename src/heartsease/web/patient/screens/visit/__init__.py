"""The page for the next visit."""
