"""How many stretches of beats look like each other: exact counts, fast at any length.

Sample and approximate entropy compare every stretch of two and three intervals with
every other. Three ways give the same counts; the shortest for the data is taken:

- all pairs as one table of truths, for a few minutes of beats;
- a slab that slides over the distinct values, for quantised recordings of any length:
  beats are measured in whole ticks (1, 1/1.024 or 7.8 ms), so a day holds a hundred
  thousand of them but at most some thousand different values;
- all pairs in blocks of sorted beats, for long recordings that are not quantised.
"""

from dataclasses import dataclass

import numpy as np

from heartsease.hrv.arrays import Floats, Integers, Truths

TABLE_UP_TO = 700  # intervals; n² truths of one byte
_CELLS = 1 << 18  # of a block, to stay in the processor's cache
# Seconds for one value of the slab, one of its cells, and one pair in blocks; measured
# on one machine, and only their proportions matter.
_SLAB_VALUE, _SLAB_CELL, _PAIR = 15e-6, 4e-9, 1e-9
_MOST_VALUES = 6000  # the slab's table is values² of 4 bytes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Windows:
    """Rank of each value, and the ranks within the tolerance of it: [low, high)."""

    rank: Integers
    low: Integers
    high: Integers
    values: int


def matches(
    values: Floats, two: Integers, three: Integers, *, tolerance: float
) -> tuple[Integers, Integers]:
    """For each stretch, how many stretches match it, itself included.

    Stretches of two intervals begin at the places `two`, of three at `three`; the counts
    have their shapes. Two stretches match when they are at most `tolerance` apart in
    every place (Chebyshev).
    """
    if len(values) <= TABLE_UP_TO:
        close = _close(values, tolerance)
        pairs = close[:-1, :-1] & close[1:, 1:]
        triples = pairs[:-1, :-1] & close[2:, 2:]
        return _rows(pairs, two), _rows(triples, three)
    windows = _windows(values, tolerance)
    return _of_two(windows, two), _of_three(windows, three, len(values))


def totals(values: Floats, *, tolerance: float) -> tuple[int, int]:
    """Matches of two and of three in an unbroken series, without those of itself.

    Both over the stretches of three, each pair counted in both directions.
    """
    count = len(values) - 2
    if count < 1:
        return 0, 0
    if len(values) <= TABLE_UP_TO:
        close = _close(values, tolerance)
        pairs = close[:-2, :-2] & close[1:-1, 1:-1]
        found = int(np.count_nonzero(pairs))
        pairs &= close[2:, 2:]
        return found - count, int(np.count_nonzero(pairs)) - count
    windows = _windows(values, tolerance)
    starts = np.arange(count)
    of_two = _of_two(windows, starts)
    of_three = _of_three(windows, starts, len(values))
    return int(of_two.sum()) - count, int(of_three.sum()) - count


def _close(values: Floats, tolerance: float) -> Truths:
    apart = values[:, None] - values
    np.abs(apart, out=apart)
    return apart <= tolerance


def _rows(alike: Truths, starts: Integers) -> Integers:
    if len(starts) != len(alike):
        alike = alike[np.ix_(starts, starts)]
    found: Integers = np.add.reduce(alike, axis=0, dtype=np.int64)
    return found


def _of_two(windows: _Windows, starts: Integers) -> Integers:
    """From the sums over every rectangle of the table of pairs."""
    if windows.values > _MOST_VALUES:
        return _blocks(windows, starts, places=2)
    first, second = windows.rank[starts], windows.rank[starts + 1]
    size = windows.values
    sums = np.zeros((size + 1, size + 1), np.int32)
    sums[1:, 1:] = np.bincount(first * size + second, minlength=size * size).reshape(
        size, size
    )
    np.cumsum(sums, axis=0, out=sums)
    np.cumsum(sums, axis=1, out=sums)
    a, b = windows.low[first], windows.high[first]
    c, d = windows.low[second], windows.high[second]
    found = sums[b, d] - sums[a, d] - sums[b, c] + sums[a, c]
    return found.astype(np.int64)


def _of_three(windows: _Windows, starts: Integers, n: int) -> Integers:
    width = float(np.mean((windows.high - windows.low)[windows.rank]))
    slab = windows.values * _SLAB_VALUE + 3.0 * n * width * _SLAB_CELL
    if windows.values > _MOST_VALUES or slab > _PAIR * n * n:
        return _blocks(windows, starts, places=3)
    return _slab(windows, starts)


def _windows(values: Floats, tolerance: float) -> _Windows:
    distinct, rank = np.unique(values, return_inverse=True)
    low = np.searchsorted(distinct, distinct - tolerance, side="left")
    high = np.searchsorted(distinct, distinct + tolerance, side="right")
    # The sum may round where the difference, which the definition compares, does not.
    last = len(distinct) - 1
    low -= (low > 0) & (distinct - distinct[np.maximum(low - 1, 0)] <= tolerance)
    low += distinct - distinct[low] > tolerance
    high += (high <= last) & (distinct[np.minimum(high, last)] - distinct <= tolerance)
    high -= distinct[high - 1] - distinct > tolerance
    return _Windows(rank=rank, low=low, high=high, values=len(distinct))


def _slab(windows: _Windows, starts: Integers) -> Integers:
    """Slides over the first place; what lies in the slab is summed along the second.

    `inside[third, second]` counts the stretches of the slab with that third value whose
    second is within the tolerance of `second`; a query sums it along the third place.
    """
    first, second, third = (windows.rank[starts + place] for place in range(3))
    order = np.argsort(first, kind="stable")
    second, third = second[order], third[order]
    edges = np.searchsorted(first[order], np.arange(windows.values + 1))
    size = windows.values
    inside = np.zeros(size * size, np.int32)
    found = np.empty(len(starts), np.int64)
    filled, emptied = 0, 0
    for value in range(size):
        begin, end = int(edges[value]), int(edges[value + 1])
        if begin == end:
            continue
        until = int(edges[windows.high[value]])
        since = int(edges[windows.low[value]])
        for one, last, sign in ((filled, until, 1), (emptied, since, -1)):
            if last > one:
                row, at = third[one:last], second[one:last]
                cells, _ = _spans(
                    row * size + windows.low[at], windows.high[at] - windows.low[at]
                )
                np.add.at(inside, cells, np.int32(sign))
        filled, emptied = until, since
        at, row = second[begin:end], third[begin:end]
        cells, heads = _spans(windows.low[row], windows.high[row] - windows.low[row])
        cells *= size
        lengths = windows.high[row] - windows.low[row]
        cells += np.repeat(at, lengths)
        found[begin:end] = np.add.reduceat(inside[cells], heads, dtype=np.int64)
    counts = np.empty_like(found)
    counts[order] = found
    return counts


def _spans(starts: Integers, lengths: Integers) -> tuple[Integers, Integers]:
    """start, start + 1, … for each span, one after the other; and where each begins."""
    ends = np.cumsum(lengths)
    heads = ends - lengths
    return np.arange(ends[-1]) + np.repeat(starts - heads, lengths), heads


def _blocks(windows: _Windows, starts: Integers, *, places: int) -> Integers:
    """All pairs whose first places can match, a block of sorted stretches at a time."""
    ranks = [windows.rank[starts + place].astype(np.int32) for place in range(places)]
    order = np.argsort(ranks[0], kind="stable")
    ranks = [rank[order] for rank in ranks]
    lows = [windows.low[rank].astype(np.int32) for rank in ranks]
    wide = [
        (windows.high[rank] - windows.low[rank]).astype(np.uint32) for rank in ranks
    ]
    begin = np.searchsorted(ranks[0], windows.low[ranks[0]])
    end = np.searchsorted(ranks[0], windows.high[ranks[0]])
    found = np.empty(len(starts), np.int64)
    row = 0
    while row < len(starts):
        rows = max(_CELLS // max(int(end[row] - begin[row]), 1), 1)
        last = min(row + rows, len(starts))
        left, right = int(begin[row]), int(end[last - 1])
        alike: Truths | None = None
        for rank, low, width in zip(ranks, lows, wide, strict=True):
            # Below the window the difference wraps around to a great number.
            apart = (rank[left:right] - low[row:last, None]).view(np.uint32)
            close = apart < width[row:last, None]
            alike = close if alike is None else np.logical_and(alike, close, out=alike)
        assert alike is not None  # there are two or three places
        found[row:last] = np.count_nonzero(alike, axis=1)
        row = last
    counts = np.empty_like(found)
    counts[order] = found
    return counts
