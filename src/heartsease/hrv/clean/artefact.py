"""What cleaning finds and gives back: kinds of artefact, each finding, the result."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.beats import Beats


class Kind(StrEnum):
    """What an artefact is taken for, from the intervals alone."""

    ECTOPIC = "ectopic"  # too early, then a pause: an ectopic beat, or one marked early
    MISSED = "missed"  # room for more beats than there are
    EXTRA = "extra"  # more beats than there is room for
    LONG = "long"  # too late, and what follows makes up for it
    SHORT = "short"  # too early, and nothing makes up for it


KINDS = tuple(Kind)  # a run carries the place of its kind in here


class Done(StrEnum):
    """What was done about it."""

    MOVED = "beats moved"
    ADDED = "beats added"
    REMOVED = "beats removed"
    LEFT_OUT = "left out"
    GAP = "made a gap"


class Method(StrEnum):
    """How artefacts are found."""

    HEARTSEASE = "heartsease"
    LIPPONEN_TARVAINEN = "lipponen-tarvainen-2019"
    LOCAL_MEDIAN = "local-median"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One artefact: `intervals` of the given series became `now`, from start to stop."""

    kind: Kind
    done: Done
    start_s: float
    stop_s: float
    intervals: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Runs:
    """Stretches of intervals that are artefacts; columns of one table, shape (n,).

    A stretch is the intervals `start` up to, not including, `stop` of a series; it has
    room for `count` of them. `kind` is a place in `KINDS`. `measured` says whether what
    takes its place is as good as measured.
    """

    start: NDArray[np.intp]
    stop: NDArray[np.intp]
    count: NDArray[np.intp]
    kind: NDArray[np.intp]
    measured: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.start)

    @classmethod
    def none(cls) -> "Runs":
        """No run at all."""
        places = np.empty(0, dtype=np.intp)
        return cls(
            start=places,
            stop=places,
            count=places,
            kind=places,
            measured=np.empty(0, dtype=bool),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cleaned:
    """What came of cleaning.

    `beats`: the repaired series. What was measured stays kept; what we made up to fill
    a place is there for drawing and spectra, but is not kept.
    `found`: every artefact in order, with what was done.
    `share_found`: of the given intervals, those that belong to an artefact; 0 to 1.
    `share_left`: of the kept intervals of `beats`, those that a second look at the
    result still finds; 0 to 1.
    `share_made`: of the intervals of `beats`, those that are not kept.
    `refusal`: empty, or the reason for which no measure may be taken from `beats`.
    """

    beats: Beats
    found: tuple[Found, ...]
    method: Method
    share_found: float
    share_left: float
    share_made: float
    refusal: str

    @property
    def counts(self) -> dict[Kind, int]:
        """How many artefacts of each kind."""
        return {
            kind: sum(one.kind is kind for one in self.found)
            for kind in Kind
            if any(one.kind is kind for one in self.found)
        }
