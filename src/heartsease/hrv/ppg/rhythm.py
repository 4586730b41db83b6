"""What interval to expect at each second: a soft guide for the beat track.

The expectation only weighs between rises that are hard to tell apart; a premature beat
with a clear rise of its own is found in spite of it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from heartsease.hrv.ppg import path
from heartsease.hrv.ppg.frames import GRID_HZ

WINDOW_S = 8.0  # four beats of the slowest pulse
STEP_S = 1.0
SHORTEST_S = 0.3  # 200/min
LONGEST_S = 2.0  # 30/min
LOG_STEP = (
    0.02  # two percent of the interval, finer than beats vary from one to the next
)
BURST = 5.0  # times the usual slope; what is higher is movement, and is cut there
_EVERY = 2  # 50 samples a second are plenty for a signal that ends at 5 Hz
_BLOCK = 256  # windows at once: 24 hours must not be held in memory as windows

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rhythm:
    """Per second: the middle of the window, the interval, and how periodic it is.

    `at_s` (n,) seconds from the first row of the grid; `interval_s` (n,);
    `strength` (n,) -1 to 1, the autocorrelation at that interval.
    """

    at_s: Floats
    interval_s: Floats
    strength: Floats

    def expected(self, times_s: Floats) -> Floats:
        """The interval to expect at each time, in seconds."""
        return np.interp(times_s, self.at_s, self.interval_s)


def find(slope: Floats) -> Rhythm:
    """The rhythm of one channel's slope, shape (n,) at `GRID_HZ`."""
    at, fit = _fits(slope)
    lag = path.steadiest(fit, _LEAPS)
    return Rhythm(
        at_s=at,
        interval_s=_LAGS_S[lag],
        strength=fit[np.arange(len(lag)), lag],
    )


_LAGS_S = np.exp(
    np.arange(np.log(SHORTEST_S), np.log(LONGEST_S) + LOG_STEP / 2, LOG_STEP)
)

# Ten percent from one second to the next cost 0.3 of correlation; nothing costs over 1.
_LEAPS = np.minimum(
    1.0, 30.0 * np.subtract.outer(np.log(_LAGS_S), np.log(_LAGS_S)) ** 2
)


def _fits(slope: Floats) -> tuple[Floats, Floats]:
    """The middle of each window, and the autocorrelation there at every lag.

    Less half of what a half and a third of the lag have: two and three intervals fit as
    well as one.
    """
    thin = slope[::_EVERY]
    rate = GRID_HZ / _EVERY
    size, step = int(WINDOW_S * rate), int(STEP_S * rate)
    if len(thin) < size:
        thin = np.pad(thin, (0, size - len(thin)))
    windows = sliding_window_view(thin, size)[::step]
    middle = np.arange(len(windows), dtype=np.float64) * STEP_S + WINDOW_S / 2
    taper = np.hanning(size)
    length = 1 << int(2 * size - 1).bit_length()
    reach = int(np.ceil(LONGEST_S * rate)) + 2
    of_taper = _autocorrelation(taper[None, :], length, reach)[0]
    fits = []
    for first in range(0, len(windows), _BLOCK):
        some = windows[first : first + _BLOCK]
        cut = BURST * np.median(np.abs(some), axis=1, keepdims=True)
        some = np.clip(some, -cut, cut) * taper
        some -= some.mean(axis=1, keepdims=True)
        like = _autocorrelation(some, length, reach)
        own = like[:, :1] * (of_taper / of_taper[0])
        like = np.divide(like, own, out=np.zeros_like(like), where=own > 0)
        shorter = np.maximum(_at_lags(like, rate / 2), _at_lags(like, rate / 3))
        fits.append(_at_lags(like, rate) - 0.5 * np.maximum(0, shorter))
    return middle, np.concatenate(fits)


def _autocorrelation(rows: Floats, length: int, reach: int) -> Floats:
    power = np.abs(np.fft.rfft(rows, length)) ** 2
    return np.fft.irfft(power, length)[:, :reach]


def _at_lags(like: Floats, rate: float) -> Floats:
    place = _LAGS_S * rate
    left = place.astype(np.intp)
    share = place - left
    return np.asarray(like[:, left] * (1 - share) + like[:, left + 1] * share)
