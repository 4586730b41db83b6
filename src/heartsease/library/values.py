"""Loads the words to choose from when somebody looks for what matters to them."""

from dataclasses import dataclass
from functools import cache

from heartsease.library.errors import KnowledgeError
from heartsease.library.knowledge import root
from heartsease.library.reading import File, read


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueWords:
    """The words of one language, and how many are chosen at most."""

    most: int
    words: tuple[str, ...]


@cache
def standard_values(language: str = "en") -> ValueWords:
    """The words of a language, and of English where a language has none yet."""
    folder = root() / "values"
    file = folder / f"{language}.toml"
    return load(file if file.is_file() else folder / "en.toml")


def load(file: File) -> ValueWords:
    """One file; raises `KnowledgeError` for a word that stands twice or is empty."""
    found = read(file, ValueWords)
    if len(set(found.words)) != len(found.words) or not all(found.words):
        raise KnowledgeError(f"values/{file.name}: a word is empty or stands twice")
    if not 0 < found.most <= len(found.words):
        raise KnowledgeError(f"values/{file.name}: most is {found.most}")
    return found
