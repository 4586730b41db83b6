"""Reads what stands in an address or a hidden field; what cannot be read is None."""

from datetime import date
from uuid import UUID


def uuid_in(text: str) -> UUID | None:
    """The id a text spells."""
    try:
        return UUID(text)
    except ValueError:
        return None


def day_in(text: str) -> date | None:
    """The day a text spells, as in 2026-11-25."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
