"""A file of a phone camera or a finger sensor becomes pulses, or a named refusal."""

from pathlib import Path

import numpy as np
import pytest
from tests.support.pulses import a_camera, a_recording, found, some_beats

from heartsease.hrv.errors import PulseError
from heartsease.hrv.ppg import detect
from heartsease.importers.recordings.pulse import pulse_of

CAMERA = Path(__file__).parents[4] / "shared/data/hrv/welltory_ppg/subject_05/PPG.csv"


def camera_file(seed=1):
    rng = np.random.default_rng(seed)
    beats = some_beats(rng)
    stamps, frames = a_camera(beats, seconds=60, rng=rng, late_ms=7, dropped=0.02)
    rows = (
        f"{1000 * stamp:.0f},{red:.3f},{green:.3f},{blue:.1f}"
        for stamp, (red, green, blue) in zip(stamps, frames, strict=True)
    )
    return "time,R,G,B\n" + "\n".join(rows), beats


def test_frames_of_a_phone_camera_become_pulses(read_):
    text, beats = camera_file()

    (recording,) = read_(text, "PPG.csv").recordings
    pulse = pulse_of(recording)

    assert found(pulse.beats.times_s, beats)[1:] == (0, 0)
    assert pulse.upside_down
    assert pulse.refusal is None


def test_a_finger_sensor_becomes_pulses_whichever_way_up_it_is(read_):
    rng = np.random.default_rng(2)
    beats = some_beats(rng)
    wave = a_recording(beats, seconds=60, rng=rng)
    text = "time,PPG\n" + "\n".join(
        f"{row / 100:.2f},{-value:.4f}" for row, value in enumerate(wave)
    )

    (recording,) = read_(text, "finger.csv").recordings
    pulse = pulse_of(recording)

    assert found(pulse.beats.times_s, beats)[1:] == (0, 0)
    assert pulse.upside_down


def test_a_file_without_a_pulse_wave_gives_none(read_):
    (recording,) = read_("800\n810\n790\n" * 10, "rr.txt").recordings

    assert pulse_of(recording) is None


def test_a_covered_lens_is_refused_by_name(read_):
    rows = "\n".join(f"{34 * row},255.0,0.0,0.0" for row in range(900))

    (recording,) = read_("time,R,G,B\n" + rows, "PPG.csv").recordings

    with pytest.raises(PulseError, match="never changes"):
        pulse_of(recording)


@pytest.mark.skipif(not CAMERA.exists(), reason="the shared recordings are not here")
def test_a_real_file_gives_what_its_columns_give(read_):
    rows = np.loadtxt(CAMERA, delimiter=",", skiprows=1)
    (recording,) = read_(CAMERA.read_text(encoding="utf-8"), "PPG.csv").recordings

    ours = pulse_of(recording)
    direct = detect.from_frames(rows[:, 0] / 1000, rows[:, 1:])

    # This camera is so even that the reader keeps its rate in place of the stamps.
    assert np.allclose(ours.beats.times_s, direct.beats.times_s, atol=0.01)
    assert ours.refusal is None
