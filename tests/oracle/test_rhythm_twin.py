"""The curve and spectrum of a window, against scipy and against plain sums."""

import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from scipy.signal import periodogram
from tests.support.breathing_people import breathing, paced

from heartsease.hrv import rhythm

HEART = breathing(paced(6))


def test_the_curve_is_the_natural_spline_that_scipy_draws():
    drawn = rhythm.curve(HEART, start_s=30, end_s=94)
    middles = HEART.times_s - HEART.intervals_ms / 2000
    inside = (middles >= 30) & (middles <= 94)

    twin = CubicSpline(middles[inside], HEART.intervals_ms[inside], bc_type="natural")

    assert np.allclose(drawn.interval_ms, twin(drawn.times_s), atol=1e-9)


def test_the_density_is_the_periodogram_that_scipy_gives():
    values = np.random.default_rng(1).normal(size=257)

    seen = rhythm.spectrum(values, rate_hz=4.0)
    window = np.hanning(259)[1:-1]
    hz, twin = periodogram(
        rhythm.level(values), 4.0, window=window, nfft=2048, detrend=False
    )

    assert np.allclose(seen.hz, hz)
    assert np.allclose(seen.density[1:-1], twin[1:-1])


def test_power_between_two_frequencies_is_the_sum_of_the_bins_between():
    seen = rhythm.spectrum(np.random.default_rng(2).normal(size=256), rate_hz=4.0)
    step = seen.hz[1]

    power = seen.power(20.5 * step, 40.5 * step)

    assert power == pytest.approx(np.sum(seen.density[21:41]) * step)


@pytest.mark.parametrize("per_min", [3.16, 4.5, 5.7, 6.5, 12.0])
def test_a_pure_wave_has_its_own_rate_and_its_own_variance(per_min):
    times = np.arange(480) / 4.0
    seen = rhythm.spectrum(7.0 * np.sin(2 * np.pi * per_min / 60 * times), rate_hz=4.0)

    assert 60 * seen.peak_hz(0.04, 0.4) == pytest.approx(per_min, abs=0.03)
    assert seen.power(0, 1) == pytest.approx(7.0**2 / 2, rel=0.03)
