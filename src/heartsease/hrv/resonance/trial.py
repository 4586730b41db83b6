"""One paced stretch, cut into breaths, and what each criterion says about it.

Each breath is drawn with the same number of points, so that breaths can be drawn again
in another order, and a sliding rate can be read like a steady one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import NDArray

from heartsease.core.values.unknown import Unknown, unknown
from heartsease.hrv import rhythm
from heartsease.hrv.beats import Beats
from heartsease.hrv.coherence import SEARCH_HZ
from heartsease.hrv.pacer import Section
from heartsease.hrv.resonance.protocol import Criterion

POINTS = 16  # a breath; at 4/min that is one a second, ample below 0.15 Hz
LF_HZ = (0.04, 0.15)
FEWEST_BREATHS = 4
_HARMONICS = 2  # a breath of 4 s in and 6 s out is two harmonics, hardly more
_PEAK_COUNTS = 0.1  # of the highest; lower ripples are the window's own
_CURVE_HZ = 8.0
_FINE_HZ = 0.002
_SLACK_S = 1.5  # a breath may begin or end so far outside of the beats
_AROUND_S = 4.0  # of rhythm before and after, so that the curve needs no bending
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trial:
    """Whole breaths at one rate.

    `heart_rate_bpm`, `interval_ms`: shape (breaths, points).
    `crest`: where the breath's wave is highest, in cycles; None when it is not known
    when the breaths began.
    `peak_per_min`: where the rhythm's spectrum is highest.
    """

    rate_per_min: float
    heart_rate_bpm: NDArray[np.float64]
    interval_ms: NDArray[np.float64]
    crest: float | None
    peak_per_min: float
    left_out: float

    @property
    def breaths(self) -> int:
        """How many whole breaths were used."""
        return len(self.heart_rate_bpm)


def cut(
    heart: Beats,
    section: Section,
    *,
    settle_s: float,
    most_left_out: float,
    phase_known: bool = True,
) -> Trial | Unknown:
    """The breaths of one section after `settle_s`.

    Unknown when fewer than four whole breaths are covered by beats, or when more than
    `most_left_out` of them was left out.
    """
    whole = section.breaths_s
    whole = whole[whole >= section.start_s + settle_s - _ROUNDING]
    if len(heart) and heart.kept.any():
        first, last = _covered(heart)
        # A file rarely begins and ends with a breath; a curve begins inside a beat.
        whole = whole[(whole >= first - _SLACK_S) & (whole <= last + _SLACK_S)]
    crest = section.shape.crest if phase_known else None
    return of_breaths(heart, whole, crest=crest, most_left_out=most_left_out)


def slide(
    heart: Beats,
    section: Section,
    *,
    breaths: int,
    settle_s: float,
    most_left_out: float,
    phase_known: bool = True,
) -> tuple[Trial | Unknown, ...]:
    """A sliding rate as many short trials of so many breaths each, in order of time.

    What is left at the end, less than a trial, is not used.
    """
    whole = section.breaths_s
    whole = whole[whole >= section.start_s + settle_s - _ROUNDING]
    return tuple(
        of_breaths(
            heart,
            whole[at : at + breaths + 1],
            crest=section.shape.crest if phase_known else None,
            most_left_out=most_left_out,
        )
        for at in range(0, len(whole) - breaths, breaths)
    )


def of_breaths(
    heart: Beats,
    begins_s: NDArray[np.float64],
    *,
    crest: float | None,
    most_left_out: float,
) -> Trial | Unknown:
    """A trial from the moments at which its breaths begin; the last one ends it."""
    if len(begins_s) <= FEWEST_BREATHS:
        return unknown(f"{FEWEST_BREATHS} whole breaths at one rate")
    start, end = float(begins_s[0]), float(begins_s[-1])
    rate = 60.0 * (len(begins_s) - 1) / (end - start)
    drawn = rhythm.curve(
        heart, start_s=start - _AROUND_S, end_s=end + _AROUND_S, rate_hz=_CURVE_HZ
    )
    inside = rhythm.curve(heart, start_s=start, end_s=end)
    if drawn is None or inside is None:
        return unknown(f"heartbeats at {rate:.2g}/min")
    first, last = _covered(heart)
    out = rhythm.left_out(
        heart,
        start_s=max(start, min(first, start + _SLACK_S)),
        end_s=min(end, max(last, end - _SLACK_S)),
    )
    if out > most_left_out:
        return unknown(f"clear heartbeats at {rate:.2g}/min")
    phase = np.arange((len(begins_s) - 1) * POINTS) / POINTS
    at = np.interp(phase, np.arange(len(begins_s)), begins_s)
    interval = np.interp(at, drawn.times_s, drawn.interval_ms).reshape(-1, POINTS)
    seen = rhythm.spectrum(inside.interval_ms, rate_hz=inside.rate_hz)
    return Trial(
        rate_per_min=rate,
        heart_rate_bpm=60000.0 / interval,
        interval_ms=interval,
        crest=crest,
        peak_per_min=60.0 * seen.peak_hz(*SEARCH_HZ),
        left_out=out,
    )


def measure(
    trial: Trial, drawn: NDArray[np.int64] | None = None
) -> Mapping[Criterion, NDArray[np.float64]]:
    """Each criterion for each way of drawing the breaths; more is better in all.

    `drawn`: numbers of breaths, shape (ways, breaths); all in order when not given.
    Units: synchrony 0 to 1; swing beats/min; LF power ms2; LF peak ms2/Hz; smoothness 0
    to 1; few peaks: minus their number.
    Synchrony is lock x (1 + cos lag) / 2; where the breath's phase is not known, it is
    the lock alone.
    """
    order = np.arange(trial.breaths)[np.newaxis] if drawn is None else drawn
    rate = trial.heart_rate_bpm
    waves = _waves(rate)
    top = rate.max(axis=1) - rate.min(axis=1)
    all_of_it = np.sum((rate - rate.mean(axis=1, keepdims=True)) ** 2, axis=1)
    smooth = np.sum(np.abs(waves) ** 2, axis=1) * POINTS / 2.0
    total = np.maximum(all_of_it[order].sum(axis=1), np.finfo(float).tiny)
    hz, density = _spectra(trial, order)
    inside = (hz >= LF_HZ[0]) & (hz < LF_HZ[1])
    lf = density[:, inside]
    return {
        Criterion.SYNCHRONY: _synchrony(waves[:, 0][order], trial.crest),
        Criterion.SWING: top[order].mean(axis=1),
        Criterion.LF_POWER: lf.sum(axis=1) * hz[1],
        Criterion.LF_PEAK: lf.max(axis=1),
        Criterion.SMOOTHNESS: np.minimum(smooth[order].sum(axis=1) / total, 1.0),
        Criterion.FEW_PEAKS: -_peaks(lf),
    }


def _covered(heart: Beats) -> tuple[float, float]:
    """Where the first kept interval begins, and where the last one ends, in seconds."""
    ends = heart.times_s[heart.kept]
    return float(ends[0] - heart.nn_ms[0] / 1000.0), float(ends[-1])


def lock(trial: Trial) -> float:
    """0 to 1: how steadily the heart's wave stands against the breath's."""
    arrows = _waves(trial.heart_rate_bpm)[:, 0]
    sizes = np.maximum(np.abs(arrows), np.finfo(float).tiny)
    return float(np.abs(np.mean(arrows / sizes)))


def lag_deg(trial: Trial) -> float | Unknown:
    """How far the heart comes after the breath, -180 to 180."""
    if trial.crest is None:
        return unknown("when the breaths began")
    whole = np.sum(_waves(trial.heart_rate_bpm)[:, 0])
    lag = float(np.degrees(-np.angle(whole) - 2.0 * pi * trial.crest))
    return (lag + 180.0) % 360.0 - 180.0


def _waves(rate: NDArray[np.float64]) -> NDArray[np.complex128]:
    """The first harmonics of each breath, as amplitudes; shape (breaths, harmonics)."""
    parts = np.fft.rfft(rate, axis=1)[:, 1 : _HARMONICS + 1]
    return np.asarray(parts * (2.0 / rate.shape[1]))


def _synchrony(
    arrows: NDArray[np.complex128], crest: float | None
) -> NDArray[np.float64]:
    unit = arrows / np.maximum(np.abs(arrows), np.finfo(float).tiny)
    steady = np.abs(unit.mean(axis=1))
    if crest is None:
        return np.asarray(steady)
    lag = np.angle(arrows.sum(axis=1)) + 2.0 * pi * crest
    return np.asarray(steady * (1.0 + np.cos(lag)) / 2.0)


def _spectra(
    trial: Trial, order: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Hann periodograms of the intervals in each order; in ms2/Hz."""
    rate_hz = POINTS * trial.rate_per_min / 60.0
    values = trial.interval_ms[order].reshape(len(order), -1)
    count = values.shape[1]
    at = np.arange(count) - (count - 1) / 2.0
    values = values - values.mean(axis=1, keepdims=True)
    values -= (values @ at / (at @ at))[:, np.newaxis] * at
    window = np.hanning(count + 2)[1:-1]
    length = 1 << int(np.ceil(np.log2(max(count, rate_hz / _FINE_HZ))))
    density = np.abs(np.fft.rfft(values * window, length, axis=1)) ** 2
    density *= 2.0 / (rate_hz * float(np.sum(window**2)))
    hz = np.arange(density.shape[1], dtype=np.float64) * (rate_hz / length)
    return hz, density.astype(np.float64, copy=False)


def _peaks(lf: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many maxima reach a tenth of the highest."""
    middle = lf[:, 1:-1]
    tops = (middle > lf[:, :-2]) & (middle >= lf[:, 2:])
    high = middle >= _PEAK_COUNTS * lf.max(axis=1, keepdims=True)
    count: NDArray[np.float64] = np.sum(tops & high, axis=1, dtype=np.float64)
    return np.maximum(count, 1.0)
