"""The numbers of NeuroKit2 0.2.13, by its names.

What differs from ours: beats lie on whole milliseconds; pNN50 over n, not n - 1; SDANN
over rounded, not full, segments; TINN left at zero when no triangle beats a fixed error;
a quadratic spline at 100 Hz, windows of half the recording, bands by trapezoids, powers
divided by the greatest density unless `normalised` is false; "LFn" is LF over total power;
DFA in half-overlapping windows of 4 to 11 and 12 to n/10 beats; multiscale entropies up to
scale n/12. Left-out beats are closed up.
"""

import math
from collections.abc import Iterator

import numpy as np

from heartsease.hrv.arrays import Floats, Integers
from heartsease.hrv.nonlinear import (
    asymmetry,
    entropy,
    fractal,
    fragmentation,
    poincare,
)
from heartsease.hrv.nonlinear.entropy import of_counts
from heartsease.hrv.nonlinear.matches import totals
from heartsease.hrv.presets.peer_spectrum import trapezoid, welch
from heartsease.hrv.series import Series

_BIN_MS = 1000.0 / 128
_TINN_ERROR = 2**14
_RATE_HZ = 100
_BANDS_HZ = {
    "ULF": (0.0, 0.0033),
    "VLF": (0.0033, 0.04),
    "LF": (0.04, 0.15),
    "HF": (0.15, 0.4),
    "VHF": (0.4, 0.5),
}
_HIGHEST_HZ = 0.5
_NEAR, _FAR_FROM = (4, 11), 12
_POWERS = np.arange(-5.0, 6.0)
_FLAT = 1e-8  # a window with less variance is left out
_RADII = 64
_SYMBOLS = 4

_POINCARE = {
    "SD1": "sd1",
    "SD2": "sd2",
    "SD1SD2": "sd1_sd2",
    "S": "s_area",
    "CSI": "csi",
    "CVI": "cvi",
    "CSI_Modified": "csi_modified",
}
_ASYMMETRY = {
    "GI": "gi",
    "SI": "si",
    "AI": "ai",
    "PI": "pi",
    "C1d": "c1_d",
    "C1a": "c1_a",
    "SD1d": "sd1_d",
    "SD1a": "sd1_a",
    "C2d": "c2_d",
    "C2a": "c2_a",
    "SD2d": "sd2_d",
    "SD2a": "sd2_a",
    "Cd": "c_d",
    "Ca": "c_a",
    "SDNNd": "sdnn_d",
    "SDNNa": "sdnn_a",
}


def measure(series: Series) -> dict[str, float]:
    """Time, frequency and order, each name with `HRV_` before it; NaN where it has none."""
    numbers = time(series) | frequency(series) | nonlinear(series)
    return {f"HRV_{name}": value for name, value in numbers.items()}


def _whole_ms(series: Series) -> Floats:
    """Intervals between beats rounded to whole milliseconds."""
    ends = np.concatenate(([0.0], np.cumsum(series.nn_ms / 1000.0))) * 1000.0
    # Through seconds and back, as it goes: 50 ms can come out a last digit above 50.
    whole: Floats = np.diff(np.round(ends)) / 1000.0 * 1000.0
    return whole


def time(series: Series) -> dict[str, float]:
    """Its time domain."""
    nn = _whole_ms(series)
    steps = np.diff(nn)
    mean, sdnn = float(nn.mean()), float(nn.std(ddof=1))
    rmssd = float(np.sqrt(np.mean(steps**2)))
    median = float(np.median(nn))
    spread = 1.4826 * float(np.median(np.abs(nn - median)))
    low, high, first, last = np.percentile(nn, (25, 75, 20, 80))
    counts, edges = np.histogram(nn, bins=np.arange(0, nn.max() + _BIN_MS, _BIN_MS))
    numbers = {"MeanNN": mean, "SDNN": sdnn}
    for minutes in (1, 2, 5):
        means, deviations = _segments(nn, minutes)
        enough = len(means) >= 3
        numbers[f"SDANN{minutes}"] = float(means.std(ddof=1)) if enough else math.nan
        numbers[f"SDNNI{minutes}"] = float(deviations.mean()) if enough else math.nan
    return numbers | {
        "RMSSD": rmssd,
        "SDSD": float(steps.std(ddof=1)),
        "CVNN": sdnn / mean,
        "CVSD": rmssd / mean,
        "MedianNN": median,
        "MadNN": spread,
        "MCVNN": spread / median,
        "IQRNN": float(high - low),
        "SDRMSSD": sdnn / rmssd if rmssd > 0 else math.nan,
        "Prc20NN": float(first),
        "Prc80NN": float(last),
        "pNN50": 100.0 * float(np.count_nonzero(np.abs(steps) > 50)) / len(nn),
        "pNN20": 100.0 * float(np.count_nonzero(np.abs(steps) > 20)) / len(nn),
        "MinNN": float(nn.min()),
        "MaxNN": float(nn.max()),
        "HTI": len(nn) / float(counts.max()),
        "TINN": _tinn(counts, edges, nn),
    }


def _segments(nn: Floats, minutes: int) -> tuple[Floats, Floats]:
    window = minutes * 60.0 * 1000.0
    at = np.cumsum(nn / 1000.0)
    ends = (at - at[0]) * 1000.0 + nn[0]
    means, deviations = [], []
    for place in range(int(np.round(ends[-1] / window))):
        first = int(np.searchsorted(ends, place * window))
        last = int(np.searchsorted(ends, (place + 1) * window)) - 1
        if last - first < 2:
            return np.empty(0), np.empty(0)  # it would give NaN too
        means.append(nn[first:last].mean())
        deviations.append(nn[first:last].std(ddof=1))
    return np.array(means), np.array(deviations)


def _tinn(counts: Integers, edges: Floats, nn: Floats) -> float:
    """Its search keeps the first left foot: the right one, once moved, is never reset."""
    apex = int(counts.argmax())
    height = float(counts[apex])
    heights = np.append(counts, 0).astype(np.float64)
    left = int(np.searchsorted(edges, nn.min(), side="right"))
    if left >= apex:
        return 0.0
    rise = height * (np.arange(left, apex) - left) / (apex - left)
    error_left = float(((heights[left:apex] - rise) ** 2).sum())
    best, width = float(_TINN_ERROR), 0.0
    right = apex + 1
    while edges[0] + right * _BIN_MS < nn.max():
        fall = height * (right - np.arange(apex, right + 1)) / (right - apex)
        error = error_left + float(((heights[apex : right + 1] - fall) ** 2).sum())
        if error < best:
            best, width = error, (right - left) * _BIN_MS
        right += 1
    return width


def frequency(series: Series, *, normalised: bool = True) -> dict[str, float]:
    """Its spectrum; powers are fractions of the greatest density when `normalised`."""
    even = _quadratic(_whole_ms(series))
    even = even - even.mean()
    lowest = 2 * _RATE_HZ / (len(even) / 2)
    length = min(int(2 / lowest * _RATE_HZ), len(even) // 2)
    frequencies, power = welch(
        even, rate_hz=_RATE_HZ, length=length, points=2 * length, centre_each=False
    )
    if normalised:
        power = power / power.max()
    used = (frequencies >= lowest) & (frequencies <= _HIGHEST_HZ)
    bands = {
        name: trapezoid(frequencies[used], power[used], *band) or math.nan
        for name, band in _BANDS_HZ.items()
    }
    total = float(np.nansum(list(bands.values())))
    return bands | {
        "TP": total,
        "LFHF": bands["LF"] / bands["HF"],
        "LFn": bands["LF"] / total,
        "HFn": bands["HF"] / total,
        "LnHF": math.log(bands["HF"]),
    }


def _quadratic(nn: Floats) -> Floats:
    # A quadratic spline needs a solver for bands, which numpy has not.
    from scipy.interpolate import make_interp_spline

    at = np.cumsum(nn / 1000.0)
    new = np.arange(at[0], at[-1] + 1.0 / _RATE_HZ, 1.0 / _RATE_HZ)
    even: Floats = make_interp_spline(at, nn, k=2, check_finite=False)(new)
    even[new > at[-1]] = nn[-1]
    return even


def nonlinear(series: Series) -> dict[str, float]:
    """Its measures of order."""
    nn = _whole_ms(series)
    whole = Series(
        nn_ms=nn,
        at_s=np.cumsum(nn) / 1000.0,
        joined=np.ones(len(nn) - 1, bool),
        differences_ms=np.diff(nn),
        whole=True,
    )
    tolerance = 0.2 * float(nn.std(ddof=1))
    plot, lean = poincare.measure(whole), asymmetry.measure(whole)
    pieces = fragmentation.measure(whole)
    order = entropy.measure(whole)
    return (
        {name: plot[ours] for name, ours in _POINCARE.items()}
        | {name.upper(): value for name, value in pieces.items()}
        | {name: lean[ours] for name, ours in _ASYMMETRY.items()}
        | _fluctuations(nn)
        | {
            "ApEn": order["apen"],
            "SampEn": order["sampen"],
            "ShanEn": _shannon(nn),
            "FuzzyEn": _fuzzy(nn, tolerance),
        }
        | _multiscale(nn, tolerance)
        | {
            "CD": _correlation_dimension(nn),
            "HFD": fractal.higuchi(nn),
            "KFD": fractal.katz(nn),
            "LZC": fractal.lempel_ziv(nn),
        }
        | _symbols(nn)
    )


def _fluctuations(nn: Floats) -> dict[str, float]:
    profile = np.cumsum(nn - nn.mean())
    longest = int((len(nn) + 1) / 10)
    numbers: dict[str, float] = {}
    near = range(_NEAR[0], _NEAR[1] + 1)
    for name, scales in (("alpha1", near), ("alpha2", range(_FAR_FROM, longest + 1))):
        if len(scales) < 2:
            continue
        variances = [_variances(profile, scale) for scale in scales]
        slopes = _slopes(scales, variances)
        numbers[f"DFA_{name}"] = float(slopes[_POWERS == 2][0])
        numbers |= {
            f"MFDFA_{name}_{key}": value for key, value in _singularity(slopes).items()
        }
    return numbers


def _variances(profile: Floats, scale: int) -> Floats:
    """Of half-overlapping windows, each less its line; nearly flat ones left out."""
    starts = np.arange(0, len(profile) - scale, scale // 2)
    rows = np.lib.stride_tricks.sliding_window_view(profile, scale)[starts]
    rows = rows - rows.mean(axis=1, keepdims=True)
    ramp = np.arange(scale) - (scale - 1) / 2.0
    ramp /= np.sqrt((ramp**2).sum())
    rows -= (rows * ramp).sum(axis=1, keepdims=True) * ramp
    variances = (rows**2).mean(axis=1)
    kept: Floats = variances[variances > _FLAT]
    return kept


def _slopes(scales: range, variances: list[Floats]) -> Floats:
    if not all(map(len, variances)):
        return np.full(len(_POWERS), math.nan)
    logs = np.array(
        [
            [
                np.log2(np.mean(one ** (power / 2))) / power
                if power
                else 0.5 * np.mean(np.log2(one))
                for power in _POWERS
            ]
            for one in variances
        ]
    )
    x = np.log2(np.array(scales, float))
    x -= x.mean()
    return np.asarray((x[:, None] * logs).sum(axis=0) / (x**2).sum())


def _singularity(slopes: Floats) -> dict[str, float]:
    tau = _POWERS * slopes - 1
    strength = np.gradient(tau) / np.gradient(_POWERS)
    height = _POWERS * strength - tau
    low, high = float(strength.min()), float(strength.max())
    peak = float(strength[height.argmax()])
    at_high, at_low = height[strength.argmax()], height[strength.argmin()]
    return {
        "Width": high - low,
        "Peak": peak,
        "Mean": (high + low) / 2,
        "Max": float(at_high),
        "Delta": float(at_high - at_low),
        "Asymmetry": (low - peak) / (high - low),
        "Fluctuation": float(np.sum(np.gradient(np.gradient(slopes)) ** 2))
        / (2 * float(np.abs(_POWERS).max()) + 2),
        "Increment": float(np.sum(np.gradient(slopes) ** 2 / np.gradient(_POWERS))),
    }


def _shannon(nn: Floats) -> float:
    _, counts = np.unique(nn, return_counts=True)
    share = counts / counts.sum()
    return -float((share * np.log2(share)).sum())


def _fuzzy(nn: Floats, tolerance: float) -> float:
    likeness = []
    for places in (2, 3):
        rows = np.lib.stride_tricks.sliding_window_view(nn, places)
        rows = rows[: len(nn) - 2]
        rows = rows - rows.mean(axis=1, keepdims=True)
        total = 0.0
        for row in rows:
            total += float(np.exp(-np.abs(rows - row).max(axis=1) / tolerance).sum())
        likeness.append(total - len(rows))
    return -math.log(likeness[1] / likeness[0])


def _multiscale(nn: Floats, tolerance: float) -> dict[str, float]:
    simple, composite, refined = [], [], []
    for scale in range(1, int(len(nn) / 12)):
        rows = nn[: len(nn) // scale * scale].reshape(-1, scale)
        simple.append(_entropy(*totals(rows.mean(axis=1), tolerance=tolerance)))
        if scale == 1:
            # It leaves the first scale as one series, and counts it so.
            composite.append(simple[0])
            refined.append(simple[0])
            continue
        counted = [totals(column, tolerance=tolerance) for column in rows.T]
        each = [
            one for one in (_entropy(*pair) for pair in counted) if math.isfinite(one)
        ]
        composite.append(float(np.mean(each)) if each else math.nan)
        pairs, triples = (sum(column) for column in zip(*counted, strict=True))
        refined.append(_entropy(pairs, triples))
    return {
        "MSEn": _area(simple),
        "CMSEn": _area(composite),
        "RCMSEn": _area(refined),
    }


def _entropy(pairs: int, triples: int) -> float:
    return of_counts(pairs, triples)


def _area(entropies: list[float]) -> float:
    finite = [one for one in entropies if math.isfinite(one)]
    return float(np.trapezoid(finite)) / len(finite) if finite else math.nan


def _correlation_dimension(nn: Floats) -> float:
    distances = np.sort(np.concatenate(list(_distances(nn))))
    reach = float(distances[-1])
    # The smallest distance is that of a point from itself.
    low, high = np.log2(1.0 + 0.025 * reach), np.log2(1.0 + 0.5 * reach)
    radii = np.exp2(np.linspace(low, high, _RADII) - 1.0)
    share = np.searchsorted(distances, radii) / len(distances)
    x, y = np.log2(radii[share > 0]), np.log2(share[share > 0])
    x -= x.mean()
    return float((x * y).sum() / (x**2).sum()) if len(x) > 1 else math.nan


def _distances(nn: Floats) -> Iterator[Floats]:
    this, following = nn[:-1], nn[1:]
    for place in range(len(this) - 1):
        yield np.hypot(
            this[place + 1 :] - this[place], following[place + 1 :] - following[place]
        )


def _symbols(nn: Floats) -> dict[str, float]:
    edges = np.percentile(nn, np.linspace(0, 100, _SYMBOLS + 1))
    symbols = np.clip(np.digitize(nn, edges) - 1, 0, _SYMBOLS - 1)
    first, second = np.diff(symbols)[:-1], np.diff(symbols)[1:]
    same, both = (first == 0) & (second == 0), (first != 0) & (second != 0)
    like = both & (np.sign(first) == np.sign(second))
    name = f"Symbolic_EqualProb{_SYMBOLS}"
    return {
        f"{name}_0V": float(np.mean(same)),
        f"{name}_1V": float(np.mean(~same & ~both)),
        f"{name}_2LV": float(np.mean(like)),
        f"{name}_2UV": float(np.mean(both & ~like)),
    }
