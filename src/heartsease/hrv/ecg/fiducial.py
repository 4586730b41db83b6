"""When exactly the R peak comes, finer than a sample.

A complex may have several peaks, and flipping between them from beat to beat would look
like heart rate variability. So the peak nearest to the middle of the QRS energy is
preferred over a slightly higher one farther off: a bell of 70 ms weighs them. And of
peaks of nearly one height, a beat is timed on the one that most beats of its shape are
timed on. A beat with one main peak keeps it, whatever the others do.
The top of the parabola through three samples gives the time between samples: each beat
is timed on its own peak, because a shape laid over it would drift where shapes mix.
"""

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.ecg import shapes
from heartsease.hrv.ecg.bands import Row
from heartsease.hrv.ecg.candidates import Places, Values, around

REACH_S = 0.07  # the R peak lies within it of the middle of the energy
BELL_S = 0.07
CLIMB_S = 0.01  # from the weighed peak to the real one
NEARLY = 0.8  # of the highest: noise and breathing change a peak by that much


def refine(
    row: Row, places: Places, *, rate_hz: float, settled: Values | None = None
) -> tuple[Values, Values]:
    """Place of each R peak in samples with fractions, and its height (with its sign).

    `row` is the lead between 3 and 30 Hz; `places` are the middles of the QRS energy.
    `settled`: R peaks, as places with fractions, that were given out before; these beats
    speak for the peak they were given on, so that the choice of a shape lasts.
    A tie goes to the earlier peak. At the very ends of the lead the place is whole.
    """
    reach = int(REACH_S * rate_hz)
    offsets = np.arange(-reach, reach + 1)
    near = around(row, places, reach)
    chosen = (np.abs(near) * _bell(offsets, rate_hz)).argmax(axis=1)
    sign = np.where(near[np.arange(len(places)), chosen] < 0, -1.0, 1.0)
    own = offsets[chosen]
    votes, votes_sign = own, sign
    if settled is not None and len(settled) and len(places):
        votes, votes_sign = _as_settled(row, places, own, sign, settled, reach)
    shared, shared_sign = _shared(row, places, votes, votes_sign, rate_hz)
    peak, height, _ = _climb(row, places + own, sign, rate_hz)
    other, other_height, is_top = _climb(row, places + shared, shared_sign, rate_hz)
    weight = _bell(own, rate_hz) * np.abs(height)
    other_weight = _bell(shared, rate_hz) * other_height * shared_sign
    moves = is_top & (other_weight >= NEARLY * weight)
    return np.where(moves, other, peak), np.where(moves, other_height, height)


def _bell(offsets: Places, rate_hz: float) -> Values:
    return np.asarray(np.exp(-0.5 * (offsets / rate_hz / BELL_S) ** 2))


def _as_settled(
    row: Row, places: Places, own: Places, sign: Values, settled: Values, reach: int
) -> tuple[Places, Values]:
    """Offset and sign of each beat's peak: as given out before, or else its own."""
    after = np.searchsorted(settled, places)
    last = len(settled) - 1
    gaps = settled[[np.clip(after - 1, 0, last), np.clip(after, 0, last)]] - places
    nearest = np.abs(gaps).argmin(axis=0)
    offset = np.round(gaps[nearest, np.arange(len(places))]).astype(np.intp)
    known = np.abs(offset) <= reach
    offset = np.where(known, offset, own)
    at = row[np.clip(places + offset, 0, len(row) - 1)]
    return offset, np.where(known, np.where(at < 0, -1.0, 1.0), sign)


def _shared(
    row: Row, places: Places, own: Places, sign: Values, rate_hz: float
) -> tuple[Places, Values]:
    """Offset and sign of the peak that most beats of the same shape have chosen."""
    shared, shared_sign = own.copy(), sign.copy()
    found = shapes.find(row, places, rate_hz=rate_hz)
    for shape in range(found.count):
        mine = found.of_beat == shape
        votes = own[mine] - found.later[mine]
        first = int(votes.min())
        counts = np.zeros((int(votes.max()) - first + 3, 2))
        for step in (0, 1, 2):  # a peak may fall on either side of a sample
            np.add.at(counts, (votes - first + step, (sign[mine] < 0).astype(int)), 1)
        at, below = np.unravel_index(counts.argmax(), counts.shape)
        shared[mine] = int(at) + first - 1 + found.later[mine]
        shared_sign[mine] = -1.0 if below else 1.0
    return shared, shared_sign


def _climb(
    row: Row, peaks: Places, sign: Values, rate_hz: float
) -> tuple[Values, Values, NDArray[np.bool_]]:
    """From near a peak to its top: place, height, and whether it is a top at all."""
    lines = np.arange(len(peaks))
    peaks = np.clip(peaks, 0, len(row) - 1)
    climb = int(CLIMB_S * rate_hz) + 1
    close = around(row, peaks, climb + 1) * sign[:, None]
    top = 1 + close[:, 1:-1].argmax(axis=1)
    left, middle, right = (close[lines, top + step] for step in (-1, 0, 1))
    bend = left - 2 * middle + right
    is_top = (bend < 0) & (middle >= left) & (middle >= right)
    shift = np.where(is_top, 0.5 * (left - right) / np.where(is_top, bend, -1.0), 0.0)
    height = sign * (middle - 0.25 * (left - right) * shift)
    refined = np.clip(peaks + top - (climb + 1) + shift, 0.0, len(row) - 1.0)
    return refined, height, is_top
