"""The spectrum as a model: an autoregressive one after Burg."""

import numpy as np

from heartsease.hrv.arrays import Floats
from heartsease.hrv.spectrum import spline
from heartsease.hrv.spectrum.density import Density

ORDER = 16  # what the field uses at 4 Hz; Boardman 2002 found 16 and more to be enough
RATE_HZ = 4.0
POINTS = 2048


def density(
    at_s: Floats, nn_ms: Floats, *, order: int = ORDER, rate_hz: float = RATE_HZ
) -> Density:
    """Burg's spectrum of the whole recording, resampled by a natural cubic spline.

    A least-squares line is taken out of it. Smooth, and as good as its order: powers
    depend on the order more than on the heart when a band holds no peak.
    """
    (even,) = spline.chunks(
        at_s,
        nn_ms,
        rate_hz=rate_hz,
        length=int((at_s[-1] - at_s[0]) * rate_hz) + 2,
        overlap=0,
    )
    ramp = np.arange(len(even)) - (len(even) - 1) / 2.0
    level = even - even.mean()
    level -= ramp * float(ramp @ level) / float(ramp @ ramp)
    coefficients, noise = burg(level, order=order)
    frequencies = np.arange(POINTS, dtype=np.float64) * (rate_hz / 2.0 / POINTS)
    response = np.fft.rfft(coefficients, 2 * POINTS)[:POINTS]
    power = 2.0 * noise / rate_hz / np.abs(response) ** 2
    return Density(
        frequencies_hz=frequencies,
        power=power,
        method=(
            f"autoregressive after Burg, order {order}, cubic spline at {rate_hz:g} Hz, "
            "linear detrending"
        ),
    )


def burg(values: Floats, *, order: int) -> tuple[Floats, float]:
    """Coefficients (order + 1,), the first 1, and the variance of what is left over."""
    forward, backward = values.copy(), values.copy()
    coefficients = np.ones(1)
    noise = float(values @ values) / len(values)
    for _ in range(order):
        ahead, behind = forward[1:], backward[:-1]
        both = float(ahead @ ahead + behind @ behind)
        if not both > 0:
            break
        reflection = -2.0 * float(ahead @ behind) / both
        grown = np.append(coefficients, 0.0)
        coefficients = grown + reflection * grown[::-1]
        forward, backward = ahead + reflection * behind, behind + reflection * ahead
        noise *= 1.0 - reflection**2
    return coefficients, noise
