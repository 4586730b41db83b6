"""Every command as a person types it: the result, the refusals and the exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from heartsease.cli.errors import ExitCode
from heartsease.cli.main import main
from heartsease.importers import read

ROOT = Path(__file__).resolve().parents[2]
MARA = str(ROOT / "demo" / "people" / "mara.json")
ON = ("--on", "2026-11-23")
NOT_A_FILE = "nowhere.json"


def run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def labs_csv(tmp_path):
    """Two good rows and one that cannot be taken."""
    file = tmp_path / "labs.csv"
    file.write_text(
        "date,test,value,unit\n"
        "2026-11-02,Ferritin,12,ug/L\n"
        "2026-11-02,25-OH Vitamin D,11.2,ng/mL\n"
        "2026-13-45,Ferritin,13,ug/L\n",
        encoding="utf-8",
    )
    return file


@pytest.fixture
def emergency(tmp_path):
    file = tmp_path / "emergency.json"
    file.write_text(
        json.dumps(
            {
                "heartsease_record": 1,
                "person": {"id": "somebody", "country": "GB"},
                "conditions": [
                    {
                        "condition": "plan_or_means",
                        "present": True,
                        "on": "2026-11-23",
                        "provenance": {"source": "form"},
                    }
                ],
                "responses": [
                    {
                        "instrument": "phq9",
                        "on": "2026-11-23",
                        "total": 21,
                        "provenance": {"source": "form"},
                    }
                ],
            }
        ),
        encoding="utf-8",
    )
    return file


# --- help -----------------------------------------------------------------------------

SAYS = {
    "map": "Draw one person's map",
    "score": "Score questionnaires",
    "stage": "which trials in FILES were a fair try",
    "labs": "Read the laboratory results",
    "explain": "Explain one finding",
    "evidence": "Show what is known about a TOPIC",
    "import": "Read FILES of one person into one Heartsease record",
    "export": "Write the record in one person's FILES for other programs",
}


@pytest.mark.parametrize(("command", "sentence"), SAYS.items())
def test_the_help_of_a_command_says_what_it_does(command, sentence):
    result = run(command, "--help")

    assert result.exit_code == ExitCode.DONE
    assert sentence in " ".join(result.stdout.split())


def test_the_help_of_the_program_lists_the_commands_and_the_exit_codes():
    result = run("--help")

    assert result.exit_code == ExitCode.DONE
    for command in SAYS:
        assert f"\n  {command} " in result.stdout
    said = " ".join(result.stdout.split())
    for code in ExitCode:
        assert f"{code.value} {code.meaning}" in said
    assert "does not diagnose" in said


def test_a_command_that_does_not_exist_is_a_usage_mistake():
    result = run("guess")

    assert result.exit_code == ExitCode.USAGE
    assert "No such command" in result.stderr
    assert result.stdout == ""


# --- map ------------------------------------------------------------------------------


def test_the_map_is_drawn_as_text_with_nothing_on_standard_error():
    result = run("map", MARA, *ON)

    assert result.exit_code == ExitCode.DONE
    assert "THE MAP" in result.stdout
    assert "  1. " in result.stdout
    assert result.stderr == ""


def test_the_map_with_all_adds_why_not_for_the_rest():
    usual = run("map", MARA, *ON).stdout
    everything = run("map", MARA, *ON, "--all").stdout

    assert "NOT NOW, AND WHY" not in usual
    assert "NOT NOW, AND WHY" in everything


def test_the_map_as_json_is_one_document():
    result = run("map", MARA, *ON, "--json")

    data = json.loads(result.stdout)

    assert data["person"] == "mara"
    assert data["on"] == "2026-11-23"
    assert len(data["map"]) == 8
    assert len(data["plan"]["steps"]) <= 3


def test_the_visit_page_is_written_as_html_and_pdf_and_standard_output_stays_empty(
    tmp_path,
):
    html, pdf = tmp_path / "page.html", tmp_path / "page.pdf"

    result = run("map", MARA, *ON, "--html", html, "--pdf", pdf)

    assert result.exit_code == ExitCode.DONE
    assert html.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert result.stdout == ""
    assert str(html) in result.stderr
    assert str(pdf) in result.stderr


def test_a_row_that_was_not_taken_is_named_on_standard_error_only(labs_csv):
    result = run("map", labs_csv, *ON)

    assert result.exit_code == ExitCode.DONE
    assert "not taken: labs.csv" in result.stderr
    assert "not taken" not in result.stdout


def test_more_refusals_than_fit_are_counted(tmp_path):
    file = tmp_path / "labs.csv"
    bad = "2026-13-45,Ferritin,9,ug/L\n" * 9
    file.write_text(f"date,test,value,unit\n2026-11-02,Ferritin,9,ug/L\n{bad}")

    result = run("map", file, *ON)

    assert "4 more" in result.stderr
    assert "import --check" in result.stderr


@pytest.mark.parametrize("command", ["map", "labs", "stage", "score"])
def test_an_emergency_is_not_turned_into_a_failure(command, emergency):
    assert run(command, emergency, *ON).exit_code == ExitCode.DONE


def test_a_map_in_an_emergency_is_help_alone(emergency):
    result = run("map", emergency, *ON, "--all")

    assert "999" in result.stdout
    assert "THE MAP" not in result.stdout
    assert "PHQ-9" not in result.stdout


def test_the_map_is_drawn_as_a_picture_of_its_own(tmp_path):
    svg = tmp_path / "map.svg"

    result = run("map", MARA, *ON, "--svg", svg)

    assert result.exit_code == ExitCode.DONE
    assert svg.read_text(encoding="utf-8").startswith("<svg")
    assert str(svg) in result.stderr


def test_no_picture_is_drawn_in_an_emergency(emergency, tmp_path):
    svg = tmp_path / "map.svg"

    run("map", emergency, *ON, "--svg", svg)

    assert not svg.exists()


# --- files and days that are wrong ----------------------------------------------------


@pytest.mark.parametrize("command", ["map", "stage", "labs"])
def test_a_missing_file_is_a_usage_mistake_that_names_the_file(command):
    result = run(command, NOT_A_FILE)

    assert result.exit_code == ExitCode.USAGE
    assert NOT_A_FILE in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("command", ["map", "stage", "labs", "score"])
@pytest.mark.parametrize(
    "content", [b"{not json", b"\xff\xfe\x00\x01", b""], ids=["json", "bytes", "empty"]
)
def test_a_file_that_cannot_be_read_ends_with_its_own_code(command, content, tmp_path):
    file = tmp_path / "broken.json"
    file.write_bytes(content)

    result = run(command, file, *ON)

    assert result.exit_code == ExitCode.NOTHING_READ
    assert "No fact could be read" in result.stderr
    assert "broken.json" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize("day", ["23.11.2026", "2026-13-01", "2026-02-30", "today"])
def test_a_wrong_day_is_a_usage_mistake_that_shows_how_to_write_it(day):
    result = run("map", MARA, "--on", day)

    assert result.exit_code == ExitCode.USAGE
    assert "2026-03-14" in result.stderr
    assert result.stdout == ""


def test_no_file_at_all_is_a_usage_mistake():
    assert run("map").exit_code == ExitCode.USAGE


# --- score ----------------------------------------------------------------------------


def test_answers_in_order_give_total_band_and_screen():
    result = run("score", "phq9", *["2", "2", "3", "2", "1", "2", "2", "1", "0"], *ON)

    assert result.exit_code == ExitCode.DONE
    assert "2026-11-23  PHQ-9: 15 of 27 · moderately severe" in result.stdout
    assert result.stderr == ""


def test_answers_by_name_are_the_same_as_in_order():
    names = "interest mood sleep energy appetite worth concentration movement self_harm"
    named = [f"{name}=1" for name in names.split()]

    by_name = run("score", "phq9", *named, *ON)
    in_order = run("score", "phq9", *"1" * 9, *ON)

    assert by_name.stdout == in_order.stdout
    assert "9 of 27" in by_name.stdout


def test_an_answer_left_out_leaves_the_total_unknown_between_two_numbers():
    result = run("score", "phq9", *["1", "1", "1", "1", "1", "1", "1", "1", "-"], *ON)

    assert "not known, between 8 and 11; missing: item:phq9.self_harm" in result.stdout


def test_scores_as_json_keep_unknown_apart_from_zero():
    result = run("score", "phq9", "-", *ON, "--json")

    (score,) = json.loads(result.stdout)

    assert score["total"] == {"unknown": ["score:phq9"]}
    assert score["possible"] == [0, 27]


def test_a_name_may_be_written_with_its_hyphen():
    assert run("score", "PHQ-9", *"0" * 9, *ON).stdout.count("PHQ-9: 0 of 27") == 1


def test_every_score_of_a_record_comes_out_of_its_file():
    result = run("score", MARA, *ON)

    assert "2026-11-20  PHQ-9: 16 of 27" in result.stdout
    assert "GAD-7" in result.stdout


@pytest.mark.parametrize("command_line", [(*"1" * 12,), ("much",), ("mood=much",)])
def test_answers_that_do_not_fit_are_a_usage_mistake(command_line):
    result = run("score", "phq9", *command_line)

    assert result.exit_code == ExitCode.USAGE
    assert result.stdout == ""


def test_an_answer_to_a_question_that_does_not_exist_is_a_usage_mistake():
    result = run("score", "phq9", "moood=2")

    assert result.exit_code == ExitCode.USAGE
    assert "moood" in result.stderr
    assert "self_harm" in result.stderr


def test_an_answer_that_is_not_among_the_choices_is_said_to_be_left_out():
    result = run("score", "phq9", "mood=7", *ON)

    assert "mood" in result.stderr
    assert "from 0 to 3" in result.stderr


def test_an_unknown_questionnaire_is_not_found_and_the_known_ones_are_listed():
    result = run("score", "phq99", "1")

    assert result.exit_code == ExitCode.NOT_FOUND
    assert "phq9" in result.stderr
    assert result.stdout == ""


# --- stage and labs -------------------------------------------------------------------


def test_the_stage_names_each_trial_its_verdict_and_every_published_stage():
    result = run("stage", MARA, *ON)

    assert "- Sertraline: 50 mg/d" in result.stdout
    assert "not a fair try yet: the time was short" in result.stdout
    assert "Maudsley Staging Method:" in result.stdout
    assert "stages" in json.loads(run("stage", MARA, *ON, "--json").stdout)


def test_the_labs_come_with_unit_band_and_day(labs_csv):
    result = run("labs", labs_csv, *ON)

    assert result.exit_code == ExitCode.DONE
    assert "28 nmol/L" in result.stdout
    assert "2 November 2026" in result.stdout
    readings = json.loads(run("labs", labs_csv, *ON, "--json").stdout)["readings"]
    assert readings["ferritin"]["quantity"] == {"value": 12, "unit": "ug/L"}


def test_a_range_that_is_there_but_not_chosen_yet_is_not_called_missing(labs_csv):
    without_sex = run("labs", labs_csv, *ON)

    assert "12 µg/L                 not settled yet" in without_sex.stdout


def test_results_that_are_too_old_are_set_aside_by_name(labs_csv):
    result = run("labs", labs_csv, "--on", "2031-01-01")

    assert "set aside: ferritin" in result.stdout
    assert "No current result" in result.stdout


# --- explain and evidence -------------------------------------------------------------


@pytest.mark.parametrize(
    ("id_", "sentence"),
    [
        ("vitamin_d_low", "finding vitamin_d_low"),
        ("walking", "intervention walking"),
        ("S001", "rule S001 (block_until_flow)"),
    ],
)
def test_what_the_knowledge_holds_is_explained_without_a_record(id_, sentence):
    result = run("explain", id_)

    assert result.exit_code == ExitCode.DONE
    assert sentence in result.stdout
    assert "answer:" not in result.stdout


@pytest.mark.parametrize(
    ("id_", "sentence"),
    [
        ("vitamin_d_low", "fact: state:vitamin_d = low"),
        ("cbt_i", "place: step"),
        ("S001", "answer: does not hold"),
        ("thase_rush", "stage thase_rush"),
    ],
)
def test_with_a_record_the_chain_reaches_its_rows(id_, sentence):
    result = run("explain", id_, MARA, *ON)

    assert result.exit_code == ExitCode.DONE
    assert sentence in result.stdout


def test_a_question_is_explained_with_the_shares_of_its_results():
    first = json.loads(run("map", MARA, *ON, "--json").stdout)["questions"][0]["id"]

    result = run("explain", first, MARA, *ON)

    assert f"question {first}" in result.stdout
    assert "%" in result.stdout
    short = run("explain", first.partition(":")[2], MARA, *ON)
    assert f"question {first}" in short.stdout


def test_an_explanation_as_json_keeps_its_lines():
    data = json.loads(run("explain", "S001", "--json").stdout)

    assert data["id"] == "S001"
    assert data["chain"]


def test_an_unknown_id_is_not_found_and_close_names_are_offered():
    result = run("explain", "vitamin")

    assert result.exit_code == ExitCode.NOT_FOUND
    assert "Did you mean" in result.stderr
    assert "vitamin_d_low" in result.stderr
    assert result.stdout == ""


def test_an_id_that_is_like_nothing_gets_no_guess():
    result = run("explain", "zzz")

    assert result.exit_code == ExitCode.NOT_FOUND
    assert "Did you mean" not in result.stderr
    assert "`heartsease evidence WORD` finds what there is." in result.stderr


def test_the_library_is_listed_strongest_first():
    result = run("evidence")
    grades = [line[:1] for line in result.stdout.splitlines() if line[:1] != " "]

    assert result.exit_code == ExitCode.DONE
    assert grades == sorted(grades)
    assert len(grades) > 50


def test_one_topic_shows_its_rules_and_evidence():
    result = run("evidence", "cold", "exposure")

    assert "intervention cold_exposure" in result.stdout
    assert "evidence " in result.stdout


def test_a_word_finds_every_entry_that_speaks_of_it():
    result = run("evidence", "breathing")
    data = json.loads(run("evidence", "breathing", "--json").stdout)

    assert len(data) > 1
    assert all(one["id"] in result.stdout for one in data)


def test_a_topic_nobody_wrote_about_is_not_found():
    result = run("evidence", "quantum crystals")

    assert result.exit_code == ExitCode.NOT_FOUND
    assert "quantum crystals" in result.stderr
    assert result.stdout == ""


# --- import ---------------------------------------------------------------------------


def test_checking_an_import_counts_what_is_taken_and_fails_for_a_refusal(labs_csv):
    result = run("import", labs_csv, *ON, "--check")

    assert result.exit_code == ExitCode.REFUSED
    assert "labs.csv (labs_csv)" in result.stdout
    assert "refused" in result.stdout
    assert "2026-13-45" in result.stdout


def test_checking_a_clean_file_succeeds_and_writes_nothing(tmp_path):
    out = tmp_path / "record.json"

    result = run("import", MARA, *ON, "--check", "--out", out)

    assert result.exit_code == ExitCode.DONE
    assert not out.exists()


@pytest.mark.parametrize("command", [("import", "--check"), ("map",)])
def test_a_long_file_says_on_standard_error_how_far_it_is(
    command, labs_csv, monkeypatch
):
    monkeypatch.setattr(read, "ROWS_A_WORD", 2)

    result = run(*command, labs_csv, *ON)

    assert "labs.csv: 2 rows read so far" in result.stderr
    assert "rows read so far" not in result.stdout


def test_importing_twice_writes_the_same_file(labs_csv, tmp_path):
    one, two = tmp_path / "one.json", tmp_path / "two.json"

    first = run("import", MARA, labs_csv, *ON, "--out", one)
    run("import", MARA, labs_csv, *ON, "--out", two)

    assert first.exit_code == ExitCode.DONE
    assert str(one) in first.stderr
    assert one.read_bytes() == two.read_bytes()


def test_an_imported_record_gives_the_same_map_as_its_file(tmp_path):
    out = tmp_path / "record.json"
    run("import", MARA, *ON, "--out", out)

    again = run("map", out, *ON, "--json").stdout

    before = json.loads(run("map", MARA, *ON, "--json").stdout)
    assert json.loads(again)["plan"] == before["plan"]
    assert json.loads(again)["map"] == before["map"]


def test_an_import_as_json_lists_each_file(labs_csv):
    data = json.loads(run("import", labs_csv, *ON, "--check", "--json").stdout)

    assert data[0]["file"] == "labs.csv"
    assert len(data[0]["refused"]) == 1


def test_importing_without_saying_where_to_is_a_usage_mistake(labs_csv):
    result = run("import", labs_csv)

    assert result.exit_code == ExitCode.USAGE
    assert "--check" in result.stderr


def test_importing_nothing_usable_writes_no_record(tmp_path):
    bad, out = tmp_path / "bad.csv", tmp_path / "out.json"
    bad.write_text("nothing,here\n1,2\n")

    result = run("import", bad, *ON, "--out", out)

    assert result.exit_code == ExitCode.NOTHING_READ
    assert not out.exists()
    refused = result.stdout.splitlines()[-1]
    assert refused.startswith("    ")
    assert refused.strip()[0].isalpha()


# --- as a program ---------------------------------------------------------------------


def test_the_program_runs_by_itself_and_keeps_the_two_streams_apart(labs_csv):
    done = subprocess.run(
        [sys.executable, "-m", "heartsease", "labs", str(labs_csv), *ON],
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=120,
    )

    assert done.returncode == ExitCode.DONE
    assert "Ferritin" in done.stdout
    assert "not taken" in done.stderr
    assert "not taken" not in done.stdout


def test_the_program_gives_its_exit_code_to_the_shell():
    done = subprocess.run(
        [sys.executable, "-m", "heartsease", "explain", "zzz"],
        capture_output=True,
        check=False,
        encoding="utf-8",
        timeout=120,
    )

    assert done.returncode == ExitCode.NOT_FOUND
    assert done.stdout == ""
    assert "Nothing is called zzz" in done.stderr


@pytest.mark.parametrize("command", ["stage", "labs", "score"])
def test_no_command_looks_past_a_danger(tmp_path, command):
    record = {
        "heartsease_record": 1,
        "person": {"id": "robin", "country": "DE"},
        "responses": [
            {
                "instrument": "phq9",
                "on": "2026-11-23",
                "answers": {"self_harm": 2},
                "provenance": {"source": "form"},
            }
        ],
    }
    file = tmp_path / "robin.json"
    file.write_text(json.dumps(record))

    result = CliRunner().invoke(main, [command, str(file), "--on", "2026-11-23"])

    assert "112" in result.stderr
    assert "112" not in result.stdout


def test_a_score_typed_by_hand_brings_the_help_lines_too():
    answers = ["2", "2", "2", "2", "2", "2", "2", "2", "1"]

    result = CliRunner().invoke(main, ["score", "phq9", *answers])

    assert "https://findahelpline.com" in result.stderr


def test_export_writes_fhir_without_a_name_and_tables(tmp_path):
    fhir, tables = tmp_path / "mara-fhir.json", tmp_path / "tables"

    result = run(
        *("export", MARA, *ON, "--fhir", fhir),
        *("--tables", tables, "--pseudonym", "p-1"),
    )

    made = json.loads(fhir.read_text(encoding="utf-8"))
    assert result.exit_code == 0
    assert made["entry"][0]["resource"]["id"] == "p-1"
    assert "mara" not in fhir.read_text(encoding="utf-8").lower()
    assert (tables / "labs.csv").read_text(encoding="utf-8").startswith("date,test")
    assert not list(tmp_path.rglob("*.part"))


def test_what_was_exported_as_fhir_is_read_by_every_command(tmp_path):
    fhir = tmp_path / "record.json"
    run("export", MARA, *ON, "--fhir", fhir)

    result = run("import", fhir, *ON, "--check")

    assert result.exit_code == 0
    assert "refused         0" in result.stdout


@pytest.mark.parametrize("more", [(), ("--fhir", "x", "--pseudonym", "a b")])
def test_export_without_a_place_or_with_a_bad_id_is_a_usage_mistake(more):
    assert run("export", MARA, *more).exit_code == 2
