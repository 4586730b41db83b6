"""A power spectral density, and what lies in a band of it."""

from dataclasses import dataclass

import numpy as np

from heartsease.hrv.arrays import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Density:
    """One-sided density on an even grid; its sum times the step is the variance.

    `frequencies_hz`, `power`, both (k,): Hz, and ms2/Hz. `method` says how it was made.
    """

    frequencies_hz: Floats
    power: Floats
    method: str

    @property
    def step_hz(self) -> float:
        """The distance of two frequencies."""
        return float(self.frequencies_hz[1] - self.frequencies_hz[0])


def band_power(density: Density, low_hz: float, high_hz: float) -> float:
    """The power in [low, high) in ms2: density times step, summed.

    A sum of rectangles, so that neighbouring bands add up to their union and all bands to
    the variance; the trapezoid of other programs loses half a step at both ends.
    """
    first, last = np.searchsorted(density.frequencies_hz, (low_hz, high_hz))
    return float(density.power[first:last].sum()) * density.step_hz


def peak_hz(density: Density, low_hz: float, high_hz: float) -> float:
    """The frequency of the greatest density in [low, high); NaN for an empty band."""
    first, last = np.searchsorted(density.frequencies_hz, (low_hz, high_hz))
    if first == last or not density.power[first:last].max() > 0:
        return np.nan
    return float(density.frequencies_hz[first + density.power[first:last].argmax()])
