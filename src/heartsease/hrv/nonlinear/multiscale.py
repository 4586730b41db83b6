"""Entropy over several scales: of the beats, of means of two, of three, and so on."""

import math

import numpy as np

from heartsease.hrv.arrays import Floats
from heartsease.hrv.metric import Metric
from heartsease.hrv.nonlinear.entropy import MOST, TOLERANCE, of_counts
from heartsease.hrv.nonlinear.matches import totals
from heartsease.hrv.series import Series
from heartsease.hrv.time_domain import sd

SCALES = 5  # what five minutes of beats can carry; Wu 2014
LONG_SCALES = 20  # of a day; Costa 2005
_GAPS = "left-out beats are closed up"

METRICS = (
    Metric(
        id="mse",
        name="Multiscale entropy, 1 to 5",
        unit="1",
        convention=(
            "mean sample entropy of the means of 1 to 5 intervals side by side; m 2, "
            "r 0.2 SDNN (ddof 1) of the intervals at every scale"
        ),
        gaps=_GAPS,
        source="Costa 2005",
        intervals=250,
        asked_above=MOST,
    ),
    Metric(
        id="rcmse",
        name="Refined composite multiscale entropy, 1 to 5",
        unit="1",
        convention=(
            "as the multiscale entropy, but matches are counted over all starting points "
            "of each scale before their ratio is taken"
        ),
        gaps=_GAPS,
        source="Wu 2014",
        intervals=250,
        asked_above=20_000,
    ),
    Metric(
        id="mse_20",
        name="Multiscale entropy, 1 to 20",
        unit="1",
        convention="as the multiscale entropy, over 20 scales",
        gaps=_GAPS,
        source="Costa 2005",
        intervals=20_000,
        asked_above=0,
    ),
)


def measure(series: Series) -> dict[str, float]:
    """The mean over the scales 1 to 5; NaN when a scale has no match."""
    return {"mse": float(profile(series.nn_ms, scales=SCALES).mean())}


def measure_refined(series: Series) -> dict[str, float]:
    """As `measure`, and refined and composite; the plain one is part of the way there."""
    plain, refined = both(series.nn_ms, scales=SCALES)
    return {"mse": float(plain.mean()), "rcmse": float(refined.mean())}


def measure_long(series: Series) -> dict[str, float]:
    """The mean over the scales 1 to 20."""
    return {"mse_20": float(profile(series.nn_ms, scales=LONG_SCALES).mean())}


def profile(nn_ms: Floats, *, scales: int) -> Floats:
    """The entropy at each scale, (scales,); NaN where nothing matches."""
    tolerance = TOLERANCE * sd(nn_ms, float(nn_ms.mean()))
    if not tolerance > 0:
        return np.full(scales, math.nan)
    return np.array(
        [
            of_counts(*totals(summed(nn_ms, scale), tolerance=tolerance * scale))
            for scale in range(1, scales + 1)
        ]
    )


def both(nn_ms: Floats, *, scales: int) -> tuple[Floats, Floats]:
    """The entropy at each scale, plain and refined composite, (scales,) each."""
    tolerance = TOLERANCE * sd(nn_ms, float(nn_ms.mean()))
    if not tolerance > 0:
        return np.full(scales, math.nan), np.full(scales, math.nan)
    plain, refined = np.empty(scales), np.empty(scales)
    for scale in range(1, scales + 1):
        counted = [
            totals(summed(nn_ms[offset:], scale), tolerance=tolerance * scale)
            for offset in range(scale)
        ]
        plain[scale - 1] = of_counts(*counted[0])
        pairs, triples = (sum(column) for column in zip(*counted, strict=True))
        refined[scale - 1] = of_counts(pairs, triples)
    return plain, refined


def summed(values: Floats, scale: int) -> Floats:
    """Sums of `scale` neighbours side by side.

    A sum instead of a mean, against a tolerance as much greater: whole milliseconds stay
    whole, and equal values equal.
    """
    full = len(values) // scale
    sums: Floats = values[: full * scale].reshape(full, scale).sum(axis=1)
    return sums
