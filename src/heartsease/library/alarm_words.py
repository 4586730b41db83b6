"""Loads the words that open the safety steps when somebody writes them."""

from functools import cache

from heartsease.core.safety.free_text import AlarmWords
from heartsease.library.errors import KnowledgeError
from heartsease.library.knowledge import root, standard
from heartsease.library.reading import File, read


@cache
def standard_alarm_words(language: str = "en") -> AlarmWords:
    """The words of a language, and of English where a language has none yet."""
    folder = root() / "alarm"
    file = folder / f"{language}.toml"
    return load(
        file if file.is_file() else folder / "en.toml",
        sources=frozenset(standard().sources),
    )


def load(file: File, *, sources: frozenset[str]) -> AlarmWords:
    """One file; raises `KnowledgeError` for an empty list or a source nobody defined."""
    found = read(file, AlarmWords)
    if not found.phrases or not all(one.strip(" *") for one in found.phrases):
        raise KnowledgeError(f"alarm/{file.name}: phrases has an empty entry")
    for citation in found.citations:
        if citation.source not in sources:
            raise KnowledgeError(f"alarm/{file.name}: unknown source {citation.source}")
    return found
