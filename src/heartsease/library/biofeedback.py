"""Reads how sessions and assessments of heart rhythm are cut, weighed and worded."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from heartsease.core.sources.source import Checked
from heartsease.hrv.own_band import Rule
from heartsease.hrv.resonance.protocol import Protocol
from heartsease.library import words
from heartsease.library.knowledge import root
from heartsease.library.reading import File, read
from heartsease.library.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """Where some of a file's numbers come from, and how far that was compared."""

    of: tuple[str, ...]
    source: str
    checked: Checked
    checked_on: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slide:
    """A sliding assessment: from one rate to another in so many minutes."""

    first_per_min: float
    last_per_min: float
    minutes: float
    breaths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResonancePlan:
    """The file of the assessment."""

    protocol: Protocol
    slide: Slide
    citations: tuple[Basis, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBandPlan:
    """The file of the person's own band."""

    rule: Rule
    citations: tuple[Basis, ...]


def load_resonance(folder: File) -> ResonancePlan:
    """The assessment under `folder`; raises `KnowledgeError` naming the field."""
    return read(folder / "heart_rhythm" / "resonance.toml", ResonancePlan)


def load_own_band(folder: File) -> OwnBandPlan:
    """The own band under `folder`; raises `KnowledgeError` naming the field."""
    return read(folder / "heart_rhythm" / "own_band.toml", OwnBandPlan)


@cache
def standard_resonance() -> ResonancePlan:
    """The assessment that comes with the program, read once."""
    return load_resonance(root())


@cache
def standard_own_band() -> OwnBandPlan:
    """The own band that comes with the program, read once."""
    return load_own_band(root())


@cache
def standard_heart_words(language: str = "en") -> Words:
    """The sentences about a session and an assessment, read once."""
    return words.load(root() / "words" / language / "heart.toml")
