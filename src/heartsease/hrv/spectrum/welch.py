"""The averaged spectrum of an even series: Hann windows, half over one another."""

import math
from functools import lru_cache

import numpy as np

from heartsease.hrv.arrays import Floats, inner
from heartsease.hrv.spectrum import spline
from heartsease.hrv.spectrum.density import Density

RATE_HZ = 4.0
WINDOW_S = 256.0
SEGMENTS_AT_ONCE = 24  # 24 windows of 1,024 samples stay in the processor's cache


def density(
    at_s: Floats,
    nn_ms: Floats,
    *,
    rate_hz: float = RATE_HZ,
    window_s: float = WINDOW_S,
) -> Density:
    """Welch's spectrum of at least two intervals, put at the beats that end them.

    Natural cubic spline, even samples at `rate_hz`; windows of `window_s` (one of the
    whole length when the recording is shorter), 50 % overlap, a line taken out of each,
    periodic Hann; what is left after the last full window is not used.
    """
    total = int((at_s[-1] - at_s[0]) * rate_hz + 1e-9) + 1
    length = min(int(window_s * rate_hz), total)
    hop = length - length // 2
    power = np.zeros(length // 2 + 1)
    segments = 0
    for piece in spline.chunks(
        at_s,
        nn_ms,
        rate_hz=rate_hz,
        length=length + (SEGMENTS_AT_ONCE - 1) * hop,
        overlap=length - hop,
    ):
        if len(piece) < length:
            break
        rows = np.lib.stride_tricks.sliding_window_view(piece, length)[::hop]
        power += windowed_power(rows).sum(axis=0)
        segments += len(rows)
    frequencies = np.arange(len(power), dtype=np.float64) * (rate_hz / length)
    return Density(
        frequencies_hz=frequencies,
        power=power / (segments * rate_hz),
        method=(
            f"cubic spline at {rate_hz:g} Hz, Hann windows of {length / rate_hz:g} s, "
            f"50 % overlap, {segments} averaged, linear detrending"
        ),
    )


def windowed_power(rows: Floats) -> Floats:
    """One-sided power of each row (rows, length), per sample: divide by the rate.

    A least-squares line is taken out, then a periodic Hann window is laid over.
    """
    length = rows.shape[1]
    ramp, window, energy = _window(length)
    level = rows.mean(axis=1, keepdims=True)
    flat = rows - level
    # Not a matrix product: see `arrays.inner`.
    flat -= np.einsum("rl,l->r", flat, ramp)[:, None] * ramp
    flat *= window
    spectrum = np.fft.rfft(flat, axis=1)
    power: Floats = spectrum.real**2 + spectrum.imag**2
    power *= 2.0 / energy
    power[:, 0] /= 2.0
    if length % 2 == 0:
        power[:, -1] /= 2.0
    return power


@lru_cache(maxsize=32)
def _window(length: int) -> tuple[Floats, Floats, float]:
    ramp = np.arange(length, dtype=np.float64) - (length - 1) / 2.0
    ramp /= max(math.sqrt(inner(ramp, ramp)), 1.0)
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(length) / length)
    if length == 1:
        window[:] = 1.0
    return ramp, window, inner(window, window)
