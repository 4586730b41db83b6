"""A stream gives the beats of the whole recording, a little later, in bounded memory."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.pulses import a_camera, a_recording, found, some_beats

from heartsease.hrv.errors import PulseError
from heartsease.hrv.ppg import detect, stream


def pushed(one, values, *, times_s=None, pieces):
    """All beats when the recording is pushed in pieces of the given lengths."""
    beats, first = [], 0
    for length in pieces:
        rows = slice(first, first + length)
        stamps = None if times_s is None else times_s[rows]
        beats += one.push(values[rows], times_s=stamps)
        first += length
    assert first >= len(values)
    return beats + one.finish()


def test_a_sensor_pushed_sample_by_sample_gives_the_beats_of_the_whole():
    rng = np.random.default_rng(1)
    beats = some_beats(rng)
    wave = a_recording(beats, seconds=60, rng=rng)
    whole = detect.from_samples(wave, rate_hz=100)

    given_out = pushed(stream.PulseStream(rate_hz=100), wave, pieces=[1] * len(wave))

    times = np.array([beat.time_s for beat in given_out])
    assert np.allclose(times, whole.beats.times_s, atol=0.001)
    kept = np.array([beat.kept for beat in given_out])
    assert np.mean(kept == whole.beats.kept) > 0.97


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1000), piece=st.integers(1, 2000))
def test_the_size_of_a_push_changes_no_beat(seed, piece):
    rng = np.random.default_rng(seed)
    stamps, frames = a_camera(
        some_beats(rng, seconds=40), seconds=40, rng=rng, late_ms=8, dropped=0.02
    )
    whole = detect.from_frames(stamps, frames)

    given_out = pushed(
        stream.PulseStream(channels=3, upside_down=True),
        frames,
        times_s=stamps,
        pieces=[piece] * (len(stamps) // piece + 1),
    )

    times = [beat.time_s for beat in given_out]
    assert found(times, whole.beats.times_s, within_s=0.02)[1:] == (0, 0)


def test_a_beat_is_given_within_the_stated_time():
    rng = np.random.default_rng(2)
    beats = some_beats(rng)
    wave = a_recording(beats, seconds=60, rng=rng)
    one = stream.PulseStream(rate_hz=100)
    waits = []

    for row in range(len(wave)):
        for beat in one.push(wave[row : row + 1]):
            if row > 1000:
                waits.append(row / 100 - beat.time_s)

    assert max(waits) <= stream.LAG_S + stream.STEP_S + 0.02


def test_memory_stays_bounded_however_much_comes_at_once():
    rng = np.random.default_rng(3)
    wave = a_recording(some_beats(rng, seconds=120), seconds=120, rng=rng)
    one = stream.PulseStream(rate_hz=100)

    one.push(wave)

    assert len(one._values) <= 100 * (stream.WINDOW_S + 2 * stream.STEP_S) + 1


def test_a_finger_taken_off_gives_no_beats_and_its_return_begins_with_a_gap():
    rng = np.random.default_rng(4)
    beats = some_beats(rng, seconds=90)
    wave = a_recording(beats, seconds=90, rng=rng)
    wave[3000:6000] = 0

    given_out = pushed(stream.PulseStream(rate_hz=100), wave, pieces=[50] * 180)

    times = np.array([beat.time_s for beat in given_out])
    assert not ((times > 30.3) & (times < 59.7)).any()
    back = next(beat for beat in given_out if beat.time_s > 59)
    assert np.isnan(back.interval_ms)
    assert not back.kept
    assert times[-1] > 88


def test_what_a_stream_cannot_take_is_refused_and_leaves_it_as_it_was():
    camera = stream.PulseStream(channels=3)
    camera.push([[1.0, 2.0, 3.0]], times_s=[5.0])

    with pytest.raises(PulseError, match="Frames need a time stamp"):
        camera.push([[1.0, 2.0, 3.0]])
    with pytest.raises(PulseError, match="earlier than the one before"):
        camera.push([[1.0, 2.0, 3.0]], times_s=[4.0])
    with pytest.raises(PulseError, match="Rows of 3 values"):
        camera.push([[1.0, 2.0]], times_s=[6.0])
    with pytest.raises(PulseError, match="1 finite time stamps"):
        camera.push([[1.0, 2.0, 3.0]], times_s=[np.nan])
    with pytest.raises(PulseError, match="Not every sample is a number"):
        camera.push([["red", 2.0, 3.0]], times_s=[6.0])
    with pytest.raises(PulseError, match="needs no time stamps"):
        stream.PulseStream(rate_hz=100).push([1.0], times_s=[0.0])
    with pytest.raises(PulseError, match="is not possible"):
        stream.PulseStream(rate_hz=5)
    assert len(camera._times) == 1


def test_nothing_pushed_gives_nothing():
    one = stream.PulseStream(rate_hz=100)

    assert one.push([]) == []
    assert one.finish() == []


def test_a_stream_says_why_it_gives_no_beats():
    rng = np.random.default_rng(5)
    clear, covered = stream.PulseStream(rate_hz=100), stream.PulseStream(rate_hz=100)
    slow = stream.PulseStream()
    wave = a_recording(some_beats(rng), seconds=20, rng=rng)

    clear.push(wave)
    covered.push(np.zeros(2000))
    slow.push(wave[::20], times_s=np.arange(0, 20, 0.2))

    assert clear.refusal is None
    assert clear.rate_bpm == pytest.approx(70, abs=5)
    assert "never changes" in covered.refusal
    assert "5 samples a second" in slow.refusal
    assert slow.rate_bpm is None


def test_samples_that_a_sensor_lost_keep_the_time_of_what_follows():
    rng = np.random.default_rng(6)
    beats = some_beats(rng)
    wave = a_recording(beats, seconds=60, rng=rng)
    wave[2000:2200] = np.nan

    given_out = pushed(stream.PulseStream(rate_hz=100), wave, pieces=[40] * 150)

    times = np.array([beat.time_s for beat in given_out])
    seen = beats[(beats < 19.9) | (beats > 22.1)]
    assert found(times, seen)[1:] == (0, 0)
    assert not next(beat for beat in given_out if beat.time_s > 22).kept
