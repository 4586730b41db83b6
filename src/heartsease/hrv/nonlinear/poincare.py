"""The Poincaré plot: each interval against the next, and the shape of the cloud."""

import math

import numpy as np

from heartsease.hrv.arrays import Floats
from heartsease.hrv.metric import Metric
from heartsease.hrv.series import Series
from heartsease.hrv.time_domain import sd

ROUNDING = 1e-9  # what sums leave of a cloud without a width, as a share of the other

_GAPS = "only pairs of kept neighbours are points"
_BRENNAN = "Brennan 2001"
_SECONDS = 30.0  # SD2 is a kind of SDNN; Munoz 2015


def _metric(id_: str, name: str, convention: str, unit: str, source: str) -> Metric:
    return Metric(
        id=id_,
        name=name,
        unit=unit,
        convention=convention,
        gaps=_GAPS,
        source=source,
        intervals=3,
        seconds=_SECONDS,
    )


METRICS = (
    _metric("sd1", "SD1", "SD (ddof 1) of (next - this) / root 2", "ms", _BRENNAN),
    _metric("sd2", "SD2", "SD (ddof 1) of (next + this) / root 2", "ms", _BRENNAN),
    _metric("sd1_sd2", "SD1/SD2", "ratio", "1", _BRENNAN),
    _metric("s_area", "Area of the ellipse", "pi SD1 SD2", "ms2", _BRENNAN),
    _metric(
        "csi",
        "Cardiac sympathetic index",
        "4 SD2 / 4 SD1; a name, not a measure of nerves",
        "1",
        "Toichi 1997",
    ),
    _metric(
        "cvi", "Cardiac vagal index", "log10(16 SD1 SD2)", "{lg(ms2)}", "Toichi 1997"
    ),
    _metric(
        "csi_modified", "Modified CSI", "(4 SD2)² / (4 SD1)", "ms", "Jeppesen 2014"
    ),
)


def pairs(series: Series) -> tuple[Floats, Floats]:
    """This and next, (k,) each, of every pair of kept neighbours, in ms."""
    this, following = series.nn_ms[:-1], series.nn_ms[1:]
    if series.whole:
        return this, following
    return this[series.joined], following[series.joined]


def measure(series: Series) -> dict[str, float]:
    """The shape of the cloud by id; NaN when it has no width."""
    this, following = pairs(series)
    if len(this) < 2:
        return {metric.id: math.nan for metric in METRICS}
    across, along = following - this, following + this
    sd1 = sd(across, float(across.mean())) / math.sqrt(2.0)
    sd2 = sd(along, float(along.mean())) / math.sqrt(2.0)
    return {"sd1": sd1, "sd2": sd2} | shape(sd1, sd2)


def shape(sd1: float, sd2: float) -> dict[str, float]:
    """What follows from the two widths of the cloud."""
    flat = not (sd1 > ROUNDING * sd2 and sd2 > ROUNDING * sd1)
    return {
        "sd1_sd2": math.nan if flat else sd1 / sd2,
        "s_area": math.pi * sd1 * sd2,
        "csi": math.nan if flat else sd2 / sd1,
        "cvi": math.nan if flat else float(np.log10(16.0 * sd1 * sd2)),
        "csi_modified": math.nan if flat else 4.0 * sd2**2 / sd1,
    }
