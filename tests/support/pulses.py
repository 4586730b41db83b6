"""Made pulse waves whose beats are known to the last digit."""

import numpy as np

UPSTROKE_S = 0.07
RATE_HZ = 100.0


def some_beats(
    rng: np.random.Generator, *, rate_bpm: float = 70, seconds: float = 60
) -> np.ndarray:
    """Beat times with breathing in them, as a resting person has."""
    usual = 60 / rate_bpm
    times = [0.4]
    while times[-1] < seconds - 0.5:
        breath = 0.04 * np.sin(2 * np.pi * 0.25 * times[-1])
        times.append(times[-1] + usual * (1 + breath + 0.015 * rng.standard_normal()))
    return np.array(times[:-1])


def pulse_wave(beats_s, at_s, *, heights=None):
    """A pulse wave at the times `at_s`: an upstroke steepest at each beat, a reflected
    wave after it, and the run-off."""
    heights = np.ones(len(beats_s)) if heights is None else heights
    wave = np.zeros(len(at_s))
    for beat, height in zip(beats_s, heights, strict=True):
        since = at_s - beat
        near = (since > -0.6) & (since < 3)
        late = since[near]
        rise = 1 / (1 + np.exp(-late / (UPSTROKE_S / 2.5)))
        run_off = np.exp(-np.clip(late, 0, None) / 0.35)
        reflected = 0.25 * np.exp(-0.5 * ((late - 0.36) / 0.07) ** 2)
        wave[near] += height * (rise * run_off + reflected)
    return wave


def a_recording(
    beats_s, *, seconds: float, rng, rate_hz: float = RATE_HZ, noise: float = 0.01
):
    """An evenly sampled finger sensor with some noise and a breathing baseline."""
    at = np.arange(0, seconds, 1 / rate_hz)
    baseline = 0.4 * np.sin(2 * np.pi * 0.2 * at)
    return pulse_wave(beats_s, at) + baseline + noise * rng.standard_normal(len(at))


def a_camera(beats_s, *, seconds: float, rng, late_ms: float = 0, dropped: float = 0):
    """Frames of a phone camera: their stamps in s, and the means of three channels.

    Red carries the pulse upside down, green carries more of it, and blue is all zero.
    Each frame is stamped up to a few `late_ms` after it was taken.
    """
    taken = np.arange(0, seconds, 1 / 30)
    taken = taken[rng.random(len(taken)) >= dropped]
    wave = pulse_wave(beats_s, taken)
    red = 200 - 2 * wave + 0.02 * rng.standard_normal(len(taken))
    green = 60 - 6 * wave + 0.02 * rng.standard_normal(len(taken))
    late = np.abs(rng.normal(0, late_ms / 1000, len(taken)))
    stamps = np.maximum.accumulate(taken + late)
    return stamps, np.stack((red, green, np.zeros(len(taken))), axis=1)


def found(times_s, beats_s, *, within_s: float = 0.15):
    """(found, invented, missed) when each beat may be met once; one delay is allowed."""
    times, beats = np.asarray(times_s), np.asarray(beats_s)
    if not len(times):
        return 0, 0, len(beats)
    nearest = np.abs(times[:, None] - beats).argmin(axis=1)
    delay = np.median(times - beats[nearest])
    off = np.abs(times[:, None] - delay - beats)
    met, free = 0, np.ones(len(times), dtype=bool)
    for column in off.T:
        row = int(np.where(free, column, np.inf).argmin())
        if free[row] and column[row] <= within_s:
            met, free[row] = met + 1, False
    return met, len(times) - met, len(beats) - met
