"""Fragmentation: how often the heart changes its mind between faster and slower."""

import math

import numpy as np

from heartsease.hrv.arrays import Integers
from heartsease.hrv.metric import Metric
from heartsease.hrv.series import Series

_GAPS = "a run ends at a left-out beat; a turn needs three kept neighbours"
_SOURCE = "Costa 2017, with the denominators of NeuroKit2 0.2.13"
_INTERVALS, _SECONDS = 50, 30.0
SHORT_RUN, LONG_ALTERNATION = 3, 4


def _metric(id_: str, name: str, convention: str) -> Metric:
    return Metric(
        id=id_,
        name=name,
        unit="1",
        convention=convention,
        gaps=_GAPS,
        source=_SOURCE,
        intervals=_INTERVALS,
        seconds=_SECONDS,
    )


METRICS = (
    _metric(
        "pip",
        "Inflection points",
        "changes of sign of the difference, to and from zero too, over the pairs plus one",
    ),
    _metric(
        "ials",
        "Inverse length of runs",
        "one over the mean length of rising and falling runs, in differences",
    ),
    _metric(
        "pss",
        "Short runs",
        "rising and falling runs of fewer than three differences, over all such runs",
    ),
    _metric(
        "pas",
        "Alternating runs",
        "unbroken rows of at least four inflection points, over all such rows; Costa 2017 "
        "counts the intervals in them instead",
    ),
)


def measure(series: Series) -> dict[str, float]:
    """The four indices by id; NaN without a run."""
    # With a gap the places keep counting on, so that nothing joins over it.
    step = np.sign(np.diff(series.nn_ms)).astype(np.int8)
    if not series.whole:
        step[~series.joined] = 0
    turns = np.diff(step) != 0
    if not series.whole:
        turns &= series.joined[1:] & series.joined[:-1]
    points = np.flatnonzero(turns)
    runs = np.concatenate(
        (_lengths(np.flatnonzero(step > 0)), _lengths(np.flatnonzero(step < 0)))
    )
    alternations = _lengths(points)
    pairs = len(series.differences_ms)
    return {
        "pip": len(points) / (pairs + 1),
        "ials": len(runs) / int(runs.sum()) if len(runs) else math.nan,
        "pss": float(np.mean(runs < SHORT_RUN)) if len(runs) else math.nan,
        "pas": (
            float(np.mean(alternations >= LONG_ALTERNATION))
            if len(alternations)
            else math.nan
        ),
    }


def _lengths(places: Integers) -> Integers:
    """The lengths of unbroken rows of whole numbers."""
    if not len(places):
        return places
    ends = np.flatnonzero(np.diff(places) != 1)
    edges = np.concatenate(([-1], ends, [len(places) - 1]))
    return np.diff(edges)
