"""Writes the results and the failures, as Parquet or CSV; a file is there whole or not."""

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from heartsease.cli.hrv.batching.work import Cell, Line
from heartsease.exchange.spreadsheet import harmless

FAILURE_COLUMNS = ("file", "recording", "row", "field", "kind", "reason", "advice")
_TEXT = frozenset(
    ("file", "recording", "source", "started_at", "beats", "rhythm", "method")
) | frozenset(FAILURE_COLUMNS)
_WHOLE = frozenset(("intervals", "gaps", "ectopic", "missed", "extra", "long", "short"))


def write(path: Path, rows: Sequence[Line], *, columns: Iterable[str] = ()) -> None:
    """Rows sorted by file and recording; every column that any row has, in order."""
    names = tuple(dict.fromkeys((*columns, *(name for row in rows for name in row))))
    ordered = sorted(
        rows, key=lambda row: (str(row.get("file")), str(row.get("recording")))
    )
    temporary = path.with_name(path.name + ".part")
    write_ = _parquet if path.suffix == ".parquet" else _csv
    write_(temporary, ordered, names)
    os.replace(temporary, path)


def _csv(path: Path, rows: Sequence[Line], names: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(names)
        for row in rows:
            table.writerow(_cell(row.get(name)) for name in names)


def _cell(value: Cell) -> Cell:
    """A file may be named like a formula, and a spreadsheet would run it."""
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else value


def _parquet(path: Path, rows: Sequence[Line], names: Sequence[str]) -> None:
    import pyarrow
    from pyarrow import parquet

    kinds = {
        name: pyarrow.string()
        if name in _TEXT
        else pyarrow.int64()
        if name in _WHOLE
        else pyarrow.float64()
        for name in names
    }
    columns = {
        name: pyarrow.array([row.get(name) for row in rows], type=kind)
        for name, kind in kinds.items()
    }
    parquet.write_table(pyarrow.table(columns), path)
