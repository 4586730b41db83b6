"""The lead split into the frequency bands in which the detector looks, without delay.

The squared magnitude of a Butterworth filter is applied in the frequency domain, block by
block with overlapping edges, so a day of ECG needs no more memory than its result.
The same step lowers the rate: nothing above 40 Hz is used, so 150 samples a second
are enough and every later step costs the same at 4000 Hz as at 250 Hz.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Row = NDArray[np.float32]

WORKING_RATE_HZ = 150.0  # four samples in one turn at 40 Hz, the highest edge
EDGE_S = 2.0  # after it the slowest filter (1 Hz) has died away below 1e-5
BLOCK = (
    8192  # samples at the working rate: large enough for the FFT, small for the cache
)
ORDER = 2
QRS_HZ = (5.0, 25.0)  # where a QRS complex stands out most from P, T and noise
SLOW_HZ = (2.0, 10.0)  # where wide ventricular beats are strongest
SHARP_HZ = (12.0, 40.0)  # where T and P waves are nearly gone
FINE_HZ = (3.0, 30.0)  # in which the R peak is placed: a wide complex keeps its shape
WHOLE_HZ = (1.0, 30.0)  # everything but drift and muscle
# Hum of the mains is let through the upper edges a little. Where there is much of it, it
# goes first; where there is less than in any of the reference records, nothing is touched.
MAINS_HZ = (50.0, 60.0)
MAINS_SHARE = (
    0.2  # of the power in `SHARP_HZ`; at most 0.11 in the records of r-peaks.md
)
MAINS_WIDTH_HZ = (
    1.0  # grids stay within 0.5; noise of all colours has 0.07 of the power
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bands:
    """The bands of one lead, each of shape (n,), at `rate_hz` = original rate / `step`."""

    rate_hz: float
    step: int
    qrs: Row
    slow: Row
    sharp: Row
    fine: Row
    whole: Row


def split(samples: NDArray[np.float64], *, rate_hz: float) -> Bands:
    """The bands of a lead without holes."""
    step = max(1, int(rate_hz // WORKING_RATE_HZ))
    working = rate_hz / step
    edges = (QRS_HZ, SLOW_HZ, SHARP_HZ, FINE_HZ, WHOLE_HZ)
    qrs, slow, sharp, fine, whole = _filtered(samples, working, step, edges)
    return Bands(
        rate_hz=working,
        step=step,
        qrs=qrs,
        slow=slow,
        sharp=sharp,
        fine=fine,
        whole=whole,
    )


def _filtered(
    samples: NDArray[np.float64],
    working_hz: float,
    step: int,
    bands: tuple[tuple[float, float], ...],
) -> list[Row]:
    wanted = -(-len(samples) // step)
    edge = int(np.ceil(EDGE_S * working_hz))
    block = min(BLOCK, _smooth_length(wanted + 2 * edge))
    hop = block - 2 * edge
    blocks = -(-wanted // hop)
    lines = np.fft.rfftfreq(block, 1 / working_hz)
    gains = [(_response(lines, *band) / step).astype(np.float32) for band in bands]
    found = [np.empty(blocks * hop, np.float32) for _ in bands]
    for number in range(blocks):
        first = (number * hop - edge) * step
        piece = _piece(samples, first, block * step)
        spectrum = _without_mains(np.fft.rfft(piece)[: len(lines)], lines)
        for gain, row in zip(gains, found, strict=True):
            whole = np.fft.irfft(spectrum * gain, block)
            row[number * hop : (number + 1) * hop] = whole[edge : edge + hop]
    return [row[:wanted] for row in found]


def _without_mains(
    spectrum: NDArray[np.complexfloating], lines: NDArray[np.floating]
) -> NDArray[np.complexfloating]:
    """The spectrum with a narrow notch where the mains hum drowns the complexes."""
    power = spectrum.real**2 + spectrum.imag**2
    sharp = power[slice(*np.searchsorted(lines, SHARP_HZ))].sum()
    for hum in MAINS_HZ:
        first, last = np.searchsorted(
            lines, (hum - MAINS_WIDTH_HZ, hum + MAINS_WIDTH_HZ)
        )
        if power[first:last].sum() > MAINS_SHARE * sharp:
            away = ((lines - hum) / MAINS_WIDTH_HZ) ** (2 * ORDER)
            spectrum = spectrum * (away / (1 + away)).astype(np.float32)
    return spectrum


def _piece(samples: NDArray[np.float64], first: int, length: int) -> Row:
    """Samples from `first` on, the ends drawn out; around their middle, in 32 bit.

    The level goes before the precision does: an offset of a million units is harmless.
    """
    last = first + length
    inner = samples[max(first, 0) : min(last, len(samples))]
    level = inner.mean() if len(inner) else 0.0
    inner = (inner - level).astype(np.float32)
    before, after = max(0, -first), max(0, last - len(samples))
    padded: Row = np.pad(inner, (before, after), mode="edge")
    return padded


def _response(
    lines: NDArray[np.floating], low: float, high: float
) -> NDArray[np.floating]:
    """|H|² of Butterworth high- and low-pass filters of the same order."""
    power = 2 * ORDER
    with np.errstate(divide="ignore"):
        below = 1 / (1 + (low / lines) ** power)
    return np.asarray(below / (1 + (lines / high) ** power))


def _smooth_length(least: int) -> int:
    """The next length that the FFT takes quickly: 2ⁿ or 3·2ⁿ."""
    power = 1 << max(least - 1, 1).bit_length()
    return power * 3 // 4 if power * 3 // 4 >= least else power
