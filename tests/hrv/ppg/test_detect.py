"""Beats of made pulse waves are found, timed and judged as they were made."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.pulses import a_camera, a_recording, found, pulse_wave, some_beats

from heartsease.hrv.ppg import detect


def interval_errors_ms(times_s, beats_s):
    """Errors of intervals between beats that were both met, in ms."""
    nearest = np.abs(np.asarray(times_s)[:, None] - beats_s).argmin(axis=1)
    together = np.diff(nearest) == 1
    made = np.diff(beats_s[nearest])[together]
    return 1000 * (np.diff(times_s)[together] - made)


@pytest.mark.parametrize("rate_bpm", [34, 45, 70, 110, 160, 180])
def test_every_beat_is_found_from_slow_to_fast(rate_bpm):
    rng = np.random.default_rng(rate_bpm)
    beats = some_beats(rng, rate_bpm=rate_bpm)

    pulse = detect.from_samples(a_recording(beats, seconds=60, rng=rng), rate_hz=100)

    met, invented, missed = found(pulse.beats.times_s, beats)
    assert (invented, missed) == (0, 0)
    assert pulse.rate_bpm == pytest.approx(60 / np.median(np.diff(beats)), abs=0.5)
    assert pulse.refusal is None


def test_intervals_are_timed_between_samples():
    rng = np.random.default_rng(1)
    beats = some_beats(rng)

    pulse = detect.from_samples(
        a_recording(beats, seconds=60, rng=rng, noise=0), rate_hz=100
    )

    errors = interval_errors_ms(pulse.beats.times_s, beats)
    assert np.abs(errors).max() < 2
    assert np.sqrt(np.mean(pulse.beats.differences_ms**2)) == pytest.approx(
        np.sqrt(np.mean(np.diff(np.diff(1000 * beats)) ** 2)), rel=0.02
    )


@pytest.mark.parametrize("rate_hz", [20, 25, 30, 62.4725, 75, 125, 250, 1000])
def test_the_sampling_rate_of_the_sensor_does_not_matter(rate_hz):
    rng = np.random.default_rng(2)
    beats = some_beats(rng)
    wave = a_recording(beats, seconds=60, rng=rng, rate_hz=rate_hz)

    pulse = detect.from_samples(wave, rate_hz=rate_hz)

    assert found(pulse.beats.times_s, beats)[1:] == (0, 0)
    assert np.median(np.abs(interval_errors_ms(pulse.beats.times_s, beats))) < 3


def test_mains_hum_in_a_fast_recording_is_not_folded_into_the_pulse():
    rng = np.random.default_rng(3)
    beats = some_beats(rng)
    wave = a_recording(beats, seconds=60, rng=rng, rate_hz=1000)
    hum = 0.5 * np.sin(2 * np.pi * 100 * np.arange(len(wave)) / 1000)

    pulse = detect.from_samples(wave + hum, rate_hz=1000)

    assert found(pulse.beats.times_s, beats)[1:] == (0, 0)


@pytest.mark.parametrize(("late_ms", "within_ms"), [(0, 2), (7, 4), (14, 7)])
def test_late_and_dropped_camera_frames_move_no_beat(late_ms, within_ms):
    rng = np.random.default_rng(4)
    beats = some_beats(rng)
    stamps, frames = a_camera(beats, seconds=60, rng=rng, late_ms=late_ms, dropped=0.05)

    pulse = detect.from_frames(stamps, frames)

    assert found(pulse.beats.times_s, beats)[1:] == (0, 0)
    errors = interval_errors_ms(pulse.beats.times_s, beats)
    assert np.median(np.abs(errors)) < within_ms
    assert pulse.late_ms == pytest.approx(0.6 * late_ms, abs=3)


def test_taking_late_stamps_as_they_are_would_be_worse():
    put_right, at_their_word = [], []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        beats = some_beats(rng)
        stamps, frames = a_camera(beats, seconds=60, rng=rng, late_ms=14)
        even = np.interp(np.arange(0, 60, 0.01), stamps, -frames[:, 1])
        ours = detect.from_frames(stamps, frames).beats.times_s
        plain = detect.from_samples(even, rate_hz=100).beats.times_s
        put_right.append(np.abs(interval_errors_ms(ours, beats)).mean())
        at_their_word.append(np.abs(interval_errors_ms(plain, beats)).mean())

    assert np.mean(put_right) < 0.9 * np.mean(at_their_word)


def test_the_channel_with_the_pulse_is_taken_in_each_part():
    rng = np.random.default_rng(6)
    beats = some_beats(rng)
    stamps, frames = a_camera(beats, seconds=60, rng=rng)
    second_half = stamps > 30
    frames[second_half, 1] += 9 * rng.standard_normal(second_half.sum())
    frames[~second_half, 0] += 3 * rng.standard_normal((~second_half).sum())

    pulse = detect.from_frames(stamps, frames)

    _, invented, missed = found(pulse.beats.times_s, beats)
    assert max(invented, missed) <= 1  # at the change itself
    assert pulse.channels[:20] == (1,) * 20
    assert pulse.channels[-20:] == (0,) * 20


def test_a_saturated_channel_is_left_out():
    rng = np.random.default_rng(7)
    beats = some_beats(rng)
    stamps, frames = a_camera(beats, seconds=60, rng=rng)
    frames[:, 0] = 255

    pulse = detect.from_frames(stamps, frames)

    assert set(pulse.channels) == {1}
    assert pulse.refusal is None


def test_a_signal_that_is_upside_down_is_turned():
    rng = np.random.default_rng(8)
    wave = a_recording(some_beats(rng), seconds=60, rng=rng)

    upright = detect.from_samples(wave, rate_hz=100)
    turned = detect.from_samples(-wave, rate_hz=100)

    assert (upright.upside_down, turned.upside_down) == (False, True)
    assert np.allclose(upright.beats.times_s, turned.beats.times_s)


def test_premature_beats_survive_the_expected_rhythm():
    rng = np.random.default_rng(9)
    beats = some_beats(rng, seconds=120)
    early = np.arange(8, len(beats) - 2, 9)
    beats[early] -= 0.35 * np.diff(beats)[early - 1]
    heights = np.ones(len(beats))
    heights[early] = 0.6
    at = np.arange(0, 120, 0.01)
    wave = pulse_wave(beats, at, heights=heights) + 0.01 * rng.standard_normal(len(at))

    pulse = detect.from_samples(wave, rate_hz=100)

    assert found(pulse.beats.times_s, beats)[1:] == (0, 0)


def test_no_beat_is_invented_in_a_pause():
    rng = np.random.default_rng(10)
    beats = np.concatenate((np.arange(0.5, 20, 0.8), np.arange(22.1, 40, 0.8)))
    wave = a_recording(beats, seconds=40, rng=rng)

    pulse = detect.from_samples(wave, rate_hz=100)

    assert found(pulse.beats.times_s, beats)[1:] == (0, 0)
    over_the_pause = np.flatnonzero(pulse.beats.times_s > 21)[0]
    assert not pulse.beats.kept[over_the_pause]


def test_a_hole_in_the_frames_holds_no_interval_that_counts():
    rng = np.random.default_rng(11)
    beats = some_beats(rng)
    stamps, frames = a_camera(beats, seconds=60, rng=rng)
    there = (stamps < 20) | (stamps > 24)

    pulse = detect.from_frames(stamps[there], frames[there])

    times = pulse.beats.times_s
    assert not ((times > 20) & (times < 24)).any()
    after = np.flatnonzero(times >= 24)[0]
    assert np.isnan(pulse.beats.intervals_ms[after])
    assert pulse.beats.gaps == 1
    assert pulse.coverage < 57 / 60


def test_a_movement_is_left_out_and_the_rest_is_kept():
    rng = np.random.default_rng(12)
    beats = some_beats(rng)
    wave = a_recording(beats, seconds=60, rng=rng)
    wave[2000:2300] += 8 * rng.standard_normal(300).cumsum() / 17

    pulse = detect.from_samples(wave, rate_hz=100)

    kept = pulse.beats.times_s[pulse.beats.kept]
    assert not ((kept > 20.3) & (kept < 22.9)).any()
    errors = interval_errors_ms(
        pulse.beats.times_s[pulse.beats.times_s < 19], beats[beats < 19.5]
    )
    assert np.abs(errors).max() < 10
    assert 0.8 < pulse.coverage < 0.97


@pytest.mark.parametrize("colour", ["white", "brown"])
@pytest.mark.parametrize("seed", range(4))
def test_noise_has_neither_a_rate_nor_a_variability(colour, seed):
    noise = np.random.default_rng(seed).standard_normal(9000)
    if colour == "brown":
        noise = noise.cumsum()

    pulse = detect.from_samples(noise, rate_hz=100)

    assert pulse.rate_bpm is None
    assert pulse.refusal is not None
    assert pulse.refusal.startswith("There is no pulse")
    assert pulse.coverage < 0.5


def test_a_poor_recording_keeps_its_rate_and_loses_its_variability():
    rng = np.random.default_rng(13)
    beats = some_beats(rng)
    wave = a_recording(beats, seconds=60, rng=rng, noise=0.35)

    pulse = detect.from_samples(wave, rate_hz=100)

    assert pulse.rate_bpm == pytest.approx(60 / np.median(np.diff(beats)), abs=2)
    assert pulse.refusal is not None
    assert "80% are needed" in pulse.refusal


def test_the_result_says_that_it_is_pulse_rate_variability():
    rng = np.random.default_rng(14)

    pulse = detect.from_samples(
        a_recording(some_beats(rng), seconds=60, rng=rng), rate_hz=100
    )

    assert "Pulse-rate variability" in pulse.method
    assert "not heart rate variability" in pulse.method


@settings(max_examples=15, deadline=None)
@given(gain=st.floats(1e-6, 1e6), offset=st.floats(-1e4, 1e4))
def test_gain_and_offset_change_nothing(gain, offset):
    rng = np.random.default_rng(15)
    wave = a_recording(some_beats(rng, seconds=20), seconds=20, rng=rng)
    plain = detect.from_samples(wave, rate_hz=100)

    changed = detect.from_samples(gain * (wave + offset), rate_hz=100)

    assert np.allclose(changed.beats.times_s, plain.beats.times_s, atol=1e-4)
    assert np.array_equal(changed.beats.kept, plain.beats.kept)


@settings(max_examples=15, deadline=None)
@given(shift=st.integers(-100_000, 100_000))
def test_a_later_clock_moves_every_beat_alike(shift):
    rng = np.random.default_rng(16)
    stamps, frames = a_camera(some_beats(rng, seconds=20), seconds=20, rng=rng)
    plain = detect.from_frames(stamps, frames)

    later = detect.from_frames(stamps + shift, frames)

    assert np.allclose(later.beats.times_s - shift, plain.beats.times_s, atol=1e-6)
    assert np.allclose(later.quality, plain.quality, atol=1e-6)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000), noise=st.floats(0, 3))
def test_whatever_comes_in_the_result_is_consistent(seed, noise):
    rng = np.random.default_rng(seed)
    wave = a_recording(some_beats(rng, seconds=30), seconds=30, rng=rng, noise=noise)
    wave[rng.random(len(wave)) < 0.02] = np.nan

    pulse = detect.from_samples(wave, rate_hz=100)

    assert len(pulse.quality) == len(pulse.beats)
    assert ((pulse.quality >= 0) & (pulse.quality <= 1)).all()
    assert 0 <= pulse.coverage <= 1
    assert (np.diff(pulse.beats.times_s) >= 0.3 - 1e-9).all()
    assert (pulse.refusal is None) == (pulse.coverage >= detect.COVERED)


def test_a_pulse_that_grows_fivefold_stays_clear():
    rng = np.random.default_rng(17)
    beats = some_beats(rng, seconds=120)
    at = np.arange(0, 120, 0.01)
    heights = np.where(beats < 60, 1.0, np.minimum(5.0, 1 + (beats - 60) / 5))
    wave = pulse_wave(beats, at, heights=heights) + 0.005 * rng.standard_normal(len(at))

    pulse = detect.from_samples(wave, rate_hz=100)

    assert found(pulse.beats.times_s, beats)[1:] == (0, 0)
    assert pulse.coverage > 0.95
