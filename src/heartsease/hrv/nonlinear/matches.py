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
_CELLS = 1 << 16  # of a block, to stay in the processor's cache
# Seconds for one value of the slab, one cell of its table, one addition in it, and one
# cell of a block; measured on one machine, and only their proportions matter.
_SLAB_VALUE, _SLAB_TABLE, _SLAB_CELL, _BLOCK_CELL = 15e-6, 2e-9, 4e-9, 3e-9
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
    if _slab_pays(windows):
        return _of_two(windows, two), _slab(windows, three)
    return _blocks(windows, two, places=2)[0], _blocks(windows, three, places=3)[1]


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
    if _slab_pays(windows):
        of_two, of_three = _of_two(windows, starts), _slab(windows, starts)
    else:
        of_two, of_three = _blocks(windows, starts, places=3)
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


def _slab_pays(windows: _Windows) -> bool:
    size, n = windows.values, len(windows.rank)
    if size > _MOST_VALUES:
        return False
    width = float(np.mean((windows.high - windows.low)[windows.rank]))
    slab = size * _SLAB_VALUE + size**2 * _SLAB_TABLE + 3.0 * n * width * _SLAB_CELL
    below = np.concatenate(([0], np.cumsum(np.bincount(windows.rank))))
    near = float(np.mean((below[windows.high] - below[windows.low])[windows.rank]))
    return slab < n * near * _BLOCK_CELL


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


def _blocks(windows: _Windows, starts: Integers, *, places: int) -> list[Integers]:
    """All pairs whose first places can match, a block of sorted stretches at a time.

    The counts of stretches of two, and of three with `places` 3.
    """
    ranks = [windows.rank[starts + place].astype(np.int32) for place in range(places)]
    order = np.argsort(ranks[0], kind="stable")
    ranks = [rank[order] for rank in ranks]
    lows = [windows.low[rank].astype(np.int32) for rank in ranks]
    wide = [
        (windows.high[rank] - windows.low[rank]).astype(np.uint32) for rank in ranks
    ]
    begin = np.searchsorted(ranks[0], windows.low[ranks[0]])
    end = np.searchsorted(ranks[0], windows.high[ranks[0]])
    # Made once: asking for a megabyte again and again costs more than filling it.
    room = max(_CELLS, int((end - begin).max(initial=0)))
    apart_room = np.empty(room, np.int32)
    alike_room, close_room = np.empty(room, bool), np.empty(room, bool)
    found = [np.empty(len(starts), np.int64) for _ in range(places - 1)]
    row = 0
    while row < len(starts):
        last = row + 1
        left = int(begin[row])
        # Sorted, so the window only moves to the right; as many rows as there is room.
        while last < len(starts) and (last + 1 - row) * (int(end[last]) - left) <= room:
            last += 1
        shape = (last - row, int(end[last - 1]) - left)
        size = shape[0] * shape[1]
        apart = apart_room[:size].reshape(shape)
        alike = alike_room[:size].reshape(shape)
        close = close_room[:size].reshape(shape)
        for place in range(places):
            np.subtract(
                ranks[place][left : left + shape[1]],
                lows[place][row:last, None],
                out=apart,
            )
            # Below the window the difference wraps around to a great number.
            np.less(
                apart.view(np.uint32),
                wide[place][row:last, None],
                out=close if place else alike,
            )
            if place:
                np.logical_and(alike, close, out=alike)
                found[place - 1][row:last] = np.count_nonzero(alike, axis=1)
        row = last
    counts = [np.empty_like(one) for one in found]
    for one, sorted_ in zip(counts, found, strict=True):
        one[order] = sorted_
    return counts
