"""The two geometric measures: how tall and how wide the histogram of intervals is."""

import math

import numpy as np

from heartsease.hrv.arrays import Floats, Integers

BIN_MS = 1000.0 / 128  # Task Force 1996; the sampling step of the Holter machines then
# Files carry intervals with at most three decimals. Without this much play, in bins, a
# recording sampled at 128 Hz would fall left or right of an edge by its last digit.
_PLAY = 1e-4
WIDEST_MS = 16_000.0  # between shortest and longest; wider is not one heart's histogram


def histogram(nn_ms: Floats, *, bin_ms: float = BIN_MS) -> Integers:
    """How many intervals fall into each bin; the first bin starts at the shortest.

    Empty when the intervals lie farther apart than `WIDEST_MS`.
    """
    above = nn_ms - nn_ms.min()
    if above.max() > WIDEST_MS:
        return np.empty(0, np.int64)
    return np.bincount(np.floor(above / bin_ms + _PLAY).astype(np.int64))


def triangular_index(counts: Integers) -> float:
    """All intervals over the fullest bin; dimensionless; NaN without a histogram."""
    return float(counts.sum() / counts.max()) if len(counts) else math.nan


def triangle_base_ms(counts: Integers, *, bin_ms: float = BIN_MS) -> float:
    """The base of the triangle that fits the histogram best, in ms (TINN).

    The apex is the fullest bin. Left and right foot are found apart, each by the least
    squared distance between the triangle and all bins on its side, as Task Force 1996
    defines it; a bin beyond the foot counts with its whole height.
    """
    if not len(counts):
        return math.nan
    apex = int(counts.argmax())
    left = _foot(counts[apex::-1].astype(np.float64))
    right = _foot(counts[apex:].astype(np.float64))
    return (left + right) * bin_ms


def _foot(heights: Floats) -> int:
    """How many bins from the apex, `heights[0]`, the best straight slope reaches zero."""
    # One bin farther than the last full one is the most an empty bin can say.
    heights = np.append(heights, 0.0)
    bins = np.arange(len(heights))
    feet = bins[1:, None]
    slopes = heights[0] * np.clip(1.0 - bins / feet, 0.0, None)
    return int(feet[((slopes - heights) ** 2).sum(axis=1).argmin(), 0])
