"""`heartsease hrv` on pulse waves: numbers that say what they are, and refusals."""

import json
import re

import numpy as np
from click.testing import CliRunner
from tests.support.pulses import a_recording, some_beats

from heartsease.cli.errors import ExitCode
from heartsease.cli.main import main


def a_file(folder, *, noise):
    rng = np.random.default_rng(1)
    beats = some_beats(rng, seconds=120)
    wave = a_recording(beats, seconds=120, rng=rng, noise=noise)
    file = folder / "finger.csv"
    rows = (f"{row / 100:.2f},{value:.4f}" for row, value in enumerate(wave))
    file.write_text("time,PPG\n" + "\n".join(rows), encoding="utf-8")
    return file, 1000 * np.diff(beats)


def test_a_finger_recording_is_measured_and_named_for_what_it_is(tmp_path):
    file, intervals = a_file(tmp_path, noise=0.01)

    plain = CliRunner().invoke(main, ["hrv", str(file)])
    (one,) = json.loads(CliRunner().invoke(main, ["hrv", str(file), "--json"]).stdout)

    assert plain.exit_code == ExitCode.DONE
    assert "not heart rate variability from an ECG" in plain.output
    assert any("not heart rate variability" in note for note in one["notes"])
    rmssd = np.sqrt(np.mean(np.diff(intervals) ** 2))
    assert abs(one["metrics"]["rmssd"]["value"] / rmssd - 1) < 0.05


def test_a_poor_finger_recording_keeps_its_rate_and_gets_no_numbers(tmp_path):
    file, intervals = a_file(tmp_path, noise=0.35)

    result = CliRunner().invoke(main, ["hrv", str(file)])

    assert "clear enough" in result.output
    said = re.search(r"(\d+) pulses a minute", result.output)
    assert abs(int(said[1]) - 60_000 / np.median(intervals)) <= 1
    assert " rmssd" not in result.output
