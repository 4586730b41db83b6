"""The rhythm of some minutes as an even curve, and its spectrum.

For windows of a minute to an hour, on every beat; whole recordings are the work of
`spectrum`.
An interval tells about the time between its two beats, so its middle is its moment:
with the time of its end, a phase at 6/min would be 18 degrees late at 60 beats a minute.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.beats import Beats

RATE_HZ = 4.0
SLOWEST_HZ = 0.0033  # the lower edge of what minutes can show (Task Force 1996)
_FEWEST = 4  # intervals; a cubic through fewer is a guess
_FINE_HZ = 0.002  # bins at most this wide: a peak is placed between them by a parabola


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """Interval lengths in ms, evenly spaced at `rate_hz` from `start_s`; shape (m,)."""

    start_s: float
    rate_hz: float
    interval_ms: NDArray[np.float64]

    @property
    def seconds(self) -> float:
        """From the first point to the last."""
        return (len(self.interval_ms) - 1) / self.rate_hz

    @property
    def times_s(self) -> NDArray[np.float64]:
        """When each point is."""
        return self.start_s + np.arange(len(self.interval_ms)) / self.rate_hz

    @property
    def heart_rate_bpm(self) -> NDArray[np.float64]:
        """The same curve as momentary heart rate."""
        return 60000.0 / self.interval_ms


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spectrum:
    """One-sided density over frequency; both of shape (k,).

    Density is in the square of the curve's unit per Hz: the whole of it is the variance.
    """

    hz: NDArray[np.float64]
    density: NDArray[np.float64]
    _below: NDArray[np.float64]

    def power(self, low_hz: float, high_hz: float) -> float:
        """The variance between two frequencies; edges fall between bins."""
        step = self.hz[1]
        low, high = np.interp((low_hz, high_hz), self.hz - step / 2, self._below)
        return float(high - low)

    def peak_hz(self, low_hz: float, high_hz: float) -> float:
        """Where the density is highest in [low, high], placed by a parabola."""
        inside = np.flatnonzero((self.hz >= low_hz) & (self.hz <= high_hz))
        if not len(inside):
            raise ValueError(f"Nothing lies between {low_hz} and {high_hz} Hz.")
        top = int(inside[np.argmax(self.density[inside])])
        if not 0 < top < len(self.hz) - 1:
            return float(self.hz[top])
        left, middle, right = np.log(self.density[top - 1 : top + 2] + 1e-300)
        if max(left, right) >= middle:  # the edge of the band, on a slope
            return float(self.hz[top])
        bend = left - 2.0 * middle + right
        return float(self.hz[top] + 0.5 * (left - right) / bend * self.hz[1])


def curve(
    heart: Beats,
    *,
    start_s: float = -np.inf,
    end_s: float = np.inf,
    rate_hz: float = RATE_HZ,
) -> Curve | None:
    """A natural cubic spline through the kept intervals whose middle lies in the window.

    What was left out is bridged; who needs to know how much asks `left_out`.
    The curve begins and ends with the first and last interval, nothing is drawn beyond.
    None when fewer than four intervals are there.
    """
    middles = heart.times_s - heart.intervals_ms / 2000.0
    inside = heart.kept & (middles >= start_s) & (middles <= end_s)
    at, ms = middles[inside], heart.intervals_ms[inside]
    if len(at) < _FEWEST or np.any(np.diff(at) <= 0):
        return None
    points = int(np.floor((at[-1] - at[0]) * rate_hz)) + 1
    times = at[0] + np.arange(points) / rate_hz
    return Curve(
        start_s=float(at[0]), rate_hz=rate_hz, interval_ms=_spline(at, ms, times)
    )


def left_out(heart: Beats, *, start_s: float, end_s: float) -> float:
    """The share of the window that no kept interval covers, 0 to 1; gaps count."""
    ends = heart.times_s[heart.kept]
    begins = ends - heart.intervals_ms[heart.kept] / 1000.0
    covered = np.minimum(ends, end_s) - np.maximum(begins, start_s)
    share = float(np.sum(covered[covered > 0])) / (end_s - start_s)
    return min(max(1.0 - share, 0.0), 1.0)


def spectrum(values: NDArray[np.float64], *, rate_hz: float) -> Spectrum:
    """Straight line taken off, Hann window, one periodogram, filled up with zeros."""
    count = len(values)
    window = _hann(count)
    flat = level(values) * window
    length = 1 << int(np.ceil(np.log2(max(count, rate_hz / _FINE_HZ))))
    density = np.abs(np.fft.rfft(flat, length)) ** 2
    density *= 2.0 / (rate_hz * float(np.sum(window**2)))
    density[0] /= 2.0
    step = rate_hz / length
    below = np.empty(len(density))
    below[0] = 0.0
    np.cumsum(density[:-1] * step, out=below[1:])
    hz = np.arange(len(density), dtype=np.float64) * step
    return Spectrum(hz=hz, density=density, _below=below)


@lru_cache(maxsize=64)  # a window of a minute has nearly the same length on every beat
def _hann(count: int) -> NDArray[np.float64]:
    window: NDArray[np.float64] = np.hanning(count + 2)[1:-1]
    window.flags.writeable = False
    return window


def level(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The values without their straight line (least squares)."""
    count = len(values)
    at = np.arange(count) - (count - 1) / 2.0
    slope = float(at @ values) / max(float(at @ at), 1.0)
    line: NDArray[np.float64] = values - values.mean() - slope * at
    return line


def _spline(
    x: NDArray[np.float64], y: NDArray[np.float64], at: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Natural cubic spline; the tridiagonal system is solved on plain floats.

    The same curve as `spectrum.spline`, whose rounds over whole arrays pay off in hours
    of beats; for the hundred knots of a window this is three times as fast.
    """
    width = np.diff(x)
    slope = np.diff(y) / width
    bend = np.zeros(len(x))
    bend[1:-1] = _tridiagonal(width, 6.0 * np.diff(slope))
    place = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(width) - 1)
    h = width[place]
    right = (at - x[place]) / h
    left = 1.0 - right
    drawn: NDArray[np.float64] = (
        left * y[place]
        + right * y[place + 1]
        + ((left**3 - left) * bend[place] + (right**3 - right) * bend[place + 1])
        * h**2
        / 6.0
    )
    return drawn


def _tridiagonal(
    width: NDArray[np.float64], wanted: NDArray[np.float64]
) -> list[float]:
    """Second derivatives at the inner knots (Thomas's elimination)."""
    side = width[1:-1].tolist()
    middle = (2.0 * (width[:-1] + width[1:])).tolist()
    right: list[float] = wanted.tolist()
    for n, one in enumerate(side, start=1):
        share = one / middle[n - 1]
        middle[n] -= share * one
        right[n] -= share * right[n - 1]
    right[-1] /= middle[-1]
    for n in range(len(side) - 1, -1, -1):
        right[n] = (right[n] - side[n] * right[n + 1]) / middle[n]
    return right
