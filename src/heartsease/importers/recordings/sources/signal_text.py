"""Signals as text: OpenSignals, BioSPPy and PhysioNet columns, cameras, plain samples.

The sampling rate comes from the header, from a column of times, or from the person; all
that say it have to agree. Without any of them the file is refused.
"""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heartsease.importers.errors import FileRefused
from heartsease.importers.files import text_of
from heartsease.importers.outcome import Refused
from heartsease.importers.recordings.channels import is_of_a_camera, kind_of
from heartsease.importers.recordings.columns import (
    Table,
    folded,
    number_of,
    table_of,
    unit_named,
)
from heartsease.importers.recordings.intervals import COLUMN_NAMES
from heartsease.importers.recordings.recording import (
    Options,
    Piece,
    Recording,
    Signal,
    SignalKind,
    Source,
)

ID = "signal_text"
SLOWEST_HZ = 20.0  # a pulse wave needs more than ten samples a beat
FASTEST_HZ = 20_000.0
AGREE = 0.02  # between the rate said and the rate of the times
EVEN = 0.05  # spread of the steps, share of a step, up to which they count as even
# Times written with five digits repeat and jump. They leave an even clock by no more than
# their last digit, and by less than a sample, as a lost one would make them.
ROUNDED_OFF = 0.75  # of a step
_LAST = 20  # times, by which the last digit is told: it coarsens as times grow
_DECIMALS = 6
_TINY = 1e-6  # of the last digit, or of a second: what is left by binary fractions

_RATE = re.compile(r"sampling rate[^\d]*?(?:hz\))?\s*[:=]+\s*(\d+(?:\.\d+)?)", re.I)
_SIGNAL_HEADER = re.compile(
    rb"opensignals|simple text format|sampling rate \(hz\)\s*:=", re.I
)
_TIMES = frozenset(
    "time timer times timestamp timestamps datetime t seconds elapsed elapsedtime".split()  # noqa: SIM905 - a list of words reads best as words
)
_COUNTERS = frozenset(
    """nseq sample index i1 i2 o1 o2 di phonetimestamp sensortimestamp""".split()  # noqa: SIM905 - a list of words reads best as words
)
# Names of a pulse wave that only a table of samples has: heartpy's "hr", an infrared light.
_PULSE = frozenset(("hr", "ir"))
_SECONDS = {"s": 1.0, "sec": 1.0, "seconds": 1.0, "ms": 1e-3, "msec": 1e-3, "us": 1e-6, "µs": 1e-6, "ns": 1e-9}  # fmt: skip
_WITH_UNIT = re.compile(r"(.+?)[_ ](s|sec|seconds|ms|msec|us|µs|ns)")


def recognises(head: bytes, name: str) -> bool:
    """By what the header says, or by a named column of times beside another."""
    del name
    if b"\x00" in head:
        return False
    if _SIGNAL_HEADER.search(head[:4096]):
        return True
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0]
    titles = re.split(r"[,;\t]", first.decode("utf-8", "replace"))
    if any(folded(one) in COLUMN_NAMES for one in titles):
        return False  # a heart rate beside intervals is no pulse wave
    known = [one for one in titles if _kind(one) is not SignalKind.OTHER]
    return len(titles) > 1 and bool(known) and (
        any(_is_time(one) for one in titles) or len(known) == len(titles)
    )  # fmt: skip


def read(path: Path, options: Options) -> Iterator[Piece]:
    """One recording with a signal for each column; a broken row is refused."""
    text = text_of(path)
    table = table_of(text)
    names = _names(table)
    clock = next((n for n, one in enumerate(names) if _is_time(one)), None)
    skipped = {n for n, one in enumerate(names) if folded(one) in _COUNTERS}
    columns = [n for n in range(len(names)) if n != clock and n not in skipped]
    if not columns:
        raise FileRefused(
            "No column holds a signal.", advice="Export it with its signals."
        )
    samples, times, refused = _samples(path.name, table, names, columns, clock)
    yield from refused
    if len(samples) < 2:
        raise FileRefused(
            "The file holds no samples.", advice="Export it with its signals."
        )
    seconds = None if times is None else _seconds(times, names[clock or 0])
    rate, own_times = _rate(_said(table), seconds, options)
    yield Recording(
        source=ID,
        name=path.stem,
        signals=tuple(
            Signal(
                name=re.sub(r"\s*[\[(].*", "", names[column]) or "signal",
                kind=_kind(names[column]),
                samples=np.ascontiguousarray(samples[:, place]),
                rate_hz=rate,
                unit=unit_named(names[column]),
                times_s=own_times,
            )
            for place, column in enumerate(columns)
        ),
    )


def _names(table: Table) -> Sequence[str]:
    for comment in table.comments:
        if comment.startswith("{"):
            try:
                device = next(iter(json.loads(comment).values()))
            except (ValueError, StopIteration, AttributeError):
                continue
            columns = device.get("column") if isinstance(device, dict) else None
            if isinstance(columns, list) and len(columns) == table.width:
                sensors = list(device.get("sensor", ()))
                own = [one for one in columns if folded(str(one)) not in _COUNTERS]
                titles = dict(zip(own, sensors, strict=False))
                return [str(titles.get(one, one)) for one in columns]
        if comment.lower().startswith("labels"):
            labels = re.split(r"[\s,;]+", comment.split("=", 1)[-1].strip())
            if len(labels) == table.width:
                return labels
    if table.header and len(table.header) == table.width:
        return table.header
    return [""] * table.width


def _samples(
    file: str,
    table: Table,
    names: Sequence[str],
    columns: Sequence[int],
    clock: int | None,
) -> tuple[NDArray[np.float64], list[float] | None, list[Refused]]:
    rows: list[list[float]] = []
    times: list[float] = []
    refused: list[Refused] = []
    for number, cells in table.rows:
        whole = len(cells) == len(names)
        values = [number_of(cells[one]) for one in columns] if whole else [None]
        time = _time(cells[clock]) if whole and clock is not None else 0.0
        if time is None or any(one is None for one in values):
            refused.append(
                Refused(
                    file=file,
                    row=f"line {number}",
                    field="sample",
                    reason=f"Not every cell of {' '.join(cells)[:40]!r} is a number.",
                    advice="The row was left out.",
                    kind="sample",
                )
            )
            continue
        rows.append([one for one in values if one is not None])
        times.append(time)
    if refused and clock is None:
        one = refused[0]
        raise FileRefused(
            f"{one.reason} Without times a missing sample moves all that follow.",
            advice="Export it once more, or with a column of times.",
            row=one.row,
            field="sample",
        )
    table_ = np.array(rows, dtype=np.float64).reshape(-1, len(columns))
    return table_, (times if clock is not None else None), refused


def _time(cell: str) -> float | None:
    number = number_of(cell)
    if number is not None:
        return number
    try:
        return datetime.fromisoformat(cell.strip()).timestamp()
    except (ValueError, OverflowError, OSError):  # or a year that no clock knows
        return None


def _said(table: Table) -> float | None:
    for comment in table.comments:
        if found := _RATE.search(comment):
            return float(found[1])
        if found := re.search(r'"sampling rate":\s*(\d+(?:\.\d+)?)', comment):
            return float(found[1])
    return None


def _seconds(times: list[float], title: str) -> NDArray[np.float64]:
    column = np.array(times) - times[0]
    if np.any(np.diff(column) < 0):
        place = int(np.flatnonzero(np.diff(column) < 0)[0]) + 1
        raise FileRefused(
            f"The time of sample {place + 1} is before the one above it.",
            advice="Sort the rows by time, or export once more.",
            field="time",
        )
    if unit := _unit_of_time(title):
        return column * _SECONDS[unit]
    return column * _SECONDS["ms"] if _looks_like_ms(column) else column


def _is_time(title: str) -> bool:
    """A column of times: "Time [s]", "timestamp", "elapsed_ms"."""
    bare = title.strip().strip('"').lower()
    with_unit = _WITH_UNIT.fullmatch(bare)
    return folded(with_unit[1] if with_unit else bare) in _TIMES


def _unit_of_time(title: str) -> str:
    """What is written in brackets or behind the name; empty when nothing is."""
    said = unit_named(title)
    if said in _SECONDS:
        return said
    with_unit = _WITH_UNIT.fullmatch(title.strip().strip('"').lower())
    return with_unit[2] if with_unit else ""


def _looks_like_ms(column: NDArray[np.float64]) -> bool:
    # More than a second between samples is no signal; read as milliseconds it may be.
    return len(column) > 1 and float(np.median(np.diff(column))) > 1.0


def _rate(
    said: float | None, seconds: NDArray[np.float64] | None, options: Options
) -> tuple[float, NDArray[np.float64] | None]:
    """The rate, and the times where the samples are not evenly spaced."""
    own_times = None
    by_clock = None
    if seconds is not None:
        # A clock that writes the same moment twice still counts both samples.
        by_clock = (len(seconds) - 1) / float(seconds[-1]) if seconds[-1] > 0 else 0.0
        if not _is_even(seconds):
            own_times = seconds
    rates = [
        (name, rate)
        for name, rate in (
            ("you say", options.rate_hz),
            ("the header says", said),
            ("the times give", by_clock),
        )
        if rate is not None
    ]
    if not rates:
        raise FileRefused(
            "Nothing says how many samples a second this signal has.",
            advice="Say its sampling rate (--rate).",
            field="rate",
        )
    for name, rate in rates:
        if not SLOWEST_HZ <= rate <= FASTEST_HZ:
            raise FileRefused(
                f"The sampling rate is wrong: {name} {rate:g} Hz, and heartbeats are "
                f"found from {SLOWEST_HZ:g} to {FASTEST_HZ:,.0f} Hz.",
                advice="Look at where the file came from.",
                field="rate",
            )
        if abs(rate / rates[0][1] - 1) > AGREE:
            raise FileRefused(
                f"The sampling rate is wrong: {rates[0][0]} {rates[0][1]:g} Hz, and "
                f"{name} {rate:g} Hz.",
                advice="Leave the rate out, or correct it.",
                field="rate",
            )
    return rates[0][1], own_times


def _is_even(seconds: NDArray[np.float64]) -> bool:
    """Whether the times are those of an even clock, rounded or not."""
    steps = np.diff(seconds)
    if (steps > 0).all() and np.std(steps) <= EVEN * np.median(steps):
        return True
    even = np.linspace(0.0, seconds[-1], len(seconds))
    most = min(_last_digit(seconds[-_LAST:]), ROUNDED_OFF * float(even[1]))
    return bool(np.abs(seconds - even).max() <= most + _TINY)


def _last_digit(seconds: NDArray[np.float64]) -> float:
    """The least power of ten that all of these times are whole numbers of."""
    for places in range(_DECIMALS):
        scaled = seconds * 10.0**places
        if np.abs(scaled - np.round(scaled)).max() < _TINY:
            return float(10.0**-places)
    return float(10.0**-_DECIMALS)


def _kind(title: str) -> SignalKind:
    if folded(title) in _PULSE or is_of_a_camera(title):
        return SignalKind.PPG
    return kind_of(title)


SOURCE = Source(id=ID, label="signals as text", recognises=recognises, read=read)
