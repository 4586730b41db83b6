"""Loads how the sleep diary is looked at."""

from heartsease.core.sleep.definition import SleepKnowledge
from heartsease.library.errors import KnowledgeError
from heartsease.library.reading import File, read


def load(folder: File, *, sources: frozenset[str]) -> SleepKnowledge:
    """`folder`/sleep/diary.toml; `KnowledgeError` for a source without a file."""
    known = read(folder / "sleep" / "diary.toml", SleepKnowledge)
    for citation in (
        known.nights_citation,
        known.efficiency_citation,
        known.regularity_citation,
        known.chronotype_citation,
        known.limits_citation,
    ):
        if citation.source not in sources:
            raise KnowledgeError(
                f"sleep/diary.toml: source {citation.source} has no file"
            )
    return known
