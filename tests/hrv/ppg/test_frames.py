"""What cannot be a pulse recording is refused by name; what can is put on an even grid."""

import tracemalloc

import numpy as np
import pytest

from heartsease.hrv.errors import PulseError
from heartsease.hrv.ppg import frames


def a_wave(seconds=20.0, rate_hz=30.0):
    at = np.arange(0, seconds, 1 / rate_hz)
    return at, np.sin(2 * np.pi * 1.2 * at)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([], "Rows of samples are needed"),
        (["a", "b"], "Not every sample is a number"),
        (np.full(1000, np.nan), "No sample is a number"),
        (np.full(1000, 7.0), "never changes"),
        (np.sin(np.arange(300) / 10), "3.0 s with samples in 300 rows"),
        (np.zeros((2, 2, 2)), "not the shape"),
    ],
)
def test_what_is_no_recording_is_refused_by_name(values, says):
    with pytest.raises(PulseError, match=says):
        frames.from_samples(values, rate_hz=100)


@pytest.mark.parametrize("rate_hz", [0, -5, np.nan, np.inf])
def test_an_impossible_rate_is_refused(rate_hz):
    with pytest.raises(PulseError, match="is not possible"):
        frames.from_samples(np.sin(np.arange(1000)), rate_hz=rate_hz)


def test_too_few_samples_a_second_are_refused():
    at, wave = a_wave(60, 10)

    with pytest.raises(PulseError, match="10 samples a second; at least 20"):
        frames.from_frames(at, wave)


def test_milliseconds_in_place_of_seconds_are_noticed():
    at, wave = a_wave()

    with pytest.raises(PulseError, match="given in milliseconds"):
        frames.from_frames(1000 * at, wave)


def test_stamps_that_go_back_are_refused_with_their_row():
    at, wave = a_wave()
    at[100] = at[50]

    with pytest.raises(PulseError, match=r"Time stamp 100 .* sort the rows"):
        frames.from_frames(at, wave)


def test_a_stamp_that_is_no_number_is_refused_with_its_row():
    at, wave = a_wave()
    at[7] = np.nan

    with pytest.raises(PulseError, match="Time stamp 7 is nan"):
        frames.from_frames(at, wave)


def test_as_many_stamps_as_rows_are_needed():
    at, wave = a_wave()

    with pytest.raises(PulseError, match="599 time stamps for 600 rows"):
        frames.from_frames(at[1:], wave)


def test_frames_that_were_sent_twice_are_dropped():
    at, wave = a_wave()
    twice = np.repeat(np.arange(len(at)), 2)
    plain = frames.from_frames(at, wave)

    same_stamp = frames.from_frames(at[twice], wave[twice])
    later_stamp = frames.from_frames(
        np.sort(np.concatenate((at, at + 0.004))), wave[twice]
    )

    assert same_stamp.repeated == later_stamp.repeated == len(at)
    assert np.allclose(same_stamp.values, plain.values)
    assert np.allclose(later_stamp.values, plain.values)


def test_a_missing_sample_is_joined_and_a_long_hole_is_marked():
    at, wave = a_wave(rate_hz=100)
    wave[500] = np.nan
    wave[1000:1100] = np.nan

    grid = frames.from_samples(wave, rate_hz=100)

    assert np.isfinite(grid.values).all()
    assert grid.seen[480:520].all()
    assert not grid.seen[1005:1095].any()


def test_a_flat_stretch_is_marked_as_unseen():
    _, wave = a_wave(rate_hz=100)
    wave[1000:1200] = wave[1000]

    grid = frames.from_samples(wave, rate_hz=100)

    assert not grid.seen[1010:1190].any()
    assert grid.seen[:1000].all()


def test_the_grid_meets_the_curve_between_the_frames():
    at, wave = a_wave(rate_hz=30)

    grid = frames.from_frames(at, wave)

    inside = slice(50, -50)
    made = np.sin(2 * np.pi * 1.2 * grid.times_s)
    assert np.abs(grid.values[inside, 0] - made[inside]).max() < 0.01


def test_an_even_clock_is_left_as_it_is():
    at = np.round(np.arange(0, 20, 1 / 30), 3)  # stamps in whole milliseconds

    taken, late = frames.steady(at)

    assert np.array_equal(taken, at)
    assert late < frames.LATE_S


def test_dropped_frames_stay_dropped_when_late_ones_are_put_right():
    rng = np.random.default_rng(1)
    even = np.arange(0, 20, 1 / 30)
    there = np.ones(len(even), dtype=bool)
    there[[100, 101, 102, 300]] = False
    taken = even[there]
    stamps = np.maximum.accumulate(taken + np.abs(rng.normal(0, 0.012, len(taken))))

    steadied, late = frames.steady(stamps)

    off = steadied - taken
    assert late > frames.LATE_S
    assert np.std(off) < 0.5 * np.std(stamps - taken)
    assert np.diff(steadied)[99] > 0.08  # three frames are missing there


def test_a_time_stamp_years_ahead_is_refused_and_costs_no_memory():
    times = np.arange(3000) / 30
    wild = np.append(times, 3e9)
    values = np.append(np.sin(7 * times), 0.5)

    tracemalloc.start()
    with pytest.raises(PulseError, match="A time stamp may be wrong"):
        frames.from_frames(wild, values)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 10_000_000
