"""`heartsease cohort nhanes`: counts, their errors, and what it says when it cannot."""

import csv
import gzip
import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

np = pytest.importorskip("numpy", reason="the extra 'research' is not installed")
pytest.importorskip("pyreadstat", reason="the extra 'research' is not installed")

from heartsease.cli.cohort import priors, reference, survey, tables  # noqa: E402
from heartsease.cli.cohort.looking import FILL, Seen, see, values_of  # noqa: E402
from heartsease.cli.main import main  # noqa: E402
from heartsease.core.plan.look import look  # noqa: E402
from heartsease.importers.sources import nhanes_xpt  # noqa: E402
from heartsease.library import reading  # noqa: E402
from heartsease.library.knowledge import root, standard  # noqa: E402
from heartsease.library.priors import CountedPriors  # noqa: E402

ON = date(2018, 12, 31)
FOLDER = Path(__file__).parents[3] / "shared/data/nhanes"
needs_tables = pytest.mark.skipif(
    not FOLDER.exists(), reason="the NHANES tables are not here"
)
HEADER = (
    "SEQN,RIAGENDR,RIDAGEYR,SDMVPSU,SDMVSTRA,W,"
    + ",".join(f"DPQ0{n}0" for n in range(1, 10))
    + ",LBXHSCRP,LBDHRPLC,SLEEP,BMXBMI"
)
FEW = 40  # people in each group of the made survey


def a_row(seqn, *, high, weight=1.0, crp=1.0, below=0, sleep=7.5):
    """A man of 40; with `high` his PHQ-9 is 18, else 0."""
    stratum, psu = 1 + seqn % 2, 1 + seqn // 2 % 2
    items = ",".join(["2" if high else "0"] * 9)
    return f"{seqn},1,40,{psu},{stratum},{weight},{items},{crp},{below},{sleep},24"


def a_survey(folder, *, cycle="J"):
    """Of those with a high PHQ-9 every fourth sleeps short, of the others nobody."""
    rows = [
        a_row(n, high=n < FEW, sleep=4.0 if n < FEW and n % 4 == 0 else 7.5)
        for n in range(2 * FEW)
    ]
    with gzip.open(folder / f"joined_{cycle}.csv.gz", "wt", encoding="utf-8") as file:
        file.write("\n".join((HEADER, *rows)) + "\n")
    return folder


def run(*arguments):
    return CliRunner().invoke(main, ["cohort", "nhanes", *map(str, arguments)])


def a_design(strata, psus, weights=None):
    return survey.Design(
        weight=np.array(weights or [1.0] * len(strata)),
        stratum=np.array(strata),
        psu=np.array(psus),
    )


def everybody(number):
    return np.ones(number, dtype=bool)


# Statistics ----------------------------------------------------------------------------


def test_a_weighted_mean_counts_the_heavy_more():
    design = a_design([1, 1], [1, 2], [1.0, 3.0])

    found = survey.mean(np.array([0.0, 1.0]), design, within=everybody(2))

    assert found.value == pytest.approx(0.75)
    assert found.people == 2


def test_the_error_of_a_mean_comes_from_the_sampling_units():
    # By hand: the mean is 1/2; the units' totals of (y - 1/2) / 8 are 1/8 and -1/8 in
    # stratum 1, 0 and 0 in stratum 2; variance = 2 / (2 - 1) * (1/64 + 1/64) = 1/16.
    design = a_design([1, 1, 1, 1, 2, 2, 2, 2], [1, 1, 2, 2, 1, 1, 2, 2])
    values = np.array([1.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0])

    found = survey.mean(values, design, within=everybody(8))

    assert found.error == pytest.approx(1 / 4)


def test_people_outside_a_subgroup_keep_their_sampling_unit():
    design = a_design([1, 1, 1, 1], [1, 1, 2, 2])
    inside = np.array([True, True, False, False])

    found = survey.mean(np.array([1.0, 0.0, 9.0, 9.0]), design, within=inside)

    assert (found.value, found.people) == (0.5, 2)
    assert found.error == pytest.approx(0.0)


def test_a_stratum_with_one_sampling_unit_leaves_the_error_unknown():
    found = survey.mean(np.array([1.0, 0.0]), a_design([1, 2], [1, 1]),
                        within=everybody(2))  # fmt: skip

    assert found.value == pytest.approx(0.5)
    assert found.error is None


def test_nobody_has_no_mean():
    design = a_design([1, 1], [1, 2], [0.0, 0.0])

    assert survey.mean(np.array([1.0, 0.0]), design, within=everybody(2)) is None


def test_a_straight_line_is_found_again():
    x = np.array([[0.0], [1.0], [2.0], [5.0]])
    design = a_design([1, 1, 2, 2], [1, 2, 1, 2], [1.0, 2.0, 3.0, 4.0])

    found = survey.regression(3 + 2 * x[:, 0], x, design, within=everybody(4))

    assert found.coefficients == pytest.approx([3, 2])
    assert found.errors == pytest.approx([0, 0], abs=1e-9)


def test_a_regression_on_nothing_is_the_mean_with_its_error():
    design = a_design([1, 1, 2, 2], [1, 2, 1, 2], [1.0, 2.0, 3.0, 4.0])
    values = np.array([1.0, 4.0, 2.0, 7.0])

    fitted = survey.regression(values, np.empty((4, 0)), design, within=everybody(4))

    found = survey.mean(values, design, within=everybody(4))
    assert fitted.coefficients[0] == pytest.approx(found.value)
    assert fitted.errors[0] == pytest.approx(found.error)


def test_a_missing_value_leaves_the_person_out_of_a_regression():
    x = np.array([[0.0], [1.0], [2.0], [np.nan]])
    design = a_design([1, 1, 2, 2], [1, 2, 1, 2])

    found = survey.regression(2 * x[:, 0], x, design, within=everybody(4))

    assert found.people == 3
    assert found.coefficients == pytest.approx([0, 2])


def test_the_median_of_equal_weights_is_the_middle_one():
    values = np.array([5.0, 1.0, 3.0])

    found = survey.percentiles(values, np.ones(3), np.array([0.5]))

    assert found.usual[0] == found.lowest[0] == found.highest[0] == 3.0


def test_the_order_of_equal_results_moves_a_percentile_only_within_its_bounds():
    values = np.array([1.0, 1.0, 2.0, 2.0])
    weights = np.array([1.0, 5.0, 2.0, 3.0])
    share = np.array([0.45, 0.5, 0.55])

    found = survey.percentiles(values, weights, share)
    turned = survey.percentiles(values[::-1], weights[::-1], share)

    assert found.lowest[1] < found.highest[1]
    for one in (found, turned):
        assert np.all(found.lowest <= one.usual + 1e-12)
        assert np.all(one.usual <= found.highest + 1e-12)


def test_alpha_is_one_when_all_items_agree():
    assert survey.alpha(np.array([[0, 0, 0], [1, 1, 1], [3, 3, 3]])) == pytest.approx(1)


# One person ----------------------------------------------------------------------------


def test_a_person_of_the_survey_is_looked_at_as_anybody_is(tmp_path):
    knowledge = standard()
    person = next(iter(nhanes_xpt.read_cycle(a_survey(tmp_path), "J", on=ON)))

    seen = see(person, knowledge, on=ON)

    picture = look(person.record, knowledge, on=ON)
    assert (seen.age, seen.sex, seen.total) == (40, "male", 18.0)
    assert seen.answers["short_sleep"] is True
    assert seen.answers["low_meaning"] is None
    assert {id_: one.answer for id_, one in picture.findings.items()} == {
        id_: picture.findings[id_].answer if answer is None else answer
        for id_, answer in seen.answers.items()
    }


def test_leaving_the_questions_out_changes_nothing_else(tmp_path):
    person = next(iter(nhanes_xpt.read_cycle(a_survey(tmp_path), "J", on=ON)))

    whole = look(person.record, standard(), on=ON)
    short = look(person.record, standard(), on=ON, with_questions=False)

    assert whole.questions
    assert short == replace(whole, questions=(), questions_open=0)


def test_below_the_detection_limit_counts_as_the_survey_counts_it(tmp_path):
    with gzip.open(tmp_path / "joined_J.csv.gz", "wt", encoding="utf-8") as file:
        file.write(f"{HEADER}\n{a_row(1, high=False, crp=0.11, below=1)}\n")
    (person,) = nhanes_xpt.read_cycle(tmp_path, "J", on=ON)

    seen = see(person, standard(), on=ON)

    assert seen.values["hs_crp"] == pytest.approx(0.11)
    assert person.record.observations[0].quantity.value == pytest.approx(0.11 * FILL)


# The command ---------------------------------------------------------------------------


def test_shares_are_those_one_can_count_by_hand(tmp_path):
    result = run(a_survey(tmp_path), "--json", "--on", ON)

    assert result.exit_code == 0, result.output
    (cycle,) = json.loads(result.stdout)
    found = {row["finding"]: row for row in cycle["findings"]}
    short = found["short_sleep"]
    assert cycle["adults_with_phq9"] == 2 * FEW
    assert short["kind"] == "shown"
    assert short["phq9_of_10_or_more"]["percent"] == pytest.approx(25.0)
    assert short["phq9_of_10_or_more"]["known"] == FEW
    assert short["phq9_under_10"]["percent"] == pytest.approx(0.0)
    assert found["low_meaning"]["kind"] == "unseen"
    assert cycle["reference"] == []
    assert "people per second" in result.stderr


def test_two_processes_say_what_one_says(tmp_path):
    a_survey(tmp_path)

    alone = run(tmp_path, "--json", "--on", ON)
    together = run(tmp_path, "--json", "--on", ON, "--workers", "2")

    assert together.exit_code == 0, together.output
    assert together.stdout == alone.stdout


def test_a_table_has_every_finding_once_for_each_group(tmp_path):
    out = tmp_path / "table.csv"

    result = run(a_survey(tmp_path), "--out", out)

    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    pairs = {(row["finding"], row["group"]) for row in rows}
    assert len(rows) == len(pairs) == 2 * len(standard().findings)
    assert {row["percent"] for row in rows if row["finding"] == "low_meaning"} == {""}


def test_a_page_keeps_what_was_written_above_its_tables(tmp_path):
    out = tmp_path / "page.md"
    a_survey(tmp_path)

    assert run(tmp_path, "--out", out).exit_code == 0
    out.write_text("# By hand\n\n" + out.read_text(encoding="utf-8"), encoding="utf-8")
    first = out.read_text(encoding="utf-8")
    assert run(tmp_path, "--out", out).exit_code == 0

    assert "Short nights" in first
    assert out.read_text(encoding="utf-8") == first


def test_the_text_says_what_cannot_be_seen(tmp_path):
    result = run(a_survey(tmp_path))

    assert "Cannot be seen in this survey: " in result.stdout
    assert "25.0" in result.stdout
    assert "No reference numbers lie with this cycle." in result.stdout


def test_a_reference_number_that_is_wrong_is_called_off(tmp_path):
    a_survey(tmp_path)
    theirs = {"J": {"n_phq": 2 * FEW, "phq_mean": 9.0, "phq_ge10_pct": 51.0}}
    (tmp_path / "reference_numbers.json").write_text(json.dumps(theirs))

    (cycle,) = json.loads(run(tmp_path, "--json").stdout)

    verdicts = {one["number"]: one["ok"] for one in cycle["reference"]}
    assert verdicts == {"n_phq": True, "phq_mean": True, "phq_ge10_pct": False}


def test_an_empty_folder_gets_a_sentence(tmp_path):
    result = run(tmp_path)

    assert result.exit_code == 3
    assert "has no NHANES tables" in result.stderr


def test_a_folder_that_is_not_there_gets_a_sentence(tmp_path):
    result = run(tmp_path / "nowhere")

    assert result.exit_code == 2
    assert "does not exist" in result.stderr


def test_a_cycle_that_is_not_there_gets_a_sentence(tmp_path):
    result = run(a_survey(tmp_path), "--cycle", "P")

    assert result.exit_code == 3
    assert "has no cycle P; it has J" in result.stderr


def test_a_table_that_is_broken_gets_a_sentence(tmp_path):
    (tmp_path / "joined_J.csv.gz").write_bytes(b"not a compressed file")

    result = run(tmp_path)

    assert result.exit_code == 3
    assert "cycle J cannot be read" in result.stderr


def test_a_cycle_without_adults_gets_a_sentence(tmp_path):
    child = a_row(1, high=False).replace(",40,", ",9,")
    with gzip.open(tmp_path / "joined_J.csv.gz", "wt", encoding="utf-8") as file:
        file.write(f"{HEADER}\n{child}\n")

    result = run(tmp_path)

    assert result.exit_code == 3
    assert "cycle J has no adults" in result.stderr


@pytest.mark.parametrize("option", ["--out", "--priors"])
def test_a_place_that_is_not_there_is_said_before_any_work(tmp_path, option):
    result = run(a_survey(tmp_path), option, tmp_path / "nowhere" / "made.csv")

    assert result.exit_code == 2
    assert "there is no folder" in result.stderr


def test_a_table_of_another_kind_is_refused_before_any_work(tmp_path):
    result = run(a_survey(tmp_path), "--out", tmp_path / "table.xlsx")

    assert result.exit_code == 2
    assert ".csv or .md" in result.stderr


@pytest.mark.parametrize("name", ["numpy", "pyreadstat"])
def test_without_the_research_extra_it_says_how_to_get_it(tmp_path, monkeypatch, name):
    monkeypatch.setitem(sys.modules, name, None)

    result = run(a_survey(tmp_path))

    assert result.exit_code == 3
    assert name in result.stderr
    assert "pip install '.[research]'" in result.stderr


# Priors --------------------------------------------------------------------------------


def test_priors_are_counted_among_those_with_a_high_phq9(tmp_path):
    out = tmp_path / "priors_made.toml"

    result = run(a_survey(tmp_path), "--priors", out)

    assert result.exit_code == 0, result.output
    counted = reading.read(out, CountedPriors)
    bands = {one.key: one for one in counted.bands}
    sleep = bands["state:sleep_hours"]
    assert sleep.people == FEW
    assert sleep.shares == {"very_low": 0.25, "usual": 0.75}
    harm = {one.key: one.share for one in counted.crossing}["item:phq9.self_harm"]
    assert harm == 1.0


def test_a_cycle_outside_the_source_gives_no_priors(tmp_path):
    out = tmp_path / "priors_made.toml"

    assert run(a_survey(tmp_path, cycle="I"), "--priors", out).exit_code == 0

    assert reading.read(out, CountedPriors).bands == ()


def test_the_counted_priors_are_read_and_add_up():
    counted = reading.read(root() / "plan" / "priors_nhanes.toml", CountedPriors)
    knowledge = standard()

    assert counted.source in knowledge.sources
    assert counted.source == priors.SOURCE
    for band in counted.bands:
        assert sum(band.shares.values()) == pytest.approx(1, abs=1e-3), band.key
        assert knowledge.priors.bands[band.key] == pytest.approx(band.shares, abs=1e-3)
        assert band.key.removeprefix("state:") in knowledge.measures
    for share in counted.crossing:
        assert knowledge.priors.crossing[share.key] == share.share


# The real survey -----------------------------------------------------------------------


@needs_tables
@pytest.mark.parametrize("cycle", ["I", "J", "P"])
def test_the_reference_numbers_are_met(cycle):
    """Without the look, which is what takes the time: import, units and statistics."""
    measures = standard().measures
    theirs = reference.reference_of(FOLDER)[cycle]

    found = reference.compare(a_counted(cycle), theirs, measures)

    assert len(found) > 100
    assert [one for one in found if not one.ok] == []


@needs_tables
@pytest.mark.parametrize("cycle", ["J", "P"])
def test_a_look_at_every_adult_meets_the_reference_numbers(cycle):
    result = run(FOLDER, "--cycle", cycle, "--json", "--workers", "2")

    assert result.exit_code == 0, result.output
    (found,) = json.loads(result.stdout)
    assert [one for one in found["reference"] if not one["ok"]] == []
    assert sum(row["kind"] == "shown" for row in found["findings"]) >= 8


@needs_tables
def test_the_counted_priors_are_what_a_new_count_gives(tmp_path):
    out = tmp_path / "priors_made.toml"

    assert run(FOLDER, "--priors", out, "--workers", "2").exit_code == 0

    shipped = reading.read(root() / "plan" / "priors_nhanes.toml", CountedPriors)
    made = reading.read(out, CountedPriors)
    assert replace(made, made_on=shipped.made_on) == shipped


def a_counted(cycle):
    """The cohort with the PHQ-9 added up here, so that our scoring is not its judge."""
    measures = standard().measures
    people = []
    for one in nhanes_xpt.read_cycle(FOLDER, cycle, on=ON):
        responses = one.record.responses
        answers = dict(responses[0].answers) if responses else {}
        scored = [answers.get(item) for item in reference.ITEMS]
        people.append(
            Seen(
                seqn=one.seqn,
                weight=one.weight,
                stratum=one.stratum,
                psu=one.psu,
                age=(ON - one.record.person.born_on).days * 4 // 1461,
                sex=one.record.person.sex,
                total=None if None in scored else sum(scored),
                items=answers,
                values=values_of(one, measures),
                bands={},
                answers={},
            )
        )
    return tables.cohort_of(cycle, people)
