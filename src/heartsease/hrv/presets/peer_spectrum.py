"""Welch's spectrum with the switches that other programs set."""

import numpy as np

from heartsease.hrv.arrays import Floats


def welch(
    values: Floats, *, rate_hz: float, length: int, points: int, centre_each: bool
) -> tuple[Floats, Floats]:
    """Frequencies and one-sided density of an even series; periodic Hann, 50 % overlap.

    `points` is the length of the transform, with zeros after each window of `length`.
    """
    length = min(length, len(values))
    hop = length - length // 2
    window = 0.5 - 0.5 * np.cos(2.0 * np.pi * np.arange(length) / length)
    total = np.zeros(points // 2 + 1)
    starts = range(0, len(values) - length + 1, hop)
    for start in starts:
        piece = values[start : start + length]
        if centre_each:
            piece = piece - piece.mean()
        spectrum = np.fft.rfft(piece * window, points)
        total += spectrum.real**2 + spectrum.imag**2
    total *= 2.0 / (len(starts) * rate_hz * float((window**2).sum()))
    total[0] /= 2.0
    if points % 2 == 0:
        total[-1] /= 2.0
    frequencies = np.arange(len(total), dtype=np.float64) * (rate_hz / points)
    return frequencies, total


def trapezoid(
    frequencies_hz: Floats, power: Floats, low_hz: float, high_hz: float
) -> float:
    """The power in [low, high) by trapezoids; zero for fewer than two frequencies."""
    inside = (frequencies_hz >= low_hz) & (frequencies_hz < high_hz)
    return float(np.trapezoid(power[inside], frequencies_hz[inside]))
