"""Fractal dimensions and the number of new patterns: how rough the curve is."""

import math

import numpy as np

from heartsease.hrv.arrays import Floats, inner
from heartsease.hrv.metric import Metric
from heartsease.hrv.series import Series

_PACK, _STRETCH = 8, 64  # places
LONGEST_STEP = 10  # kmax; as NeuroKit2 0.2.13
_GAPS = "left-out beats are closed up"

METRICS = (
    Metric(
        id="higuchi",
        name="Higuchi's dimension",
        unit="1",
        convention="kmax 10, slope over k = 1 to 10",
        gaps=_GAPS,
        source="Higuchi 1988",
        intervals=100,
    ),
    Metric(
        id="katz",
        name="Katz's dimension",
        unit="1",
        convention=(
            "log10(L/a) / log10(d/a); L the summed and a the mean step, d the greatest "
            "distance from the first interval; steps in ms, beats not counted"
        ),
        gaps=_GAPS,
        source="Katz 1988",
        intervals=100,
    ),
    Metric(
        id="lzc",
        name="Lempel–Ziv complexity",
        unit="1",
        convention=(
            "intervals above the mean against the others, patterns of 1976 counted, "
            "times log2(n) over n"
        ),
        gaps=_GAPS,
        source="Lempel and Ziv 1976",
        intervals=100,
        asked_above=250_000,
    ),
)


def measure(series: Series) -> dict[str, float]:
    """Higuchi and Katz by id; NaN when the intervals do not vary."""
    return {"higuchi": higuchi(series.nn_ms), "katz": katz(series.nn_ms)}


def measure_patterns(series: Series) -> dict[str, float]:
    """Lempel–Ziv complexity by id."""
    return {"lzc": lempel_ziv(series.nn_ms)}


def higuchi(nn_ms: Floats, *, longest: int = LONGEST_STEP) -> float:
    """The slope of the log of the curve's length on the log of one over the step."""
    n = len(nn_ms)
    if n < 2 * longest:
        return math.nan
    steps = np.arange(1, longest + 1)
    lengths = np.array([_length(nn_ms, int(step), n) for step in steps])
    if not (lengths > 0).all():
        return math.nan
    x = -np.log(steps)
    x -= x.mean()
    return inner(x, np.log(lengths)) / inner(x, x)


def _length(nn_ms: Floats, step: int, n: int) -> float:
    moves = np.abs(nn_ms[step:] - nn_ms[:-step])
    # Curve m starts at beat m and takes every step-th beat; moves[m::step] are its own.
    full = len(moves) // step
    sums = moves[: full * step].reshape(full, step).sum(axis=0)
    rest = moves[full * step :]
    sums[: len(rest)] += rest
    taken = (n - np.arange(1, step + 1)) // step
    return float((sums * (n - 1) / (taken * step)).sum()) / step / step


def katz(nn_ms: Floats) -> float:
    """Katz's dimension of the intervals against their number."""
    moves = np.abs(np.diff(nn_ms))
    if not len(moves):
        return math.nan
    step = float(moves.mean())
    reach = float(np.abs(nn_ms - nn_ms[0]).max())
    if not (step > 0 and reach > step):
        return math.nan
    return math.log10(len(moves)) / math.log10(reach / step)


def lempel_ziv(nn_ms: Floats) -> float:
    """Patterns of the sequence above/not above the mean, times log2(n) / n."""
    above = nn_ms > nn_ms.mean()
    n = len(above)
    if n < 2:
        return math.nan
    return patterns(above.tobytes()) * math.log2(n) / n


def patterns(sequence: bytes) -> int:
    """How many new patterns a sequence of zeros and ones holds; Lempel and Ziv 1976.

    A pattern grows while it can be copied from anything that began earlier, also from
    what overlaps it. Its first occurrence only moves to the right as it grows, so each
    pattern costs one pass over what lies before it; that pass looks at eight places at
    a time, packed into one byte.
    """
    bits = np.frombuffer(sequence, np.uint8)
    n = len(bits)
    padded = np.concatenate((bits, np.zeros(_PACK - 1, np.uint8)))
    packed = np.zeros(n, np.uint8)
    for place in range(_PACK):
        packed |= padded[place : place + n] << (_PACK - 1 - place)
    eights = packed.tobytes()
    found, start = 0, 0
    while start < n:
        found += 1
        start += _new_pattern(sequence, eights, start, n)
    return found


def _new_pattern(sequence: bytes, eights: bytes, start: int, n: int) -> int:
    """The length of the shortest pattern from `start` that began nowhere earlier."""
    length, at = 1, 0
    while start + length <= n:
        if length < _PACK:
            needle = sequence[start : start + length]
            at = sequence.find(needle, at, start + length - 1)
        else:
            # `length` places are `length` - 7 overlapping eights.
            needle = eights[start : start + length - _PACK + 1]
            at = eights.find(needle, at, start + length - _PACK)
        if at < 0:
            return length
        length += 1
        # Where it was found it often goes on: compare long stretches, then single places.
        while (
            start + length + _STRETCH <= n
            and sequence[at + length : at + length + _STRETCH]
            == sequence[start + length : start + length + _STRETCH]
        ):
            length += _STRETCH
        while start + length <= n and (
            sequence[at + length - 1] == sequence[start + length - 1]
        ):
            length += 1
    return length
