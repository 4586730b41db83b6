"""What can be offered, to whom it may not be, and what is known about it."""
