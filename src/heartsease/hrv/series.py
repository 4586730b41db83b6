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


def bridged(series: Series) -> tuple[Floats, Floats]:
    """Times and intervals with a straight line of beats in every gap, for resampling.

    A cubic through two beats with seconds of nothing between them swings out by far more
    than the heart ever did; through a line of invented beats it cannot.
    """
    at, nn = series.at_s, series.nn_ms
    if series.whole:
        return at, nn
    empty = np.diff(at) - nn[1:] / 1000.0
    usual = 0.5 * (nn[1:] + nn[:-1]) / 1000.0
    count = np.where(series.joined, 0, np.round(empty / usual)).astype(np.int64)
    count = np.clip(count, 0, None)
    before = np.repeat(np.arange(len(count)), count)
    if not len(before):
        return at, nn
    turn = np.arange(len(before)) - np.repeat(np.cumsum(count) - count, count) + 1
    share = turn / count[before]
    times = at[before] + empty[before] * share
    along = (times - at[before]) / np.diff(at)[before]
    values = nn[before] + along * (nn[before + 1] - nn[before])
    where = before + 1
    return np.insert(at, where, times), np.insert(nn, where, values)


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
