"""Plants mistakes of detection, and early beats, into a clean series, and tells which."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv import beats
from heartsease.hrv.beats import Beats

_APART = 4  # beats between two planted mistakes, so that each can be told
_EXTRA_AT = (0.25, 0.75)  # a false beat lies well inside its interval
_EARLY = (0.2, 0.4)  # an ectopic beat comes this share of an interval too soon
_OFF = (0.15, 0.3)  # a misplaced mark is off by this share, to either side
_BURST = 6  # beats of one stretch of noise
_BURST_SD = 0.25  # of an interval


class Kind(Enum):
    """What was planted."""

    MISSED = "missed"
    EXTRA = "extra"
    ECTOPIC = "ectopic"
    MISALIGNED = "misaligned"
    NOISE = "noise"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Planted:
    """The spoilt beats, and for each whether its interval is wrong, shape (n,)."""

    beats: Beats
    wrong: NDArray[np.bool_]
    counts: Mapping[Kind, int]


def plant(
    clean: Beats,
    shares: Mapping[Kind, float],
    *,
    generator: np.random.Generator,
) -> Planted:
    """Mistakes of each kind on the given share of the beats.

    Places are drawn at least `_APART` beats apart; when the shares ask for more places
    than there are, fewer are planted, and `counts` says how many.
    Expects beats without a gap.
    """
    times = clean.times_s
    steps = np.diff(times)
    wanted = [
        kind
        for kind, share in shares.items()
        for _ in range(
            round(share * len(times) / (_BURST if kind is Kind.NOISE else 1))
        )
    ]
    generator.shuffle(wanted)
    places = _places(len(times), wanted, generator)
    moved = times.copy()
    gone = np.zeros(len(times), bool)
    touched = np.zeros(len(times), bool)
    more: list[float] = []
    counts = dict.fromkeys(shares, 0)
    for kind, place in zip(wanted, places, strict=False):
        counts[kind] += 1
        step = float(steps[place - 1])
        match kind:
            case Kind.MISSED:
                gone[place] = True
            case Kind.EXTRA:
                more.append(float(times[place] - step * generator.uniform(*_EXTRA_AT)))
            case Kind.ECTOPIC:
                moved[place] -= step * generator.uniform(*_EARLY)
                touched[place] = True
            case Kind.MISALIGNED:
                side = generator.choice((-1.0, 1.0))
                moved[place] += side * step * generator.uniform(*_OFF)
                touched[place] = True
            case Kind.NOISE:
                stretch = slice(place, place + _BURST)
                size = len(moved[stretch])
                moved[stretch] += step * generator.normal(0.0, _BURST_SD, size)
                touched[stretch] = True
    at = np.concatenate((moved[~gone], more))
    false = np.concatenate((touched[~gone], np.ones(len(more), bool)))
    order = np.argsort(at, kind="stable")
    at, false = at[order], false[order]
    later = np.concatenate(([True], np.diff(at) > 0))
    at, false = at[later], false[later]
    return Planted(
        beats=beats.from_times(at),
        wrong=_wrong(at, false, times[gone]),
        counts=counts,
    )


def _places(
    count: int, wanted: list[Kind], generator: np.random.Generator
) -> NDArray[np.int64]:
    room = np.arange(2, count - _BURST - 2, _APART + _BURST // 2)
    drawn = generator.permutation(room)[: len(wanted)]
    return drawn.astype(np.int64)


def _wrong(
    at: NDArray[np.float64],
    false: NDArray[np.bool_],
    missed: NDArray[np.float64],
) -> NDArray[np.bool_]:
    """An interval is wrong when either of its ends is, or a beat is missing inside."""
    wrong = false.copy()
    wrong[1:] |= false[:-1]
    after = np.searchsorted(at, missed)
    wrong[after[after < len(at)]] = True
    wrong[0] = False
    return wrong
