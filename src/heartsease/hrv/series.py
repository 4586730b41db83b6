"""Kept intervals laid out for the metrics, with the places where they do not join."""

from dataclasses import dataclass

import numpy as np

from heartsease.hrv.arrays import Floats, Truths
from heartsease.hrv.beats import Beats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Series:
    """The n kept intervals of a recording, in order.

    `nn_ms` and `at_s`, both (n,): each interval and the time of the beat that ends it.
    `joined`, (n - 1,): whether an interval and the next share a beat.
    `differences_ms`: signed, of joined neighbours only.
    """

    nn_ms: Floats
    at_s: Floats
    joined: Truths
    differences_ms: Floats
    whole: bool

    def __len__(self) -> int:
        return len(self.nn_ms)

    @property
    def filled_s(self) -> float:
        """Seconds that kept intervals fill."""
        return float(self.nn_ms.sum()) / 1000.0

    @property
    def start_s(self) -> float:
        """When the first kept interval began."""
        return float(self.at_s[0] - self.nn_ms[0] / 1000.0)

    @property
    def span_s(self) -> float:
        """From the start of the first kept interval to the end of the last."""
        return float(self.at_s[-1]) - self.start_s if len(self) else 0.0


def series_of(beats: Beats) -> Series:
    """Lays out the kept intervals of `beats`."""
    kept = beats.kept
    places = np.flatnonzero(kept)
    joined = np.diff(places) == 1
    nn = beats.intervals_ms[places]
    differences = np.diff(nn)
    whole = bool(joined.all())
    return Series(
        nn_ms=nn,
        at_s=beats.times_s[places],
        joined=joined,
        differences_ms=differences if whole else differences[joined],
        whole=whole,
    )
