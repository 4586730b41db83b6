"""`heartsease hrv resonance` names a pace, a tie or none, and says what is wrong with a file."""

import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from click.testing import CliRunner
from tests.support.breathing_people import breathing, paced
from tests.support.ecg import a_lead

from heartsease.cli.main import main
from heartsease.hrv.pacer import Pacer, Section
from heartsease.library.biofeedback import standard_heart_words, standard_resonance

PROTOCOL = standard_resonance().protocol
SAY = standard_heart_words()
CLEAR = {"resonance_per_min": 5.5, "gain": 0.13, "damping": 0.22}


def written(path, heart):
    path.write_text(
        "\n".join(f"{ms:.0f}" for ms in heart.intervals_ms[1:]), encoding="utf-8"
    )
    return str(path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    plan = paced(
        *PROTOCOL.rates_per_min,
        PROTOCOL.rates_per_min[0],
        minutes=PROTOCOL.minutes,
        rest=PROTOCOL.rest_minutes,
    )
    heart = breathing(plan, seed=3, **CLEAR)
    file = tmp_path_factory.mktemp("hrv") / "whole.txt"
    return written(file, heart)


def called(*arguments):
    return CliRunner().invoke(main, ["hrv", "resonance", *map(str, arguments)])


def test_one_file_of_the_standard_plan_names_the_pace_and_its_limits(whole):
    result = called(whole)

    assert result.exit_code == 0
    assert " 5.5 " in result.output.splitlines()[0]
    assert SAY("resonance.weights") in result.output
    assert SAY("resonance.evidence") in result.output
    assert "The first pace again" in result.output


def test_the_lag_is_only_told_when_the_first_breath_is_known(tmp_path):
    plan = paced(*PROTOCOL.rates_per_min, minutes=3, rest=2, start=60.0)
    heart = breathing(plan, seed=5, **CLEAR)
    file = written(tmp_path / "rest_first.txt", heart)
    start = 60.0 - float(heart.times_s[0])  # the file counts from the first beat

    known = json.loads(called(file, "--start", start, "--json").output)["found"]
    blind = json.loads(called(file, "--json").output)["found"]

    lags = {one["rate_per_min"]: one["lag_deg"] for one in known["rated"]}
    assert lags[4.5] < lags[5.5] < lags[6.5]
    assert lags[5.5] == pytest.approx(0.0, abs=12)
    assert all("unknown" in one["lag_deg"] for one in blind["rated"])


def test_the_same_file_and_seed_give_the_same_result(whole):
    assert called(whole, "--json").output == called(whole, "--json").output


def test_the_drawing_is_written(whole, tmp_path):
    svg = tmp_path / "pace.svg"

    result = called(whole, "--plot", svg)

    assert result.exit_code == 0
    assert ET.fromstring(svg.read_text(encoding="utf-8")).tag.endswith("svg")


def test_one_file_for_each_pace(tmp_path):
    rates = (6.5, 5.5, 4.5)
    files = [
        written(tmp_path / f"{rate}.txt", breathing(paced(rate), **CLEAR))
        for rate in rates
    ]

    result = called(*files, *(part for rate in rates for part in ("--rate", rate)))

    assert result.exit_code == 0
    assert " 5.5 " in result.output


def test_a_slide_in_one_file(tmp_path):
    section = Section(start_s=0, end_s=900, first_per_min=6.75, last_per_min=4.25)
    heart = breathing(Pacer(sections=(section,)), seed=2, **CLEAR)

    result = called(written(tmp_path / "slide.txt", heart), "--slide")

    assert result.exit_code == 0
    assert "Read between the paces: 5." in result.output


def test_paces_that_were_named_stand_as_named(tmp_path):
    heart = breathing(paced(6, 5, 4, minutes=2, rest=1), **CLEAR)
    file = written(tmp_path / "three.txt", heart)

    result = called(
        file,
        "--rate",
        6,
        "--rate",
        5,
        "--rate",
        4,
        "--minutes",
        2,
        "--rest",
        1,
        "--json",
    )

    found = json.loads(result.output)["found"]
    assert [one["rate_per_min"] for one in found["rated"]] == [4, 5, 6]
    assert "unknown" in found["drift"]


def test_a_recording_that_is_too_short_is_said_to_be(tmp_path):
    file = written(tmp_path / "short.txt", breathing(paced(6, minutes=1)))

    result = called(file)

    assert result.exit_code == 0
    assert SAY("resonance.too_little") in result.output
    assert called(file, "--plot", tmp_path / "x.svg").exit_code == 3
    assert not (tmp_path / "x.svg").exists()


def test_an_irregular_rhythm_is_not_measured(tmp_path):
    rng = np.random.default_rng(0)
    file = tmp_path / "irregular.txt"
    file.write_text(
        "\n".join(f"{ms:.0f}" for ms in rng.normal(700, 140, 1500).clip(320))
    )

    result = called(file)

    assert result.exit_code == 3
    assert "too irregular" in result.output


def test_a_file_that_is_no_recording_is_refused_by_name(tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear diary, today was long.", encoding="utf-8")

    result = called(file)

    assert result.exit_code == 3
    assert "letter.txt" in result.output


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (["--rate", "6"], "1 paces"),
        (["--rate", "6", "--rate", "5", "--slide"], "leave out --slide"),
    ],
)
def test_what_does_not_fit_together_is_said(whole, more, says):
    result = called(whole, whole, *more)

    assert result.exit_code == 2
    assert says in result.output


def test_two_paces_are_no_assessment(whole):
    result = called(whole, "--rate", 6, "--rate", 5)

    assert result.exit_code == 2
    assert "at least three rates" in result.output
    assert "leave out --rate" in called(whole, "--slide", "--rate", 6).output


def test_where_no_pace_stands_out_no_pace_is_read_between_them(tmp_path):
    plan = paced(*PROTOCOL.rates_per_min, minutes=3, rest=2)
    heart = breathing(plan, seed=4, resonance_per_min=5.5, gain=0.0, damping=0.2)

    result = called(written(tmp_path / "still.txt", heart))

    assert result.output.startswith(SAY("resonance.none"))
    assert "Read between" not in result.output


def test_an_ecg_is_searched_for_its_beats_and_a_breath_alone_is_refused(tmp_path):
    plan = paced(6.5, 5.5, 4.5, minutes=3, rest=0)
    heart = breathing(plan, seed=3, **CLEAR)
    lead = a_lead(heart.times_s, rate_hz=250, seconds=540)
    (tmp_path / "r.dat").write_bytes((lead * 1000).astype("<i2").tobytes())
    head = f"r 1 250 {len(lead)}\nr.dat 16 1000/mV 16 0 0 0 0 "
    words = ["--rate", 6.5, "--rate", 5.5, "--rate", 4.5, "--rest", 0]

    (tmp_path / "r.hea").write_text(head + "II\n")
    found = called(tmp_path / "r.hea", *words)
    (tmp_path / "r.hea").write_text(head + "RESP\n")
    refused = called(tmp_path / "r.hea", *words)

    assert " 5.5 " in found.output.splitlines()[0]
    assert refused.exit_code == 3
    assert "no ECG and no pulse wave" in refused.output
