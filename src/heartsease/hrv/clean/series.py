"""The intervals that cleaning looks at, out of a table of beats."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.beats import Beats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series:
    """Kept intervals in order; columns of one table, shape (n,).

    `intervals_ms`: float64. `beat`: which beat of the table each interval ends at.
    `joined`: whether it follows the one before without a gap or a left-out beat.
    """

    intervals_ms: NDArray[np.float64]
    beat: NDArray[np.intp]
    joined: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.intervals_ms)


def series_of(beats: Beats) -> Series:
    """The kept intervals; what is left out already takes no part in anything."""
    beat = np.flatnonzero(beats.kept)
    joined = np.zeros(len(beat), dtype=bool)
    joined[1:] = np.diff(beat) == 1
    return Series(intervals_ms=beats.intervals_ms[beat], beat=beat, joined=joined)


def stretches(
    marked: NDArray[np.bool_], joined: NDArray[np.bool_]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where runs of marked intervals start and stop; a gap ends a run."""
    before = np.zeros(len(marked), dtype=bool)
    before[1:] = marked[:-1] & joined[1:]
    start = np.flatnonzero(marked & ~before)
    after = np.zeros(len(marked), dtype=bool)
    after[:-1] = before[1:] & marked[1:]
    stop = np.flatnonzero(marked & ~after) + 1
    return start, stop
