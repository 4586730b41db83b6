"""Heart beats with their times and intervals: what every measure is computed from.

Times and intervals travel together in one value, so that a removed beat can never shift
one against the other, and a gap is never bridged in silence.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from heartsease.hrv.errors import BeatsError

LONGEST_INTERVAL_MS = 4000.0  # 15/min; a longer silence is a gap in the recording


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Beats:
    """Beats in order; three columns of one table, each of shape (n,).

    `times_s`: float64, seconds, strictly rising; when each beat came.
    `intervals_ms`: float64, from the beat before to this one; NaN where there is none:
    at the first beat, and at the first beat after a gap.
    `kept`: bool; whether the interval counts as normal-to-normal. A beat without an
    interval is never kept.

    n intervals in a row are n + 1 beats.
    """

    times_s: NDArray[np.float64]
    intervals_ms: NDArray[np.float64]
    kept: NDArray[np.bool_]

    def __post_init__(self) -> None:
        for name in ("times_s", "intervals_ms", "kept"):
            column: NDArray[np.generic] = getattr(self, name)
            if column.ndim != 1 or len(column) != len(self.times_s):
                raise BeatsError(
                    f"{name} has the shape {column.shape}, "
                    f"but there are {len(self.times_s)} beats."
                )
            column.flags.writeable = False
        wrong = np.flatnonzero(self.kept & ~(self.intervals_ms > 0))
        if len(wrong):
            raise BeatsError(f"Beat {wrong[0]} is kept without an interval.")

    def __len__(self) -> int:
        return len(self.times_s)

    @property
    def nn_ms(self) -> NDArray[np.float64]:
        """The kept intervals in ms, in order; gaps and removed beats are left out."""
        return self.intervals_ms[self.kept]

    @property
    def differences_ms(self) -> NDArray[np.float64]:
        """Signed differences of kept neighbours in ms; none reaches over a left-out beat."""
        together = self.kept[1:] & self.kept[:-1]
        return np.diff(self.intervals_ms)[together]

    @property
    def duration_s(self) -> float:
        """From the first beat to the last, gaps included; 0 for fewer than two beats."""
        return float(self.times_s[-1] - self.times_s[0]) if len(self) > 1 else 0.0

    @property
    def gaps(self) -> int:
        """How many times the recording was silent between its first and last beat."""
        return int(np.count_nonzero(np.isnan(self.intervals_ms[1:])))


def from_intervals(intervals_ms: ArrayLike, *, start_s: float = 0.0) -> Beats:
    """Beats from intervals in ms, in order, without a gap between them.

    `start_s` is the time of the beat that opens the first interval.
    Raises `BeatsError` naming the first interval that is not a positive finite number.
    Whether an interval is plausible is not judged here: see `clean`.
    """
    intervals = _column(intervals_ms, "interval")
    wrong = np.flatnonzero(~(np.isfinite(intervals) & (intervals > 0)))
    if len(wrong):
        raise BeatsError(
            f"Interval {wrong[0]} is {intervals[wrong[0]]}; "
            "an interval is a positive number of milliseconds."
        )
    if not len(intervals):
        return _empty()
    times = np.empty(len(intervals) + 1)
    times[0] = 0.0
    np.cumsum(intervals, out=times[1:])
    times /= 1000.0
    times += start_s
    with_first = np.concatenate(([np.nan], intervals))
    return Beats(times_s=times, intervals_ms=with_first, kept=~np.isnan(with_first))


def from_times(
    times_s: ArrayLike, *, longest_interval_ms: float = LONGEST_INTERVAL_MS
) -> Beats:
    """Beats from the moments at which they came, in seconds.

    Two beats farther apart than `longest_interval_ms` have a gap between them.
    Raises `BeatsError` naming the first time that is not finite or not later than the
    one before.
    """
    times = _column(times_s, "time")
    wrong = np.flatnonzero(~np.isfinite(times))
    if len(wrong):
        raise BeatsError(
            f"Time {wrong[0]} is {times[wrong[0]]}; it has to be a number."
        )
    steps = np.diff(times)
    wrong = np.flatnonzero(steps <= 0)
    if len(wrong):
        place = int(wrong[0]) + 1
        raise BeatsError(
            f"Time {place} ({times[place]} s) is not later than the one before it "
            f"({times[place - 1]} s)."
        )
    if not len(times):
        return _empty()
    intervals = np.concatenate(([np.nan], steps * 1000.0))
    intervals[intervals > longest_interval_ms] = np.nan
    return Beats(times_s=times, intervals_ms=intervals, kept=~np.isnan(intervals))


def from_peaks(
    samples: ArrayLike,
    *,
    rate_hz: float,
    longest_interval_ms: float = LONGEST_INTERVAL_MS,
) -> Beats:
    """Beats from sample numbers (fractions allowed) of a signal at `rate_hz`."""
    if not (np.isfinite(rate_hz) and rate_hz > 0):
        raise BeatsError(f"A sampling rate of {rate_hz} Hz is not possible.")
    places = _column(samples, "sample")
    return from_times(places / rate_hz, longest_interval_ms=longest_interval_ms)


def _column(values: ArrayLike, what: str) -> NDArray[np.float64]:
    try:
        column = np.array(values, dtype=np.float64)  # a copy: the caller's may change
    except (TypeError, ValueError):
        raise BeatsError(f"Not every {what} is a number.") from None
    if column.ndim != 1:
        raise BeatsError(f"One row of {what}s is needed, not the shape {column.shape}.")
    return column


def _empty() -> Beats:
    return Beats(times_s=np.empty(0), intervals_ms=np.empty(0), kept=np.empty(0, bool))
