"""NHANES: joined within one cycle, its traps honoured, its published shape met."""

import gzip
import json
import math
import sys
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from heartsease.importers.errors import SurveyError
from heartsease.importers.sources import nhanes_xpt

ON = date(2026, 11, 23)
FOLDER = Path(__file__).parents[3] / "shared/data/nhanes"
needs_tables = pytest.mark.skipif(
    not FOLDER.exists(), reason="the NHANES tables are not here"
)
SCORED = (
    "interest", "mood", "sleep", "energy", "appetite", "worth", "concentration",
    "movement", "self_harm",
)  # fmt: skip
HEADER = (
    "SEQN,RIAGENDR,RIDAGEYR,SDMVPSU,SDMVSTRA,W,RIDEXMON,RIDEXPRG,"
    + ",".join(f"DPQ0{n}0" for n in range(1, 10))
    + ",DPQ100,LBXHSCRP,LBDHRPLC,SLEEP,PAD680"
)


def written(folder, *rows, cycle="Z"):
    with gzip.open(folder / f"joined_{cycle}.csv.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join((HEADER, *rows)) + "\n")
    return folder


def read(folder, cycle="Z"):
    return list(nhanes_xpt.read_cycle(folder, cycle, on=ON))


def amounts(participant):
    return {
        o.measure: (o.comparator, o.quantity) for o in participant.record.observations
    }


def test_a_row_becomes_a_record(tmp_path):
    (one,) = read(
        written(tmp_path, "7,2,40,1,130,1500,2,1,0,1,2,3,0,0,0,0,0,1,2.5,0,7.5,300")
    )
    record = one.record

    assert (one.seqn, one.weight, one.stratum, one.psu) == (7, 1500.0, 130, 1)
    assert one.examined_in == "may_to_october"
    assert (record.person.sex, record.person.country) == ("female", "US")
    assert [(c.condition, c.present) for c in record.conditions] == [("pregnant", True)]
    assert dict(record.responses[0].answers) == {
        "interest": 0, "mood": 1, "sleep": 2, "energy": 3, "appetite": 0, "worth": 0,
        "concentration": 0, "movement": 0, "self_harm": 0, "difficulty": 1,
    }  # fmt: skip
    assert amounts(one)["sitting_hours"][1].value == 5.0
    assert record.observations[0].provenance.source == "joined_Z.csv.gz"
    assert record.observations[0].provenance.row == "SEQN 7"


def test_refused_and_dont_know_are_missing_and_the_sas_zero_is_zero(tmp_path):
    (one,) = read(
        written(
            tmp_path,
            "7,1,40,1,130,5.397605346934028e-79,,3,7,9,5.397605346934028e-79,,0,0,0,0,0,"
            ",,,99,9999",
        )
    )
    answers = one.record.responses[0].answers

    assert "interest" not in answers
    assert "mood" not in answers
    assert answers["sleep"] == 0
    assert one.weight == 0.0
    assert one.examined_in == ""
    assert one.record.conditions == ()  # pregnancy that could not be found out
    assert one.record.observations == ()


def test_a_value_below_the_detection_limit_is_less_than_the_limit(tmp_path):
    (one,) = read(written(tmp_path, "7,1,40,1,130,1,1,,0,0,0,0,0,0,0,0,0,0,0.11,1,,"))
    comparator, quantity = amounts(one)["hs_crp"]

    assert comparator == "<"
    assert quantity.value == pytest.approx(0.11 * math.sqrt(2))
    assert "0.11" in one.record.observations[0].text


@pytest.mark.parametrize("age", [18, 40, 80])
def test_the_birth_date_gives_the_age_back(tmp_path, age):
    (one,) = read(written(tmp_path, f"7,1,{age},1,130,1,1,,0,0,0,0,0,0,0,0,0,0,,,,"))
    born = one.record.person.born_on

    assert ON.year - born.year - ((ON.month, ON.day) < (born.month, born.day)) == age


def test_children_and_people_outside_the_design_are_left_out(tmp_path):
    folder = written(
        tmp_path,
        "1,1,17,1,130,1,1,,0,0,0,0,0,0,0,0,0,0,,,,",
        "2,1,18,,130,1,1,,0,0,0,0,0,0,0,0,0,0,,,,",
        "3,1,18,1,130,1,1,,0,0,0,0,0,0,0,0,0,0,,,,",
    )

    assert [one.seqn for one in read(folder)] == [3]


def test_a_cycle_that_is_not_there_is_named(tmp_path):
    with pytest.raises(SurveyError, match="cycle Q has neither"):
        read(tmp_path, "Q")


def test_a_table_that_is_no_table_is_named(tmp_path):
    (tmp_path / "DEMO_Q.XPT").write_bytes(b"nothing")

    with pytest.raises(SurveyError, match=r"DEMO_Q\.XPT: not a SAS transport file"):
        read(tmp_path, "Q")


def test_without_the_extra_the_sentence_says_what_to_install(tmp_path, monkeypatch):
    (tmp_path / "DEMO_Q.XPT").write_bytes(b"nothing")
    monkeypatch.setitem(sys.modules, "pyreadstat", None)

    with pytest.raises(SurveyError, match=r"pip install '\.\[research\]'"):
        read(tmp_path, "Q")


@needs_tables
def test_the_cycles_of_a_folder_are_found():
    assert nhanes_xpt.cycles(FOLDER) == ("I", "J", "P")


@needs_tables
def test_people_of_one_cycle_never_meet_those_of_another():
    numbers = {
        cycle: {one.seqn for one in read(FOLDER, cycle)} for cycle in ("I", "J", "P")
    }

    for first, second in pairwise(sorted(numbers)):
        assert not numbers[first] & numbers[second]
    for cycle, table in (("J", "DEMO_J.XPT"), ("P", "P_DEMO.XPT")):
        sources = {
            row.provenance.source
            for one in read(FOLDER, cycle)
            for row in (*one.record.observations, *one.record.responses)
        }
        assert table not in sources
        assert all(
            name.startswith("P_") if cycle == "P" else "_J." in name for name in sources
        )


def mean(pairs):
    return sum(w * x for w, x in pairs) / sum(w for w, _ in pairs)


def variance(values):
    centre = sum(values) / len(values)
    return sum((v - centre) ** 2 for v in values) / (len(values) - 1)


def alpha(sheets):
    """Cronbach's alpha, unweighted."""
    items = list(zip(*sheets, strict=True))
    totals = [sum(sheet) for sheet in sheets]
    share = sum(variance(item) for item in items) / variance(totals)
    return len(items) / (len(items) - 1) * (1 - share)


@needs_tables
@pytest.mark.parametrize("cycle", ["I", "J", "P"])
def test_the_reference_numbers_are_met(cycle):
    expected = json.loads((FOLDER / "reference_numbers.json").read_text("utf-8"))[cycle]
    found = []
    for one in read(FOLDER, cycle):
        answers = one.record.responses[0].answers if one.record.responses else {}
        if all(item in answers for item in SCORED):
            sheet = [answers[item] for item in SCORED]
            found.append((one.weight, one.record.person.sex, sheet))

    def share(sex):
        return 100 * mean(
            [(w, sum(s) >= 10) for w, who, s in found if sex in (who, "all")]
        )

    assert len(found) == expected["n_phq"]
    assert mean([(w, sum(s)) for w, _, s in found]) == pytest.approx(
        expected["phq_mean"], abs=0.0006
    )
    assert share("all") == pytest.approx(expected["phq_ge10_pct"], abs=0.006)
    assert share("female") == pytest.approx(expected["phq_ge10_f"], abs=0.006)
    assert share("male") == pytest.approx(expected["phq_ge10_m"], abs=0.006)
    assert alpha([s for _, _, s in found]) == pytest.approx(
        expected["alpha"], abs=0.0006
    )
