"""Hours and days: segments by the clock, and the hours of the day apart."""

import tracemalloc

import numpy as np
import pytest

from heartsease.core.values.unknown import Unknown
from heartsease.hrv import beats, long_term, series


def a_day(hours=24):
    """900 ms by day, 1,100 ms from midnight to six; the first beat comes at 20 o'clock."""
    clock, intervals = 20 * 3600.0, []
    while clock < (20 + hours) * 3600.0:
        interval = 1100.0 if clock % 86_400 < 6 * 3600 else 900.0
        interval += 20.0 if len(intervals) % 2 else -20.0
        intervals.append(interval)
        clock += interval / 1000
    return beats.from_intervals(intervals)


def test_the_night_is_slower_and_each_hour_stands_for_itself():
    hours = long_term.by_hour(a_day(), first_beat_s=20 * 3600.0)

    assert [one.hour for one in hours] == list(range(24))
    assert hours[3].mean_hr == pytest.approx(60_000 / 1100, rel=1e-3)
    assert hours[14].mean_hr == pytest.approx(60_000 / 900, rel=1e-3)
    assert hours[3].sdnn == pytest.approx(20.0, rel=0.01)
    assert hours[3].rmssd == pytest.approx(40.0, rel=0.01)
    assert sum(one.intervals for one in hours) == len(a_day()) - 1


def test_an_hour_without_beats_is_unknown_not_calm():
    hours = long_term.by_hour(a_day(hours=2), first_beat_s=20 * 3600.0)

    assert isinstance(hours[3].rmssd, Unknown)
    assert hours[3].intervals == 0
    assert isinstance(hours[20].mean_hr, float)
    assert all(
        isinstance(one.sdnn, Unknown)
        for one in long_term.by_hour(beats.from_intervals([]), first_beat_s=0.0)
    )


def test_the_first_beat_of_a_day_is_no_neighbour_of_the_last_of_the_day_before():
    two_days = beats.from_times(
        np.concatenate((np.arange(100) * 0.8, 86_400 + np.arange(100) * 0.9))
    )

    hours = long_term.by_hour(two_days, first_beat_s=12 * 3600.0)

    assert hours[12].intervals == 198
    assert hours[12].rmssd == pytest.approx(0.0, abs=1e-6)


def test_segments_equal_their_twin():
    random = np.random.default_rng(2)
    intervals = 900 + 60 * np.sin(np.arange(4000) / 300) + random.normal(0, 20, 4000)
    laid_out = series.series_of(beats.from_intervals(intervals))

    means, deviations = long_term.segments(laid_out, length_s=300.0)

    ends = np.cumsum(intervals) / 1000
    slow = [
        intervals[(ends > k * 300) & (ends <= (k + 1) * 300)]
        for k in range(int(ends[-1] // 300))
    ]
    assert len(means) == len(slow) == 12 - (ends[-1] < 3600)
    assert np.allclose(means, [one.mean() for one in slow])
    assert np.allclose(deviations, [one.std(ddof=1) for one in slow])


def test_a_segment_that_is_mostly_gap_does_not_count():
    times = np.concatenate((np.arange(0, 300, 0.8), np.arange(520, 1200, 0.8)))
    laid_out = series.series_of(beats.from_times(times))

    means, _ = long_term.segments(laid_out, length_s=300.0)

    assert len(means) == 2


def test_a_silence_of_a_thousand_years_costs_nothing_and_changes_no_segment():
    day = a_day(hours=2)
    times = np.concatenate((day.times_s, day.times_s[-1] + 3e10 + day.times_s))
    apart = series.series_of(beats.from_times(times))

    tracemalloc.start()
    means, deviations = long_term.segments(apart, length_s=300.0)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    once, _ = long_term.segments(series.series_of(day), length_s=300.0)
    assert 2 * len(once) - 2 <= len(means) <= 2 * len(once)
    assert np.isfinite(deviations).all()
    assert peak < 20_000_000
