"""Lipponen & Tarvainen 2019, as published: shapes of differences, moving thresholds.

J. A. Lipponen and M. P. Tarvainen, "A robust algorithm for heart rate variability time
series artefact correction using novel beat classification", J Med Eng Technol 43 (2019)
173-181, doi 10.1080/03091902.2019.1640306.

What the paper leaves open is done as follows. The window shrinks at the ends. The order
of the tests follows the flow chart of its figure 1. Artefacts that touch each other are
spaced evenly together. The repaired intervals count as measured, as in the paper; our
own rule does not do that.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from heartsease.hrv.clean.artefact import KINDS, Kind, Runs
from heartsease.hrv.clean.series import Series, stretches
from heartsease.hrv.clean.windows import AT_ONCE

ALPHA = 5.2
C1 = 0.13
C2 = 0.17
SPREAD_WINDOW = 91  # beats
MEDIAN_WINDOW = 11  # beats
FAR_FROM_MEDIAN = 3.0  # in thresholds

Column = NDArray[np.float64]

# What one finding does to the number of beats.
_CHANGE = {Kind.EXTRA: -1, Kind.MISSED: 1}


def find(series: Series) -> Runs:
    """The artefacts of a series, as runs of intervals with their new number."""
    rr = series.intervals_ms
    if len(rr) < 3:
        return _runs_of({}, series)
    change = np.diff(rr, prepend=rr[0])
    change[0] = np.mean(change[1:])
    change = _in_thresholds(change, _threshold(change))
    median = _around(rr, MEDIAN_WINDOW, (0.5,))[0]
    from_median = rr - median
    from_median[from_median < 0] *= 2
    spread = _threshold(from_median)
    from_median = _in_thresholds(from_median, spread)
    return _runs_of(_classified(rr, change, median, from_median, spread), series)


def _classified(
    rr: Column, change: Column, median: Column, from_median: Column, spread: Column
) -> dict[int, Kind]:
    ahead = np.pad(change, 2, mode="reflect")
    beside = np.stack([ahead[1:-3], ahead[3:-1]])
    s12 = np.where(change > 0, beside.max(axis=0), beside.min(axis=0))
    next_two = np.stack([ahead[3:-1], ahead[4:]])
    s22 = np.where(change >= 0, next_two.min(axis=0), next_two.max(axis=0))
    found: dict[int, Kind] = {}
    done = -1
    for place in np.flatnonzero(np.abs(change[:-2]) > 1).tolist():
        if place <= done:
            continue
        done = place
        if _is_ectopic(change[place], s12[place]):
            found[place] = Kind.ECTOPIC
            continue
        candidates = [place]
        if abs(change[place + 1]) < abs(change[place + 2]):
            candidates.append(place + 1)
        for one in candidates:
            done = one
            too_long = change[one] > 1 and s22[one] < -1
            too_short = change[one] < -1 and s22[one] > 1
            if not (too_long or too_short or abs(from_median[one]) > FAR_FROM_MEDIAN):
                continue
            if too_short and abs(rr[one] + rr[one + 1] - median[one]) < spread[one]:
                found[one] = Kind.EXTRA
            elif too_long and abs(rr[one] / 2 - median[one]) < spread[one]:
                found[one] = Kind.MISSED
            else:
                found[one] = Kind.LONG if from_median[one] > 0 else Kind.SHORT
    return found


def _is_ectopic(s11: float, s12: float) -> bool:
    return (s11 > 1 and s12 < -C1 * s11 - C2) or (s11 < -1 and s12 > -C1 * s11 + C2)


def _runs_of(found: dict[int, Kind], series: Series) -> Runs:
    """A finding moves, removes or halves the beat that ends its interval."""
    marked = np.zeros(len(series), dtype=bool)
    more = np.zeros(len(series), dtype=np.intp)
    last = len(series) - 1
    for place, kind in found.items():
        marked[place] = True
        more[place] = _CHANGE.get(kind, 0)
        if kind is not Kind.MISSED and place < last and series.joined[place + 1]:
            marked[place + 1] = True
    start, stop = stretches(marked, series.joined)
    # KINDS begins with the kinds that say more than "long" and "short".
    kinds = [
        min(KINDS.index(found[place]) for place in range(a, z) if place in found)
        for a, z in zip(start.tolist(), stop.tolist(), strict=True)
    ]
    added = np.concatenate(([0], np.cumsum(more)))
    count = np.maximum(1, stop - start + added[stop] - added[start])
    return Runs(
        start=start,
        stop=stop,
        count=count,
        kind=np.array(kinds, dtype=np.intp),
        measured=np.ones(len(start), dtype=bool),
    )


def _threshold(values: Column) -> Column:
    quarters = _around(np.abs(values), SPREAD_WINDOW, (0.25, 0.75))
    threshold: Column = ALPHA * (quarters[1] - quarters[0]) / 2
    return threshold


def _around(values: Column, width: int, quantiles: tuple[float, ...]) -> Column:
    """Quantiles of `width` values around each, shape (quantiles, n)."""
    half, count = width // 2, len(values)
    out = np.empty((len(quantiles), count))
    if count >= width:
        windows = sliding_window_view(values, width)
        for start in range(0, len(windows), AT_ONCE):
            some = windows[start : start + AT_ONCE]
            place = half + start
            out[:, place : place + len(some)] = np.quantile(some, quantiles, axis=1)
        ends = [*range(half), *range(count - half, count)]
    else:
        ends = [*range(count)]
    for place in ends:
        seen = values[max(0, place - half) : place + half + 1]
        out[:, place] = np.quantile(seen, quantiles)
    return out


def _in_thresholds(values: Column, threshold: Column) -> Column:
    # A stretch without any spread has no threshold: nothing there is far.
    return np.divide(values, threshold, out=np.zeros_like(values), where=threshold > 0)
