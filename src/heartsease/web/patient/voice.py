"""The sentences people read; every screen takes them from here."""

from heartsease.library.knowledge import standard_words
from heartsease.library.words import Words


def words() -> Words:
    """The sentences in English, the one language there is so far."""
    return standard_words()
