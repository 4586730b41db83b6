"""A heart that follows a known breath: integral pulse frequency modulation.

A beat falls whenever the integral of the momentary heart rate passes a whole number
(Rompelman, Coenen and Kitney 1977; Mateo and Laguna 2000). The momentary rate is moved by

- the breath, through a band-pass of second order whose centre is the person's resonance
  (the baroreflex loop as a damped oscillator: at its own rate the heart swings most, and
  with the breath; below it leads, above it lags) and directly (the fast vagal part);
- a spontaneous wave near 0.1 Hz, slow noise below 0.04 Hz, and a drift.

It is a model to test numbers with, and says nothing about a real person.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv import beats
from heartsease.hrv.beats import Beats
from heartsease.hrv.pacer import Pacer, Shape

GRID_HZ = 50.0  # straight lines between these points misplace a beat by < 0.01 ms
_QUIET_S = 120.0  # silence around the drive, so that the ringing cannot wrap around
_SLOW_HZ = (0.003, 0.04)  # the very low band
_MAYER_WIDTH_HZ = 0.015
_LEAST_RATE = (
    0.2  # a share of the mean rate; neither modulation nor drift stops the heart
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Gains and noises are shares of the mean heart rate.

    `gain` is half of the swing that a full breath brings at the resonance;
    `damping` is 1 / (2 Q): 0.2 is a clear resonance, 1 hardly one;
    `lead_deg` turns the phase at the resonance, the heart before the breath;
    `wander` is how loosely the pacer is followed, in cycles (standard deviation).
    """

    heart_rate_bpm: float = 65.0
    resonance_per_min: float = 5.7
    damping: float = 0.3
    gain: float = 0.12
    lead_deg: float = 0.0
    vagal_gain: float = 0.02
    mayer: float = 0.012
    mayer_hz: float = 0.1
    slow_noise: float = 0.02
    jitter_ms: float = 2.0
    drift_bpm_per_min: float = 0.0
    wander: float = 0.03
    free_per_min: float = 14.0
    free_wander: float = 0.1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recorded:
    """What the heart did, and the breath that was behind it.

    `breaths_s`: when each breath really began, shape (k,).
    """

    beats: Beats
    breaths_s: NDArray[np.float64]


def record(
    person: Person,
    *,
    seconds: float,
    generator: np.random.Generator,
    pacer: Pacer | None = None,
) -> Recorded:
    """The beats of one person from 0 to `seconds`; between the pacer's sections free."""
    times = np.arange(0.0, seconds, 1.0 / GRID_HZ)
    volume, breaths = _breath(person, times, pacer, generator)
    moved = (
        _followed(person, 2.0 * volume - 1.0)
        + person.vagal_gain * (2.0 * volume - 1.0)
        + person.slow_noise * _noise(len(times), _SLOW_HZ, 1.0, generator)
        + person.mayer * _noise(len(times), _mayer_band(person), 0.0, generator)
    )
    rate_bpm = person.heart_rate_bpm + person.drift_bpm_per_min * times / 60.0
    rate_hz = rate_bpm / 60.0 * np.maximum(1.0 + moved, _LEAST_RATE)
    rate_hz = np.maximum(rate_hz, _LEAST_RATE * person.heart_rate_bpm / 60.0)
    count = np.concatenate(([0.0], np.cumsum((rate_hz[1:] + rate_hz[:-1]) / 2)))
    count /= GRID_HZ
    at = np.interp(np.arange(1, int(count[-1]) + 1), count, times)
    at += generator.normal(0.0, person.jitter_ms / 1000.0, len(at))
    return Recorded(beats=beats.from_times(np.unique(at)), breaths_s=breaths)


def response(person: Person, per_min: float) -> complex:
    """How the heart answers a breath at this rate: |.| as a share, angle in radians.

    The angle is positive when the heart comes before the breath.
    """
    ringing = _ringing(person, np.array([per_min / 60.0]))[0]
    return complex(person.gain * ringing + person.vagal_gain)


def _ringing(person: Person, hz: NDArray[np.floating]) -> NDArray[np.complex128]:
    own = person.resonance_per_min / 60.0
    x = np.maximum(hz, 1e-9) / own  # at rest nothing passes
    turned = np.exp(1j * np.radians(person.lead_deg))
    band = turned / (1.0 + 1j * (x - 1.0 / x) / (2.0 * person.damping))
    return np.where(hz > 0, band, 0.0)


def _followed(person: Person, drive: NDArray[np.float64]) -> NDArray[np.float64]:
    quiet = int(_QUIET_S * GRID_HZ)
    length = len(drive) + 2 * quiet
    padded = np.zeros(length)
    padded[quiet : quiet + len(drive)] = drive
    hz = np.fft.rfftfreq(length, 1.0 / GRID_HZ)
    moved = np.fft.irfft(np.fft.rfft(padded) * _ringing(person, hz), length)
    return np.asarray(person.gain * moved[quiet : quiet + len(drive)])


def _breath(
    person: Person,
    times: NDArray[np.float64],
    pacer: Pacer | None,
    generator: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """How full the lungs are on the grid, and where breaths begin."""
    volume = np.zeros(len(times))
    begins: list[NDArray[np.float64]] = []
    for first, last, cycles, shape in _stretches(person, times, pacer, generator):
        volume[first:last] = shape.volume(cycles)
        turned = np.flatnonzero(np.diff(np.floor(cycles)) > 0) + 1
        begins.append(times[first + np.concatenate(([0], turned))])
    return volume, np.concatenate(begins) if begins else np.empty(0)


def _stretches(
    person: Person,
    times: NDArray[np.float64],
    pacer: Pacer | None,
    generator: np.random.Generator,
) -> list[tuple[int, int, NDArray[np.float64], Shape]]:
    sections = pacer.sections if pacer else ()
    found: list[tuple[int, int, NDArray[np.float64], Shape]] = []
    done = 0
    for section in sections:
        first, last = np.searchsorted(times, [section.start_s, section.end_s])
        if first > done:
            found.append((done, int(first), *_free(person, first - done, generator)))
        if last > first:
            cycles = section.cycles_at(times[first:last])
            knots = np.arange(np.floor(cycles[-1]) + 2)
            off = generator.normal(0.0, person.wander, len(knots))
            cycles = np.maximum(cycles + np.interp(cycles, knots, off), 0.0)
            found.append((int(first), int(last), cycles, section.shape))
        done = max(done, int(last))
    if done < len(times):
        found.append((done, len(times), *_free(person, len(times) - done, generator)))
    return found


def _free(
    person: Person, points: int, generator: np.random.Generator
) -> tuple[NDArray[np.float64], Shape]:
    """Breaths of the person's own length, each a little different."""
    usual = 60.0 / person.free_per_min
    count = int(points / GRID_HZ / usual * 2) + 2
    lengths = usual * np.exp(generator.normal(0.0, person.free_wander, count))
    ends = np.concatenate(([0.0], np.cumsum(lengths)))
    into = np.arange(points) / GRID_HZ
    return np.interp(into, ends, np.arange(count + 1)), Shape()


def _mayer_band(person: Person) -> tuple[float, float]:
    return (person.mayer_hz - _MAYER_WIDTH_HZ, person.mayer_hz + _MAYER_WIDTH_HZ)


def _noise(
    points: int,
    band_hz: tuple[float, float],
    slope: float,
    generator: np.random.Generator,
) -> NDArray[np.float64]:
    """Noise with density 1 / f^slope in a band, standard deviation 1."""
    hz = np.fft.rfftfreq(points, 1.0 / GRID_HZ)
    inside = (hz >= band_hz[0]) & (hz < band_hz[1])
    spectrum = np.zeros(len(hz), dtype=np.complex128)
    count = int(np.count_nonzero(inside))
    if not count:
        return np.zeros(points)
    drawn = generator.normal(size=count) + 1j * generator.normal(size=count)
    spectrum[inside] = drawn * np.power(hz[inside], -slope / 2.0)
    made = np.fft.irfft(spectrum, points)
    return np.asarray(made / np.std(made))
