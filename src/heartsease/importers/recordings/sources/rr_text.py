"""Heartbeat intervals as text: Elite HRV, HRV4Training, Kubios, and plain lists.

One number a line, or many in a line, or a column that is named; `#` lines are comments.
The unit comes from the numbers and has to agree with what the file or the person says.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from statistics import median

from heartsease.importers.errors import FileRefused
from heartsease.importers.files import text_of
from heartsease.importers.outcome import Refused
from heartsease.importers.recordings.clocked import by_clock
from heartsease.importers.recordings.columns import (
    MOST_LINES,
    Table,
    column_named,
    number_of,
    table_of,
    too_long,
    unit_named,
)
from heartsease.importers.recordings.intervals import COLUMN_NAMES, Row, beats_of
from heartsease.importers.recordings.recording import (
    Options,
    Piece,
    Recording,
    Source,
    Unit,
)

ID = "rr_text"

_TIMES = frozenset(
    "time times timems timestamp timestampms t seconds sincestart elapsed".split()  # noqa: SIM905 - a list of words reads best as words
)
_DAILY = frozenset(("rmssd", "sdnn", "lnrmssd", "hrv", "avnn", "readiness"))
ENOUGH_ROWS = 5  # by which a column shows what it holds
UNLIKE = 2.0  # times; in a list that goes on over the lines all columns hold the same
_IN_STEP = (0.8, 1.25)  # time in beats over time on the clock
_SCALES = (1.0, 1000.0, 0.001)  # the same unit, ms beside s, s beside ms
_UNITS = {
    "ms": Unit.MS,
    "msec": Unit.MS,
    "milliseconds": Unit.MS,
    "s": Unit.S,
    "sec": Unit.S,
    "seconds": Unit.S,
}
_SAID = re.compile(
    r"\bunits?\s*[:=]?\s*(ms|msec|s|sec)\b|\bin (milliseconds|seconds)\b"
)
_STARTED = re.compile(r"start[^:\d]*:\s*(\d{4}-\d\d-\d\d)[-T ](\d\d:\d\d:\d\d)")


def recognises(head: bytes, name: str) -> bool:
    """Any text with a number in it; asked last."""
    del name
    return b"\x00" not in head and re.search(rb"\d", head) is not None


def read(path: Path, options: Options) -> Iterator[Piece]:
    """One recording; rows that are no interval are refused and leave a gap."""
    table = _with_names(table_of(text_of(path)))
    for number, line in table.junk:
        yield Refused(
            file=path.name,
            row=f"line {number}",
            field="header",
            reason=f"{line[:40]!r} stands above the intervals and is not one.",
            advice='Nothing to do; mark such lines with "#" to have them passed over.',
            kind="header",
        )
    rows, title, column = _rows(table)
    said, by = _said_unit(table, title, options)
    made = beats_of(rows, file=path.name, said=said, said_by=by)
    yield from made.refused
    yield Recording(
        source=ID,
        name=path.stem,
        beats=by_clock(made.beats, _clock(table, column)),
        started_at=_started(table),
        unit=made.unit.value,
        notes=()
        if said
        else (f"The unit, {made.unit.value}, was read off the numbers.",),
    )


def _rows(table: Table) -> tuple[list[Row], str, int | None]:
    if table.header and _DAILY & {name.lower() for name in table.header}:
        raise FileRefused(
            "This is a table of results, one a day, not of heartbeats.",
            advice="Export the RR intervals of a measurement.",
        )
    column = column_named(table.header, COLUMN_NAMES)
    if column is None and table.width > 1:
        column = _unnamed(table)
    if column is None:
        if sum(len(cells) for _, cells in table.rows) > MOST_LINES:
            raise too_long()
        title = table.header[0] if len(table.header) == 1 else ""
        every = ((number, cell) for number, cells in table.rows for cell in cells)
        return [_row(number, cell) for number, cell in every], title, None
    title = table.header[column] if table.header else ""
    return [
        _row(number, cells[column] if column < len(cells) else "")
        for number, cells in table.rows
    ], title, column  # fmt: skip


def _clock(table: Table, column: int | None) -> list[float | None]:
    """The time beside each interval: in the column of that name, or in the first."""
    if column is None:
        return []
    named = column_named(table.header, _TIMES)
    place = 0 if named is None else named
    if place == column:
        return []
    return [
        _moment(cells[place]) if place < len(cells) else None for _, cells in table.rows
    ]


def _moment(cell: str) -> float | None:
    number = number_of(cell)
    if number is not None:
        return number
    try:
        return datetime.fromisoformat(cell.strip().strip('"')).timestamp()
    except (ValueError, OverflowError, OSError):  # or a year that no clock knows
        return None


def _with_names(table: Table) -> Table:
    """Names with white space between them: told from a sentence by one that we know."""
    if table.separator or table.header or not table.junk:
        return table
    names = tuple(table.junk[-1][1].split())
    if len(names) != table.width or column_named(names, COLUMN_NAMES) is None:
        return table
    return replace(table, header=names, junk=table.junk[:-1])


def _unnamed(table: Table) -> int | None:
    """The column of intervals in a table without a name for it."""
    if table.header:
        raise FileRefused(
            f"No column of {', '.join(table.header)} is named as heartbeat intervals.",
            advice='Name the column of intervals "RR (ms)".',
            field="header",
        )
    sizes = {len(cells) for _, cells in table.rows[:-1]}
    columns = [_column(table, place) for place in range(table.width)]
    numeric = [
        place
        for place, column in enumerate(columns)
        if sum(one is not None for one in column) > len(column) / 2
    ]
    if len(sizes) == 1 and len(numeric) == 1:
        return numeric[0]  # beside words, such as a day and a time
    first = [one for one in columns[0] if one is not None]
    if sizes == {2} and len(first) == len(table.rows):
        if all(two - one == 1 for one, two in pairwise(first)):
            return 1  # a running number
        if all(one < two for one, two in pairwise(first)):
            return _beside_times(table, first)
        if table.separator:
            raise _none_is_named(2)
    if not _all_alike(columns):
        raise _none_is_named(table.width)
    return None  # one list that goes on over the lines


def _column(table: Table, place: int) -> list[float | None]:
    return [number_of(cells[place]) for _, cells in table.rows if place < len(cells)]


def _all_alike(columns: list[list[float | None]]) -> bool:
    """Whether the columns hold one series: as large in the middle, and none a clock."""
    middles = []
    for column in columns:
        known = [one for one in column if one is not None]
        if len(known) < ENOUGH_ROWS:
            continue
        rises = all(one < two for one, two in pairwise(known))
        if rises and known[-1] > UNLIKE * known[0]:
            return False
        middles.append(median(known))
    return not middles or max(middles) <= UNLIKE * min(middles)


def _none_is_named(columns: int) -> FileRefused:
    return FileRefused(
        f"There are {columns} columns, and none is named.",
        advice='Name the column of intervals "RR (ms)", or send it alone.',
        field="header",
    )


def _beside_times(table: Table, times: list[float]) -> int:
    # The last line may have been cut.
    values = [number_of(cells[1]) for _, cells in table.rows[1:] if len(cells) > 1]
    length = sum(one for one in values if one is not None)
    ratio = length / (times[-1] - times[0])
    low, high = _IN_STEP
    if any(low < ratio / scale < high for scale in _SCALES):
        return 1
    raise FileRefused(
        "The first column rises like a time, and the intervals beside it do not fit it.",
        advice='Name the column of intervals "RR (ms)", or send it alone.',
        field="time",
    )


def _row(number: int, cell: str) -> Row:
    return Row(where=f"line {number}", text=cell, value=number_of(cell))


def _said_unit(table: Table, title: str, options: Options) -> tuple[Unit | None, str]:
    if options.unit is not None:
        return options.unit, "You say"
    if found := _UNITS.get(unit_named(title)):
        return found, "The name of the column says"
    for comment in table.comments:
        if match := _SAID.search(comment.lower()):
            return _UNITS[match[1] or match[2]], "The file says"
    return None, ""


def _started(table: Table) -> datetime | None:
    for comment in table.comments:
        if match := _STARTED.search(comment.lower()):
            try:
                return datetime.fromisoformat(f"{match[1]}T{match[2]}")
            except ValueError:
                return None
    return None


SOURCE = Source(
    id=ID,
    label="heartbeat intervals as text",
    recognises=recognises,
    read=read,
)
