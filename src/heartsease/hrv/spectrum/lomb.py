"""The spectrum of beats as they came: Lomb–Scargle, because they are not evenly spaced.

Resampling with a spline takes power out of fast rhythms, the more the slower the heart
is; here nothing is resampled and nothing has to be invented in a gap.
"""

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.arrays import Floats, inner
from heartsease.hrv.spectrum.density import Density

WINDOW_S = 256.0
HIGHEST_HZ = 0.5
LEAST_FILLED = 0.5  # of a window; in a thinner one the gaps speak louder than the heart
_NO_SINE = 1e-12  # a sine that is zero at every beat can hold no power


def density(
    at_s: Floats,
    nn_ms: Floats,
    *,
    window_s: float = WINDOW_S,
    highest_hz: float = HIGHEST_HZ,
) -> Density:
    """Lomb–Scargle periodograms of windows half over one another, averaged.

    NaN everywhere when no window is filled by half.

    Times are those of the beats that end the intervals. Windows of `window_s` (one of the
    whole length when the recording is shorter), a least-squares line taken out of each;
    frequencies are the multiples of one over the window up to `highest_hz`. The classic
    periodogram of Lomb 1976 and Scargle 1982, with the time offset that makes it free of
    the choice of zero, under a Hann window as Welch's has it; scaled to a one-sided
    density, so that an even series gives the tapered periodogram.
    """
    span = float(at_s[-1] - at_s[0])
    length = min(window_s, span)
    starts = at_s[0] + _windows_with_beats(at_s, length) * (length / 2.0)
    lows = np.searchsorted(at_s, starts - 1e-9)
    highs = np.searchsorted(at_s, starts + length + 1e-9)
    filled = np.array(
        [nn_ms[low:high].sum() for low, high in zip(lows, highs, strict=True)]
    )
    enough = (filled >= LEAST_FILLED * length * 1000.0) & (highs - lows > 2)
    count = max(int(highest_hz * length + 1e-9), 1)
    frequencies = np.arange(1, count + 1) / length
    power = np.zeros(count)
    used = int(np.count_nonzero(enough))
    for low, high in zip(lows[enough], highs[enough], strict=True):
        power += periodogram(
            at_s[low:high], nn_ms[low:high], step_hz=1.0 / length, count=count
        )
    return Density(
        frequencies_hz=frequencies,
        power=power / used if used else np.full(count, np.nan),
        method=(
            f"Lomb–Scargle without resampling, Hann windows of {length:.4g} s, 50 % overlap, "
            f"{used} averaged, linear detrending"
        ),
    )


def _windows_with_beats(at_s: Floats, length_s: float) -> Floats:
    """The numbers of the windows, half over one another, that any beat lies in.

    Not those of silences, which may last for years by a clock gone wrong.
    """
    hop = length_s / 2.0
    last = int((float(at_s[-1] - at_s[0]) - length_s + 1e-9) / hop)
    half = np.floor((at_s - at_s[0]) / hop)
    half = half[np.flatnonzero(np.diff(half, prepend=-1.0))]
    # A beat on the edge of two halves ends the window that began two halves before.
    numbers = np.unique(np.concatenate((half, half - 1.0, half - 2.0)))
    return numbers[(numbers >= 0) & (numbers <= last)]


def periodogram(
    at_s: Floats, values: Floats, *, step_hz: float, count: int, taper: bool = True
) -> Floats:
    """One-sided density at step, 2 step, … of `count` frequencies, in units²/Hz.

    A least-squares line is taken out of `values` (n,) first. Each frequency is the
    weighted least-squares fit of a sine and a cosine, the weights a Hann window over the
    span, or one everywhere without `taper`: the classic form.
    """
    n = len(at_s)
    span = float(at_s[-1] - at_s[0])
    ramp = at_s - at_s.mean()
    level = values - values.mean()
    level = level - ramp * (inner(ramp, level) / inner(ramp, ramp))
    weights = np.ones(n)
    if taper:
        # Half a mean step beyond both ends, so that the first and last beat count too.
        edge = span / (n - 1) / 2.0
        weights = np.sin(np.pi * (at_s - at_s[0] + edge) / (span + 2.0 * edge)) ** 2
    total = float(weights.sum())
    turns = _turns(2.0 * np.pi * step_hz * ramp, count)
    # Not matrix products: see `arrays.inner`.
    sums = np.einsum("kn,n->k", turns, weights * level)
    np.multiply(turns, turns, out=turns)
    doubled = np.einsum("kn,n->k", turns, weights)
    # tau turns the phase so that sine and cosine are orthogonal on these times.
    along = sums * np.exp(-0.5j * np.angle(doubled))
    cosines = 0.5 * (total + np.abs(doubled))
    sines = 0.5 * (total - np.abs(doubled))
    flat = sines <= total * _NO_SINE
    power = along.real**2 / cosines
    power += np.where(flat, 0.0, along.imag**2) / np.where(flat, 1.0, sines)
    # Of a window the fit divides by the sum, a density by the sum of squares. And a run
    # of n beats is n - 1 steps long.
    result: Floats = power * (total / inner(weights, weights) * span / (n - 1))
    return result


def _turns(angles: Floats, count: int) -> NDArray[np.complex128]:
    """exp(i k angles) for k from 1 to `count`, (count, n): each power is a product.

    Blocks double in height, so a power is at most log2(count) products from the first
    and as exact.
    """
    turns = np.empty((count, len(angles)), complex)
    turns[0] = np.exp(1j * angles)
    done = 1
    while done < count:
        more = min(done, count - done)
        np.multiply(turns[:more], turns[done - 1], out=turns[done : done + more])
        done += more
    return turns
