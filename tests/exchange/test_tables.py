"""The record as tables: nothing runs, nothing is lost that a table can hold."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.exchange.test_fhir import a_vocabulary, demo
from tests.support.builders import (
    TODAY,
    TOLD,
    a_condition,
    a_medicine,
    a_record,
    a_response,
    an_observation,
    observations,
)

from heartsease.core.record.record import (
    AdverseReport,
    Arousal,
    CheckIn,
    LessonRead,
    Meal,
    Night,
    Observation,
    Practice,
    Preference,
    SafetyPlanPart,
)
from heartsease.core.values.code import LOINC, Code
from heartsease.core.values.quantity import Quantity
from heartsease.exchange.tables import tables
from heartsease.importers.outcome import Refused, Taken
from heartsease.importers.sources import labs_csv
from heartsease.library.knowledge import standard, standard_words


def tables_of(record):
    return tables(record, standard(), standard_words())


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text)))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(observations(), min_size=1, max_size=6))
def test_the_table_of_results_is_read_back_as_the_same_results(tmp_path, results):
    file = tmp_path / "labs.csv"
    written = tables_of(a_record(*results))["labs.csv"]
    file.write_text(written, encoding="utf-8", newline="")

    events = list(labs_csv.SOURCE.read(file, vocabulary=a_vocabulary(), on=TODAY))

    def said(one):
        amount = (one.quantity.value, one.quantity.unit)
        return one.measure, one.on, one.comparator, amount, one.fasting

    assert [one.reason for one in events if isinstance(one, Refused)] == []
    back = [event.fact for event in events if isinstance(event, Taken)]
    assert sorted(map(repr, map(said, back))) == sorted(map(repr, map(said, results)))


def test_a_range_in_another_unit_than_the_result_is_not_put_beside_it():
    one = an_observation(
        "vitamin_d", 40, "nmol/L", reference_low=Quantity(20.0, "ng/mL")
    )

    (row,) = rows_of(tables_of(a_record(one))["labs.csv"])

    assert (row["result"], row["units"], row["low"]) == ("40", "nmol/L", "")


def test_a_text_that_a_spreadsheet_would_run_is_only_shown():
    (row,) = rows_of(tables_of(a_record(a_medicine("x", text="=1+1")))["medicines.csv"])

    assert row["name"] == "'=1+1"


def test_a_no_is_written_and_a_missing_total_is_empty_and_not_zero():
    made = tables_of(
        a_record(a_condition("asthma", False), a_response("phq9", mood=1.0))
    )

    assert rows_of(made["health.csv"])[0]["present"] == "no"
    assert rows_of(made["scores.csv"])[0]["total"] == ""
    assert rows_of(made["answers.csv"])[0]["answer"] == "1"


def test_a_kind_without_a_fact_has_no_file():
    assert tables_of(a_record()) == {}


def test_every_fact_of_a_demo_person_has_its_row():
    record = demo("sam")

    made = {name: len(rows_of(text)) for name, text in tables_of(record).items()}

    assert made["labs.csv"] == len(record.observations)
    assert made["scores.csv"] == len(record.responses)
    assert made["medicines.csv"] == len(record.medicines)
    assert made["treatments.csv"] == len(record.trials)
    assert made["health.csv"] == len(record.conditions)


def in_words(text, *, measure=None, code=None):
    return Observation(
        measure=measure, quantity=None, on=TODAY, text=text, code=code, provenance=TOLD
    )


@pytest.mark.parametrize(
    "one",
    [
        in_words("Nitrite, urine: negative"),
        in_words("Nitrite, urine: +"),
        in_words("Stool: occult blood: none (N)"),
        in_words("Ferritin: not enough sample", measure="ferritin"),
        in_words(
            "Blood group: A",
            code=Code(system=LOINC, code="883-9", display="ABO group"),
        ),
    ],
    ids=lambda one: one.text,
)
def test_a_result_in_words_comes_back_word_for_word(tmp_path, one):
    file = tmp_path / "labs.csv"
    file.write_text(tables_of(a_record(one))["labs.csv"], encoding="utf-8", newline="")

    events = labs_csv.SOURCE.read(file, vocabulary=a_vocabulary(), on=TODAY)

    (event,) = (one for one in events if isinstance(one, Taken))
    assert (event.fact.measure, event.fact.text) == (one.measure, one.text)
    assert event.fact.quantity is None


def test_a_result_without_a_printed_name_is_named_by_its_code():
    one = an_observation(
        None, 5, "mg", text="", code=Code(system=LOINC, code="1-8", display="Thing")
    )

    (row,) = rows_of(tables_of(a_record(one))["labs.csv"])

    assert row["test"] == "Thing"


def test_every_kind_of_fact_has_a_table_with_all_it_says():
    record = a_record(
        check_ins=(
            CheckIn(on=TODAY, mood=4, sleep=3, arousal=Arousal.LOW, provenance=TOLD),
        ),
        nights=(
            Night(on=TODAY, to_bed_at="23:10", note="A storm, loud", provenance=TOLD),
        ),
        meals=(Meal(on=TODAY, moment="lunch", tags=("nuts",), provenance=TOLD),),
        practices=(
            Practice(intervention="walking", on=TODAY, seconds=30, provenance=TOLD),
        ),
        adverse_reports=(
            AdverseReport(intervention="sauna", on=TODAY, note="=1+1", provenance=TOLD),
        ),
        lessons=(LessonRead(lesson="not_you", on=TODAY, provenance=TOLD),),
        preferences=(Preference(subject="sauna", wish="no", provenance=TOLD),),
        safety_plan=(SafetyPlanPart(part="people", text="@home", provenance=TOLD),),
    )

    made = {name: rows_of(text) for name, text in tables_of(record).items()}

    (day,) = made["days.csv"]
    assert (day["mood"], day["sleep"], day["body"]) == ("4", "3", "low")
    (night,) = made["nights.csv"]
    assert (night["to_bed_at"], night["note"]) == ("23:10", "A storm, loud")
    assert made["meals.csv"][0]["kinds_of_food"] == "nuts"
    assert made["practices.csv"][0]["seconds"] == "30"
    assert made["made-worse.csv"][0]["note"] == "'=1+1"
    assert made["lessons.csv"][0]["kept"] == "no"
    assert made["wishes.csv"][0]["wish"] == "no"
    assert made["safety-plan.csv"][0]["words"] == "'@home"
