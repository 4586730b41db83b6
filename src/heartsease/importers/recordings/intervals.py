"""Makes beats of the numbers in a text: their unit, their gaps, and what is refused.

The unit is never guessed from one number: the middle of all of them decides, and what
the file or the person says has to agree with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.beats import LONGEST_INTERVAL_MS, Beats
from heartsease.importers.errors import FileRefused
from heartsease.importers.outcome import Refused
from heartsease.importers.recordings.recording import Unit

# What a column of intervals is called, without its unit, signs and case.
COLUMN_NAMES = frozenset(
    """rr rri rrs rrms rrinterval rrintervals ibi ibis ibims nn nni nnms interval
    intervals rrintervalms nninterval nnintervals beattobeat pp ppi rrdata""".split()  # noqa: SIM905 - a list of words reads best as words
)
# A median outside of these is no resting or exercising adult: 240 and 30 a minute.
FASTEST_MS = 250.0
SLOWEST_MS = 2000.0
LONGEST_ROW_MS = 60_000.0  # more in one row is a broken clock, not a silence
SHORTEST_ROW_MS = 10.0  # less in a list in ms is a number in seconds
_MS = {Unit.MS: 1.0, Unit.S: 1000.0}

# A series of intervals turns up and down with every breath; a sampled signal climbs for
# many samples in small steps. Paced breathing at 4 a minute and 90 beats turns every
# eleventh beat, and its steps still have a twelfth of the variance of the series.
LEAST_TURNS = 0.10
LEAST_STEP_VARIANCE = 0.05
ENOUGH_FOR_TURNS = 100
# A heart seldom has the same interval twice. In all shared lists at most a fifth of the
# runs of equal intervals is longer than one; written twice or more, nearly all are. A
# paced heart has longer runs, and a coarse clock smaller steps between them.
REPEATED = 0.8
MOST_TIMES = 5  # straps were seen to send the same beats so often
ENOUGH_RUNS = 20
LEAST_CHANGE_MS = 10.0
MOST_NEGATIVE = 0.1
MOST_REFUSED = 0.5  # more, and the file is not a list of intervals


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One number and the row it stands in; None when it is no number."""

    where: str
    text: str
    value: float | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Made:
    """Beats, the unit they were written in, and rows that were left out by name."""

    beats: Beats
    unit: Unit
    refused: tuple[Refused, ...]


def beats_of(
    rows: Sequence[Row], *, file: str, said: Unit | None, said_by: str = "You say"
) -> Made:
    """Beats from interval rows in order; a refused row leaves a gap.

    `said` is the unit that the file or the person states; raises `FileRefused` when the
    numbers cannot be in it, or are no heartbeat intervals at all.
    """
    values = np.array(
        [np.nan if row.value is None else row.value for row in rows], dtype=np.float64
    )
    good = np.isfinite(values) & (values > 0)
    if np.count_nonzero(values < 0) > MOST_NEGATIVE * len(values):
        raise FileRefused(
            "Many numbers are below zero; they look like the samples of a signal.",
            advice="If it is an ECG or a pulse wave, say its sampling rate (--rate).",
        )
    if not good.any():
        raise FileRefused(
            "The file holds no heartbeat interval.",
            advice="Export the list of RR intervals, one number a line.",
        )
    unit = unit_of(values[good], said=said, said_by=said_by)
    refuse_a_signal(values[good])
    ms = values * _MS[unit]
    refuse_repeats(ms[good])
    other_unit = good & ((ms < SHORTEST_ROW_MS) | (ms > LONGEST_ROW_MS))
    good &= ~other_unit
    if np.count_nonzero(good) < (1 - MOST_REFUSED) * len(rows):
        raise FileRefused(
            f"Only {np.count_nonzero(good)} of {len(rows)} rows are heartbeat intervals.",
            advice="Export the list of RR intervals, one number a line.",
        )
    refused = tuple(
        _refused(rows[place], file=file, unit=unit, other_unit=bool(other_unit[place]))
        for place in np.flatnonzero(~good).tolist()
    )
    return Made(beats=_table(ms, good), unit=unit, refused=refused)


def unit_of(
    values: NDArray[np.float64], *, said: Unit | None, said_by: str = "You say"
) -> Unit:
    """The unit that makes the middle number a heartbeat; refuses all others by name."""
    middle = float(np.median(values))
    fits = [unit for unit, ms in _MS.items() if FASTEST_MS <= middle * ms <= SLOWEST_MS]
    if not fits:
        raise _no_heartbeat(values, middle)
    found = fits[0]
    if said is not None and said is not found:
        raise FileRefused(
            f"{said_by} that the intervals are in {said.value}, but half of them are "
            f"above {middle:g}: that would be {60_000 / (middle * _MS[said]):,.1f} "
            f"beats a minute. They look like {found.value}.",
            advice=f"Say {found.value}, or look at where the file came from.",
            field="unit",
        )
    return found


def refuse_a_signal(values: NDArray[np.float64]) -> None:
    """Refuses numbers that climb and fall smoothly, as samples of a wave do."""
    steps = np.diff(values)
    steps = steps[steps != 0]
    if len(steps) < ENOUGH_FOR_TURNS:
        return
    turns = np.count_nonzero(steps[1:] * steps[:-1] < 0) / len(steps)
    if np.count_nonzero(steps > 0) == len(steps):
        raise FileRefused(
            "The numbers only rise: they are times or sample numbers of beats, not "
            "intervals between them.",
            advice="Export the intervals, or give a WFDB annotation file.",
        )
    smooth = float(np.var(np.diff(values))) < LEAST_STEP_VARIANCE * float(
        np.var(values)
    )
    if turns < LEAST_TURNS and smooth:
        raise FileRefused(
            "The numbers climb and fall too smoothly for heartbeat intervals; they look "
            "like the samples of a signal.",
            advice="If it is an ECG or a pulse wave, say its sampling rate (--rate).",
        )


def refuse_repeats(ms: NDArray[np.float64]) -> None:
    """Refuses intervals that were each written more than once, shape (n,).

    Counted again they would halve the differences that variability is made of.
    """
    changes = np.flatnonzero(np.diff(ms))
    times = np.diff(changes)  # the first run and the last may have been cut
    if len(times) < ENOUGH_RUNS:
        return
    again = np.mean((times > 1) & (times <= MOST_TIMES))
    change = float(np.median(np.abs(ms[changes + 1] - ms[changes])))
    if again >= REPEATED and change >= LEAST_CHANGE_MS:
        raise FileRefused(
            f"Nearly every interval stands there {np.median(times):.0f} times: beats "
            "were sent or saved more than once.",
            advice="Record again, with another program if it comes back.",
        )


def _no_heartbeat(values: NDArray[np.float64], middle: float) -> FileRefused:
    if np.all(np.diff(values) > 0) and len(values) > 2:
        return FileRefused(
            "The numbers only rise: they are times or sample numbers of beats, not "
            "intervals between them.",
            advice="Export the intervals, or give a WFDB annotation file.",
        )
    if 30 <= middle < FASTEST_MS:
        return FileRefused(
            f"The middle number is {middle:g}: in ms that is faster than a person's "
            "heart, and it looks like a heart rate in beats a minute.",
            advice="Heart rates cannot be turned into intervals; export RR intervals.",
            field="unit",
        )
    return FileRefused(
        f"The middle number is {middle:g}. In ms that would be "
        f"{60_000 / middle:,.0f} beats a minute, in s {60 / middle:,.0f}; neither is a "
        "person's heart.",
        advice="Export RR intervals in milliseconds.",
        field="unit",
    )


def _refused(row: Row, *, file: str, unit: Unit, other_unit: bool) -> Refused:
    if row.value is None:
        reason = f"{row.text[:40]!r} is not a number."
    elif other_unit:
        reason = (
            f"{row.value:g} is no heartbeat interval in {unit.value}, the unit of the "
            "other rows."
        )
    else:
        reason = f"{row.value:g} is not an interval: it has to be above zero."
    return Refused(
        file=file,
        row=row.where,
        field="interval",
        reason=reason,
        advice="It was left out, and there is a gap in its place.",
        kind="beat",
    )


def _table(ms: NDArray[np.float64], good: NDArray[np.bool_]) -> Beats:
    # How long a refused row lasted is not known; the usual interval keeps the clock.
    length = np.where(good, ms, float(np.median(ms[good])))
    times = np.concatenate(([0.0], np.cumsum(length))) / 1000.0
    silent = ~good | (ms > LONGEST_INTERVAL_MS)
    intervals = np.concatenate(([np.nan], np.where(silent, np.nan, ms)))
    return Beats(times_s=times, intervals_ms=intervals, kept=~np.isnan(intervals))
