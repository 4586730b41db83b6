"""Our own rule: thresholds that artefacts cannot inflate, and kinds that add up.

A beat is suspect when its interval is far from its neighbours' median, or when the
intervals turn sharply there. "Far" is measured on the beats that were accepted, not on
all of them, starting from a fixed share of the local median; so many ectopic beats do
not hide themselves (the thresholds of Lipponen & Tarvainen grow with them).
A suspect stretch becomes an artefact only when its intervals add up to something: room
for more beats (missed), for fewer (extra), or for as many with one early or late.
A single long interval of a calm heart is nobody's artefact and stays.

The constants were chosen on half of the recordings that docs/reference/artefacts.md
names, and scored there on the other half.
"""

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.clean.artefact import KINDS, Kind, Runs
from heartsease.hrv.clean.series import Series, stretches
from heartsease.hrv.clean.windows import bridged, running_median, running_quantile

FIRST_SHARE = 0.18  # of the local median: where acceptance starts
FIRST_WINDOW = 21  # beats; longer than any run of ectopic beats that leaves a majority
EXPECTED_WINDOW = 7  # beats; short enough to follow a breath
SPREAD_WINDOW = 91  # beats, as in Lipponen & Tarvainen 2019
SPREAD_STEP = 8
ALPHA = 5.2  # as in Lipponen & Tarvainen 2019, here on the quantile below
SPREAD_QUANTILE = 0.8  # a calm breath spends most beats near its median
FAR = (0.10, 0.33)  # least and most that "far" can mean, share of the expected interval
TURN = (0.05, 0.13)  # the same for a change from one interval to the next
TURN_FAR = 0.3  # of "far": a turn counts only where the interval is off as well
PARTNER_FAR = 0.2  # of "far": enough for the early or late partner of a suspect
MERGE = 0.3  # two intervals are one when their sum is this close to what is expected
WHOLE = 0.2  # how close two short ones in a row come to one whole: nothing else is off
DOUBLE = 0.7  # so much too long that a beat is missing, and its neighbours are not off
ADD_UP = 0.08  # three intervals make up for each other when their mean is this close
USUAL_QUANTILE = 0.9
USUAL_WINDOW = 21
SHORT_TIMES = 2.0  # a lone short interval has to be this many times the usual deviation
SHORT_FAR = (0.20, 0.34)  # and between these shares of the expected interval
ROUNDS = 2  # accepted beats decide what is accepted; a third round changes nothing

Column = NDArray[np.float64]
Marks = NDArray[np.bool_]


def find(series: Series) -> Runs:
    """The artefacts of a series, with the number of beats there is room for."""
    if len(series) < 3:
        return Runs.none()
    suspect, off, expected, far = _suspects(series)
    marked = _with_partners(series, suspect, off, expected, far)
    expected = running_median(bridged(series.intervals_ms, ~marked), EXPECTED_WINDOW)
    start, stop = stretches(marked, series.joined)
    if not len(start):
        return Runs.none()
    first = np.flatnonzero(suspect)
    leading = first[np.searchsorted(first, start)]
    return _that_add_up(
        series, marked, off, far, expected, start, stop, late=off[leading] > 0
    )


def _suspects(series: Series) -> tuple[Marks, Column, Column, Column]:
    intervals = series.intervals_ms
    near = np.abs(intervals / running_median(intervals, FIRST_WINDOW) - 1)
    accepted = near <= FIRST_SHARE
    for _ in range(ROUNDS):
        expected = running_median(bridged(intervals, accepted), EXPECTED_WINDOW)
        off = intervals / expected - 1
        far = _threshold(np.abs(off), accepted, FAR)
        change = np.diff(intervals, prepend=intervals[0]) / expected
        change[~series.joined] = 0.0
        in_row = accepted & np.concatenate(([False], accepted[:-1]))
        sharp = _threshold(np.abs(change), in_row, TURN)
        following = np.append(change[1:], 0.0)
        turn = (
            (np.minimum(np.abs(change), np.abs(following)) > sharp)
            & (change * following < 0)
            & (np.abs(off) > TURN_FAR * far)
        )
        accepted = ~((np.abs(off) > far) | turn)
    return ~accepted, off, expected, far


def _threshold(sizes: Column, accepted: Marks, limits: tuple[float, float]) -> Column:
    usual = running_quantile(
        bridged(sizes, accepted),
        SPREAD_QUANTILE,
        width=SPREAD_WINDOW,
        step=SPREAD_STEP,
    )
    return np.clip(ALPHA * usual, *limits)


def _with_partners(
    series: Series, suspect: Marks, off: Column, expected: Column, far: Column
) -> Marks:
    """Suspects, and the neighbours that belong to the same artefact."""
    marked = suspect.copy()
    joined = series.joined[1:]
    opposite = joined & (off[1:] * off[:-1] < 0)
    enough = np.abs(off) > PARTNER_FAR * far
    asking = suspect & ~_explained(series, off, expected)
    marked[1:] |= asking[:-1] & enough[1:] & opposite
    marked[:-1] |= asking[1:] & enough[:-1] & opposite
    _mark_the_middle(series, marked, off, expected)
    _mark_other_halves(series, marked, off, expected)
    return marked


def _explained(series: Series, off: Column, expected: Column) -> Marks:
    """Intervals that need no partner: two halves of one, or room for two."""
    rr = series.intervals_ms
    whole = (
        series.joined[1:]
        & (np.maximum(off[:-1], off[1:]) < 0)
        & (np.abs((rr[:-1] + rr[1:]) / expected[1:] - 1) < WHOLE)
    )
    explained = off > DOUBLE
    explained[1:] |= whole
    explained[:-1] |= whole
    return explained


def _mark_the_middle(
    series: Series, marked: Marks, off: Column, expected: Column
) -> None:
    # early, ordinary, late: two beats in a row were shifted, and the sum is right
    rr = series.intervals_ms
    mean_off = (rr[:-2] + rr[1:-1] + rr[2:]) / (3 * expected[1:-1]) - 1
    marked[1:-1] |= (
        marked[:-2]
        & marked[2:]
        & series.joined[1:-1]
        & series.joined[2:]
        & (off[:-2] * off[2:] < 0)
        & (np.abs(mean_off) < ADD_UP)
    )


def _mark_other_halves(
    series: Series, marked: Marks, off: Column, expected: Column
) -> None:
    # a lone fragment is one beat together with the neighbour that fits it
    rr, joined = series.intervals_ms, series.joined
    last = len(rr) - 1
    inner = slice(1, last)
    alone = marked[inner] & ~marked[:-2] & ~marked[2:] & (off[inner] < 0)
    at = np.flatnonzero(alone) + 1
    before = np.where(joined[at], np.abs(rr[at] + rr[at - 1] - expected[at]), np.inf)
    after = np.where(joined[at + 1], np.abs(rr[at] + rr[at + 1] - expected[at]), np.inf)
    best = np.minimum(before, after)
    fits = (best < np.abs(rr[at] - expected[at])) & (best < MERGE * expected[at])
    marked[at[fits & (before <= after)] - 1] = True
    marked[at[fits & (after < before)] + 1] = True


def _that_add_up(
    series: Series,
    marked: Marks,
    off: Column,
    far: Column,
    expected: Column,
    start: NDArray[np.intp],
    stop: NDArray[np.intp],
    *,
    late: Marks,
) -> Runs:
    edges = np.column_stack([start, stop]).ravel()
    intervals = stop - start
    length = np.add.reduceat(np.append(series.intervals_ms, 0.0), edges)[::2]
    typical = np.add.reduceat(np.append(expected, 0.0), edges)[::2] / intervals
    count = np.maximum(1, np.round(length / typical)).astype(np.intp)
    lowest = np.minimum.reduceat(np.append(off, 0.0), edges)[::2]
    highest = np.maximum.reduceat(np.append(off, 0.0), edges)[::2]
    same = count == intervals
    early = same & (highest < 0)
    ordinary = (same & (lowest > 0)) | (
        early & (lowest > -_usual_short(series, marked)[start])
    )
    kind = np.select(
        [count > intervals, count < intervals, early, late],
        [KINDS.index(one) for one in (Kind.MISSED, Kind.EXTRA, Kind.SHORT, Kind.LONG)],
        default=KINDS.index(Kind.ECTOPIC),
    )
    # Two marks of one beat joined again: the recording did measure that interval.
    joined = (count == 1) & (intervals > 1)
    measured = joined & (np.abs(length / typical - 1) < far[start])
    stays = ~ordinary
    return Runs(
        start=start[stays],
        stop=stop[stays],
        count=count[stays],
        kind=kind[stays],
        measured=measured[stays],
    )


def _usual_short(series: Series, marked: Marks) -> Column:
    rr = series.intervals_ms
    slow = running_median(bridged(rr, ~marked), USUAL_WINDOW)
    usual = running_quantile(
        bridged(np.abs(rr / slow - 1), ~marked),
        USUAL_QUANTILE,
        width=SPREAD_WINDOW,
        step=SPREAD_STEP,
    )
    return np.clip(SHORT_TIMES * usual, *SHORT_FAR)
