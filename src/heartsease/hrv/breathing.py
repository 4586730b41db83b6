"""How fast somebody breathes, from the heart's rhythm or from the pacer.

The breath moves the heart (respiratory sinus arrhythmia), so that its rate can often be
read from the intervals alone. Often is not always: with age, illness and medicines the
breath leaves no trace, and then the answer is Unknown, not a number.
Breathing slower than 8/min cannot be told from the slow wave of blood pressure near
0.1 Hz that everybody has. Only a pacer can settle that.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from heartsease.core.values.unknown import Unknown, unknown
from heartsease.hrv import rhythm
from heartsease.hrv.beats import Beats
from heartsease.hrv.pacer import Pacer
from heartsease.hrv.rhythm import Curve

SHORTEST_S = 45.0  # six breaths of 8/min; fewer do not agree with one another
SLOWEST_HZ = 0.13  # 7.8/min: above the slow wave of blood pressure
FASTEST_HZ = 0.5  # 30/min
MOST_LEFT_OUT = 0.1  # bridges over missing beats are waves of their own
LEAST_CONCENTRATION = 0.4  # of the band's power near the peak
LEAST_OF_ALL = 0.05  # of all power: a ripple on a large slow wave is no breath
MOST_SPREAD_PER_MIN = 1.5  # between the four ways of looking
_ALIAS = 0.45  # of the heart rate: a faster breath shows as a slower one
_HALF_WIDTH_HZ = 0.03
_MARGIN_HZ = 0.03  # below the band, for the filter of the crossings
_FEWEST_CROSSINGS = 4
_FOLLOWED_PER_MIN = (
    0.35  # the peak of a followed pacer lies so near: HRV, accuracy page
)


class Way(Enum):
    """Where the rate comes from."""

    RHYTHM = "rhythm"
    PACER = "pacer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breathing:
    """Breaths per minute over `seconds`.

    `confidence`, 0 to 1: how much of the power is in one place, less how far four ways
    of looking disagree. It is a number of ours and no probability.
    """

    rate_per_min: float
    confidence: float
    seconds: float
    way: Way


def from_rhythm(
    heart: Beats, *, start_s: float = -np.inf, end_s: float = np.inf
) -> Breathing | Unknown:
    """The rate of free breathing, 7.8 to 30/min, from the intervals of a minute or two.

    The spectral peak of the whole window is compared with the peaks of its first and
    last two thirds, and with the median time between upward crossings of the filtered
    curve. All four have to agree
    within 1.5/min.
    Unknown when they do not, when less than 45 s are there, when more than a tenth of
    the window was left out, or when the breath leaves no clear trace.
    """
    drawn = rhythm.curve(heart, start_s=start_s, end_s=end_s)
    if drawn is None or drawn.seconds < SHORTEST_S:
        return unknown(f"{SHORTEST_S:g} s of heartbeats")
    out = rhythm.left_out(
        heart, start_s=drawn.start_s, end_s=drawn.start_s + drawn.seconds
    )
    if out > MOST_LEFT_OUT:
        return unknown("heartbeats with fewer gaps")
    top_hz = min(FASTEST_HZ, _ALIAS * 1000.0 / float(np.median(drawn.interval_ms)))
    found = _rates(drawn, top_hz)
    if found is None:
        return unknown("a breath that shows in the heart's rhythm")
    rates, near, of_all = found
    spread = max(abs(one - rates[0]) for one in rates)
    if (
        near < LEAST_CONCENTRATION
        or of_all < LEAST_OF_ALL
        or spread > MOST_SPREAD_PER_MIN
    ):
        return unknown("a breath that shows in the heart's rhythm")
    return Breathing(
        rate_per_min=rates[0],
        confidence=near * (1.0 - spread / (2.0 * MOST_SPREAD_PER_MIN)),
        seconds=drawn.seconds,
        way=Way.RHYTHM,
    )


def from_pacer(
    heart: Beats, pacer: Pacer, *, start_s: float, end_s: float
) -> Breathing | Unknown:
    """The paced rate, when the heart shows that the breath goes with it.

    Unknown without a pacer over the whole window, and when the rhythm's peak lies
    elsewhere: then we cannot say how fast somebody breathed, and it is no failure.
    """
    edges = pacer.rate_at(np.array([start_s, end_s]))
    section = pacer.section_at(start_s)
    if np.isnan(edges).any() or section is not pacer.section_at(end_s):
        return unknown("a breathing pacer")
    drawn = rhythm.curve(heart, start_s=start_s, end_s=end_s)
    if drawn is None or drawn.seconds < SHORTEST_S:
        return unknown(f"{SHORTEST_S:g} s of heartbeats")
    rate = float(edges.mean())
    slid = float(np.ptp(edges)) / 2.0
    seen = rhythm.spectrum(drawn.interval_ms, rate_hz=drawn.rate_hz)
    low = max(rate / 2.0, 1.0) / 60.0  # neither the slow noise nor the harmonics
    peak = 60.0 * seen.peak_hz(low, 1.5 * rate / 60.0)
    if abs(peak - rate) > _FOLLOWED_PER_MIN + slid:
        return unknown("whether the breath goes with the pacer")
    half = _HALF_WIDTH_HZ / 2.0 + slid / 60.0
    all_power = seen.power(rhythm.SLOWEST_HZ, FASTEST_HZ)
    near = seen.power(rate / 60.0 - half, rate / 60.0 + half)
    return Breathing(
        rate_per_min=rate,
        confidence=min(near / all_power, 1.0) if all_power > 0 else 0.0,
        seconds=drawn.seconds,
        way=Way.PACER,
    )


def _rates(drawn: Curve, top_hz: float) -> tuple[list[float], float, float] | None:
    """Per minute: whole window, first and last two thirds, crossings; and two shares."""
    whole = _peak(drawn.interval_ms, drawn.rate_hz, top_hz)
    crossed = _crossings(drawn, top_hz)
    part = 2 * len(drawn.interval_ms) // 3
    first = _peak(drawn.interval_ms[:part], drawn.rate_hz, top_hz)
    last = _peak(drawn.interval_ms[-part:], drawn.rate_hz, top_hz)
    if whole is None or crossed is None or first is None or last is None:
        return None
    rates = [60.0 * one for one in (whole[0], first[0], last[0], crossed)]
    return rates, whole[1], whole[2]


def _peak(
    values: NDArray[np.float64], rate_hz: float, top_hz: float
) -> tuple[float, float, float] | None:
    """The highest true peak of frequency times density, and its shares of the power.

    Times frequency because the background falls about as 1/f.
    """
    seen = rhythm.spectrum(values, rate_hz=rate_hz)
    height = seen.density * seen.hz
    inside = np.flatnonzero((seen.hz >= SLOWEST_HZ) & (seen.hz <= top_hz))
    tops = inside[
        (height[inside] > height[inside - 1]) & (height[inside] >= height[inside + 1])
    ]
    if not len(tops):
        return None
    hz = float(seen.hz[tops[np.argmax(height[tops])]])
    near = seen.power(hz - _HALF_WIDTH_HZ, hz + _HALF_WIDTH_HZ)
    band = seen.power(SLOWEST_HZ - _HALF_WIDTH_HZ, top_hz + _HALF_WIDTH_HZ)
    every = seen.power(rhythm.SLOWEST_HZ, top_hz)
    if band <= 0 or every <= 0:
        return None
    return hz, min(near / band, 1.0), min(near / every, 1.0)


def _crossings(drawn: Curve, top_hz: float) -> float | None:
    """One over the median time between upward crossings of the band-passed curve, Hz."""
    values = rhythm.level(drawn.interval_ms)
    count = len(values)
    parts = np.fft.rfft(values, 2 * count)
    hz = np.fft.rfftfreq(2 * count, 1.0 / drawn.rate_hz)
    parts[(hz < SLOWEST_HZ - _MARGIN_HZ) | (hz > top_hz)] = 0.0
    passed = np.fft.irfft(parts, 2 * count)[:count]
    up = np.flatnonzero((passed[:-1] < 0) & (passed[1:] >= 0))
    if len(up) < _FEWEST_CROSSINGS:
        return None
    at = (up - passed[up] / (passed[up + 1] - passed[up])) / drawn.rate_hz
    return 1.0 / float(np.median(np.diff(at)))
