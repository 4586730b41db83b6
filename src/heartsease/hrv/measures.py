"""Every metric of a recording, or chosen ones, each with its convention or its absence."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeAlias

import numpy as np

from heartsease.core.values.unknown import Unknown, unknown
from heartsease.hrv import long_term, time_domain
from heartsease.hrv.beats import Beats
from heartsease.hrv.errors import SettingsError
from heartsease.hrv.metric import Metric
from heartsease.hrv.nonlinear import (
    asymmetry,
    dfa,
    entropy,
    fractal,
    fragmentation,
    multiscale,
    poincare,
)
from heartsease.hrv.presets import hrvanalysis, kubios, neurokit2, welltory
from heartsease.hrv.series import Series, series_of
from heartsease.hrv.spectrum import bands
from heartsease.hrv.spectrum.bands import SpectrumSettings
from heartsease.hrv.spectrum.density import Density

Value: TypeAlias = float | Unknown
_Measure: TypeAlias = Callable[[Series], dict[str, float]]

OWN = "heartsease"
_PEERS: Mapping[str, _Measure] = {
    "neurokit2": neurokit2.measure,
    "hrvanalysis": hrvanalysis.measure,
    "welltory": welltory.measure,
}
_LIKE_KUBIOS = "kubios-like"
PRESETS = (OWN, *_PEERS, _LIKE_KUBIOS)
# What the peers divide by: below this they stop with an error of their own.
_LEAST_OF_PEERS, _LEAST_S_OF_PEERS = 50, 30.0


@dataclass(frozen=True, slots=True)
class _Group:
    """Metrics that are computed together."""

    metrics: tuple[Metric, ...]
    measure: _Measure


_GROUPS = (
    _Group(time_domain.METRICS, time_domain.measure),
    _Group(long_term.METRICS, long_term.measure),
    _Group(poincare.METRICS, poincare.measure),
    _Group(asymmetry.METRICS, asymmetry.measure),
    _Group(fragmentation.METRICS, fragmentation.measure),
    _Group(entropy.METRICS, entropy.measure),
    _Group(multiscale.METRICS[1:2], multiscale.measure_refined),
    _Group(multiscale.METRICS[:1], multiscale.measure),  # if the refined has not yet
    _Group(multiscale.METRICS[2:], multiscale.measure_long),
    _Group(dfa.METRICS, dfa.measure),
    _Group(fractal.METRICS[:2], fractal.measure),
    _Group(fractal.METRICS[2:], fractal.measure_patterns),
)
FAMILIES: Mapping[str, tuple[Metric, ...]] = MappingProxyType(
    {
        "Time domain": time_domain.METRICS,
        "Long recordings": long_term.METRICS,
        "Spectrum": bands.METRICS,
        "Poincaré plot": poincare.METRICS,
        "Asymmetry": asymmetry.METRICS,
        "Fragmentation": fragmentation.METRICS,
        "Entropy": entropy.METRICS + multiscale.METRICS,
        "Fractals and patterns": dfa.METRICS + fractal.METRICS,
    }
)
METRICS: Mapping[str, Metric] = MappingProxyType(
    {metric.id: metric for family in FAMILIES.values() for metric in family}
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """The numbers of one recording and what they rest on.

    `values`: by metric id (with a peer's preset: by its own names). `intervals`: how many
    were kept. `left_out`: the share of all intervals that were not, 0 to 1, NaN without
    any. `gaps`: silences. `uncovered`: the share of the time from first to last kept
    interval that no kept interval fills. `method`: how the numbers were made, in words.
    """

    values: Mapping[str, Value]
    intervals: int
    pairs: int
    duration_s: float
    left_out: float
    gaps: int
    uncovered: float
    method: str
    preset: str
    spectrum: Density | None = field(repr=False)

    def known(self) -> dict[str, float]:
        """The values that are known."""
        return {
            name: value
            for name, value in self.values.items()
            if not isinstance(value, Unknown)
        }


def measure(
    beats: Beats,
    *,
    metrics: Iterable[str] | None = None,
    preset: str = OWN,
    spectrum: SpectrumSettings | None = None,
) -> Measured:
    """The full set of metrics, or those named in `metrics`, of the kept intervals.

    A metric is Unknown, naming what is missing, when the recording is shorter than its
    shortest usable length, when the number is not defined (an entropy of beats that never
    vary), or, for a few of them on very long recordings, unless it is asked for by name.
    `preset` gives another program's numbers under its names; see `heartsease.hrv.presets`.
    Too short for that program, there are none. `spectrum` says how spectra are made, but
    not to a peer.
    Raises `SettingsError` for a name that there is not.
    """
    series = series_of(beats)
    if preset in _PEERS:
        return _as_peer(beats, series, metrics=metrics, preset=preset)
    if preset not in PRESETS:
        raise SettingsError(
            f"There is no preset {preset!r}; there are {', '.join(PRESETS)}."
        )
    wanted = _wanted(metrics, METRICS)
    settings = spectrum
    if settings is None:
        settings = kubios.SETTINGS if preset == _LIKE_KUBIOS else SpectrumSettings()
    asked = frozenset(wanted) if metrics is not None else frozenset()
    absent = {
        name: missing
        for name in wanted
        if (missing := _missing(METRICS[name], series, asked=name in asked)) is not None
    }
    open_ = frozenset(wanted) - absent.keys()
    numbers: dict[str, float] = {}
    density: Density | None = None
    with np.errstate(all="ignore"):
        for group in _GROUPS:
            if any(metric.id in open_ - numbers.keys() for metric in group.metrics):
                numbers |= group.measure(series)
        if any(metric.id in open_ for metric in bands.METRICS):
            powers, density = bands.measure(series, settings=settings)
            numbers |= powers
        if preset == _LIKE_KUBIOS:
            numbers |= kubios.measure(series)
    values = {
        name: absent[name]
        if name in absent
        else _value(numbers[name], METRICS[name].undefined)
        for name in wanted
    }
    return _measured(beats, series, values, preset=preset, density=density)


def _as_peer(
    beats: Beats, series: Series, *, metrics: Iterable[str] | None, preset: str
) -> Measured:
    values: dict[str, Value] = {}
    short = len(series) < _LEAST_OF_PEERS or series.filled_s < _LEAST_S_OF_PEERS
    if short:
        if metrics is not None:
            values = {
                name: unknown(f"{_LEAST_OF_PEERS} normal intervals") for name in metrics
            }
    else:
        with np.errstate(all="ignore"):
            numbers = _PEERS[preset](series)
        values = {
            name: _value(numbers[name], f"a value from {preset}")
            for name in _wanted(metrics, numbers)
        }
    measured = _measured(beats, series, values, preset=preset, density=None)
    return replace(measured, method=_too_short(preset)) if short else measured


def _too_short(preset: str) -> str:
    return (
        f"preset {preset}: none, for it needs {_LEAST_OF_PEERS} normal intervals and "
        f"{_LEAST_S_OF_PEERS:g} s of them"
    )


def _wanted(metrics: Iterable[str] | None, known: Mapping[str, object]) -> list[str]:
    if metrics is None:
        return list(known)
    wanted = list(dict.fromkeys(metrics))
    for name in wanted:
        if name not in known:
            raise SettingsError(
                f"There is no metric {name!r}; there are {', '.join(known)}."
            )
    return wanted


def _missing(metric: Metric, series: Series, *, asked: bool) -> Unknown | None:
    if len(series) < metric.intervals:
        return unknown(f"{metric.intervals} normal intervals")
    if series.filled_s < metric.seconds:
        return unknown(f"{metric.seconds:g} s of normal intervals")
    above = metric.asked_above
    if above is not None and len(series) > above and not asked:
        return unknown("to be asked for by name")
    return None


def _value(number: float, undefined: str) -> Value:
    return number if math.isfinite(number) else unknown(undefined)


def _measured(
    beats: Beats,
    series: Series,
    values: dict[str, Value],
    *,
    preset: str,
    density: Density | None,
) -> Measured:
    there = int(np.count_nonzero(~np.isnan(beats.intervals_ms)))
    span = series.span_s
    method = (
        f"preset {preset}, left-out beats closed up"
        if preset in _PEERS
        else (
            "SD with n - 1; pairs of kept neighbours only; spectrum: "
            + (density.method if density is not None else "none")
        )
    )
    return Measured(
        values=MappingProxyType(values),
        intervals=len(series),
        pairs=len(series.differences_ms),
        duration_s=beats.duration_s,
        left_out=1.0 - len(series) / there if there else math.nan,
        gaps=beats.gaps,
        uncovered=max(0.0, 1.0 - series.filled_s / span) if span > 0 else math.nan,
        method=method,
        preset=preset,
        spectrum=density,
    )
