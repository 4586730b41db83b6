"""Which channel to trust, second by second, and which way up it is.

Red is saturated on many phones and green is dark on others, and a finger that moves can
change that within one recording.
"""

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.ppg import path, rhythm
from heartsease.hrv.ppg.frames import GRID_HZ

SWITCH = 2.0  # of correlation, summed over seconds: what a change of channel must gain
CLEAN = 0.1  # of correlation, for each e-fold of pulse over noise from frame to frame
TALL = 0.5  # of the lean in slope: height moves with breathing too
BASELINE_S = 2.0  # the slowest pulse; what is slower is breathing and drift
SCALE_S = 8.0  # over which slopes of different channels are made comparable
_EVERY = 4  # 25 values a second are enough for a percentile
_APART = 4  # rows: a frame of 30 a second or a little more, so that noise is not shared
_END_PERCENT = 5  # half of the upstroke of a pulse, and none of a single wild frame

Floats = NDArray[np.float64]


def combine(
    values: Floats, slopes: Floats, *, held: int | None = None
) -> tuple[Floats, NDArray[np.intp]]:
    """One slope out of those of all channels, and the channel taken in each second.

    `values` and their `slopes`, already upright, are (n, channels); the result is (n,),
    in units of the usual slope of its channel if there are several, with the columns
    taken, one for each second of `rhythm`.
    `held` is the column that was taken before the first second.
    """
    if slopes.shape[1] == 1:
        alone = rhythm.find(slopes[:, 0])
        return slopes[:, 0], np.zeros(len(alone.at_s), dtype=np.intp)
    strength = np.stack([rhythm.find(one).strength for one in slopes.T], axis=1)
    # Being periodic says that there is a pulse; being clean, how precisely it is timed.
    strength += CLEAN * _cleanness(values, slopes, len(strength))
    if held is not None:
        strength[0] -= SWITCH * (np.arange(slopes.shape[1]) != held)
    taken = path.steadiest(strength, SWITCH * (1 - np.eye(slopes.shape[1])))
    level = slopes / _usual(slopes)
    return level[np.arange(len(level)), by_row(taken, slopes)], taken


def by_row(taken: NDArray[np.intp], slopes: Floats) -> NDArray[np.intp]:
    """The column for every row of the grid, from that of every second."""
    row = np.arange(len(slopes)) / GRID_HZ
    second = np.round((row - rhythm.WINDOW_S / 2) / rhythm.STEP_S).astype(np.intp)
    return np.asarray(taken[np.clip(second, 0, len(taken) - 1)])


def lean(values: Floats, slopes: Floats) -> float:
    """Above zero when a sensor's signal is upright; both (n, channels).

    A pulse rises faster than it falls, and stands higher over its middle than it dips
    under it. Sensors that filter the wave themselves keep only the second.
    Asked of sensors only; in a camera's picture blood is always dark.
    A wave that is alike on both sides says nothing, and then its beats are timed alike.
    """
    level = values - _moving_mean(values)
    return float(np.sum(_skew(slopes, 0.0) + TALL * _skew(level, np.median(level, 0))))


def _skew(table: Floats, middle: Floats | float) -> Floats:
    """The log of how far the high end is from the middle, over the low end."""
    ends = (100 - _END_PERCENT, _END_PERCENT)
    high, low = np.percentile(table, ends, axis=0)
    up, down = high - middle, middle - low
    ratio = np.divide(up, down, out=np.ones_like(up), where=(up > 0) & (down > 0))
    return np.asarray(np.log(ratio), dtype=np.float64)


def _moving_mean(values: Floats) -> Floats:
    half = int(BASELINE_S / 2 * GRID_HZ)
    padded = np.pad(values, ((half + 1, half), (0, 0)), mode="edge")
    total = np.cumsum(padded, axis=0)
    return np.asarray((total[2 * half + 1 :] - total[: -2 * half - 1]) / (2 * half + 1))


def _cleanness(values: Floats, slopes: Floats, seconds: int) -> Floats:
    """The log of slope over frame noise in the window of each second, as (seconds, channels).

    The unit of a channel cancels; comparable between channels of one recording.
    """
    bend = values[2 * _APART :] - 2 * values[_APART:-_APART] + values[: -2 * _APART]
    pulse = _in_windows(np.abs(slopes), seconds)
    noise = _in_windows(np.abs(bend), seconds)
    ratio = np.divide(pulse, noise, out=np.ones_like(pulse), where=noise > 0)
    return np.asarray(np.log(np.maximum(ratio, np.finfo(float).tiny)))


def _in_windows(table: Floats, seconds: int) -> Floats:
    """The median of each column in the window of each second."""
    size, step = int(rhythm.WINDOW_S * GRID_HZ), int(rhythm.STEP_S * GRID_HZ)
    last = max(0, len(table) - size)
    return np.stack(
        [
            np.median(table[first : first + size : _EVERY], axis=0)
            for first in (min(second * step, last) for second in range(seconds))
        ]
    )


def _usual(slopes: Floats) -> Floats:
    """The root mean square of each channel over about `SCALE_S`, never zero."""
    size = int(SCALE_S * GRID_HZ)
    total = np.concatenate(
        (np.zeros((1, slopes.shape[1])), np.cumsum(slopes**2, axis=0))
    )
    row = np.arange(len(slopes))
    low = np.maximum(0, row - size // 2)
    high = np.minimum(len(slopes), row + size // 2 + 1)
    mean = (total[high] - total[low]) / (high - low)[:, None]
    least = 1e-12 * mean.max(axis=0) + np.finfo(float).tiny
    return np.asarray(np.sqrt(np.maximum(mean, least)), dtype=np.float64)
