"""Reads the findings, one a file."""

from collections.abc import Mapping

from heartsease.core.plan.finding import FindingDefinition
from heartsease.library import reading
from heartsease.library.condition_table import ConditionTables
from heartsease.library.errors import KnowledgeError

FOLDER = "findings"
EXPECTED = ("yes", "no", "unknown")
TESTED = ("yes", "partly", "no")
ORDERED_BY = ("you", "doctor", "prescriber", "therapist", "sleep clinic")


def load(
    root: reading.File, tables: ConditionTables
) -> Mapping[str, FindingDefinition]:
    """Every finding under `root`/findings by id, in the order of ids.

    Raises `KnowledgeError` when a file is named for another finding or a closed word
    is misspelt.
    """
    files = [one for one in (root / FOLDER).iterdir() if one.name.endswith(".toml")]
    found = sorted((_finding(file, tables) for file in files), key=lambda one: one.id)
    return {one.id: one for one in found}


def _finding(file: reading.File, tables: ConditionTables) -> FindingDefinition:
    finding = reading.read(file, FindingDefinition, tables=tables)
    if file.name != f"{finding.id}.toml":
        raise KnowledgeError(f"{file.name}: holds the finding {finding.id}")
    _one_of(finding.tested_in_trd, TESTED, where=f"{file.name}: tested_in_trd")
    _one_of(finding.ordered_by, ORDERED_BY, where=f"{file.name}: ordered_by")
    for case in finding.cases:
        _one_of(case.expect, EXPECTED, where=f"{file.name}: {case.says}")
    return finding


def _one_of(word: str, words: tuple[str, ...], *, where: str) -> None:
    if word not in words:
        raise KnowledgeError(f"{where}: {word!r} is not one of {', '.join(words)}")
