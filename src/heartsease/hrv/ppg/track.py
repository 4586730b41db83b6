"""The beat track: which of the rises in a signal are beats.

Dynamic programming over all rises at once: each beat earns by how clearly it rises, and
pays for an interval unlike the expected one. The price has a ceiling and is low beside
what a clear rise earns, so that premature beats and long pauses survive.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from heartsease.hrv.ppg import slope as slopes
from heartsease.hrv.ppg.frames import GRID_HZ
from heartsease.hrv.ppg.rhythm import LONGEST_S, SHORTEST_S, Rhythm

PRICE = 1.3  # of a squared log ratio to the expected interval: 30 % early costs 0.17
CEILING = 0.5  # of that squared ratio: a pause of any length costs no more
FAINT = 0.15  # of a usual rise; below, it is the ripple of the signal
LEAST = 0.4  # of a usual rise; a lower one earns nothing
MOST = 1.3  # of a usual rise; movement rises higher, and earns no more for it
REACH_S = 0.25  # before and after, where the depth beside a rise is looked for
LEVEL_S = 8.0  # over which a usual rise is taken
_LEVEL_STEP_S = 0.5

Floats = NDArray[np.float64]


def beats(slope: Floats, seen: NDArray[np.bool_], rhythm: Rhythm) -> Floats:
    """The beats of one slope (n,), as rows of the grid with fractions, rising.

    Rises outside `seen` (n,) are not looked at.
    """
    tops = np.flatnonzero((slope[1:-1] > slope[:-2]) & (slope[1:-1] >= slope[2:])) + 1
    tops = tops[seen[tops]]
    if not len(tops):
        return np.empty(0)
    place = slopes.summit(slope, tops)
    clear = _clearness(slope, tops, place / GRID_HZ, rhythm)
    place, clear = place[clear >= FAINT], clear[clear >= FAINT]
    if not len(place):
        return place
    at = place / GRID_HZ
    earns = np.minimum(clear, MOST) - LEAST
    return np.asarray(place[_best_chain(at, earns, rhythm.expected(at))])


def _clearness(
    slope: Floats, tops: NDArray[np.intp], at: Floats, rhythm: Rhythm
) -> Floats:
    """How clear each rise is, in usual rises of its neighbourhood.

    By its height, or by its prominence where that says more: on a falling baseline a
    beat can rise out of a slope that is below zero.
    """
    span = int(REACH_S * GRID_HZ)
    after = _lowest_ahead(slope, span)[tops]
    before = _lowest_ahead(slope[::-1], span)[::-1][tops]
    prominence = slope[tops] - np.maximum(before, after)
    height = np.maximum(0, slope[tops])
    grid = np.arange(0, len(slope) / GRID_HZ, _LEVEL_STEP_S)
    first, last = _one_beat_around(grid, at, rhythm)
    return np.maximum(
        _in_usual(prominence, first, last, grid, at),
        _in_usual(height, first, last, grid, at),
    )


def _lowest_ahead(slope: Floats, span: int) -> Floats:
    padded = np.pad(slope, (0, span), mode="edge")
    return np.asarray(sliding_window_view(padded, span + 1).min(axis=1))


def _one_beat_around(
    grid: Floats, at: Floats, rhythm: Rhythm
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    half = rhythm.expected(grid) / 2
    return np.searchsorted(at, grid - half), np.searchsorted(at, grid + half)


def _in_usual(
    sizes: Floats,
    first: NDArray[np.intp],
    last: NDArray[np.intp],
    grid: Floats,
    at: Floats,
) -> Floats:
    """Sizes over the median, within `LEVEL_S`, of the largest one in each beat's time."""
    full = last > first
    if not full.any():
        return np.zeros_like(sizes)
    # Pairs of bounds for reduceat; every second result lies between windows.
    bounds = np.stack((first[full], last[full]), axis=1).ravel()
    largest = np.maximum.reduceat(np.append(sizes, -np.inf), bounds)[::2]
    spread = np.full(len(grid), np.nan)
    spread[full] = largest
    half = int(LEVEL_S / 2 / _LEVEL_STEP_S)
    padded = np.pad(spread, half, constant_values=np.nan)
    around = sliding_window_view(padded, 2 * half + 1)
    known = np.isfinite(around).any(axis=1)
    usual = np.nanmedian(around[known], axis=1)
    level = np.interp(at, grid[known], usual)
    clear = np.zeros_like(sizes)
    np.divide(sizes, level, out=clear, where=level > 0)
    return clear


def _best_chain(at: Floats, earns: Floats, expected: Floats) -> NDArray[np.intp]:
    """The chain of rises that earns most after paying for its intervals."""
    count = len(at)
    near = np.searchsorted(at, at - LONGEST_S)
    far = np.searchsorted(at, at - SHORTEST_S, side="right")
    log_expected = np.log(expected)
    total = np.empty(count)
    came = np.full(count, -1, dtype=np.intp)
    # The best chain so far, for a pause that is longer than any interval.
    so_far = np.empty(count)
    so_far_at = np.empty(count, dtype=np.intp)
    top, top_at = -np.inf, -1
    for now in range(count):
        gain, source = 0.0, -1
        low, high = near[now], far[now]
        if high > low:
            off = np.log(at[now] - at[low:high]) - log_expected[now]
            options = total[low:high] - PRICE * np.minimum(off * off, CEILING)
            best = int(options.argmax())
            if options[best] > gain:
                gain, source = float(options[best]), low + best
        if low > 0 and so_far[low - 1] - PRICE * CEILING > gain:
            gain, source = so_far[low - 1] - PRICE * CEILING, so_far_at[low - 1]
        total[now] = gain + earns[now]
        came[now] = source
        if total[now] > top:
            top, top_at = total[now], now
        so_far[now], so_far_at[now] = top, top_at
    chain = [int(total.argmax())]
    while came[chain[-1]] >= 0:
        chain.append(int(came[chain[-1]]))
    return np.array(chain[::-1], dtype=np.intp)
