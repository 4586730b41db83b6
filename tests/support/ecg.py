"""An ECG lead whose R peaks are known: five bumps for each beat, and what can go wrong."""

import numpy as np

# Height in mV, seconds from the R peak, width in seconds: P, Q, R, S and T.
WAVES = (
    (0.12, -0.17, 0.022),
    (-0.10, -0.030, 0.009),
    (1.00, 0.0, 0.011),
    (-0.20, 0.032, 0.010),
    (0.28, 0.27, 0.045),
)
WIDE = ((1.3, 0.0, 0.035), (-0.5, 0.09, 0.035), (-0.45, 0.30, 0.06))


def a_lead(beats_s, *, rate_hz, seconds, waves=WAVES, wide=(), noise_mv=0.01, seed=0):
    """Samples in mV; R peaks exactly at `beats_s`, those of `wide` as wide complexes."""
    rng = np.random.default_rng(seed)
    count = int(round(seconds * rate_hz))
    lead = rng.normal(0.0, noise_mv, count)
    for number, beat in enumerate(beats_s):
        for height, offset, width in WIDE if number in wide else waves:
            centre = beat + offset
            first = max(0, int((centre - 5 * width) * rate_hz))
            last = min(count, int((centre + 5 * width) * rate_hz) + 2)
            at = np.arange(first, last) / rate_hz
            lead[first:last] += height * np.exp(-0.5 * ((at - centre) / width) ** 2)
    return lead


def a_rhythm(*, seconds, bpm=66.0, swing=0.05, seed=0):
    """Beat times from 0.6 s on, breathing and a little chance in the intervals."""
    rng = np.random.default_rng(seed)
    beats = [0.6]
    while beats[-1] < seconds - 0.6:
        breath = swing * np.sin(2 * np.pi * 0.1 * beats[-1])
        beats.append(beats[-1] + 60 / bpm * (1 + breath + rng.normal(0, 0.01)))
    return np.array(beats[:-1])
