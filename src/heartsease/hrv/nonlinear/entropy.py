"""Sample and approximate entropy: how surprising the next interval is."""

import math

import numpy as np

from heartsease.hrv.arrays import Floats, Integers
from heartsease.hrv.metric import Metric
from heartsease.hrv.nonlinear.matches import matches, totals
from heartsease.hrv.series import Series
from heartsease.hrv.time_domain import sd

TOLERANCE = 0.2  # of SDNN; Richman and Moorman 2000, Pincus 1991
MOST = 500_000  # five days; the cost of a recording without a common tick is its square
LEAST = 100  # ten to the power m, the least that Pincus and Goldberger 1994 name

_GAPS = "no stretch reaches over a left-out beat"
METRICS = (
    Metric(
        id="sampen",
        name="Sample entropy",
        unit="1",
        convention=(
            "m 2, r 0.2 SDNN (ddof 1), Chebyshev, at most r apart, itself not counted; "
            "-ln of matches of three over matches of two, both over stretches of three"
        ),
        gaps=_GAPS,
        source="Richman and Moorman 2000",
        intervals=LEAST,
        asked_above=MOST,
    ),
    Metric(
        id="apen",
        name="Approximate entropy",
        unit="1",
        convention=(
            "m 2, r 0.2 SDNN (ddof 1), Chebyshev, at most r apart, itself counted"
        ),
        gaps=_GAPS,
        source="Pincus 1991",
        intervals=LEAST,
        asked_above=MOST,
    ),
)


def measure(series: Series) -> dict[str, float]:
    """Sample and approximate entropy; NaN where nothing matches or nothing varies."""
    nn = series.nn_ms
    tolerance = TOLERANCE * sd(nn, float(nn.mean()))
    if not tolerance > 0:
        return {"sampen": math.nan, "apen": math.nan}
    two, three = stretches(series)
    if not len(three):
        return {"sampen": math.nan, "apen": math.nan}
    of_two, of_three = matches(nn, two, three, tolerance=tolerance)
    if len(two) == len(three) + 1 == len(nn) - 1:
        # Without a gap only the last pair has no third: its own matches go.
        pairs = int(of_two.sum()) - 2 * int(of_two[-1]) + 1
    else:
        among, _ = matches(nn, three, three, tolerance=tolerance)
        pairs = int(among.sum())
    triples = int(of_three.sum())
    n = len(three)
    return {
        "sampen": of_counts(pairs - n, triples - n),
        "apen": float(np.log(of_two / len(two)).mean() - np.log(of_three / n).mean()),
    }


def stretches(series: Series) -> tuple[Integers, Integers]:
    """Where two, and where three, kept intervals in a row begin."""
    n = len(series)
    if series.whole:
        return np.arange(max(n - 1, 0)), np.arange(max(n - 2, 0))
    joined = series.joined
    return np.flatnonzero(joined), np.flatnonzero(joined[1:] & joined[:-1])


def sample_entropy(values: Floats, *, tolerance: float) -> float:
    """Sample entropy with m 2 of an unbroken series; NaN where nothing matches."""
    return of_counts(*totals(values, tolerance=tolerance))


def of_counts(pairs: int, triples: int) -> float:
    """-ln(triples / pairs); NaN when one of them is zero, for then it is not defined."""
    return -math.log(triples / pairs) if pairs > 0 and triples > 0 else math.nan
