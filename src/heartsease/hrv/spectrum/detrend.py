"""Slow drift taken out by smoothness priors: a high-pass whose corner lambda sets."""

import numpy as np

from heartsease.hrv.arrays import Floats

LAMBDA = 500.0  # Tarvainen 2002: a corner of about 0.035 Hz at 4 Hz


def smoothness_priors(values: Floats, *, smoothness: float = LAMBDA) -> Floats:
    """`values` less their smooth trend, (n,), evenly spaced; Tarvainen 2002.

    The trend z solves (I + lambda² D'D) z = values, with D the second differences.
    """
    # scipy solves the five diagonals at once; this is an option, so its half second of
    # importing is paid only by whoever asks for it.
    from scipy.linalg import solveh_banded

    n = len(values)
    if n < 3:
        return values - values.mean() if n else values
    square = smoothness**2
    bands = np.zeros((3, n))
    bands[2] = 6.0 * square
    bands[2, [0, -1]] = square
    bands[2, [1, -2]] = 5.0 * square if n > 3 else 4.0 * square
    bands[2] += 1.0
    bands[1, 1:] = -4.0 * square
    bands[1, [1, -1]] = -2.0 * square
    bands[0, 2:] = square
    trend: Floats = solveh_banded(bands, values, check_finite=False)
    return values - trend
