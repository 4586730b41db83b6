"""How much of the heart's rhythm is one wave, and whether that wave is the breath's.

Two things that are often mixed up are kept apart here.

- The **coherence ratio** as published: the power P around the highest peak against the
  rest of the power T, CR = P / (T - P) (McCraty and others; open programs use the same).
  A second form squares it. Peak searched in 0.04-0.26 Hz, P within 0.015 Hz of it.
  The form on paper takes T over 0.0033-0.4 Hz, and so do we.
  What the makers' own devices compute is not public.
- A **resonance score** of our own, open and small: how much of the power sits at the
  breath that was asked for, how far the heart goes with it, and how wide it swings
  against the person's own usual swing. It is a mirror for one session, not a measure of
  health, and nobody has tested it against an outcome.

Artefacts look like perfect coherence, so nothing is said when too much was left out.
"""

from dataclasses import dataclass
from math import cos, pi, radians, sqrt

import numpy as np
from numpy.typing import NDArray

from heartsease.core.values.unknown import Unknown, unknown
from heartsease.hrv.beats import Beats
from heartsease.hrv.pacer import Pacer, Section
from heartsease.hrv.rhythm import (
    SLOWEST_HZ,
    Curve,
    Spectrum,
    curve,
    left_out,
    spectrum,
)

WINDOW_S = 64.0  # the published window: 128 points at 2 Hz
SHORTEST_S = 30.0  # two breaths of 4/min; below, a peak cannot be told from a slope
SEARCH_HZ = (0.04, 0.26)  # 4-7-8 breathing, 19 s a breath, is 0.053 Hz: it must be in
HALF_WIDTH_HZ = 0.015
TOTAL_HZ = (SLOWEST_HZ, 0.4)
MOST_LEFT_OUT = 0.05  # of the window; above, the numbers are frozen
BREATHS_FOR_SWING = 3
_FEWEST_POINTS = 8  # of the curve inside a breath; fewer do not show its top


@dataclass(frozen=True, slots=True, kw_only=True)
class WithPacer:
    """How the heart went with the breath that was asked for.

    `share`: power within 0.015 Hz of the paced rate over T, 0 to 1.
    `lag_deg`: how far the heart's wave comes after the breath's, -180 to 180; 0 at
    resonance, when the heart is fastest at the top of the breath.
    `lock`: 0 to 1; 1 when that lag was the same in every breath of the window.
    """

    rate_per_min: float
    share: float
    lag_deg: float
    lock: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Coherence:
    """One window.

    `ratio` = P / (T - P); `share` = P / T, 0 to 1; `peak_per_min` is the peak's rate.
    `swing_bpm`: heart rate from trough to peak, mean of the last three breaths.
    `left_out`: the share of the window without a kept interval.
    `frozen`: too much was left out, and none of the numbers is to be shown.
    """

    at_s: float
    seconds: float
    left_out: float
    frozen: bool
    peak_per_min: float
    ratio: float
    share: float
    swing_bpm: float
    paced: WithPacer | None

    @property
    def ratio_squared(self) -> float:
        """(P / (T - P))^2, the other published form."""
        return self.ratio**2


def coherence(
    heart: Beats,
    *,
    at_s: float,
    started_s: float | None = None,
    pacer: Pacer | None = None,
    window_s: float = WINDOW_S,
    most_left_out: float = MOST_LEFT_OUT,
) -> Coherence | Unknown:
    """The window that ends at `at_s`.

    `started_s` is when the recording began, when `heart` is only its last part.
    Unknown when less than 30 s of rhythm is there, or the rhythm does not move at all.
    Gaps are bridged, counted in `left_out`, and freeze the window when they are long.
    """
    if started_s is None:
        started_s = float(heart.times_s[0]) if len(heart) else at_s
    start_s = max(at_s - window_s, started_s)
    drawn = curve(heart, start_s=start_s, end_s=at_s)
    if drawn is None or drawn.seconds < SHORTEST_S:
        return unknown(f"{SHORTEST_S:g} s of heartbeats")
    out = left_out(heart, start_s=start_s, end_s=at_s)
    seen = spectrum(drawn.interval_ms, rate_hz=drawn.rate_hz)
    total = seen.power(*TOTAL_HZ)
    if not total > 0:
        return unknown("a rhythm that moves")
    peak_hz = seen.peak_hz(*SEARCH_HZ)
    power = _around(seen, peak_hz)
    section = pacer.section_at(at_s) if pacer else None
    return Coherence(
        at_s=at_s,
        seconds=at_s - start_s,
        left_out=out,
        frozen=out > most_left_out,
        peak_per_min=60.0 * peak_hz,
        ratio=power / max(total - power, np.finfo(float).tiny),
        share=min(power / total, 1.0),
        swing_bpm=_swing(drawn, _breath_s(section, at_s, peak_hz)),
        paced=_with_pacer(drawn, seen, section, total=total),
    )


def score(
    window: Coherence, *, usual_swing_bpm: float | None = None
) -> float | Unknown:
    """Our resonance score, 0 to 100: the geometric mean of its parts, times 100.

    concentration c = power within 0.015 Hz of the paced rate / T
    togetherness  p = lock x (1 + cos(lag)) / 2
    swing         a = swing / (swing + the person's own usual swing)

    Without a usual swing it is the root of c x p. A wave of one frequency has c = 0.90 in
    a window of 64 s, so that 100 is never reached.
    `usual_swing_bpm` is above 0.
    Unknown without a pacer, and while the window is frozen.
    """
    if window.frozen:
        return unknown("a window with fewer artefacts")
    if window.paced is None:
        return unknown("a breathing pacer")
    together = window.paced.lock * (1.0 + cos(radians(window.paced.lag_deg))) / 2.0
    both = window.paced.share * together
    if usual_swing_bpm is None:
        return 100.0 * sqrt(both)
    swing = window.swing_bpm / (window.swing_bpm + usual_swing_bpm)
    return float(100.0 * (both * swing) ** (1.0 / 3.0))


def _around(seen: Spectrum, hz: float) -> float:
    low = max(hz - HALF_WIDTH_HZ, TOTAL_HZ[0])
    return seen.power(low, min(hz + HALF_WIDTH_HZ, TOTAL_HZ[1]))


def _breath_s(section: Section | None, at_s: float, peak_hz: float) -> float:
    if section is None:
        return 1.0 / peak_hz
    return 60.0 / float(section.rate_at(np.array([at_s]))[0])


def _swing(drawn: Curve, breath_s: float) -> float:
    """Mean over the last three breaths; a breath is cut by its length alone."""
    points = max(round(breath_s * drawn.rate_hz), _FEWEST_POINTS)
    heart_rate = drawn.heart_rate_bpm
    whole = min(len(heart_rate) // points, BREATHS_FOR_SWING) or 1
    last = heart_rate[-whole * points :].reshape(whole, -1)
    return float(np.mean(last.max(axis=1) - last.min(axis=1)))


def _with_pacer(
    drawn: Curve, seen: Spectrum, section: Section | None, *, total: float
) -> WithPacer | None:
    """Lag and lock over the part in the present section; power over the whole window."""
    if section is None:
        return None
    times = drawn.times_s
    cycles = section.cycles_at(times)
    inside = ~np.isnan(cycles)
    if np.count_nonzero(inside) < _FEWEST_POINTS:
        return None
    rate = float(section.rate_at(times[inside][-1:])[0])
    lag, lock = lag_and_lock(
        drawn.heart_rate_bpm[inside], cycles[inside], crest=section.shape.crest
    )
    return WithPacer(
        rate_per_min=rate,
        share=min(_around(seen, rate / 60.0) / total, 1.0),
        lag_deg=lag,
        lock=lock,
    )


def lag_and_lock(
    heart_rate: NDArray[np.float64], cycles: NDArray[np.float64], *, crest: float
) -> tuple[float, float]:
    """How far the heart comes after the breath, in degrees, and how steadily, 0 to 1.

    Each breath gives one arrow (its first harmonic); the lag is the angle of their sum,
    the lock its length when every arrow has the length 1.
    """
    waves = arrows(heart_rate, cycles)
    if not len(waves):
        return 0.0, 0.0
    unit = waves / np.maximum(np.abs(waves), np.finfo(float).tiny)
    lag = float(np.degrees(-np.angle(np.sum(waves)) - 2.0 * pi * crest))
    return (lag + 180.0) % 360.0 - 180.0, float(np.abs(np.mean(unit)))


def arrows(
    heart_rate: NDArray[np.float64], cycles: NDArray[np.float64]
) -> NDArray[np.complex128]:
    """The first harmonic of each stretch of one breath, counted back from the last.

    The stretches need not begin where a breath begins: whole cycles are what counts.
    """
    back = np.floor(cycles[-1] - cycles).astype(np.int64)
    whole = int(np.floor(cycles[-1] - cycles[0]))
    used = back < max(whole, 1)
    turned = (heart_rate - heart_rate.mean()) * np.exp(-2j * pi * cycles)
    size = np.bincount(back[used])
    real = np.bincount(back[used], weights=turned.real[used])
    imaginary = np.bincount(back[used], weights=turned.imag[used])
    waves = real.astype(np.complex128)
    waves.imag = imaginary
    return waves * (2.0 / np.maximum(size, 1))
