"""The sentences people read, loaded once; every screen takes them from here."""

from functools import cache

from heartsease.library.knowledge import root
from heartsease.library.words import Words, load


@cache
def words() -> Words:
    """The sentences in English, the one language there is so far."""
    return load(root() / "words" / "en" / "screen.toml")
