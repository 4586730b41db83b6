"""Detrended fluctuation analysis: how much the heart remembers, near and far."""

import math
from functools import lru_cache

import numpy as np

from heartsease.hrv.arrays import Floats, inner
from heartsease.hrv.metric import Metric
from heartsease.hrv.series import Series

NEAR, FAR = range(4, 17), range(17, 65)  # beats; Peng 1995
_WINDOWS = 4  # of the longest scale that a slope should rest on
# Multiplications up to which a matrix product stays on one core; see `arrays.inner`.
_ONE_CORE = 1 << 18
_GAPS = "left-out beats are closed up"

METRICS = (
    Metric(
        id="dfa_alpha1",
        name="DFA α1",
        unit="1",
        convention=(
            "profile of NN less its mean, windows of 4 to 16 beats side by side, a line "
            "taken out of each, slope of log F on log n over all lengths"
        ),
        gaps=_GAPS,
        source="Peng 1995",
        intervals=_WINDOWS * NEAR[-1],
    ),
    Metric(
        id="dfa_alpha2",
        name="DFA α2",
        unit="1",
        convention="as α1, windows of 17 to 64 beats",
        gaps=_GAPS,
        source="Peng 1995",
        intervals=_WINDOWS * FAR[-1],
    ),
)


def measure(series: Series) -> dict[str, float]:
    """Both slopes by id; NaN when the intervals do not vary."""
    nn = series.nn_ms
    return {
        "dfa_alpha1": slope(nn, NEAR),
        "dfa_alpha2": slope(nn, FAR),
    }


def slope(nn_ms: Floats, scales: range) -> float:
    """The slope of log F(n) on log n; NaN when a window does not fit or nothing varies."""
    if len(nn_ms) < scales[-1]:
        return math.nan
    level = nn_ms - nn_ms.mean()
    size = float(np.abs(level).max())
    if not size > 0:
        return math.nan
    level /= size  # whatever the unit, squares stay far from the ends of the floats
    squares = np.array([fluctuation_squared(level, scale) for scale in scales])
    if not (squares > 0).all():
        return math.nan
    return _slope(np.log(np.array(scales, float)), 0.5 * np.log(squares))


def fluctuation_squared(level: Floats, scale: int) -> float:
    """F²(n): the mean square of the profile less a line, over windows side by side.

    `level` (k,) has mean zero. What a window's profile holds of the beats before it is a
    constant, which the line takes out; so each window can be integrated by itself, and
    integrating and taking out the line is one product with a fixed matrix.
    """
    windows = len(level) // scale
    rows = level[: windows * scale].reshape(windows, scale)
    matrix = _integrated_less_line(scale)
    at_once = _ONE_CORE // scale**2
    total = 0.0
    for first in range(0, windows, at_once):
        left = rows[first : first + at_once] @ matrix
        total += inner(left, left)
    return total / (windows * scale)


@lru_cache(maxsize=128)
def _integrated_less_line(scale: int) -> Floats:
    """The matrix that sums a window up and takes its least-squares line out."""
    summing = np.tri(scale).T  # rows times this are running sums
    ramp = np.arange(scale) - (scale - 1) / 2.0
    line = np.full((scale, scale), 1.0 / scale) + np.outer(ramp, ramp) / (ramp @ ramp)
    return np.ascontiguousarray(summing @ (np.eye(scale) - line))


def _slope(x: Floats, y: Floats) -> float:
    centred = x - x.mean()
    return inner(centred, y) / inner(centred, centred)
