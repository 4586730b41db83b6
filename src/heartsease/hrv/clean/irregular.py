"""Whether a rhythm is too irregular for measures of heart rate variability.

In atrial fibrillation intervals change a lot from beat to beat and nothing about them
repeats. A heart that follows the breath changes as much, but repeats; extra beats now
and then repeat less, but change little. So both are asked for.
The bounds are knowledge (knowledge/heart_rhythm/irregular.toml), not written here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from heartsease.core.values.unknown import Unknown, unknown
from heartsease.hrv.beats import Beats

AT_ONCE = 256  # windows; bounds the memory of the table of pairs
NO_MATCH = 0.5  # half a pair where none is alike, so that the logarithm exists


@dataclass(frozen=True, slots=True, kw_only=True)
class IrregularRule:
    """The bounds, with their source; shares are 0 to 1, `says` is for the person."""

    window_beats: int
    tolerance_ms: float
    least_change: float
    least_entropy: float
    most_share: float
    says: str
    source: str
    checked: str
    checked_on: date
    check_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """The answer: whether measures are withheld, and of how many windows how many."""

    withheld: bool | Unknown
    windows: int
    irregular: int
    reason: str


def screen(beats: Beats, rule: IrregularRule) -> Rhythm:
    """Looks at the recorded beats, before cleaning, in windows that do not overlap.

    Fewer intervals than one window leave the answer Unknown.
    Windows reach over gaps: a gap changes one pair in sixty-four.
    """
    intervals = beats.nn_ms
    size = rule.window_beats
    if len(intervals) < size:
        return Rhythm(
            withheld=unknown("hrv:regular"),
            windows=0,
            irregular=0,
            reason=(
                f"There are only {len(intervals)} intervals; {size} are needed to see "
                "whether the rhythm is regular."
            ),
        )
    irregular = [
        (changes(part) >= rule.least_change)
        & (entropies(part, tolerance_ms=rule.tolerance_ms) >= rule.least_entropy)
        for part in _windows(intervals, size)
    ]
    marks = np.concatenate(irregular)
    count = int(np.count_nonzero(marks))
    withheld = count > rule.most_share * len(marks)
    return Rhythm(
        withheld=withheld,
        windows=len(marks),
        irregular=count,
        reason=rule.says if withheld else "",
    )


def changes(windows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Median change between neighbours over the median interval; shape (windows,)."""
    size = np.median(windows, axis=1)
    change = np.median(np.abs(np.diff(windows, axis=1)), axis=1)
    found: NDArray[np.float64] = change / size
    return found


def entropies(
    windows: NDArray[np.float64], *, tolerance_ms: float
) -> NDArray[np.float64]:
    """Coefficient of sample entropy, m = 1; shape (windows,), natural logarithm.

    Sample entropy plus ln(2 r) minus ln(mean interval); Lake & Moorman 2011.
    """
    alike = np.abs(windows[:, :, None] - windows[:, None, :]) <= tolerance_ms
    # A pair is counted twice and each beat with itself once; both cancel or are removed.
    templates = windows.shape[1] - 1
    ones = alike[:, :-1, :-1].sum(axis=(1, 2)) - templates
    twos = (alike[:, :-1, :-1] & alike[:, 1:, 1:]).sum(axis=(1, 2)) - templates
    ratio = np.maximum(twos, 2 * NO_MATCH) / np.maximum(ones, 2 * NO_MATCH)
    found: NDArray[np.float64] = (
        -np.log(ratio) + np.log(2 * tolerance_ms) - np.log(windows.mean(axis=1))
    )
    return found


def _windows(
    intervals: NDArray[np.float64], size: int
) -> Iterator[NDArray[np.float64]]:
    whole = intervals[: len(intervals) // size * size].reshape(-1, size)
    for start in range(0, len(whole), AT_ONCE):
        yield whole[start : start + AT_ONCE]
