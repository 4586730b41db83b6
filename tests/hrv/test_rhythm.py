"""A window of rhythm as a curve; what was left out is counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartsease.hrv import beats, rhythm
from heartsease.hrv.beats import Beats


def without(whole, *places):
    kept = whole.kept.copy()
    kept[list(places)] = False
    return Beats(times_s=whole.times_s, intervals_ms=whole.intervals_ms, kept=kept)


def test_a_left_out_beat_is_bridged_and_counted():
    whole = beats.from_intervals([1000.0] * 40)

    drawn = rhythm.curve(without(whole, 20), start_s=0, end_s=40)

    assert np.allclose(drawn.interval_ms, 1000.0)
    out = rhythm.left_out(without(whole, 20), start_s=0, end_s=40)
    assert out == pytest.approx(1 / 40)


def test_a_gap_counts_as_left_out():
    with_gap = beats.from_times([*np.arange(10.0), *np.arange(20.0, 30.0)])

    assert rhythm.left_out(with_gap, start_s=0, end_s=29) == pytest.approx(11 / 29)


def test_too_few_intervals_draw_no_curve():
    assert rhythm.curve(beats.from_intervals([800, 810, 820])) is None
    assert rhythm.curve(beats.from_intervals([])) is None


def test_nothing_is_drawn_beyond_the_first_and_last_interval():
    drawn = rhythm.curve(beats.from_intervals([1000.0] * 10))

    assert drawn.times_s[0] == 0.5
    assert drawn.times_s[-1] <= 9.5
    assert drawn.heart_rate_bpm == pytest.approx(60.0)


@given(
    st.lists(st.floats(400, 1500), min_size=6, max_size=60),
    st.floats(-1e4, 1e4),
)
def test_when_it_happened_does_not_matter(intervals, start_s):
    here = rhythm.curve(beats.from_intervals(intervals))
    there = rhythm.curve(beats.from_intervals(intervals, start_s=start_s))

    shorter = min(len(here.interval_ms), len(there.interval_ms))
    assert np.allclose(
        here.interval_ms[:shorter], there.interval_ms[:shorter], rtol=1e-6
    )


def test_a_band_without_a_bin_is_a_mistake():
    seen = rhythm.spectrum(np.random.default_rng(0).normal(size=64), rate_hz=4.0)

    with pytest.raises(ValueError, match="Nothing lies between"):
        seen.peak_hz(3.0, 4.0)


def test_a_band_that_lies_on_a_slope_has_its_highest_point_at_its_edge():
    times = np.arange(256) / 4.0
    seen = rhythm.spectrum(np.sin(2 * np.pi * 0.02 * times), rate_hz=4.0)

    assert seen.peak_hz(0.05, 0.2) == pytest.approx(0.05, abs=0.02)
    assert seen.peak_hz(0.03, 0.2) >= 0.03
