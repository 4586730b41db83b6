"""Power in the bands of heart rhythm, with the method chosen and named."""

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from heartsease.hrv.arrays import Floats
from heartsease.hrv.errors import SettingsError
from heartsease.hrv.metric import Metric
from heartsease.hrv.series import Series, bridged
from heartsease.hrv.spectrum import autoregressive, detrend, lomb, spline, welch
from heartsease.hrv.spectrum.density import Density, band_power, peak_hz

# Task Force 1996, Table 2.
VLF_HZ, LF_HZ, HF_HZ = (0.0033, 0.04), (0.04, 0.15), (0.15, 0.40)
TOTAL_HZ = (VLF_HZ[0], HF_HZ[1])
# A band needs about ten of its slowest waves (Task Force 1996) or what Baek 2015 found to
# agree with five minutes, whichever is shorter.
VLF_S, LF_S, HF_S = 270.0, 120.0, 60.0
ULF_S = 18 * 3600.0
ULF_RATE_HZ = 0.25  # 75 times the highest frequency of the band
MOST_GAPS = 0.03
MOST_BRIDGED = 0.2  # for ULF, whose waves are longer than most gaps; ours
# A resampled spectrum of hardly anything but bridges is none of a heart; and a silence can
# last for years by a clock gone wrong, which nobody wants to fill with beats.
MOST_RESAMPLED = 0.9
# Against a known rhythm the spline keeps 93 % of its power at this share of the heart
# rate and 76 % at 0.38; without resampling 98 % remain.
SPLINE_LIMIT = 0.3

_GAPS = (
    "bridged by a straight line up to 3 % of the time; above that, or when the HF "
    "peak is faster than 0.3 of the heart rate, Lomb–Scargle without resampling"
)
_SOURCE = "Task Force 1996"
_BAEK = "Task Force 1996; length: Baek 2015"


class Method(StrEnum):
    """How a spectrum is made."""

    AUTO = "auto"
    WELCH = "welch"
    LOMB = "lomb"
    AR = "ar"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpectrumSettings:
    """How spectra are made; the plain value is what the definitions describe."""

    method: Method = Method.AUTO
    smoothness: float | None = None  # lambda of the smoothness priors; None: no priors
    window_s: float = welch.WINDOW_S

    def __post_init__(self) -> None:
        for name in ("smoothness", "window_s"):
            value: float | None = getattr(self, name)
            if value is not None and not (math.isfinite(value) and value > 0):
                raise SettingsError(f"{name} is {value}; it has to be above zero.")
        if self.method is Method.LOMB and self.smoothness is not None:
            raise SettingsError(
                "Smoothness priors need a resampled series, and Lomb–Scargle does without "
                "one; choose one of the two."
            )


def _band(
    id_: str,
    name: str,
    convention: str,
    *,
    seconds: float,
    unit: str = "ms2",
    source: str = _BAEK,
) -> Metric:
    return Metric(
        id=id_,
        name=name,
        unit=unit,
        convention=convention,
        gaps=_GAPS,
        source=source,
        intervals=30,
        seconds=seconds,
        undefined="a rhythm, in windows that normal intervals fill by half",
    )


METRICS = (
    Metric(
        id="ulf",
        name="ULF power",
        unit="ms2",
        convention=(
            "below 0.0033 Hz without zero: one Hann periodogram of the whole recording, "
            "cubic spline, linear detrending"
        ),
        gaps="bridged by a straight line up to 20 % of the time",
        source=_SOURCE,
        intervals=10_000,
        seconds=ULF_S * (1.0 - MOST_BRIDGED),
        undefined="18 h with at most 20 % gaps",
    ),
    _band("vlf", "VLF power", "density summed over [0.0033, 0.04) Hz", seconds=VLF_S),
    _band("lf", "LF power", "density summed over [0.04, 0.15) Hz", seconds=LF_S),
    _band("hf", "HF power", "density summed over [0.15, 0.40) Hz", seconds=HF_S),
    _band(
        "total_power",
        "Total power",
        "density summed over [0.0033, 0.40) Hz: VLF, LF and HF; without ULF",
        seconds=VLF_S,
    ),
    _band(
        "lf_hf",
        "LF/HF",
        "ratio of the powers; not a measure of balance or stress",
        unit="1",
        seconds=LF_S,
        source="Task Force 1996; Billman 2013",
    ),
    _band("lf_nu", "LF, normalised", "100 LF / (LF + HF)", unit="%", seconds=LF_S),
    _band("hf_nu", "HF, normalised", "100 HF / (LF + HF)", unit="%", seconds=LF_S),
    _band(
        "vlf_share", "VLF, relative", "100 VLF / total power", unit="%", seconds=VLF_S
    ),
    _band("lf_share", "LF, relative", "100 LF / total power", unit="%", seconds=VLF_S),
    _band("hf_share", "HF, relative", "100 HF / total power", unit="%", seconds=VLF_S),
    _band(
        "ln_vlf", "ln VLF", "natural logarithm of ms2", unit="{ln(ms2)}", seconds=VLF_S
    ),
    _band("ln_lf", "ln LF", "natural logarithm of ms2", unit="{ln(ms2)}", seconds=LF_S),
    _band("ln_hf", "ln HF", "natural logarithm of ms2", unit="{ln(ms2)}", seconds=HF_S),
    _band(
        "ln_total_power",
        "ln total power",
        "natural logarithm of ms2",
        unit="{ln(ms2)}",
        seconds=VLF_S,
    ),
    _band(
        "vlf_peak",
        "VLF peak",
        "frequency of the greatest density in the band",
        unit="Hz",
        seconds=VLF_S,
    ),
    _band(
        "lf_peak",
        "LF peak",
        "frequency of the greatest density in the band",
        unit="Hz",
        seconds=LF_S,
    ),
    _band(
        "hf_peak",
        "HF peak",
        "frequency of the greatest density in the band",
        unit="Hz",
        seconds=HF_S,
    ),
)


def measure(
    series: Series, *, settings: SpectrumSettings
) -> tuple[dict[str, float], Density]:
    """Powers of all bands by id, and the density they were read from."""
    density = density_of(series, settings=settings)
    vlf = band_power(density, *VLF_HZ)
    lf = band_power(density, *LF_HZ)
    hf = band_power(density, *HF_HZ)
    total = vlf + lf + hf
    numbers = {
        "ulf": ulf(series) if series.span_s >= ULF_S else math.nan,
        "vlf": vlf,
        "lf": lf,
        "hf": hf,
        "total_power": total,
        "lf_hf": _over(lf, hf),
        "lf_nu": 100.0 * _over(lf, lf + hf),
        "hf_nu": 100.0 * _over(hf, lf + hf),
        "vlf_share": 100.0 * _over(vlf, total),
        "lf_share": 100.0 * _over(lf, total),
        "hf_share": 100.0 * _over(hf, total),
        "ln_vlf": _ln(vlf),
        "ln_lf": _ln(lf),
        "ln_hf": _ln(hf),
        "ln_total_power": _ln(total),
        "vlf_peak": peak_hz(density, *VLF_HZ),
        "lf_peak": peak_hz(density, *LF_HZ),
        "hf_peak": peak_hz(density, *HF_HZ),
    }
    return numbers, density


def density_of(series: Series, *, settings: SpectrumSettings) -> Density:
    """The density of the kept intervals, by the method asked for.

    `Method.AUTO` resamples unless gaps are more than 3 % of the time or the HF peak is
    faster than 0.3 of the heart rate; then Lomb–Scargle.
    """
    empty = _empty(series)
    by_itself = settings.method is Method.AUTO and settings.smoothness is None
    if settings.method is Method.LOMB or (by_itself and empty > MOST_GAPS):
        return lomb.density(series.at_s, series.nn_ms, window_s=settings.window_s)
    if empty > MOST_RESAMPLED:
        return _no_density(empty)
    at, nn = bridged(series)
    if settings.smoothness is not None:
        at, nn = _without_drift(at, nn, smoothness=settings.smoothness)
    if settings.method is Method.AR:
        return autoregressive.density(at, nn)
    resampled = welch.density(at, nn, window_s=settings.window_s)
    heart_hz = len(series) / series.filled_s
    if by_itself and peak_hz(resampled, *HF_HZ) > SPLINE_LIMIT * heart_hz:
        return lomb.density(series.at_s, series.nn_ms, window_s=settings.window_s)
    return resampled


def _no_density(empty: float) -> Density:
    frequencies = np.array([VLF_HZ[0], LF_HZ[0], HF_HZ[0], HF_HZ[1]])  # one a band
    return Density(
        frequencies_hz=frequencies,
        power=np.full(len(frequencies), np.nan),
        method=f"none, for {empty:.0%} of the time are gaps",
    )


def _empty(series: Series) -> float:
    """The share of the time that no kept interval fills."""
    return 1.0 - series.filled_s / series.span_s


def _without_drift(
    at_s: Floats, nn_ms: Floats, *, smoothness: float
) -> tuple[Floats, Floats]:
    """The series at 4 Hz after smoothness priors, as times and values."""
    (even,) = spline.chunks(
        at_s,
        nn_ms,
        rate_hz=welch.RATE_HZ,
        length=int((at_s[-1] - at_s[0]) * welch.RATE_HZ) + 2,
        overlap=0,
    )
    flat = detrend.smoothness_priors(even, smoothness=smoothness)
    return at_s[0] + np.arange(len(even)) / welch.RATE_HZ, flat


def ulf(series: Series) -> float:
    """The power below 0.0033 Hz in ms2, from one window over the whole recording."""
    if _empty(series) > MOST_BRIDGED:
        return math.nan
    at, nn = bridged(series)
    means = [
        _averaged(piece)
        for piece in spline.chunks(
            at,
            nn,
            rate_hz=welch.RATE_HZ,
            length=16_384,
            overlap=0,
        )
    ]
    slow = np.concatenate(means)
    power = welch.windowed_power(slow[None, :])[0] / ULF_RATE_HZ
    frequencies = np.fft.rfftfreq(len(slow), 1.0 / ULF_RATE_HZ)
    inside = (frequencies > 0) & (frequencies < VLF_HZ[0])
    return float(power[inside].sum()) * float(frequencies[1])


def _averaged(piece: Floats) -> Floats:
    each = int(welch.RATE_HZ / ULF_RATE_HZ)
    full = len(piece) // each * each
    means: Floats = piece[:full].reshape(-1, each).mean(axis=1)
    return means


def _over(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.nan


def _ln(power: float) -> float:
    return math.log(power) if power > 0 else math.nan
