"""Intervals with a time beside each: where the clock ran on without beats there is a gap.

Recorders that keep only clear beats (Empatica) and straps that lose contact leave rows
out, and the intervals on either side are no neighbours.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.beats import Beats
from heartsease.importers.recordings.arrivals import beats_of_arrivals

CLOSE_MS = 20.0  # half of the times fit so well: they are those of the beats
APART = 0.2  # of an interval; a beat that was left out is a whole one
FEWEST = 10  # rows
# A beat left out makes a step longer. Shorter ones, but for a few sent twice, are packets
# that came late and soon after one another: then the times are those of arrival.
MOST_EARLY, FEW_EARLY = 0.01, 2
_SCALES = (1.0, 1e-3)  # seconds, milliseconds
_COVERED = (
    0.5,
    1.3,
)  # time in beats over time on the clock; else it is no clock of these

Column = NDArray[np.float64]


def by_clock(beats: Beats, clock: Sequence[float | None]) -> Beats:
    """The beats with the gaps that the times tell, one time for each interval, in order.

    The times may be those at which an interval ends or begins, or at which it arrived.
    Times that fall, or that fit the intervals in no way, change nothing.
    """
    intervals = beats.intervals_ms[1:]
    known = [one for one in clock if one is not None]
    if len(known) != len(clock) or len(clock) != len(intervals) or len(clock) < FEWEST:
        return beats
    times = np.array(known) - known[0]
    steps = np.diff(times)
    if not np.isfinite(times).all() or (steps < 0).any() or np.ptp(steps) == 0:
        return beats  # not a clock, or a running number
    for scale in _SCALES:
        ends = _ends(times * scale, intervals)
        if ends is not None:
            return _parted(beats, ends, intervals)
    return _arrived(beats, times, intervals)


def _ends(times_s: Column, intervals_ms: Column) -> Column | None:
    """When each interval ended, if these are times of beats."""
    steps = np.diff(times_s) * 1000.0
    for own, shift in ((intervals_ms[1:], 0.0), (intervals_ms[:-1], 1e-3)):
        off = (steps - own)[np.isfinite(own)]
        early = np.count_nonzero(off < -APART * own[np.isfinite(own)])
        if not len(off) or early > max(FEW_EARLY, MOST_EARLY * len(off)):
            continue
        if np.median(np.abs(off)) <= CLOSE_MS:
            return np.asarray(times_s + shift * intervals_ms)
    return None


def _parted(beats: Beats, ends_s: Column, intervals_ms: Column) -> Beats:
    times: list[float] = []
    told: list[float] = []
    parted = False
    for end, interval in zip(ends_s.tolist(), intervals_ms.tolist(), strict=True):
        if not np.isfinite(end + interval):
            continue  # it was refused: what follows does not join
        begin = end - interval / 1000.0
        last = times[-1] if times else -np.inf
        if abs(begin - last) * 1000.0 <= APART * interval:
            times.append(end)
            told.append(interval)
        elif begin > last:
            parted = parted or bool(times)
            times.extend((begin, end))
            told.extend((np.nan, interval))
        else:  # it overlaps the one before: sent again, or one of them is wrong
            parted = True
            if end > last:
                times.append(end)
                told.append(np.nan)
    if not parted:
        return beats
    column = np.array(told)
    at = np.array(times) - times[0]
    return Beats(times_s=at, intervals_ms=column, kept=~np.isnan(column))


def _arrived(beats: Beats, times: Column, intervals_ms: Column) -> Beats:
    if np.isnan(intervals_ms).any() or times[-1] <= 0:
        return beats
    low, high = _COVERED
    for scale in _SCALES:
        covered = intervals_ms[1:].sum() / 1000.0 / (times[-1] * scale)
        if low < covered < high:
            found, _ = beats_of_arrivals(intervals_ms, times * scale)
            return found if found.gaps > beats.gaps else beats
    return beats
