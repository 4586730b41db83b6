"""Spectra equal their slow twins, scipy, and rhythms whose strength is known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import interpolate, signal
from tests.oracle import hrv_twins as twin

from heartsease.hrv import beats, series
from heartsease.hrv.spectrum import autoregressive, bands, detrend, lomb, spline, welch
from heartsease.hrv.spectrum.bands import Method, SpectrumSettings
from heartsease.hrv.spectrum.density import Density, band_power

seeds = st.integers(0, 2**32 - 1)


def some_times(seed, n):
    return np.cumsum(np.random.default_rng(seed).uniform(0.4, 1.6, n))


def breathing(rate_hz, heart_bpm, seconds=300.0, size_ms=40.0):
    """Beats whose interval follows a sine of the time at which they come."""
    times, intervals = [0.0], []
    while times[-1] < seconds:
        interval = 60_000 / heart_bpm + size_ms * np.sin(
            2 * np.pi * rate_hz * times[-1]
        )
        intervals.append(interval)
        times.append(times[-1] + interval / 1000)
    return series.series_of(beats.from_intervals(intervals))


@settings(max_examples=30, deadline=None)
@given(seeds, st.integers(2, 400))
def test_the_spline_is_scipys_natural_one(seed, n):
    times = some_times(seed, n)
    values = np.random.default_rng(seed + 1).normal(800, 100, n)

    ours = np.concatenate(
        list(spline.chunks(times, values, rate_hz=4.0, length=64, overlap=0))
    )

    grid = times[0] + np.arange(len(ours)) / 4.0
    theirs = (
        interpolate.CubicSpline(times, values, bc_type="natural")(grid)
        if n > 2
        else np.interp(grid, times, values)
    )
    assert grid[-1] <= times[-1] + 1e-9 < grid[-1] + 0.25 + 1e-6
    assert np.allclose(ours, theirs, rtol=0, atol=1e-7)


def test_the_spline_holds_even_where_spacing_jumps():
    times = np.cumsum(np.tile([0.3, 3.9], 200))
    values = np.random.default_rng(3).normal(800, 200, 400)

    ours = spline.second_derivatives(times, values)

    theirs = interpolate.CubicSpline(times, values, bc_type="natural")(times, 2)
    assert np.allclose(ours, theirs, atol=1e-9 * np.abs(theirs).max())


@pytest.mark.parametrize("seconds", [100.0, 300.0, 2000.0])
def test_welch_equals_scipy_and_its_twin(seconds):
    laid_out = breathing(0.12, 70, seconds=seconds)

    ours = welch.density(laid_out.at_s, laid_out.nn_ms)

    even = np.concatenate(
        list(
            spline.chunks(
                laid_out.at_s, laid_out.nn_ms, rate_hz=4.0, length=10**5, overlap=0
            )
        )
    )
    length = min(1024, len(even))
    hop = length - length // 2
    frequencies, theirs = signal.welch(
        even, 4.0, "hann", length, length // 2, detrend="linear"
    )
    assert np.allclose(ours.frequencies_hz, frequencies)
    assert np.allclose(ours.power, theirs, rtol=1e-6, atol=1e-9 * theirs.max())
    if seconds == 100.0:
        slow = twin.periodogram_average(even, 4.0, length, hop)
        assert np.allclose(ours.power, slow, rtol=1e-6, atol=1e-9 * slow.max())


@settings(max_examples=10, deadline=None)
@given(seeds, st.booleans())
def test_lomb_scargle_equals_the_fit_it_stands_for(seed, taper):
    times = some_times(seed, 80)
    values = np.random.default_rng(seed + 1).normal(0, 30, 80)

    ours = lomb.periodogram(times, values, step_hz=0.011, count=40, taper=taper)

    slow = [twin.tapered_fit(times, values, 0.011 * k, taper) for k in range(1, 41)]
    assert np.allclose(ours, slow, rtol=1e-6, atol=1e-9 * max(slow))


def test_lomb_scargle_without_a_taper_equals_scipys():
    times = some_times(5, 200)
    values = np.random.default_rng(6).normal(0, 30, 200)
    flat = values - np.polyval(np.polyfit(times, values, 1), times)

    ours = lomb.periodogram(times, values, step_hz=0.005, count=80, taper=False)

    theirs = signal.lombscargle(times, flat, 2 * np.pi * 0.005 * np.arange(1, 81))
    spacing = (times[-1] - times[0]) / 199
    assert np.allclose(ours, 2 * spacing * theirs, rtol=1e-6)


@pytest.mark.parametrize("method", [Method.WELCH, Method.LOMB])
def test_a_rhythm_of_known_strength_is_found_where_it_is(method):
    laid_out = breathing(0.1, 75, seconds=600.0)

    found, density = bands.measure(laid_out, settings=SpectrumSettings(method=method))

    assert found["lf"] == pytest.approx(40.0**2 / 2, rel=0.06)
    assert found["lf_peak"] == pytest.approx(0.1, abs=0.003)
    assert found["hf"] < 0.05 * found["lf"]
    assert density.method


@pytest.mark.parametrize(
    ("heart", "breath", "least"), [(60, 0.3, 0.95), (60, 0.38, 0.95), (50, 0.3, 0.95)]
)
def test_a_fast_breath_in_a_slow_heart_keeps_its_power(heart, breath, least):
    laid_out = breathing(breath, heart, seconds=600.0, size_ms=20.0)
    true = 20.0**2 / 2

    plain, _ = bands.measure(laid_out, settings=SpectrumSettings(method=Method.WELCH))
    chosen, density = bands.measure(laid_out, settings=SpectrumSettings())

    assert density.method.startswith("Lomb")
    assert chosen["hf"] / true > least
    assert plain["hf"] < chosen["hf"]


def test_beats_left_out_make_the_spectrum_go_without_resampling():
    whole = beats.from_intervals(breathing(0.1, 75).nn_ms)
    kept = whole.kept.copy()
    kept[40:70] = False
    holed = series.series_of(
        beats.Beats(times_s=whole.times_s, intervals_ms=whole.intervals_ms, kept=kept)
    )

    found, density = bands.measure(holed, settings=SpectrumSettings())

    assert density.method.startswith("Lomb")
    assert found["lf"] == pytest.approx(40.0**2 / 2, rel=0.1)


@pytest.mark.parametrize("gap_s", [3.0, 8.0])
def test_a_short_silence_does_not_swing_the_spectrum(gap_s):
    whole = breathing(0.25, 75, seconds=300.0)
    away = (whole.at_s > 120.0) & (whole.at_s < 120.0 + gap_s)
    holed = series.series_of(
        beats.Beats(times_s=whole.at_s, intervals_ms=whole.nn_ms.copy(), kept=~away)
    )

    found, density = bands.measure(holed, settings=SpectrumSettings())

    without, _ = bands.measure(whole, settings=SpectrumSettings())
    assert density.method.startswith("cubic")
    assert found["hf"] == pytest.approx(without["hf"], rel=0.12)
    assert found["vlf"] + found["lf"] < 0.1 * without["hf"]


def test_a_bridge_is_a_straight_line_that_fills_the_gap():
    whole = series.series_of(beats.from_intervals([800.0] * 10 + [1000.0] * 10))
    kept = np.ones(20, bool)
    kept[5:15] = False
    holed = series.series_of(
        beats.Beats(times_s=whole.at_s, intervals_ms=whole.nn_ms.copy(), kept=kept)
    )

    times, values = series.bridged(holed)

    assert len(times) == 20
    assert (np.diff(times) > 0).all()
    assert np.allclose(np.diff(times)[4:14], 0.9)
    assert (np.diff(values) >= 0).all()
    assert series.bridged(whole)[0] is whole.at_s


def test_the_bands_add_up_to_the_variance():
    laid_out = breathing(0.2, 75, seconds=256.0)

    density = welch.density(laid_out.at_s, laid_out.nn_ms)

    everything = float(density.power.sum()) * density.step_hz
    assert band_power(density, 0.0, 2.1) == pytest.approx(everything)
    assert everything == pytest.approx(40.0**2 / 2, rel=0.05)


def test_a_slow_wave_of_a_day_is_ultra_low():
    hours = 24
    at = np.arange(0, hours * 3600, 0.9)
    intervals = 900 + 60 * np.sin(2 * np.pi * at / 7200.0)
    laid_out = series.series_of(beats.from_intervals(intervals))

    assert bands.ulf(laid_out) == pytest.approx(60.0**2 / 2, rel=0.02)


def test_a_model_finds_the_process_that_it_models():
    random = np.random.default_rng(4)
    values = signal.lfilter([1.0], [1.0, -1.2, 0.7], random.normal(0, 3.0, 60_000))

    coefficients, noise = autoregressive.burg(values, order=2)

    assert np.allclose(coefficients, [1.0, -1.2, 0.7], atol=0.02)
    assert noise == pytest.approx(9.0, rel=0.03)


def test_the_power_of_a_model_is_the_variance_of_the_series():
    random = np.random.default_rng(8)
    slow = signal.lfilter([1.0], [1.0, -0.6], random.normal(0, 20.0, 2000))
    laid_out = series.series_of(beats.from_intervals(900 + slow))

    density = autoregressive.density(laid_out.at_s, laid_out.nn_ms)

    everything = float(density.power.sum()) * density.step_hz
    assert everything == pytest.approx(float(np.var(slow)), rel=0.1)
    assert band_power(density, 0.0, 0.2) > band_power(density, 0.2, 0.4)


@pytest.mark.parametrize("n", [3, 4, 5, 60])
def test_smoothness_priors_solve_their_equation(n):
    values = np.random.default_rng(n).normal(800, 50, n)

    ours = detrend.smoothness_priors(values, smoothness=10.0)

    second = np.diff(np.eye(n), 2, axis=0)
    trend = np.linalg.solve(np.eye(n) + 100.0 * second.T @ second, values)
    assert np.allclose(ours, values - trend, atol=1e-8)


def test_a_trend_taken_out_leaves_the_breath():
    plain = breathing(0.25, 80, seconds=300.0)
    drifting = series.series_of(
        beats.from_intervals(plain.nn_ms + 100 * np.sin(np.arange(len(plain)) / 60.0))
    )

    found, _ = bands.measure(drifting, settings=SpectrumSettings(smoothness=500.0))

    assert found["vlf"] < 30.0
    assert found["hf"] == pytest.approx(
        bands.measure(plain, settings=SpectrumSettings(method=Method.WELCH))[0]["hf"],
        rel=0.05,
    )


def test_an_empty_band_holds_nothing():
    density = Density(
        frequencies_hz=np.arange(1.0, 4.0), power=np.ones(3), method="made up"
    )

    assert band_power(density, 0.1, 0.2) == 0.0


@settings(max_examples=50, deadline=None)
@given(seeds, st.integers(3, 400), st.floats(5.0, 300.0))
def test_the_windows_with_beats_are_all_windows_that_any_beat_lies_in(seed, n, long):
    random = np.random.default_rng(seed)
    times = np.cumsum(random.choice([0.8, 0.8, 0.8, 40.0, 700.0], n))
    length = min(long, float(times[-1] - times[0]))

    numbers = lomb._windows_with_beats(times, length)

    starts = np.arange(0.0, times[-1] - times[0] - length + 1e-9, length / 2) + times[0]
    hold = [
        number
        for number, start in enumerate(starts)
        if ((times >= start) & (times <= start + length)).sum() > 2
    ]
    assert set(hold) <= set(numbers.astype(int))
    assert numbers.max(initial=0) <= len(starts)
