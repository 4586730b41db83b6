"""Asymmetry: whether the heart slows down the way it speeds up."""

import math

import numpy as np

from heartsease.hrv.arrays import Floats, Truths
from heartsease.hrv.metric import Metric
from heartsease.hrv.nonlinear.poincare import pairs
from heartsease.hrv.series import Series

_GAPS = "only pairs of kept neighbours are points"
_PISKORSKI = "Piskorski and Guzik 2011"
_INTERVALS, _SECONDS = 50, 30.0


def _metric(
    id_: str, name: str, convention: str, unit: str, source: str = _PISKORSKI
) -> Metric:
    return Metric(
        id=id_,
        name=name,
        unit=unit,
        convention=convention,
        gaps=_GAPS,
        source=source,
        intervals=_INTERVALS,
        seconds=_SECONDS,
    )


METRICS = (
    _metric(
        "gi",
        "Guzik's index",
        "100 times the distances from the line of identity of slowing pairs, over all",
        "%",
        "Guzik 2006",
    ),
    _metric(
        "si",
        "Slope index",
        "100 times the angles to the line of identity of slowing pairs, over all",
        "%",
        "Karmakar 2015",
    ),
    _metric(
        "ai",
        "Area index",
        "100 times the sectors to the line of identity of slowing pairs, over all",
        "%",
        "Yan 2017",
    ),
    _metric(
        "pi",
        "Porta's index",
        "100 times the quickening pairs over all that are off the line of identity",
        "%",
        "Porta 2008",
    ),
    _metric("sd1_d", "SD1 of slowing", "about the line of identity, over k - 1", "ms"),
    _metric(
        "sd1_a", "SD1 of quickening", "about the line of identity, over k - 1", "ms"
    ),
    _metric("c1_d", "Share of slowing in SD1²", "SD1d² / (SD1d² + SD1a²)", "1"),
    _metric("c1_a", "Share of quickening in SD1²", "SD1a² / (SD1d² + SD1a²)", "1"),
    _metric(
        "sd2_d",
        "SD2 of slowing",
        "about the centre, over k - 1; unchanged pairs count half",
        "ms",
    ),
    _metric(
        "sd2_a",
        "SD2 of quickening",
        "about the centre, over k - 1; unchanged pairs count half",
        "ms",
    ),
    _metric("c2_d", "Share of slowing in SD2²", "SD2d² / (SD2d² + SD2a²)", "1"),
    _metric("c2_a", "Share of quickening in SD2²", "SD2a² / (SD2d² + SD2a²)", "1"),
    _metric("sdnn_d", "SDNN of slowing", "root of (SD1d² + SD2d²) / 2", "ms"),
    _metric("sdnn_a", "SDNN of quickening", "root of (SD1a² + SD2a²) / 2", "ms"),
    _metric("c_d", "Share of slowing in SDNN²", "SDNNd² / (SDNNd² + SDNNa²)", "1"),
    _metric("c_a", "Share of quickening in SDNN²", "SDNNa² / (SDNNd² + SDNNa²)", "1"),
)


def measure(series: Series) -> dict[str, float]:
    """Every index by id; NaN when no interval differs from the one before it.

    Slowing (d) is a longer interval after a shorter, quickening (a) the reverse.
    """
    this, following = pairs(series)
    if len(this) < 2:
        return {metric.id: math.nan for metric in METRICS}
    step = following - this
    slowing, quickening = step > 0, step < 0
    # The angle is computed as a difference of two arctangents would be, without the loss
    # of digits: tan(a - b) = (tan a - tan b) / (1 + tan a tan b), with tan a = 1.
    angles = np.abs(np.arctan(step / (following + this)))
    areas = 0.5 * angles * (this**2 + following**2)
    numbers = {
        "gi": 100.0 * _share(np.abs(step), slowing),
        "si": 100.0 * _share(angles, slowing),
        "ai": 100.0 * _share(areas, slowing),
        "pi": 100.0 * _part(float(quickening.sum()), float((step != 0).sum())),
    }
    down, up = _widths(this, following, slowing), _widths(this, following, quickening)
    for name, index in (("1", 0), ("2", 1)):
        both = down[index] + up[index]
        numbers |= {
            f"sd{name}_d": math.sqrt(down[index]),
            f"sd{name}_a": math.sqrt(up[index]),
            f"c{name}_d": _part(down[index], both),
            f"c{name}_a": _part(up[index], both),
        }
    slow, quick = sum(down) / 2.0, sum(up) / 2.0
    return numbers | {
        "sdnn_d": math.sqrt(slow),
        "sdnn_a": math.sqrt(quick),
        "c_d": _part(slow, slow + quick),
        "c_a": _part(quick, slow + quick),
    }


def _widths(this: Floats, following: Floats, chosen: Truths) -> tuple[float, float]:
    """Squared SD1 and SD2 of the chosen points, in ms2."""
    over = len(this) - 1
    step = following - this
    centre = (this - this.mean()) + (following - following.mean())
    still = centre[step == 0]
    sd1 = float(np.sum(step[chosen] ** 2)) / 2.0 / over
    sd2 = float(np.sum(centre[chosen] ** 2)) / 2.0 / over
    return sd1, sd2 + 0.5 * float(np.sum(still**2)) / 2.0 / over


def _share(sizes: Floats, chosen: Truths) -> float:
    return _part(float(sizes[chosen].sum()), float(sizes.sum()))


def _part(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else math.nan
