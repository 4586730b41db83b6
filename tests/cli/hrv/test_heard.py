"""`heartsease hrv FILE` finds the beats of a signal, and withholds what means nothing."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from heartsease.cli.main import main

SHARED = Path(__file__).parents[4] / "shared/data/hrv"


def run(*words):
    return CliRunner().invoke(main, ["hrv", *map(str, words)])


@pytest.fixture
def wild(tmp_path):
    chance = np.random.default_rng(1)
    path = tmp_path / "wild.txt"
    path.write_text("".join(f"{one:.0f}\n" for one in chance.uniform(400, 1000, 300)))
    return path


def test_a_rhythm_without_a_pattern_is_not_measured_and_says_why(wild):
    result = run(wild)

    assert result.exit_code == 3
    assert "too irregular for these numbers" in result.output
    assert "This is not a diagnosis." in result.output
    assert "rmssd" not in result.output


def test_who_asks_for_no_cleaning_gets_the_numbers(wild):
    result = run(wild, "--clean", "none", "--metrics", "rmssd")

    assert result.exit_code == 0
    assert "rmssd" in result.output


@pytest.mark.skipif(not SHARED.exists(), reason="the shared recordings are not here")
def test_the_beats_of_a_camera_are_found_before_they_are_measured():
    result = run(SHARED / "welltory_ppg/subject_03/PPG.csv", "--metrics", "mean_nn")

    assert result.exit_code == 0, result.output
    assert "of the time is clear" in result.output
    assert "mean_nn" in result.output


def test_a_signal_without_a_heart_says_so(tmp_path):
    path = tmp_path / "noise.csv"
    chance = np.random.default_rng(1)
    rows = "".join(
        f"{n / 100},{one:.3f}\n" for n, one in enumerate(chance.standard_normal(3000))
    )
    path.write_text("time [s],ECG\n" + rows)

    result = run(path)

    assert result.exit_code == 3
    assert "not measured" in result.output


@pytest.mark.skipif(not SHARED.exists(), reason="the shared recordings are not here")
def test_a_pacemaker_s_beats_are_not_measured_and_not_looked_for_anew(tmp_path):
    from heartsease.cli.hrv.heard import heard
    from heartsease.importers.recordings.read import read_file

    paced = read_file(SHARED / "mitdb_flac_ch0/107.hea").recordings[0]

    found = heard(paced)

    assert found.beats is None
    assert "no interval between two normal beats" in found.refusal
