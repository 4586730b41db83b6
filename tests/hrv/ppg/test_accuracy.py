"""The accuracy that the reference page states is held on the recordings themselves."""

import numpy as np
import pytest
from scripts import pulse_accuracy as accuracy

from heartsease.hrv.ppg import detect

pytestmark = pytest.mark.skipif(
    not (accuracy.RECORDINGS / "welltory_ppg").exists(),
    reason="the pulse recordings in ../shared/data/hrv are not here",
)


@pytest.fixture(scope="module")
def camera():
    names = accuracy.CAMERA_CHOSEN_ON + accuracy.CAMERA_SCORED_ON
    return list(accuracy.score_camera(accuracy.RECORDINGS, names))


@pytest.fixture(scope="module")
def scored(camera):
    return [one for one in camera if one.name in accuracy.CAMERA_SCORED_ON]


@pytest.fixture(scope="module")
def bedside():
    names = accuracy.BEDSIDE_CHOSEN_ON + accuracy.BEDSIDE_SCORED_ON
    return list(accuracy.score_bedside(accuracy.RECORDINGS, names))


def test_beats_of_a_phone_camera_are_found(camera, scored):
    assert accuracy.f1(camera) >= 98
    assert accuracy.f1(scored) >= 98


def test_variability_of_a_phone_camera_is_given_where_it_can_be_trusted(camera, scored):
    assert np.mean([one.is_accepted for one in camera]) >= 0.75
    assert accuracy.median_kept(camera) <= 7
    assert accuracy.median_kept(scored) <= 7
    assert accuracy.median_raw(scored) <= 15


def test_the_worst_recordings_are_the_ones_that_are_refused(camera):
    refused = {one.name for one in camera if not one.is_accepted}
    by_error = sorted(camera, key=lambda one: np.median(np.abs(one.errors_ms)))

    assert refused == {one.name for one in by_error[-2:]}


def test_the_heart_rate_is_right_even_where_variability_is_refused(camera):
    for one in camera:
        _, _, strap = accuracy.camera(accuracy.RECORDINGS, one.name)
        assert one.pulse.rate_bpm == pytest.approx(60_000 / np.median(strap), abs=1)


def test_beats_of_a_bedside_oximeter_are_found_and_timed(bedside):
    assert min(accuracy.f1([one]) for one in bedside) >= 97
    assert accuracy.f1(bedside) >= 98
    assert accuracy.per_recording(bedside) <= 3.5


def test_no_bedside_oximeter_is_upside_down(bedside):
    assert not any(one.pulse.upside_down for one in bedside)


def test_the_page_holds_every_recording_that_was_scored(camera, bedside):
    text = accuracy.PAGE.read_text(encoding="utf-8")

    for one in (*camera, *bedside):
        assert f"| {one.name} | {one.met + one.missed} |" in text


def rest_of(name):
    """One recording of another source: its samples and their rate in Hz."""
    folder = accuracy.RECORDINGS
    if name == "systole":
        return np.load(folder / "systole" / "ppg.npy").ravel(), 75
    if name == "biosppy":
        return np.loadtxt(folder / "biosppy" / "ppg.txt"), 1000
    return np.loadtxt(folder / "heartpy" / "data.csv"), 100


@pytest.mark.parametrize(
    ("name", "bpm"), [("systole", 68.0), ("biosppy", 94.6), ("heartpy", 58.8)]
)
def test_finger_sensors_of_other_sources_are_upright_and_clear(name, bpm):
    samples, rate_hz = rest_of(name)

    pulse = detect.from_samples(samples, rate_hz=rate_hz)
    turned = detect.from_samples(-samples, rate_hz=rate_hz)

    assert pulse.rate_bpm == pytest.approx(bpm, abs=0.5)
    assert pulse.refusal is None
    assert (pulse.upside_down, turned.upside_down) == (False, True)
