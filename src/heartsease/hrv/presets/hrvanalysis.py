"""The numbers of hrv-analysis 1.0.6, by its names.

What differs from ours: SDSD and the SD of the heart rate with n in the denominator; the
triangular index in bins of 8 ms from 300 to 2,000 ms; SD2 from the variances of intervals
and differences; a spectrum after straight-line interpolation at 4 Hz in windows of 64 s,
bands by trapezoids, VLF from 0.003 Hz; sample entropy with a tolerance of 0.2006 SD and
distances strictly below it (its default comes from nolds).
Left-out beats are closed up.
"""

import math

import numpy as np

from heartsease.hrv.arrays import Floats
from heartsease.hrv.nonlinear.entropy import sample_entropy
from heartsease.hrv.presets.peer_spectrum import trapezoid, welch
from heartsease.hrv.series import Series

_RATE_HZ, _WINDOW, _POINTS = 4.0, 256, 4096
_BANDS_HZ = {"vlf": (0.003, 0.04), "lf": (0.04, 0.15), "hf": (0.15, 0.40)}
_TOLERANCE = 0.1164 * (0.5627 * math.log(2) + 1.3334)  # of the SD, for m = 2
_TRIANGLE_MS = range(300, 2000, 8)


def measure(series: Series) -> dict[str, float]:
    """All of its numbers; NaN where it gives none."""
    nn = series.nn_ms
    return (
        _time(nn)
        | {"triangular_index": _triangular_index(nn), "tinn": math.nan}
        | _frequency(nn)
        | _plot(nn)
        | {"sampen": _sample_entropy(nn)}
    )


def _time(nn: Floats) -> dict[str, float]:
    steps = np.diff(nn)
    rates = 60_000.0 / nn
    mean, sdnn = float(nn.mean()), float(nn.std(ddof=1))
    rmssd = float(np.sqrt(np.mean(steps**2)))
    nn50, nn20 = (int(np.count_nonzero(np.abs(steps) > far)) for far in (50, 20))
    return {
        "mean_nni": mean,
        "sdnn": sdnn,
        "sdsd": float(steps.std()),
        "nni_50": float(nn50),
        "pnni_50": 100.0 * nn50 / len(steps),
        "nni_20": float(nn20),
        "pnni_20": 100.0 * nn20 / len(steps),
        "rmssd": rmssd,
        "median_nni": float(np.median(nn)),
        "range_nni": float(nn.max() - nn.min()),
        "cvsd": rmssd / mean,
        "cvnni": sdnn / mean,
        "mean_hr": float(rates.mean()),
        "max_hr": float(rates.max()),
        "min_hr": float(rates.min()),
        "std_hr": float(rates.std()),
    }


def _triangular_index(nn: Floats) -> float:
    counts, _ = np.histogram(nn, bins=np.array(_TRIANGLE_MS))
    return float(len(nn) / counts.max()) if counts.max() else math.nan


def _frequency(nn: Floats) -> dict[str, float]:
    at = np.cumsum(nn) / 1000.0
    at = at - at[0]
    even = np.interp(np.arange(0.0, at[-1], 1.0 / _RATE_HZ), at, nn)
    frequencies, power = welch(
        even - even.mean(),
        rate_hz=_RATE_HZ,
        length=_WINDOW,
        points=_POINTS,
        centre_each=True,
    )
    bands = {
        name: trapezoid(frequencies, power, *band) for name, band in _BANDS_HZ.items()
    }
    lf, hf = bands["lf"], bands["hf"]
    return bands | {
        "lf_hf_ratio": lf / hf if hf > 0 else math.nan,
        "lfnu": 100.0 * lf / (lf + hf) if lf + hf > 0 else math.nan,
        "hfnu": 100.0 * hf / (lf + hf) if lf + hf > 0 else math.nan,
        "total_power": sum(bands.values()),
    }


def _plot(nn: Floats) -> dict[str, float]:
    of_steps = float(np.diff(nn).var(ddof=1))
    sd1 = math.sqrt(0.5 * of_steps)
    squared = 2.0 * float(nn.var(ddof=1)) - 0.5 * of_steps
    sd2 = math.sqrt(squared) if squared > 0 else math.nan
    ratio = sd2 / sd1 if sd1 > 0 else math.nan
    return {
        "sd1": sd1,
        "sd2": sd2,
        "ratio_sd2_sd1": ratio,
        "csi": ratio,
        "cvi": math.log10(16.0 * sd1 * sd2) if sd1 > 0 else math.nan,
        "Modified_csi": 4.0 * sd2**2 / sd1 if sd1 > 0 else math.nan,
    }


def _sample_entropy(nn: Floats) -> float:
    tolerance = _TOLERANCE * float(nn.std(ddof=1))
    if not tolerance > 0:
        return math.nan
    return sample_entropy(nn, tolerance=float(np.nextafter(tolerance, 0.0)))
