"""Time domain: how long the intervals are, and how far and how fast they vary."""

import math

import numpy as np

from heartsease.hrv import histogram
from heartsease.hrv.arrays import Floats, inner
from heartsease.hrv.metric import Metric
from heartsease.hrv.series import Series

MS_PER_MINUTE = 60_000.0
NN50_MS, NN20_MS = 50.0, 20.0  # the names say them
MAD_TO_SD = 1.4826  # makes the median deviation of a normal distribution its SD
# Munoz 2015: against four minutes, RMSSD holds from 10 s and SDNN from 30 s.
RMSSD_S, SDNN_S = 10.0, 30.0
# Baek 2015 asks for 60 s; a hundred beats, which apps measure, can take less.
PNN_S = 45.0
HISTOGRAM_INTERVALS = 250  # about the 20 minutes of Task Force 1996 are better

_OF_NN = "over the kept intervals; a left-out beat only makes them fewer"
_OF_PAIRS = "only pairs of kept neighbours count; none reaches over a left-out beat"
_TASK_FORCE = "Task Force 1996"
_SHAFFER = "Shaffer and Ginsberg 2017"
_MUNOZ = "Task Force 1996; length: Munoz 2015"


def _nn(
    id_: str,
    name: str,
    convention: str,
    *,
    unit: str = "ms",
    source: str = _SHAFFER,
    intervals: int = 1,
    seconds: float = 0.0,
) -> Metric:
    return Metric(
        id=id_,
        name=name,
        unit=unit,
        convention=convention,
        gaps=_OF_NN,
        source=source,
        intervals=intervals,
        seconds=seconds,
    )


def _pairs(
    id_: str,
    name: str,
    convention: str,
    *,
    unit: str = "ms",
    source: str = _MUNOZ,
    seconds: float = RMSSD_S,
) -> Metric:
    return Metric(
        id=id_,
        name=name,
        unit=unit,
        convention=convention,
        gaps=_OF_PAIRS,
        source=source,
        intervals=3,
        seconds=seconds,
    )


METRICS = (
    _nn("mean_nn", "Mean NN", "sum over n"),
    _nn("median_nn", "Median NN", "middle value, mean of the middle two"),
    _nn("min_nn", "Shortest NN", "least kept interval"),
    _nn("max_nn", "Longest NN", "greatest kept interval"),
    _nn("range_nn", "Range of NN", "longest less shortest"),
    _nn("prc20_nn", "20th percentile of NN", "linear between ranks", intervals=5),
    _nn("prc80_nn", "80th percentile of NN", "linear between ranks", intervals=5),
    _nn(
        "iqr_nn",
        "Interquartile range of NN",
        "75th less 25th percentile, linear between ranks",
        intervals=4,
    ),
    _nn(
        "mad_nn",
        "Median absolute deviation of NN",
        "median distance from the median, times 1.4826",
        intervals=2,
    ),
    _nn("mcv_nn", "Robust variation of NN", "MAD over median", unit="1", intervals=2),
    _nn("mean_hr", "Mean heart rate", "60000 over the mean NN", unit="/min"),
    _nn(
        "mean_of_hr",
        "Mean of the heart rates",
        "mean of 60000/NN, beat by beat; never below mean_hr",
        unit="/min",
    ),
    _nn("min_hr", "Lowest heart rate", "60000 over the longest NN", unit="/min"),
    _nn("max_hr", "Highest heart rate", "60000 over the shortest NN", unit="/min"),
    _nn(
        "sd_hr",
        "SD of the heart rate",
        "SD (ddof 1) of 60000/NN",
        unit="/min",
        intervals=2,
        seconds=SDNN_S,
    ),
    _nn(
        "sdnn",
        "SDNN",
        "SD of NN, ddof 1, no detrending",
        source=_MUNOZ,
        intervals=2,
        seconds=SDNN_S,
    ),
    _nn(
        "cv_nn",
        "Coefficient of variation",
        "SDNN over mean NN",
        unit="1",
        intervals=2,
        seconds=SDNN_S,
    ),
    _pairs("rmssd", "RMSSD", "root of the mean squared difference, over the pairs"),
    _pairs("ln_rmssd", "ln RMSSD", "natural logarithm of RMSSD in ms", unit="{ln(ms)}"),
    _pairs(
        "sdsd",
        "SDSD",
        "SD (ddof 1) of the signed differences",
        source="Task Force 1996; Brennan 2001",
    ),
    _pairs("cv_sd", "Variation of differences", "RMSSD over mean NN", unit="1"),
    _pairs(
        "sd_rmssd",
        "SDNN over RMSSD",
        "ratio",
        unit="1",
        source="Sollers 2007",
        seconds=SDNN_S,
    ),
    _pairs(
        "nn50",
        "NN50",
        "pairs more than 50 ms apart, strictly",
        unit="{count}",
        source=_TASK_FORCE,
    ),
    _pairs(
        "pnn50",
        "pNN50",
        "100 times NN50 over the pairs, n - 1 of n intervals",
        unit="%",
        source="Task Force 1996; Mietus 2002",
        seconds=PNN_S,
    ),
    _pairs(
        "nn20",
        "NN20",
        "pairs more than 20 ms apart, strictly",
        unit="{count}",
        source="Mietus 2002",
    ),
    _pairs(
        "pnn20",
        "pNN20",
        "100 times NN20 over the pairs, n - 1 of n intervals",
        unit="%",
        source="Mietus 2002",
        seconds=PNN_S,
    ),
    _nn(
        "hti",
        "HRV triangular index",
        "n over the fullest bin; bins of 7.8125 ms from the shortest NN",
        unit="1",
        source=_TASK_FORCE,
        intervals=HISTOGRAM_INTERVALS,
    ),
    _nn(
        "tinn",
        "TINN",
        "base of the least-squares triangle on the fullest bin, each foot fitted to all "
        "bins of its side",
        source=_TASK_FORCE,
        intervals=HISTOGRAM_INTERVALS,
    ),
)


def measure(series: Series) -> dict[str, float]:
    """Every metric of the time domain by id; NaN where a division has no meaning."""
    nn = series.nn_ms
    ordered = np.sort(nn)
    mean = float(nn.mean())
    deviation = sd(nn, mean)
    median = quantile(ordered, 0.5)
    spread = MAD_TO_SD * quantile(np.sort(np.abs(nn - median)), 0.5)
    rates = MS_PER_MINUTE / nn
    mean_of_rates = float(rates.mean())
    counts = histogram.histogram(nn)
    numbers = {
        "mean_nn": mean,
        "median_nn": median,
        "min_nn": float(ordered[0]),
        "max_nn": float(ordered[-1]),
        "range_nn": float(ordered[-1] - ordered[0]),
        "prc20_nn": quantile(ordered, 0.2),
        "prc80_nn": quantile(ordered, 0.8),
        "iqr_nn": quantile(ordered, 0.75) - quantile(ordered, 0.25),
        "mad_nn": spread,
        "mcv_nn": spread / median,
        "mean_hr": MS_PER_MINUTE / mean,
        "mean_of_hr": mean_of_rates,
        "min_hr": MS_PER_MINUTE / float(ordered[-1]),
        "max_hr": MS_PER_MINUTE / float(ordered[0]),
        "sd_hr": sd(rates, mean_of_rates),
        "sdnn": deviation,
        "cv_nn": deviation / mean,
        "hti": histogram.triangular_index(counts),
        "tinn": histogram.triangle_base_ms(counts),
    }
    return numbers | _of_differences(series.differences_ms, mean=mean, sdnn=deviation)


def _of_differences(steps: Floats, *, mean: float, sdnn: float) -> dict[str, float]:
    n = len(steps)
    rmssd = math.sqrt(inner(steps, steps) / n) if n else math.nan
    sizes = np.abs(steps)
    nn50 = int(np.count_nonzero(sizes > NN50_MS))
    nn20 = int(np.count_nonzero(sizes > NN20_MS))
    return {
        "rmssd": rmssd,
        "ln_rmssd": math.log(rmssd) if rmssd > 0 else math.nan,
        "sdsd": sd(steps, float(steps.mean())) if n else math.nan,
        "cv_sd": rmssd / mean,
        "sd_rmssd": sdnn / rmssd if rmssd > 0 else math.nan,
        "nn50": float(nn50),
        "pnn50": 100.0 * nn50 / n if n else math.nan,
        "nn20": float(nn20),
        "pnn20": 100.0 * nn20 / n if n else math.nan,
    }


def sd(values: Floats, mean: float) -> float:
    """The standard deviation with n - 1 in the denominator; NaN for fewer than two."""
    if len(values) < 2:
        return math.nan
    apart = values - mean
    return math.sqrt(inner(apart, apart) / (len(values) - 1))


def quantile(ordered: Floats, share: float) -> float:
    """The quantile of values in rising order, linear between ranks."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    low, high = float(ordered[below]), float(ordered[above])
    return low + (high - low) * (place - below)
