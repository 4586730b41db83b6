"""A stream gives the numbers that the whole series would give, whatever the sensor does."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.breathing_people import breathing, paced

from heartsease.core.values.unknown import Unknown
from heartsease.hrv import coherence
from heartsease.hrv.beats import Beats
from heartsease.hrv.errors import StreamError
from heartsease.hrv.simulate.artefacts import Kind, plant
from heartsease.hrv.simulate.strap import Strap, packets
from heartsease.hrv.stream import check, events
from heartsease.hrv.stream.intake import BeatAt, Packet
from heartsease.hrv.stream.session import Moment, Stream

PACER = paced(6, minutes=6)
HEART = breathing(PACER)


def run(pushed, **options):
    stream = Stream(**options)
    told = [event for one in pushed for event in stream.push(one)]
    told.extend(stream.finish())
    return stream, told


def of(kind, told):
    return [one for one in told if isinstance(one, kind)]


def as_beats(told):
    seen = of(events.Beat, told)
    return Beats(
        times_s=np.array([one.time_s for one in seen]),
        intervals_ms=np.array([one.interval_ms for one in seen]),
        kept=np.array([one.kept for one in seen], dtype=bool),
    )


def strap(generator=1, **how):
    return packets(HEART, Strap(**how), generator=np.random.default_rng(generator))


@settings(max_examples=30)
@given(
    st.integers(0, 1000),
    st.lists(st.integers(1, 9), min_size=1, max_size=30),
    st.sampled_from(list(Kind)),
)
def test_at_the_end_of_a_session_the_numbers_are_those_of_the_whole_series(
    seed, sizes, kind
):
    spoilt = plant(HEART, {kind: 0.02}, generator=np.random.default_rng(seed)).beats
    intervals = spoilt.intervals_ms[1:150].tolist()
    cuts = np.cumsum(np.resize(sizes, len(intervals)))
    parts = [part.tolist() for part in np.split(intervals, cuts) if len(part)]

    stream, told = run([Packet(intervals_ms=part) for part in parts])

    batch = np.array(intervals)
    good = check.kept(batch)
    neighbours = np.diff(batch)[good[1:] & good[:-1]]
    totals = stream.totals
    assert totals.beats == len(batch) + 1
    assert totals.kept == good.sum()
    assert totals.mean_nn_ms == pytest.approx(batch[good].mean())
    assert totals.sdnn_ms == pytest.approx(batch[good].std(ddof=1))
    assert totals.rmssd_ms == pytest.approx(np.sqrt(np.mean(neighbours**2)))
    assert totals.left_out == pytest.approx(batch[~good].sum() / batch.sum())
    whole = as_beats(told)
    assert np.array_equal(whole.kept[1:], good)
    for one in of(events.Scored, told)[::20]:
        again = coherence.coherence(whole, at_s=one.window.at_s)
        assert again.ratio == pytest.approx(one.window.ratio, rel=1e-9)
        assert again.swing_bpm == pytest.approx(one.window.swing_bpm, rel=1e-9)
        assert again.left_out == pytest.approx(one.window.left_out, abs=1e-12)


@settings(max_examples=20)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=20))
def test_how_the_beats_are_packed_does_not_matter(sizes):
    intervals = HEART.intervals_ms[1:120].tolist()
    cuts = np.cumsum(np.resize(sizes, len(intervals)))
    packed = [part.tolist() for part in np.split(intervals, cuts) if len(part)]

    _, one_by_one = run([Packet(intervals_ms=[ms]) for ms in intervals])
    _, together = run([Packet(intervals_ms=part) for part in packed])

    assert repr(together) == repr(one_by_one)  # NaN is not equal to itself


def test_detected_beats_and_intervals_tell_the_same_session():
    detected, _ = run([BeatAt(time_s=float(at)) for at in HEART.times_s])
    delivered, _ = run([Packet(intervals_ms=HEART.intervals_ms[1:].tolist())])

    assert detected.totals.rmssd_ms == pytest.approx(delivered.totals.rmssd_ms)
    assert detected.totals.beats == delivered.totals.beats


@pytest.mark.parametrize(("late_s", "within"), [(0.03, 0.2), (0.12, 0.2), (0.3, 0.3)])
@pytest.mark.parametrize("seed", range(3))
def test_beats_of_a_strap_are_placed_on_the_clock_to_a_fifth_of_a_second(
    seed, late_s, within
):
    stream, told = run(strap(seed, late_s=late_s))

    seen = as_beats(told).times_s
    nearest = HEART.times_s[np.abs(HEART.times_s - seen[:, np.newaxis]).argmin(axis=1)]
    off = seen - nearest
    assert len(seen) == pytest.approx(len(HEART), abs=2)
    assert np.abs(off).max() < 0.6
    assert np.abs(off[seen > 90]).max() < within
    assert stream.totals.coverage == pytest.approx(1.0, abs=0.01)
    assert of(events.Gap, told) == []


@pytest.mark.parametrize("ppm", [-300, 300])
def test_a_clock_that_drifts_is_followed(ppm):
    _, told = run(strap(drift_ppm=ppm))

    assert abs(as_beats(told).times_s[-1] - HEART.times_s[-1]) < 0.2


def test_the_lag_behind_the_pacer_survives_the_strap():
    true = coherence.coherence(HEART, at_s=300, pacer=PACER).paced.lag_deg

    _, told = run(strap(4), pacer=PACER)

    late = [one.window for one in of(events.Scored, told) if one.window.at_s > 290]
    assert late[0].paced.lag_deg == pytest.approx(true, abs=12)


@pytest.mark.parametrize("again", [1, 2, 4])
def test_a_strap_that_repeats_itself_is_counted_once(again):
    stream, told = run(strap(repeats=0.6, times_again=again))

    assert stream.totals.coverage > 1.4
    assert stream.totals.repeated > 200 * again * 0.6
    assert len(as_beats(told)) == pytest.approx(len(HEART), rel=0.02)
    assert stream.totals.rmssd_ms == pytest.approx(
        np.sqrt(np.mean(np.diff(HEART.nn_ms) ** 2)), rel=0.02
    )


def test_packets_that_carry_the_last_beats_again_are_counted_once():
    intervals = np.round(HEART.intervals_ms[1:] * 1.024) / 1.024
    overlapping = [
        Packet(
            intervals_ms=intervals[max(n - 4, 0) : n + 1].tolist(),
            arrived_s=float(HEART.times_s[n + 1]),
        )
        for n in range(len(intervals))
    ]

    stream, told = run(overlapping)

    assert stream.totals.coverage > 4
    assert len(as_beats(told)) == pytest.approx(len(HEART), abs=4)


def test_a_steady_heart_that_sends_the_same_number_again_is_no_repeat():
    steady = [Packet(intervals_ms=[1000.0], arrived_s=float(s)) for s in range(120)]

    stream, _ = run(steady)

    assert stream.totals.repeated == 0
    assert stream.totals.kept == 120


def test_a_lost_stretch_is_a_gap_of_its_true_length():
    _, told = run(strap(lost_s=[(100, 130)]))

    (gap,) = of(events.Gap, told)
    seen = as_beats(told)
    assert gap.end_s - gap.start_s == pytest.approx(30, abs=2)
    assert seen.gaps == 1
    assert np.abs(seen.times_s[-1] - HEART.times_s[-1]) < 0.6


def test_beats_that_come_late_but_whole_are_no_gap():
    stream, told = run(strap(lost_s=[(100, 130)], keeps=True))

    assert of(events.Gap, told) == []
    assert len(as_beats(told)) == pytest.approx(len(HEART), abs=2)
    assert stream.totals.coverage == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("ppm", [-300, 300])
def test_a_clock_that_drifts_makes_neither_gaps_nor_repeats(ppm):
    stream, told = run(strap(drift_ppm=ppm))

    assert of(events.Gap, told) == []
    assert stream.totals.repeated == 0


@pytest.mark.parametrize(
    "how",
    [{"repeats": 0.4}, {"lost_s": [(100, 112)]}, {"late_s": 0.4}, {"drift_ppm": 200}],
)
def test_whatever_the_strap_did_a_score_is_that_of_the_beats_that_were_told(how):
    _, told = run(strap(6, **how), pacer=PACER)

    whole = as_beats(told)
    scored = of(events.Scored, told)
    assert len(scored) > 100
    for one in scored[::15]:
        again = coherence.coherence(whole, at_s=one.window.at_s, pacer=PACER)
        assert again.share == pytest.approx(one.window.share, rel=1e-9)
        assert again.paced.lag_deg == pytest.approx(one.window.paced.lag_deg, abs=1e-6)


def test_silence_is_told_once_and_so_is_the_return():
    sent = strap(lost_s=[(100, 130)])
    pushed = sorted(
        [*sent, *(Moment(now_s=float(s)) for s in range(0, 360, 2))],
        key=lambda one: one.now_s if isinstance(one, Moment) else one.arrived_s,
    )

    _, told = run(pushed)

    (silent,) = of(events.Silent, told)
    (back,) = of(events.Reconnected, told)
    assert 104 <= silent.at_s < 110
    assert silent.since_s < 101
    assert 129 < back.at_s < 135


def test_a_spoilt_minute_freezes_the_score():
    spoilt = plant(HEART, {Kind.NOISE: 0.2}, generator=np.random.default_rng(2)).beats

    stream, told = run(
        [Packet(intervals_ms=spoilt.intervals_ms[1:].tolist())], pacer=None
    )

    assert of(events.Frozen, told)
    assert stream.totals.frozen == len(of(events.Frozen, told))
    assert all(not one.window.frozen for one in of(events.Scored, told))


def test_memory_does_not_grow_with_the_session():
    stream = Stream()
    sizes = []
    for _ in range(20):
        for ms in HEART.intervals_ms[1:].tolist():
            stream.push(Packet(intervals_ms=[ms]))
        sizes.append(
            (len(stream._window), len(stream._times), len(stream._timeline._recent))
        )

    assert max(sizes) <= (130, 3, 32)


def test_impossible_numbers_are_told_and_nothing_else_is_lost():
    stream, told = run(
        [Packet(intervals_ms=[800, 0, float("nan"), -3, 810]), BeatAt(time_s=np.inf)]
    )

    assert len(of(events.Refused, told)) == 4
    assert stream.totals.beats == 3


def test_an_arrival_before_the_last_one_is_a_mistake():
    stream = Stream()
    stream.push(Packet(intervals_ms=[800], arrived_s=5.0))

    with pytest.raises(StreamError, match="have to rise"):
        stream.push(Packet(intervals_ms=[800], arrived_s=4.0))


def test_nothing_pushed_is_nothing_known():
    stream, told = run([])

    assert told == []
    assert isinstance(stream.totals.rmssd_ms, Unknown)
    assert isinstance(stream.totals.coverage, Unknown)
    assert stream.totals.beats == 0


def test_a_beat_detected_twice_is_counted_once():
    stream, told = run([BeatAt(time_s=t) for t in (1.0, 1.8, 1.8, 2.6)])

    assert stream.totals.beats == 3
    assert of(events.Repeated, told)[0].count == 1


def test_an_interval_of_many_seconds_is_a_gap():
    _, told = run([Packet(intervals_ms=[800, 800, 9000, 800, 800])])

    assert as_beats(told).gaps == 1
    assert of(events.Gap, told)[0].end_s == pytest.approx(10.6)


def test_a_number_that_no_sensor_counts_to_opens_a_new_stretch():
    _, told = run([Packet(intervals_ms=[800, 4294902490, 810, 820])])

    assert of(events.Refused, told)[0].value == 4294902490
    seen = as_beats(told)
    assert seen.gaps == 1
    assert seen.times_s[-1] < 10
