"""Intervals of a chest strap as they arrived: Polar Sensor Logger and plain time, RR.

Polar Sensor Logger writes "Phone timestamp;RR-interval [ms]"; other loggers write the
seconds since the start and the interval, separated by a comma, without a header.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.beats import LONGEST_INTERVAL_MS, Beats
from heartsease.importers.errors import FileRefused
from heartsease.importers.files import text_of
from heartsease.importers.outcome import Refused
from heartsease.importers.recordings.arrivals import beats_of_arrivals
from heartsease.importers.recordings.clocked import by_clock
from heartsease.importers.recordings.columns import lines_of, number_of
from heartsease.importers.recordings.intervals import unit_of
from heartsease.importers.recordings.recording import (
    Options,
    Piece,
    Recording,
    Source,
    Unit,
)

ID = "polar_stream"
_HEADER = re.compile(rb"phone timestamp\s*;\s*rr", re.IGNORECASE)
_IN_MS = re.compile(r"\[ms\]", re.IGNORECASE)
_LEAST_COVERED, _MOST_COVERED = 0.5, 2.0
_LOOKED_AT = 30  # lines
_FEWEST = 3


def recognises(head: bytes, name: str) -> bool:
    """By its header, or by lines of a time and an interval that keep step."""
    del name
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _HEADER.match(start):
        return True
    pairs = [line.split(b",") for line in start.splitlines()[:_LOOKED_AT]]
    if len(pairs) < _FEWEST or any(len(pair) != 2 for pair in pairs):
        return False
    try:
        table = np.array([[float(cell) for cell in pair] for pair in pairs])
    except ValueError:
        return False
    times, values = table[:, 0], table[:, 1]
    if not (np.diff(times) >= 0).all() or not (values[:-1] > 100).all():
        return False
    if np.array_equal(times, np.arange(len(times)) + times[0]):
        return False  # a running number
    span = times[-1] - times[0]
    ratio = values[1:].sum() / 1000.0 / span if span > 0 else 0.0
    return bool(_LEAST_COVERED < ratio < _MOST_COVERED)


def read(path: Path, options: Options) -> Iterator[Piece]:
    """One recording; a line that cannot be read is refused and not bridged."""
    lines = lines_of(text_of(path))
    header = lines[0] if _HEADER.match(lines[0].encode()) else ""
    separator = ";" if header else ","
    times: list[float] = []
    values: list[float] = []
    started: datetime | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip() or (header and number == 1):
            continue
        cells = line.strip().rstrip(separator).split(separator)
        moment = _moment(cells[0]) if header else None
        time = _seconds(moment) if moment else number_of(cells[0])
        value = number_of(cells[1]) if len(cells) == 2 else None
        wrong = _wrong(time, value, times)
        if wrong:
            yield Refused(
                file=path.name,
                row=f"line {number}",
                field="interval",
                reason=f"{line.strip()[:40]!r} {wrong}",
                advice="It was left out; where time went on there is a gap.",
                kind="beat",
            )
            continue
        started = started or moment
        times.append(float(time or 0.0))
        values.append(float(value or 0.0))
    if not values:
        raise FileRefused(
            "The file holds no heartbeat interval.", advice="Record once more."
        )
    column = np.array(values)
    said = options.unit or (Unit.MS if _IN_MS.search(header) else None)
    unit = unit_of(
        column,
        said=said,
        said_by="You say" if options.unit else "The name of the column says",
    )
    ms = column * (1000.0 if unit is Unit.S else 1.0)
    beats, notes = beats_of_arrivals(ms, np.array(times))
    by_beat = by_clock(_unparted(ms), times)
    if by_beat.gaps > beats.gaps:  # the times are those of the beats, and tell more
        beats = by_beat
    yield Recording(
        source=ID,
        name=path.stem,
        beats=beats,
        started_at=started,
        unit=unit.value,
        notes=notes,
    )


def _unparted(ms: NDArray[np.float64]) -> Beats:
    at = np.concatenate(([0.0], np.cumsum(ms))) / 1000.0
    told = np.concatenate(([np.nan], np.where(ms > LONGEST_INTERVAL_MS, np.nan, ms)))
    return Beats(times_s=at, intervals_ms=told, kept=~np.isnan(told))


def _wrong(time: float | None, value: float | None, before: list[float]) -> str:
    if time is None or value is None or not np.isfinite(time):
        return "is not a time and an interval."
    if not (np.isfinite(value) and value > 0):
        return "holds no interval: it has to be above zero."
    if before and time < before[-1]:
        return "came before the line above it."
    return ""


def _seconds(moment: datetime) -> float | None:
    try:
        return moment.timestamp()
    except (OverflowError, OSError, ValueError):  # before or after what clocks know
        return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


SOURCE = Source(
    id=ID, label="intervals of a chest strap with their arrival", recognises=recognises, read=read
)  # fmt: skip
