"""Heartsease: find what is worth trying next, try it properly, know early if it helps."""
