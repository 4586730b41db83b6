"""The sentences people read; every screen takes them from here."""

from django.utils.translation import get_language

from heartsease.library.knowledge import standard_words
from heartsease.library.words import Words


def words() -> Words:
    """The sentences in the language of the page."""
    return standard_words(get_language() or "en")
