"""HRVAS `.ibi`: intervals in seconds, alone or behind the time at which each begins."""

from collections.abc import Iterator
from pathlib import Path

from heartsease.importers.errors import FileRefused
from heartsease.importers.files import text_of
from heartsease.importers.outcome import Refused
from heartsease.importers.recordings.clocked import by_clock
from heartsease.importers.recordings.columns import number_of, table_of
from heartsease.importers.recordings.intervals import Row, beats_of
from heartsease.importers.recordings.recording import (
    Options,
    Piece,
    Recording,
    Source,
    Unit,
)

ID = "hrvas_ibi"
TOLERANCE_S = 0.002  # beside the rounding of the times, as many digits as they have


def recognises(head: bytes, name: str) -> bool:
    """By its ending."""
    return name.lower().endswith(".ibi") and b"\x00" not in head


def read(path: Path, options: Options) -> Iterator[Piece]:
    """One recording; times that contradict the intervals are refused by their line."""
    table = table_of(text_of(path))
    width = table.width
    if width not in (1, 2):
        raise FileRefused(
            f"Each line has {width} numbers; an .ibi file has one or two.",
            advice="Export it once more.",
        )
    rows = [
        Row(
            where=f"line {number}",
            text=cells[-1],
            value=number_of(cells[-1]) if len(cells) == width else None,
        )
        for number, cells in table.rows
    ]
    made = beats_of(rows, file=path.name, said=options.unit or Unit.S, said_by="An .ibi file says" if options.unit is None else "You say")  # fmt: skip
    yield from made.refused
    if width == 2:
        yield from _contradictions(path.name, table.rows)
    clock = [
        number_of(cells[0]) if len(cells) == width else None for _, cells in table.rows
    ]
    beats = by_clock(made.beats, clock) if width == 2 else made.beats
    yield Recording(source=ID, name=path.stem, beats=beats, unit=made.unit.value)


def _contradictions(
    file: str, rows: tuple[tuple[int, tuple[str, ...]], ...]
) -> Iterator[Refused]:
    expected: float | None = None
    before = 0.0
    for number, cells in rows:
        time, interval = number_of(cells[0]), number_of(cells[-1])
        if time is None or interval is None:
            expected = None
            continue
        rounding = _rounding(cells[0])
        allowed = TOLERANCE_S + rounding + before
        if expected is not None and abs(time - expected) > allowed:
            yield Refused(
                file=file,
                row=f"line {number}",
                field="time",
                reason=f"The time {time:g} s should be {expected:.3f} s by the intervals.",
                advice="The intervals were taken; where a beat is missing there is a gap.",
                kind="time",
            )
        expected, before = time + interval, rounding


def _rounding(cell: str) -> float:
    """Half of the last digit that is written."""
    _, _, fraction = cell.strip().partition(".")
    return 0.5 * 10.0 ** -len(fraction)


SOURCE = Source(id=ID, label="HRVAS intervals (.ibi)", recognises=recognises, read=read)
