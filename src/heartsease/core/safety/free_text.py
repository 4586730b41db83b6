"""Whether somebody's own words speak of self-harm; meant to ring too often."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from heartsease.core.sources.source import Citation

_APOSTROPHES = re.compile(r"['’`´]")
_NO_LETTER = re.compile(r"[^\w*]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmWords:
    """Phrases of one language; a star at the end of a word stands for any ending."""

    phrases: tuple[str, ...]
    citations: tuple[Citation, ...]


def speaks_of(text: str, phrases: Iterable[str]) -> bool:
    """Whether one of the phrases stands in the text, word for word.

    Case, apostrophes, line ends and other signs make no difference.
    A "not" before it does not either: to be asked once too often does no harm.
    """
    said = f" {_plain(text)} "
    return any(_pattern(phrase).search(said) for phrase in phrases)


def _plain(text: str) -> str:
    joined = _APOSTROPHES.sub("", text.casefold())
    return _NO_LETTER.sub(" ", joined.replace("_", " ").replace("*", " ")).strip()


def _pattern(phrase: str) -> re.Pattern[str]:
    words = _APOSTROPHES.sub("", phrase.casefold())
    words = _NO_LETTER.sub(" ", words).strip()
    return re.compile(rf" {re.escape(words)} ".replace(r"\*", r"\w*"))
