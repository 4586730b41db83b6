"""Which candidates are heartbeats: the evidence for and against each one.

Each candidate gets a sum of weights, in the way of a logistic regression: how strong it
is beside the beats around it, whether its shape is theirs, whether the rhythm leaves a
place for it, and how noisy the lead is there. Then the choice is made again with the
beats just chosen, until it settles.

Everything is relative to the beats around, so gain, offset, polarity and lead do not
matter, and a change of size is followed within a few beats.
Searching back for a missed beat when the interval is long, and refusing one in the
refractory time, are the rules of Pan and Tompkins (1985, doi:10.1109/TBME.1985.325532);
here they are weights beside the others, so none of them decides alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.ecg.candidates import (
    Candidates,
    Places,
    Values,
    running_fifth,
    running_median,
)

Flags = NDArray[np.bool_]

REFRACTORY_S = 0.20  # 300/min: nothing electrical follows faster
FIRST_REFRACTORY_S = 0.28  # the first guess knows no shape yet, so T waves are in reach
FIRST_SHARE = -0.9  # natural logarithm: a first guess has 40 % of the usual energy
FIRST_WINDOW_S = 1.5  # holds a beat at any rate above 40/min
FIRST_WINDOWS = 4  # on either side
LEVEL_BEATS = 8  # on either side: the beats that say how large a beat is here
SHAPE_BEATS = 15  # on either side: the beats that say how a beat looks here
INTERVAL_BEATS = 6  # on either side: the intervals that say how fast the heart is
FEW = 4  # fewer beats than this say nothing about shape or rhythm
USUAL_INTERVAL_S = 0.8  # 75/min, until there are beats to say otherwise
ROUNDS = 3  # a fourth changes six decisions in ten thousand
TINY = 1e-30  # a shape of nothing stays nothing
CHUNK = 4096  # candidates compared with their neighbours' shape at once; bounds memory

# Fitted by scripts/fit_r_peaks.py on one half of the records, never on the other.
WEIGHTS = {
    "always": -4.06,
    "weaker than beats": 1.37,
    "stronger than beats": 0.33,
    "weaker than a fifth of beats": 2.88,
    "slow part": -0.49,
    "sharp part": 1.14,
    "shape of beats": 1.54,
    "soon after a beat": -4.34,
    "soon before a beat": -2.90,
    "room for one more": 1.28,
    "no room": 2.66,
    "far from both beats": 4.76,
    "noise": -0.50,
    "muscle": -1.57,
    "noisy": 1.12,
    "noisy, weaker": 1.26,
    "noisy, room": -1.85,
    "noisy, no room": -1.28,
    "noisy, slow part": 2.69,
    "noisy, sharp part": -0.24,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """For each candidate: whether it is a beat, and the log odds that it is one."""

    beats: Flags
    log_odds: Values


def columns() -> list[str]:
    """The pieces of evidence, in the order of `table`."""
    return list(WEIGHTS)


def judge(
    candidates: Candidates, energy: Values, *, weights: Values | None = None
) -> Verdict:
    """The beats among the candidates; `energy` is the QRS energy of every sample."""
    weights = np.array(list(WEIGHTS.values())) if weights is None else weights
    if not len(candidates):
        return Verdict(beats=np.zeros(0, bool), log_odds=np.zeros(0))
    beats = first_guess(candidates, energy)
    log_odds = np.zeros(len(candidates))
    for _ in range(ROUNDS):
        log_odds = table(candidates, beats) @ weights
        beats = settle(candidates, log_odds)
    return Verdict(beats=beats, log_odds=log_odds)


def first_guess(candidates: Candidates, energy: Values) -> Flags:
    """Candidates of at least 40 % of the energy that is usual around them."""
    rate = candidates.rate_hz
    width = min(int(FIRST_WINDOW_S * rate), len(energy))
    windows = len(energy) // width
    peaks = energy[: windows * width].reshape(windows, width).max(axis=1)
    level = running_median(peaks, FIRST_WINDOWS)
    floor = float(level.max()) * 1e-9 or 1.0  # silence is no level
    middles = (np.arange(windows) + 0.5) * width
    here = np.interp(candidates.places, middles, np.log(np.maximum(level, floor)))
    strong = candidates.qrs - here > FIRST_SHARE
    return one_at_a_time(
        candidates.times_s, candidates.qrs, strong, apart_s=FIRST_REFRACTORY_S
    )


def settle(candidates: Candidates, log_odds: Values) -> Flags:
    """Candidates that are beats rather than not, none in the refractory time of another."""
    return one_at_a_time(
        candidates.times_s, log_odds, log_odds > 0, apart_s=REFRACTORY_S
    )


def one_at_a_time(
    times_s: Values, worth: Values, wanted: Flags, *, apart_s: float
) -> Flags:
    """Of those wanted that come closer than `apart_s`, the one worth most."""
    left = wanted.copy()
    while True:
        chosen = np.flatnonzero(left)
        close = np.diff(times_s[chosen]) < apart_s
        if not close.any():
            return left
        former, latter = chosen[:-1][close], chosen[1:][close]
        former_wins = worth[former] >= worth[latter]
        losers = np.where(former_wins, latter, former)
        winners = np.where(former_wins, former, latter)
        # Whoever wins against one neighbour may lose against the other: wait a turn.
        settled: Places = np.setdiff1d(losers, winners)
        left[settled if len(settled) else losers[:1]] = False


def table(candidates: Candidates, beats: Flags) -> Values:
    """The evidence, shape (n, len(WEIGHTS)): each candidate beside the current beats."""
    level = beat_level(candidates, beats)
    low = _level(candidates, candidates.qrs, beats, running_fifth)
    sharp_level = _level(candidates, candidates.sharp, beats, running_median)
    slow_level = _level(candidates, candidates.slow, beats, running_median)
    strength = np.clip(candidates.qrs - level, -4, 3)
    slow = np.clip(candidates.slow - slow_level, -4, 3)
    sharp = np.clip(candidates.sharp - sharp_level, -4, 3)
    noise = np.clip(candidates.qrs_noise - level, -4, 1)
    muscle = np.clip(candidates.sharp_noise - sharp_level, -4, 1)
    before, after, usual = _intervals(candidates, beats)
    room = np.log2(np.clip((before + after) / usual, 0.25, 8.0))
    spare, crowded = np.maximum(room - 0.5, 0), np.clip(room - 0.5, -1.5, 0)
    weak = np.minimum(strength, 0)
    noisy = np.maximum(noise + 1.5, 0)  # from where noise reaches a fifth of a beat
    named = {
        "always": np.ones(len(candidates)),
        "weaker than beats": weak,
        "stronger than beats": np.maximum(strength, 0),
        "weaker than a fifth of beats": np.clip(candidates.qrs - low, -4, 0),
        "slow part": slow,
        "sharp part": sharp,
        "shape of beats": np.maximum(_likeness(candidates, beats) - 0.8, 0) * 5,
        "soon after a beat": np.clip((0.30 - before) / 0.1, 0, 2),
        "soon before a beat": np.clip((0.30 - after) / 0.1, 0, 2),
        "room for one more": spare,
        "no room": crowded,
        "far from both beats": np.minimum(np.minimum(before, after) / usual, 1),
        "noise": noise,
        "muscle": muscle,
        "noisy": noisy,
        "noisy, weaker": noisy * weak,
        "noisy, room": noisy * np.clip(spare, 0, 1.5),
        "noisy, no room": noisy * crowded,
        "noisy, slow part": noisy * slow,
        "noisy, sharp part": noisy * sharp,
    }
    return np.column_stack([named[name] for name in WEIGHTS])


def beat_level(candidates: Candidates, beats: Flags) -> Values:
    """The logarithm of the QRS energy that beats around each candidate usually have."""
    return _level(candidates, candidates.qrs, beats, running_median)


def _level(
    candidates: Candidates,
    values: Values,
    beats: Flags,
    usual_of: Callable[[Values, int], Values],
) -> Values:
    """What is usual among the beats around each candidate."""
    chosen = np.flatnonzero(beats)
    if len(chosen) < FEW:
        return np.full(len(candidates), np.median(values))
    usual = usual_of(values[chosen], LEVEL_BEATS)
    return np.interp(candidates.places, candidates.places[chosen], usual)


def _intervals(candidates: Candidates, beats: Flags) -> tuple[Values, Values, Values]:
    """Seconds to the beat before, to the beat after, and the usual interval here.

    A beat in the refractory time of a candidate is its rival and no neighbour: only one
    of the two can be a beat, and each is judged as if it were that one. Where there is
    no neighbour, or a hole lies between, the distance is the usual one and says nothing.
    """
    count = len(candidates)
    chosen = np.flatnonzero(beats)
    if len(chosen) < FEW:
        unknown = np.full(count, USUAL_INTERVAL_S)
        return unknown, unknown, unknown
    times = candidates.times_s
    usual_at = running_median(np.diff(times[chosen]), INTERVAL_BEATS)
    before = np.searchsorted(times[chosen], times - REFRACTORY_S, "right") - 1
    after = np.searchsorted(times[chosen], times + REFRACTORY_S, "left")
    usual = usual_at[np.clip(before, 0, len(usual_at) - 1)]
    earlier = chosen[np.clip(before, 0, None)]
    later = chosen[np.clip(after, None, len(chosen) - 1)]
    part = candidates.part
    knows_earlier = (before >= 0) & (part[earlier] == part)
    knows_later = (after < len(chosen)) & (part[later] == part)
    return (
        np.where(knows_earlier, times - times[earlier], usual),
        np.where(knows_later, times[later] - times, usual),
        usual,
    )


def _likeness(candidates: Candidates, beats: Flags) -> Values:
    """Correlation with the mean shape of the beats around, the candidate itself left out."""
    chosen = np.flatnonzero(beats)
    likeness = np.zeros(len(candidates))
    if len(chosen) < FEW:
        return likeness
    lag = candidates.lag
    width = candidates.shapes.shape[1] - 2 * lag
    middle = _unit(candidates.shapes[chosen, lag : lag + width])
    total = np.zeros((len(chosen) + 1, width))
    np.cumsum(middle, axis=0, out=total[1:])
    for first in range(0, len(candidates), CHUNK):
        rows = np.arange(first, min(first + CHUNK, len(candidates)))
        at = np.searchsorted(chosen, rows)
        start = np.clip(at - SHAPE_BEATS, 0, max(0, len(chosen) - 2 * SHAPE_BEATS))
        stop = np.minimum(start + 2 * SHAPE_BEATS, len(chosen))
        shape = total[stop] - total[start]
        own = beats[rows]
        shape[own] -= middle[at[own]]
        shape = _unit(shape)
        here = candidates.shapes[rows]
        for shift in range(2 * lag + 1):
            piece = here[:, shift : shift + width]
            match = np.einsum("ij,ij->i", _unit(piece), shape)
            np.maximum(likeness[rows[0] : rows[-1] + 1], match, out=match)
            likeness[rows] = match
    return likeness


def _unit(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    length = np.sqrt(np.einsum("ij,ij->i", rows, rows))
    unit: NDArray[np.floating] = rows / np.maximum(length, TINY)[:, None]
    return unit
