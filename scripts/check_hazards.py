"""Checks that every hazard of SAFETY.md names a test that exists, as `file::name`."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_ROW = re.compile(r"^\| (?P<id>H\d+) \|(?P<rest>.*)\|$", re.MULTILINE)
_TEST = re.compile(r"`(?P<file>tests/[\w/]+\.py)::(?P<name>test_\w+)`")
COLUMNS = 6  # hazard, cause, control, test, residual risk; and the id


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """One row of the log; `tests` are pairs of file and name."""

    id: str
    columns: tuple[str, ...]
    tests: tuple[tuple[str, str], ...]


def hazards(page: str) -> list[Hazard]:
    """Every row of the hazard log, in order."""
    return [
        Hazard(
            id=row["id"],
            columns=(row["id"], *(cell.strip() for cell in row["rest"].split("|"))),
            tests=tuple((one["file"], one["name"]) for one in _TEST.finditer(row[0])),
        )
        for row in _ROW.finditer(page)
    ]


def problems(root: Path) -> Iterator[str]:
    """What is wrong with the log, a sentence each."""
    log = hazards((root / "SAFETY.md").read_text(encoding="utf-8"))
    if not log:
        yield "SAFETY.md has no hazard log"
    ids = [one.id for one in log]
    for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        yield f"{id_} stands in the log twice"
    for one in log:
        if len(one.columns) != COLUMNS or not all(one.columns):
            yield f"{one.id} leaves a column empty"
        if not one.tests:
            yield f"{one.id} names no test"
        for file, name in one.tests:
            if not _exists(root / file, name):
                yield f"{one.id}: there is no {file}::{name}"


def _exists(file: Path, name: str) -> bool:
    if not file.exists():
        return False
    text = file.read_text(encoding="utf-8")
    return re.search(rf"^\s*def {name}\(", text, re.MULTILINE) is not None


def main() -> int:
    """Prints what is wrong; 1 when something is."""
    found = list(problems(ROOT))
    for line in found:
        print(line)
    if not found:
        print("Every hazard names a test that exists.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
