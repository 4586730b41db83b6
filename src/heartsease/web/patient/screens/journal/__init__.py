"""What matters, and a journal that nobody else reads."""
