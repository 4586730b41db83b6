"""When exactly the R peak comes, finer than a sample.

A complex may have several peaks, and flipping between them from beat to beat would look
like heart rate variability. So the peak nearest to the middle of the QRS energy is
preferred over a slightly higher one farther off: a bell of 70 ms weighs them.
The top of the parabola through three samples gives the time between samples.
"""

import numpy as np

from heartsease.hrv.ecg.bands import Row
from heartsease.hrv.ecg.candidates import Places, Values, around

REACH_S = 0.07  # the R peak lies within it of the middle of the energy
BELL_S = 0.07
CLIMB_S = 0.01  # from the weighed peak to the real one


def refine(row: Row, places: Places, *, rate_hz: float) -> tuple[Values, Values]:
    """Place of each R peak in samples with fractions, and its height (with its sign).

    `row` is the lead between 3 and 30 Hz; `places` are the middles of the QRS energy.
    A tie goes to the earlier peak. At the very ends of the lead the place is whole.
    """
    reach = int(REACH_S * rate_hz)
    lines = np.arange(len(places))
    offsets = np.arange(-reach, reach + 1)
    bell = np.exp(-0.5 * (offsets / rate_hz / BELL_S) ** 2)
    near = around(row, places, reach)
    best = (np.abs(near) * bell).argmax(axis=1)
    sign = np.where(near[lines, best] < 0, -1.0, 1.0)
    peaks = np.clip(places + best - reach, 0, len(row) - 1)
    climb = int(CLIMB_S * rate_hz) + 1
    close = around(row, peaks, climb + 1) * sign[:, None]
    top = 1 + close[:, 1:-1].argmax(axis=1)
    left, middle, right = (close[lines, top + step] for step in (-1, 0, 1))
    bend = left - 2 * middle + right
    is_top = (bend < 0) & (middle >= left) & (middle >= right)
    shift = np.where(is_top, 0.5 * (left - right) / np.where(is_top, bend, -1.0), 0.0)
    height = sign * (middle - 0.25 * (left - right) * shift)
    refined = np.clip(peaks + top - (climb + 1) + shift, 0.0, len(row) - 1.0)
    return refined, height
