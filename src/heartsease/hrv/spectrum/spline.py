"""Intervals resampled evenly: a natural cubic spline, fast and without scipy.

The system of a natural spline is diagonally dominant by two, whatever the spacing.
Parallel cyclic reduction at least squares that dominance in each round, as a Chebyshev
polynomial does: 2, 7, 97, 18 817, 7e8, 1e18. So five rounds solve it to the last bit,
each over the whole array at once, where the usual elimination goes row by row.
"""

from collections.abc import Iterator

import numpy as np

from heartsease.hrv.arrays import Floats

ROUNDS = 5
# The influence of a value on the spline shrinks to 0.27 with each knot: 48 knots away it
# is below 1e-27 of itself.
REACH = 48


def second_derivatives(times: Floats, values: Floats) -> Floats:
    """Of the natural cubic spline at its knots, (n,); zero at both ends.

    `times` (n,) rise strictly, n is at least 2.
    """
    n = len(times)
    bend = np.zeros(n)
    if n < 3:
        return bend
    step = np.diff(times)
    slope = np.diff(values) / step
    lower, upper = step[:-1].copy(), step[1:].copy()
    middle = 2.0 * (lower + upper)
    right = 6.0 * np.diff(slope)
    lower[0] = upper[-1] = 0.0
    reach = 1
    for _ in range(ROUNDS):
        if reach >= n - 2:
            break
        lower, middle, upper, right = _halved(lower, middle, upper, right, reach)
        reach *= 2
    bend[1:-1] = right / middle
    return bend


def _halved(
    lower: Floats, middle: Floats, upper: Floats, right: Floats, reach: int
) -> tuple[Floats, Floats, Floats, Floats]:
    """One round: each row loses its neighbours and meets those twice as far away."""
    down = np.zeros_like(middle)
    up = np.zeros_like(middle)
    np.divide(-lower[reach:], middle[:-reach], out=down[reach:])
    np.divide(-upper[:-reach], middle[reach:], out=up[:-reach])
    new_lower, new_upper = np.zeros_like(middle), np.zeros_like(middle)
    new_middle, new_right = middle.copy(), right.copy()
    new_lower[reach:] = down[reach:] * lower[:-reach]
    new_upper[:-reach] = up[:-reach] * upper[reach:]
    new_middle[reach:] += down[reach:] * upper[:-reach]
    new_middle[:-reach] += up[:-reach] * lower[reach:]
    new_right[reach:] += down[reach:] * right[:-reach]
    new_right[:-reach] += up[:-reach] * right[reach:]
    return new_lower, new_middle, new_upper, new_right


def resampled(
    times: Floats, values: Floats, *, start: float, step: float, count: int
) -> Floats:
    """The spline at start, start + step, …, (count,); inside the knots."""
    bend = second_derivatives(times, values)
    # Which samples lie between which knots, without a search for each of them.
    edges = np.ceil((times - start) / step - 1e-9).astype(np.int64)
    edges = np.clip(edges, 0, count)
    edges[0], edges[-1] = 0, count
    piece = np.repeat(np.arange(len(times) - 1), np.diff(edges))
    width = np.diff(times)
    linear = np.diff(values) / width - width * (2.0 * bend[:-1] + bend[1:]) / 6.0
    cubic = np.diff(bend) / (6.0 * width)
    along = start + step * np.arange(count) - times[piece]
    curve = cubic[piece] * along
    curve += 0.5 * bend[piece]
    curve *= along
    curve += linear[piece]
    curve *= along
    curve += values[piece]
    return curve


def chunks(
    times: Floats, values: Floats, *, rate_hz: float, length: int, overlap: int
) -> Iterator[Floats]:
    """The resampled series from the first knot to the last, in pieces.

    Pieces are `length` samples long (the last is shorter) and share `overlap` samples
    with the one before. Each is a spline of its own knots and `REACH` more on both
    sides, so that a recording of any length needs the memory of one piece.
    """
    total = int((times[-1] - times[0]) * rate_hz + 1e-9) + 1
    first = 0
    while True:
        last = min(first + length, total)
        begin = times[0] + first / rate_hz
        low = int(np.searchsorted(times, begin, side="right")) - 1 - REACH
        end = times[0] + (last - 1) / rate_hz
        high = int(np.searchsorted(times, end)) + 1 + REACH
        low = max(low, 0)
        yield resampled(
            times[low:high],
            values[low:high],
            start=begin,
            step=1.0 / rate_hz,
            count=last - first,
        )
        if last == total:
            return
        first = last - overlap
