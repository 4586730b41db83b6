"""Beats keep their times, and nothing reaches over what was left out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartsease.hrv import beats
from heartsease.hrv.errors import BeatsError

intervals = st.lists(st.floats(300, 2000), min_size=1, max_size=60)


def test_n_intervals_are_one_beat_more():
    made = beats.from_intervals([800, 810, 790], start_s=2.0)

    assert np.allclose(made.times_s, [2.0, 2.8, 3.61, 4.4])
    assert np.isnan(made.intervals_ms[0])
    assert made.nn_ms.tolist() == [800, 810, 790]
    assert made.differences_ms.tolist() == [10, -20]
    assert made.duration_s == pytest.approx(2.4)


@given(intervals)
def test_intervals_and_times_tell_the_same_beats(given_ms):
    made = beats.from_intervals(given_ms)

    again = beats.from_times(made.times_s)

    assert np.allclose(again.nn_ms, given_ms)


def test_a_long_silence_is_a_gap_and_no_interval():
    made = beats.from_times([0.0, 0.8, 1.6, 20.0, 20.8])

    assert made.gaps == 1
    assert np.allclose(made.nn_ms, [800, 800, 800])
    assert np.allclose(made.differences_ms, [0])


def test_no_difference_reaches_over_a_beat_that_was_left_out():
    whole = beats.from_intervals([800, 400, 1200, 810])
    kept = whole.kept.copy()
    kept[2:4] = False

    left = beats.Beats(
        times_s=whole.times_s, intervals_ms=whole.intervals_ms, kept=kept
    )

    assert left.nn_ms.tolist() == [800, 810]
    assert left.differences_ms.tolist() == []


@pytest.mark.parametrize("wrong", [0.0, -5.0, np.nan, np.inf])
def test_an_impossible_interval_is_named(wrong):
    with pytest.raises(BeatsError, match="Interval 1 is"):
        beats.from_intervals([800, wrong, 800])


def test_times_out_of_order_are_named():
    with pytest.raises(BeatsError, match=r"Time 2 \(0.9 s\) is not later"):
        beats.from_times([0.0, 1.0, 0.9])


def test_what_is_no_number_or_no_row_is_refused():
    with pytest.raises(BeatsError, match="Not every interval is a number"):
        beats.from_intervals(["a", "b"])
    with pytest.raises(BeatsError, match="One row of intervals"):
        beats.from_intervals([[800], [810]])
    with pytest.raises(BeatsError, match="sampling rate of 0"):
        beats.from_peaks([1, 2], rate_hz=0)


def test_nothing_gives_no_beats():
    assert len(beats.from_intervals([])) == 0
    assert len(beats.from_times([])) == 0
    assert beats.from_times([1.0]).duration_s == 0.0


def test_peaks_between_samples_count():
    made = beats.from_peaks([100.5, 300.5], rate_hz=250)

    assert made.nn_ms.tolist() == pytest.approx([800.0])


def test_the_columns_cannot_be_changed_afterwards():
    made = beats.from_intervals([800, 810])

    with pytest.raises(ValueError, match="read-only"):
        made.intervals_ms[1] = 5
