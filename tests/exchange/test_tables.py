"""The record as tables: nothing runs, nothing is lost that a table can hold."""

import csv
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.exchange.test_fhir import a_vocabulary, demo
from tests.support.builders import (
    TODAY,
    a_condition,
    a_medicine,
    a_record,
    a_response,
    an_observation,
    observations,
)

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
