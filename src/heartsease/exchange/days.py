"""How people write a day."""

from datetime import date


def day(on: date) -> str:
    """A day as people write it: 23 November 2026."""
    return f"{on.day} {on:%B %Y}"
