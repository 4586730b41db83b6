"""`heartsease hrv` as a person types it: numbers with units, refusals, files to keep."""

import csv
import io
import json
import math
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner
from tests.support.rr import SHARED

from heartsease.cli.errors import ExitCode
from heartsease.cli.main import main
from heartsease.hrv import beats
from heartsease.hrv.measures import METRICS, measure

SIGNALS = SHARED / "hrv" / "biosppy"


def run(*arguments):
    return CliRunner().invoke(main, ["hrv", *map(str, arguments)])


def a_recording(seed=1, n=400):
    random = np.random.default_rng(seed)
    return np.round(
        850 + 40 * np.sin(np.arange(n) / 2.2) + random.normal(0, 12, n)
    ).tolist()


@pytest.fixture
def morning(tmp_path):
    file = tmp_path / "morning.txt"
    file.write_text("\n".join(f"{one:.0f}" for one in a_recording()), encoding="utf-8")
    return file


@pytest.fixture
def broken(tmp_path):
    file = tmp_path / "broken.txt"
    file.write_text("no heart in here\n", encoding="utf-8")
    return file


def test_a_recording_is_measured_and_every_number_has_its_unit(morning):
    result = run(morning)

    assert result.exit_code == ExitCode.DONE
    assert "400 normal intervals in 5.7 min; 0.0 % artefacts" in result.stdout
    rmssd = next(
        line.split() for line in result.stdout.splitlines() if " rmssd" in line
    )
    assert rmssd[-1] == "ms"
    assert "needs 10000 normal intervals" in result.stdout


def test_json_carries_the_full_numbers_and_what_is_missing(morning):
    result = run(morning, "--json")

    (one,) = json.loads(result.stdout)
    ours = measure(beats.from_intervals(a_recording())).values
    assert one["metrics"].keys() == METRICS.keys()
    assert one["metrics"]["rmssd"] == {"value": ours["rmssd"], "unit": "ms"}
    assert one["metrics"]["ulf"] == {"unknown": ["10000 normal intervals"]}
    assert one["artefacts"]["share"] == 0.0
    assert one["preset"] == "heartsease"


def test_csv_has_a_row_for_each_metric_asked_for(morning):
    result = run(morning, "--csv", "--metrics", "rmssd, ulf")

    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["metric"] for row in rows] == ["rmssd", "ulf"]
    assert math.isclose(
        float(rows[0]["value"]),
        measure(beats.from_intervals(a_recording())).values["rmssd"],
    )
    assert (rows[1]["value"], rows[1]["missing"]) == ("", "10000 normal intervals")


def test_a_drawing_is_a_picture_of_its_own(morning, tmp_path):
    target = tmp_path / "morning.svg"

    result = run(morning, "--plot", target)

    assert result.exit_code == ExitCode.DONE
    assert ElementTree.fromstring(target.read_text(encoding="utf-8")).tag.endswith(
        "svg"
    )


def test_a_drawing_shows_the_spectrum_whatever_was_asked_for_as_numbers(
    morning, tmp_path
):
    whole, one = tmp_path / "whole.svg", tmp_path / "one.svg"

    run(morning, "--plot", whole)
    run(morning, "--metrics", "rmssd", "--plot", one)

    assert one.read_text(encoding="utf-8") == whole.read_text(encoding="utf-8")
    assert "Too few beats" not in one.read_text(encoding="utf-8")


def test_a_bad_file_is_named_and_does_not_stop_the_next(broken, morning):
    result = run(broken, morning, "--metrics", "rmssd")

    assert result.exit_code == ExitCode.DONE
    assert "broken.txt\n  not measured:" in result.stdout
    assert "morning.txt\n  400 normal intervals" in result.stdout


def test_nothing_that_can_be_measured_is_an_error(broken):
    result = run(broken)

    assert result.exit_code == ExitCode.NOTHING_READ
    assert "Nothing was measured" in result.stderr


def test_artefacts_are_left_out_unless_all_beats_are_wanted(tmp_path):
    values = a_recording()
    values[200:201] = [300.0, 550.0]
    file = tmp_path / "extra.txt"
    file.write_text("\n".join(map(str, values)), encoding="utf-8")

    found = json.loads(run(file, "--json", "--metrics", "rmssd").stdout)[0]
    every = json.loads(
        run(file, "--json", "--metrics", "rmssd", "--clean", "none").stdout
    )[0]

    assert found["artefacts"]["share"] > 0
    assert every["artefacts"]["share"] == 0
    assert found["metrics"]["rmssd"]["value"] < every["metrics"]["rmssd"]["value"]


def test_too_many_artefacts_are_refused_with_their_share(tmp_path):
    random = np.random.default_rng(4)
    spoiled = 800 + 20 * random.standard_normal(400)
    spoiled[::10] *= 0.6
    spoiled[1::10] *= 1.4
    spoiled[5::10] *= 2
    file = tmp_path / "noise.txt"
    file.write_text("\n".join(map(str, spoiled)), encoding="utf-8")

    result = run(file)

    assert result.exit_code == ExitCode.NOTHING_READ
    assert "look like artefacts" in result.stdout


def test_another_programs_numbers_come_under_its_names(morning):
    result = run(morning, "--json", "--preset", "neurokit2", "--clean", "none")

    (one,) = json.loads(result.stdout)
    assert one["preset"] == "neurokit2"
    assert "HRV_RMSSD" in one["metrics"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--metrics", "rmsd"], "no metric 'rmsd'"),
        (["--json", "--csv"], "choose one"),
        (["--preset", "kubios"], "kubios-like"),
    ],
)
def test_what_cannot_be_asked_is_said(morning, arguments, says):
    result = run(morning, *arguments)

    assert result.exit_code == ExitCode.USAGE
    assert says in result.stderr


def test_a_unit_that_cannot_be_is_refused(morning):
    result = run(morning, "--unit", "s")

    assert result.exit_code == ExitCode.NOTHING_READ
    assert "in s" in result.stdout


def test_hours_of_the_clock_need_a_start(tmp_path):
    file = tmp_path / "night.txt"
    file.write_text("\n".join(map(str, a_recording(n=9000))), encoding="utf-8")

    without = run(file, "--metrics", "rmssd", "--by-hour")
    result = run(
        file, "--metrics", "rmssd", "--by-hour", "--started", "22:30", "--json"
    )

    hours = {one["hour"]: one for one in json.loads(result.stdout)[0]["hours"]}
    assert "its hours are not known" in without.stderr
    assert hours[23]["intervals"] > 4000
    assert hours[23]["mean_hr"] == pytest.approx(60_000 / 850, rel=0.01)
    assert hours[12]["rmssd"] == {"unknown": ["60 normal intervals in this hour"]}
    shown = run(file, "--metrics", "rmssd", "--by-hour", "--started", "22:30").stdout
    assert "12:00         0   not known" in shown


@pytest.mark.skipif(not SIGNALS.exists(), reason="the shared signals are absent")
def test_a_pulse_wave_is_listened_to_and_that_is_said():
    result = run(SIGNALS / "ppg.txt", "--metrics", "mean_hr")

    assert result.exit_code == ExitCode.DONE
    assert "pulses a minute" in result.stderr
    assert "mean_hr" in result.stdout


def test_one_drawing_is_not_made_of_two_recordings(morning, tmp_path):
    result = run(morning, morning, "--plot", tmp_path / "two.svg")

    assert result.exit_code == ExitCode.USAGE
    assert not (tmp_path / "two.svg").exists()


def test_help_says_that_no_number_says_how_a_person_is():
    result = run("--help")

    assert "None of the numbers says how a person" in " ".join(result.output.split())


def test_units_are_those_that_people_write(morning):
    lines = run(morning).stdout.splitlines()

    shown = {one.split()[0]: one.split()[2:] for one in lines[4:]}
    assert shown["cv_nn"] == []
    assert shown["nn50"] == []
    assert shown["hf"] == ["ms²"]
    assert shown["ln_rmssd"] == ["ln", "ms"]


def test_a_file_that_ends_in_the_middle_of_a_letter_is_told_why(tmp_path):
    file = tmp_path / "latin.txt"
    file.write_bytes(b"800\n810\n820 \xe9\n")

    result = run(file)

    assert result.exit_code == ExitCode.NOTHING_READ
    assert "latin.txt\n  not measured: The file is not saved as UTF-8" in result.stdout


def test_a_comma_too_many_among_the_metrics_is_no_metric(morning):
    assert run(morning, "--metrics", "rmssd,").exit_code == ExitCode.DONE
    assert "names no metric" in run(morning, "--metrics", ",").stderr


def test_a_thousand_rows_refused_are_not_a_thousand_lines(tmp_path):
    file = tmp_path / "spoiled.txt"
    rows = [f"{one:.0f}" for one in a_recording()]
    rows[::5] = ["x"] * len(rows[::5])
    file.write_text("\n".join(rows), encoding="utf-8")

    shown = run(file, "--clean", "none", "--metrics", "rmssd")
    whole = json.loads(run(file, "--clean", "none", "--json").stdout)

    assert len(shown.stderr.splitlines()) == 13
    assert "spoiled.txt: and 68 more; --json has all" in shown.stderr
    assert len(whole[0]["notes"]) == 80


def test_who_sees_rmssd_sees_what_cleaning_cannot_see(morning):
    assert "mostly not seen" in run(morning, "--metrics", "rmssd").stdout
    assert "mostly not seen" not in run(morning, "--clean", "none").stdout


def test_the_time_that_no_normal_interval_fills_is_told(tmp_path, morning):
    file = tmp_path / "gap.txt"
    rows = [f"{one:.0f}" for one in a_recording()]
    file.write_text("\n".join((*rows, "60000", *rows)), encoding="utf-8")

    assert "Normal intervals fill 92% of that time." in run(file).stdout
    assert "Normal intervals fill" not in run(morning).stdout


def a_lead(seconds=120, rate=200, tall=1.0, noise=0.02, seed=2):
    """An R and a T wave at 0.9 s and a little chance; rows of text, and the beats."""
    random = np.random.default_rng(seed)
    beats = np.arange(1.0, seconds - 1.0, 0.9)
    beats = beats + 0.02 * np.random.default_rng(1).standard_normal(len(beats))
    at = np.arange(0, seconds, 1 / rate)[:, None] - beats
    waves = np.exp(-0.5 * (at / 0.012) ** 2)
    waves += 0.25 * np.exp(-0.5 * ((at - 0.28) / 0.05) ** 2)
    return tall * waves.sum(axis=1) + noise * random.standard_normal(len(at)), len(
        beats
    )


def test_numbers_that_nobody_named_can_be_named(tmp_path):
    lead, count = a_lead()
    file = tmp_path / "numbers.txt"
    file.write_text("\n".join(f"{one:.4f}" for one in lead), encoding="utf-8")

    asked = run(file, "--rate", 200)
    said = run(file, "--rate", 200, "--signal", "ecg", "--metrics", "mean_nn")

    assert asked.exit_code == ExitCode.NOTHING_READ
    assert "--signal ecg, or --signal pulse" in asked.stdout
    assert said.exit_code == ExitCode.DONE
    assert f"{count - 1} normal intervals" in said.stdout


def test_of_several_leads_the_clearest_is_listened_to(tmp_path):
    clear, count = a_lead()
    noisy, _ = a_lead(tall=0.2, noise=0.5, seed=5)
    rows = "".join(
        f"{n / 200:.3f},{one:.4f},{two:.4f}\n"
        for n, (one, two) in enumerate(zip(noisy, clear, strict=True))
    )
    file = tmp_path / "two.csv"
    file.write_text("time [s],I,V5\n" + rows, encoding="utf-8")

    result = run(file, "--metrics", "mean_nn")

    assert result.exit_code == ExitCode.DONE
    assert "found in the ECG (V5)" in result.stderr
    assert f"{count - 1} normal intervals" in result.stdout
