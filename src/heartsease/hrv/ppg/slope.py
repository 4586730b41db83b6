"""How steeply the pulse rises: the mark by which a beat is timed.

The steepest point of the upstroke is timed two to three times more precisely than the
peak, which is flat and moves with breathing and with the reflected wave.
"""

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.ppg.frames import GRID_HZ

SMOOTH_S = 0.06  # passes 0.6 to 5 Hz to half its height: one upstroke, not its noise
_REACH = 4  # standard deviations; beyond, the kernel is under 0.05 % of its height

Floats = NDArray[np.float64]


def rising(values: Floats, *, smooth_s: float = SMOOTH_S) -> Floats:
    """The slope of each column per second, smoothed by a Gaussian of `smooth_s`.

    `values` (n, channels) at `GRID_HZ`; the result has the same shape.
    A derivative has no baseline, and a steady drift only shifts it; a symmetric kernel of
    finite length neither delays nor rings.
    """
    half = int(np.ceil(_REACH * smooth_s * GRID_HZ))
    at = np.arange(-half, half + 1) / GRID_HZ
    bell = np.exp(-0.5 * (at / smooth_s) ** 2)
    kernel = -at / smooth_s**2 * bell / bell.sum()
    padded = np.pad(values, ((half, half), (0, 0)), mode="reflect", reflect_type="odd")
    return np.stack(
        [np.convolve(one, kernel, mode="valid") for one in padded.T], axis=1
    )


def summit(signal: Floats, at: NDArray[np.intp]) -> Floats:
    """Where the parabola through three samples around each local maximum is highest.

    In samples, with fractions; `at` holds the local maxima, none of them at an end.
    """
    before, top, after = signal[at - 1], signal[at], signal[at + 1]
    bend = before - 2 * top + after
    shift = np.divide(
        0.5 * (before - after), bend, out=np.zeros_like(bend), where=bend < 0
    )
    return np.asarray(at + np.clip(shift, -0.5, 0.5))
