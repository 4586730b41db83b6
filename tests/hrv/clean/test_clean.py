"""Artefacts are told apart, repaired by kind, and never repaired in silence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartsease.hrv import beats
from heartsease.hrv.clean import windows
from heartsease.hrv.clean.artefact import Done, Kind, Method
from heartsease.hrv.clean.clean import clean

BREATH = 800 + 40 * np.sin(np.arange(120) * 2 * np.pi / 5)  # five beats a breath


def times():
    return np.concatenate(([0.0], np.cumsum(BREATH))) / 1000


def rmssd(some):
    return float(np.sqrt(np.mean(some.differences_ms**2)))


TRUE = rmssd(beats.from_intervals(BREATH))


def test_a_clean_series_comes_back_as_it_was():
    given_beats = beats.from_intervals(BREATH)

    cleaned = clean(given_beats)

    assert cleaned.beats is given_beats
    assert cleaned.found == ()
    assert (cleaned.share_found, cleaned.share_left, cleaned.share_made) == (0, 0, 0)
    assert cleaned.refusal == ""


def test_a_missed_beat_is_put_in_the_middle_and_not_counted():
    at = times()

    cleaned = clean(beats.from_times(np.delete(at, 60)))

    (one,) = cleaned.found
    assert (one.kind, one.done) == (Kind.MISSED, Done.ADDED)
    assert (one.intervals, one.now) == (1, 2)
    assert cleaned.beats.times_s[60] == pytest.approx((at[59] + at[61]) / 2)
    assert not cleaned.beats.kept[60:62].any()
    assert len(cleaned.beats) == len(at)
    assert rmssd(cleaned.beats) == pytest.approx(TRUE, rel=0.02)


@pytest.mark.parametrize("part", [0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9])
def test_an_extra_beat_is_removed_and_the_interval_counts_again(part):
    at = times()
    more = np.sort(np.append(at, at[60] + part * (at[61] - at[60])))

    cleaned = clean(beats.from_times(more))

    (one,) = cleaned.found
    assert (one.kind, one.done) == (Kind.EXTRA, Done.REMOVED)
    assert np.allclose(cleaned.beats.times_s, at)
    assert cleaned.beats.kept[1:].all()
    assert rmssd(cleaned.beats) == pytest.approx(TRUE)


def test_an_early_beat_with_its_pause_is_ectopic_and_moved():
    at = times()
    early = at.copy()
    early[60] -= 0.25

    cleaned = clean(beats.from_times(early))

    (one,) = cleaned.found
    assert (one.kind, one.done) == (Kind.ECTOPIC, Done.MOVED)
    assert cleaned.beats.times_s[60] == pytest.approx(at[60], abs=0.05)
    assert rmssd(cleaned.beats) == pytest.approx(TRUE, rel=0.03)


def test_a_late_beat_is_long():
    late = times()
    late[60] += 0.25

    cleaned = clean(beats.from_times(late))

    (one,) = cleaned.found
    assert (one.kind, one.done) == (Kind.LONG, Done.MOVED)


def test_an_early_beat_without_a_pause_is_short_and_left_out():
    at = times()
    at[60:] -= 0.3

    cleaned = clean(beats.from_times(at))

    (one,) = cleaned.found
    assert (one.kind, one.done) == (Kind.SHORT, Done.LEFT_OUT)
    assert not cleaned.beats.kept[60]
    assert np.array_equal(cleaned.beats.times_s, at)


def test_one_long_interval_of_a_calm_heart_is_nobody_s_artefact():
    at = times()
    at[60:] += 0.25

    cleaned = clean(beats.from_times(at))

    assert cleaned.found == ()


def test_a_long_silence_becomes_a_gap_and_not_made_up_beats():
    intervals = BREATH.copy()
    intervals[60] = 9000

    cleaned = clean(beats.from_intervals(intervals))

    (one,) = cleaned.found
    assert (one.kind, one.done) == (Kind.MISSED, Done.GAP)
    assert cleaned.beats.gaps == 1
    assert len(cleaned.beats) == len(intervals) + 1


def test_gaps_and_intervals_left_out_before_stay_as_they_are():
    at = np.concatenate((times(), times() + 200))
    whole = beats.from_times(at)
    kept = whole.kept.copy()
    kept[30] = False
    some = beats.Beats(
        times_s=whole.times_s, intervals_ms=whole.intervals_ms, kept=kept
    )

    cleaned = clean(some)

    assert cleaned.found == ()
    assert cleaned.beats.gaps == 1
    assert not cleaned.beats.kept[30]


def test_above_the_stated_share_it_refuses_and_says_so():
    at = times()
    at[5:115:4] -= 0.3

    strict = clean(beats.from_times(at), refuse_above=0.1)
    bad = clean(beats.from_times(at))

    assert "look like artefacts, more than the 10 %" in strict.refusal
    assert "more than the 20 %" in bad.refusal
    assert bad.share_found > 0.2
    assert len(bad.beats) > 0


def test_too_few_beats_are_refused_with_their_number():
    cleaned = clean(beats.from_intervals([800] * 19))

    alone = clean(beats.from_intervals([800]))
    assert cleaned.refusal.startswith("There are only 19 heartbeat intervals")
    assert alone.refusal.startswith("There is only 1 heartbeat interval;")
    assert len(cleaned.beats) == 20


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("some", [[], [800.0], [800.0, 810.0], [800.0] * 30])
def test_nothing_one_beat_and_a_flat_line_are_answered(method, some):
    cleaned = clean(beats.from_intervals(some), method=method)

    assert cleaned.found == ()
    assert (cleaned.refusal != "") == (len(some) < 20)


def test_a_share_is_a_share():
    with pytest.raises(ValueError, match="a share is from 0 to 1"):
        clean(beats.from_intervals(BREATH), refuse_above=20)


def test_the_local_median_leaves_out_and_moves_nothing():
    at = times()
    at[60] -= 0.3

    cleaned = clean(beats.from_times(at), method=Method.LOCAL_MEDIAN)

    assert [one.kind for one in cleaned.found] == [Kind.SHORT, Kind.LONG]
    assert np.array_equal(cleaned.beats.times_s, at)
    assert np.flatnonzero(~cleaned.beats.kept).tolist() == [0, 60, 61]


def test_many_ectopic_beats_do_not_hide_themselves():
    at = times()
    at[6:112:6] -= 0.25
    given_beats = beats.from_times(at)

    ours = clean(given_beats)
    published = clean(given_beats, method=Method.LIPPONEN_TARVAINEN)

    assert ours.counts == {Kind.ECTOPIC: 18}
    assert sum(published.counts.values()) < 18


wild = st.lists(
    st.floats(1, 10_000)
    | st.sampled_from([400.0, 800.0, 810.0, 1600.0, 3200.0, 20_000.0]),
    max_size=80,
)


@pytest.mark.parametrize("method", Method)
@given(intervals=wild)
def test_whatever_comes_in_ordered_beats_come_out(method, intervals):
    made = beats.from_intervals(intervals)

    cleaned = clean(made, method=method)

    if len(made):
        assert cleaned.beats.times_s[0] == made.times_s[0]
        assert cleaned.beats.times_s[-1] == made.times_s[-1]
    assert (np.diff(cleaned.beats.times_s) > 0).all()
    steps = 1000 * np.diff(cleaned.beats.times_s)
    told = cleaned.beats.intervals_ms[1:]
    assert np.allclose(steps[~np.isnan(told)], told[~np.isnan(told)])
    assert 0 <= cleaned.share_found <= 1
    assert 0 <= cleaned.share_made <= 1


@pytest.mark.parametrize("method", Method)
@given(
    steps=st.lists(
        st.floats(0.2, 1.8) | st.sampled_from([0.8, 0.8, 5.0, 30.0]), max_size=80
    ),
    chance=st.integers(0, 1000),
)
def test_gaps_and_left_out_intervals_survive_every_method(method, steps, chance):
    made = beats.from_times(np.concatenate(([0.0], np.cumsum(steps))))
    left_out = np.random.default_rng(chance).random(len(made)) < 0.1
    some = beats.Beats(
        times_s=made.times_s,
        intervals_ms=made.intervals_ms,
        kept=made.kept & ~left_out,
    )

    cleaned = clean(some, method=method).beats

    assert (np.diff(cleaned.times_s) > 0).all()
    for place in np.flatnonzero(~some.kept):
        same = np.flatnonzero(cleaned.times_s == some.times_s[place])
        assert len(same) == 1
        assert not cleaned.kept[same[0]]


@given(
    factor=st.floats(0.5, 1.8),
    place=st.integers(10, 110),
    shift=st.floats(0.15, 0.3),
)
def test_a_faster_heart_is_cleaned_alike(factor, place, shift):
    at = times()
    at[place] -= shift * 0.8

    once = clean(beats.from_times(at))
    scaled = clean(beats.from_times(at * factor))

    assert [one.kind for one in once.found] == [one.kind for one in scaled.found]
    assert np.allclose(once.beats.times_s * factor, scaled.beats.times_s)


@given(place=st.integers(10, 110))
def test_cleaning_twice_changes_nothing(place):
    at = np.delete(times(), place)

    once = clean(beats.from_times(at))
    again = clean(once.beats)

    assert again.found == ()
    assert np.array_equal(again.beats.times_s, once.beats.times_s)


def test_a_very_long_recording_needs_memory_in_proportion():
    import tracemalloc

    chance = np.random.default_rng(1)
    long = beats.from_intervals(800 + 30 * chance.standard_normal(300_000))
    own = 3 * long.times_s.nbytes
    tracemalloc.start()

    clean(long)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 15 * own  # columns of the same length; no table of windows


@given(
    values=st.lists(st.floats(1, 1000), min_size=1, max_size=60),
    width=st.sampled_from([5, 7, 21]),
)
def test_running_medians_are_medians_of_mirrored_windows(values, width):
    column = np.array(values)
    half = width // 2

    found = windows.running_median(column, width)
    rough = windows.running_quantile(column, 0.8, width=width)

    if len(values) <= half:
        assert np.allclose(found, np.median(column))
        return
    mirrored = np.pad(column, half, mode="reflect")
    for place in range(len(values)):
        seen = np.sort(mirrored[place : place + width])
        assert found[place] == seen[half]
        assert rough[place] == seen[int(0.8 * (width - 1))]
