"""Beats pushed in packet by packet are those of the whole recording."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.ecg import a_lead, a_rhythm

from heartsease.hrv.ecg import detect, stream
from heartsease.hrv.errors import EcgError

RATE_HZ = 130.0


def pushed(lead, *, rate_hz=RATE_HZ, sizes=(73,)):
    detector = stream.Detector(rate_hz=rate_hz)
    beats, at, turn = [], 0, 0
    while at < len(lead):
        size = sizes[turn % len(sizes)]
        beats += detector.push(lead[at : at + size])
        at, turn = at + size, turn + 1
    return beats + detector.finish()


def times(beats):
    return np.array([beat.time_s for beat in beats])


@pytest.mark.parametrize("rate_hz", [100.0, 130.0, 360.0, 1000.0])
def test_the_stream_gives_the_beats_of_the_recording(rate_hz):
    lead = a_lead(a_rhythm(seconds=40), rate_hz=rate_hz, seconds=40, noise_mv=0.03)

    beats = pushed(lead, rate_hz=rate_hz)

    whole = detect.find_beats(lead, rate_hz=rate_hz)
    assert np.allclose(times(beats), whole.times_s, atol=1e-3)
    assert np.allclose([b.height for b in beats], whole.heights, rtol=0.02)
    assert all(beat.usable for beat in beats)


@pytest.mark.parametrize("second", [0.97, 1.0, 1.05])
def test_the_stream_stays_on_the_peak_it_began_with(second):
    waves = ((1.0, -0.02, 0.009), (-0.3, 0.0, 0.007), (second, 0.02, 0.009))
    beats = a_rhythm(seconds=120)
    lead = a_lead(beats, rate_hz=250, seconds=120, waves=waves, noise_mv=0.06)

    found = times(pushed(lead, rate_hz=250.0))

    assert len(found) == len(beats)
    after_the_start = (found - beats)[beats > stream.WINDOW_S]
    assert np.std(after_the_start) < 0.001


@pytest.fixture(scope="module")
def a_lead_and_its_beats():
    lead = a_lead(a_rhythm(seconds=15), rate_hz=RATE_HZ, seconds=15, noise_mv=0.1)
    return lead, pushed(lead, sizes=(65,))


@settings(max_examples=6)
@given(sizes=st.lists(st.integers(1, 900), min_size=1, max_size=5))
def test_how_samples_are_cut_into_packets_makes_no_difference(
    a_lead_and_its_beats, sizes
):
    lead, beats = a_lead_and_its_beats

    assert pushed(lead, sizes=sizes) == beats


def test_a_beat_comes_out_within_a_second_and_a_half():
    beats = a_rhythm(seconds=30)
    lead = a_lead(beats, rate_hz=RATE_HZ, seconds=30)
    detector = stream.Detector(rate_hz=RATE_HZ)
    late = []
    for at in range(0, len(lead), 13):
        for beat in detector.push(lead[at : at + 13]):
            late.append((at + 13) / RATE_HZ - beat.time_s)

    after_the_start = np.array(late[6:])
    assert after_the_start.max() <= stream.AHEAD_S + stream.HOP_S + 0.11
    assert after_the_start.min() >= stream.AHEAD_S


def test_no_beat_comes_twice_and_all_come_in_order():
    rng = np.random.default_rng(3)
    lead = a_lead(a_rhythm(seconds=60), rate_hz=RATE_HZ, seconds=60)
    lead += rng.normal(0, 0.4, len(lead))

    found = times(pushed(lead))

    assert (np.diff(found) >= 0.2).all()


def test_lost_samples_keep_the_clock_and_give_no_beat():
    beats = a_rhythm(seconds=60)
    lead = a_lead(beats, rate_hz=RATE_HZ, seconds=60)
    lead[20 * 130 : 45 * 130] = np.nan

    found = times(pushed(lead))

    outside = beats[(beats < 19.9) | (beats > 45.2)]
    missed = [b for b in outside if np.abs(found - b).min() > 0.005]
    assert len(missed) <= 1
    assert not ((found > 20) & (found < 45)).any()
    assert found[-1] == pytest.approx(outside[-1], abs=0.005)


def test_noise_is_given_out_as_not_usable():
    lead = np.random.default_rng(8).normal(size=int(60 * RATE_HZ))

    beats = pushed(lead)

    assert not any(beat.usable for beat in beats)


def test_memory_does_not_grow():
    detector = stream.Detector(rate_hz=RATE_HZ)
    lead = a_lead(a_rhythm(seconds=20), rate_hz=RATE_HZ, seconds=20)
    sizes = []
    for _ in range(4):
        detector.push(lead)
        sizes.append(detector.samples_held)

    assert sizes[-1] == sizes[1]
    assert sizes[-1] <= (stream.WINDOW_S + stream.HOP_S) * RATE_HZ


def test_a_packet_that_is_no_row_of_numbers_is_refused_and_changes_nothing():
    lead = a_lead(a_rhythm(seconds=20), rate_hz=RATE_HZ, seconds=20)
    detector = stream.Detector(rate_hz=RATE_HZ)
    beats = detector.push(lead[:1000])
    with pytest.raises(EcgError, match="Not every sample"):
        detector.push(["x"])
    with pytest.raises(EcgError, match="One lead at a time"):
        detector.push(np.zeros((3, 2)))

    beats += detector.push(lead[1000:]) + detector.finish()

    assert beats == pushed(lead)


def test_an_empty_packet_and_a_short_recording_give_nothing():
    detector = stream.Detector(rate_hz=RATE_HZ)

    assert detector.push([]) == []
    assert detector.push(np.zeros(300)) == []
    assert detector.finish() == []


def test_an_impossible_rate_is_refused_at_once():
    with pytest.raises(EcgError, match="sampling rate of 50"):
        stream.Detector(rate_hz=50)
