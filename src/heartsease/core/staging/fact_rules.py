"""The settings behind the derived facts, as data."""

from dataclasses import dataclass

from heartsease.core.sources.source import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCount:
    """Counts the different medicines taken that are in any of these classes."""

    name: str
    classes: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRules:
    """`enough_to_speak`: a count this high is given even when the list may be short.

    It is then a lower bound, and rules ask only whether it is reached.
    `early_stop_weeks`: stopping for side effects before this is stopping early.
    """

    adequacy_rules: str
    enough_to_speak: int
    enough_citation: Citation
    early_stop_weeks: float
    early_stop_citation: Citation
    counts: tuple[ClassCount, ...]
    esketamine: str
    rtms: str
    ect: str
