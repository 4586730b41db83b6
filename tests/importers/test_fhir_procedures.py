"""Procedures that are sessions of a treatment become courses; others are counted."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from heartsease.core.record.record import (
    Certainty,
    Person,
    Provenance,
    Record,
    Trial,
)
from heartsease.core.values.code import SNOMED, Code
from heartsease.importers.outcome import Refused
from heartsease.importers.read import read_files
from heartsease.importers.vocabulary import Vocabulary

SHARED = Path(__file__).parents[3] / "shared/data/fhir"
FIRST = date(2025, 3, 3)


def a_procedure(name="Electroconvulsive therapy", on=FIRST, **more):
    return {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"text": name},
        "performedDateTime": None if on is None else str(on),
        **more,
    }


def a_bundle(*resources):
    return {"resourceType": "Bundle", "entry": [{"resource": r} for r in resources]}


def sessions(number, *, start=FIRST, every=3, name="Electroconvulsive therapy"):
    return [
        a_procedure(name, start + timedelta(days=every * n), id=f"{start}-{n}")
        for n in range(number)
    ]


def the_trial(result):
    (trial,) = result.record.trials
    return trial


def test_sessions_of_one_treatment_are_one_course(import_):
    trial = the_trial(import_(a_bundle(*sessions(8))))

    assert (trial.treatment, trial.sessions) == ("ect", 8)
    assert trial.started_on == FIRST
    assert trial.stopped_on == FIRST + timedelta(days=21)
    assert trial.provenance.certainty is Certainty.CONFIRMED
    assert trial.provenance.row.startswith("entry[0].resource, entry[1].resource")
    assert trial.percent_improvement is trial.stopped_because is trial.ongoing is None


def test_every_row_of_a_course_is_accounted_for(import_):
    (taken,) = import_(a_bundle(*sessions(3))).outcomes[0].taken

    assert taken.rows == tuple(f"entry[{n}].resource" for n in range(3))


def test_the_order_of_procedures_makes_no_difference(import_):
    forth, back = (
        the_trial(import_(a_bundle(*rows))) for rows in (sessions(5), sessions(5)[::-1])
    )

    assert (forth.id, forth.sessions) == (back.id, back.sessions)


def test_sessions_far_apart_are_another_course(import_, vocabulary):
    gap = timedelta(days=vocabulary.session_gap_days)

    near = import_(a_bundle(a_procedure(), a_procedure(on=FIRST + gap)))
    far = import_(
        a_bundle(a_procedure(), a_procedure(on=FIRST + gap + timedelta(days=1)))
    )

    assert the_trial(near).sessions == 2
    assert [one.sessions for one in far.record.trials] == [1, 1]


def test_each_treatment_has_its_own_course(import_):
    result = import_(a_bundle(*sessions(3), *sessions(2, name="rTMS")))

    assert {one.treatment: one.sessions for one in result.record.trials} == {
        "ect": 3,
        "rtms": 2,
    }


@pytest.mark.parametrize(
    "name",
    ["ECT", "electroconvulsive  THERAPY", "Electroconvulsive therapy (procedure)"],
)
def test_an_exact_name_is_recognised(import_, name):
    assert the_trial(import_(a_bundle(a_procedure(name)))).treatment == "ect"


def test_the_name_of_a_code_is_recognised_too(import_):
    coded = {"coding": [{"system": SNOMED, "code": "0", "display": "CBT"}]}

    assert the_trial(import_(a_bundle(a_procedure(code=coded)))).treatment == "cbt"


def test_names_of_two_treatments_leave_it_open(vocabulary):
    assert (
        vocabulary.treatment_of("ECT", [Code(system=SNOMED, code="0", display="CBT")])
        is None
    )


@pytest.mark.parametrize(
    "name", ["Anaesthesia for ECT", "Consultation about TMS", "Appendectomy", ""]
)
def test_other_procedures_are_counted_as_not_used(import_, name):
    result = import_(a_bundle(a_procedure(name)))

    assert not result.record.trials
    assert result.outcomes[0].not_used == {"Procedure": 1}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"status": "entered-in-error"}, "withdrew"),
        ({"status": "not-done"}, "not-done"),
        ({"status": "in-progress"}, "in-progress"),
        ({"status": None}, "no status"),
        ({"performedDateTime": None}, "the day"),
        ({"performedDateTime": None, "performedString": "in spring"}, "the day"),
        ({"performedDateTime": "2030-01-01"}, "future"),
    ],
)
def test_what_was_not_done_or_has_no_day_is_refused_by_name(import_, more, says):
    result = import_(a_bundle(a_procedure(**more)))

    assert not result.record.trials
    (refused,) = result.refused
    assert says in refused.reason


def test_a_procedure_of_somebody_else_is_refused(import_):
    patient = {"resourceType": "Patient", "id": "me"}
    other = a_procedure(subject={"reference": "Patient/other"})

    result = import_(a_bundle(patient, other))

    assert "somebody else" in result.refused[0].reason


def a_period(start, end=None):
    period = {"start": start} | ({"end": end} if end else {})
    return {"performedDateTime": None, "performedPeriod": period}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (a_period("2025-03-03T09:00:00Z", "2025-03-03T09:30:00Z"), (1, 3)),
        (a_period("2025-03-03", "2025-03-24"), (None, 24)),
        (a_period("2025-03-03"), (None, None)),
        (a_period("2025-03-03", "2025-03-01"), (None, None)),
    ],
)
def test_a_period_is_a_session_only_when_it_is_one_day(import_, more, expected):
    trial = the_trial(import_(a_bundle(a_procedure(**more))))
    number, last = expected

    assert trial.sessions == number
    assert trial.started_on == FIRST
    assert trial.stopped_on == (last and date(2025, 3, last))


def test_two_on_one_day_leave_the_number_open(import_):
    twice = the_trial(import_(a_bundle(a_procedure(id="a"), a_procedure(id="b"))))
    repeated = the_trial(import_(a_bundle(a_procedure(id="a"), a_procedure(id="a"))))

    assert twice.sessions is None
    assert repeated.sessions == 1


def test_a_month_without_its_day_is_rough_and_not_counted(import_):
    trial = the_trial(import_(a_bundle(a_procedure(on="2025-03"))))

    assert trial.sessions is None
    assert trial.provenance.certainty is Certainty.APPROXIMATE


# Again -----------------------------------------------------------------------------


def test_reading_the_same_procedures_again_changes_nothing(import_):
    once = import_(a_bundle(*sessions(8))).record
    twice = import_(a_bundle(*sessions(8)), a_bundle(*sessions(8)))
    again = import_(a_bundle(*sessions(8)), base=once)

    assert len(twice.record.trials) == 1
    assert again.record == once
    assert [len(one.duplicates) for one in again.outcomes] == [1]


@pytest.mark.parametrize(
    "later",
    [
        sessions(6),  # the same course, longer
        sessions(4, start=FIRST + timedelta(days=12)),  # only what came after
        sessions(4, start=FIRST - timedelta(days=12)),  # only what came before
    ],
)
def test_further_sessions_in_another_file_are_named_and_not_added_up(import_, later):
    result = import_(a_bundle(*sessions(4)), a_bundle(*later))

    assert the_trial(result).sessions == 4
    (refused,) = result.refused
    assert "is different in" in refused.reason
    assert "newest" in refused.advice


def test_another_course_or_treatment_in_another_file_is_taken(import_):
    result = import_(
        a_bundle(*sessions(4)),
        a_bundle(*sessions(2, start=FIRST + timedelta(days=400))),
        a_bundle(*sessions(2, name="CBT")),
    )

    assert [one.sessions for one in result.record.trials] == [4, 2, 2]


def test_what_the_person_told_stands_beside_it(import_):
    trial = {
        "id": "mine",
        "treatment": "ect",
        "started_on": "2025-03-03",
        "provenance": {"source": "me"},
    }
    told = {"heartsease_record": 1, "person": {"id": "me"}, "trials": [trial]}

    assert len(import_(told, a_bundle(*sessions(4))).record.trials) == 2


# Real files ------------------------------------------------------------------------


def test_a_vocabulary_without_treatments_knows_none():
    assert Vocabulary().treatment_of("ECT") is None


@pytest.mark.parametrize("folder", ["synthea_bench", "r4_official"])
def test_published_examples_are_read_without_a_crash(vocabulary, today, folder):
    if not (SHARED / folder).exists():
        pytest.skip("the shared FHIR files are not here")
    files = sorted((SHARED / folder).glob("*.json"))

    for file in files:
        result = read_files([file], vocabulary=vocabulary, on=today)
        assert all(isinstance(one, Refused) for one in result.refused)
        assert all(one.started_on for one in result.record.trials)
    assert files


def test_a_course_that_was_told_with_the_same_days_is_not_counted_twice(import_):
    told = Trial(
        id="mine",
        treatment="ect",
        started_on=FIRST,
        stopped_on=FIRST + timedelta(days=21),
        sessions=8,
        percent_improvement=40,
        provenance=Provenance(source="form"),
    )
    base = Record(person=Person(id="x"), trials=(told,))

    same = import_(a_bundle(*sessions(8)), base=base)
    other = import_(a_bundle(*sessions(9)), base=base)

    assert same.record.trials == (told,)
    assert len(other.record.trials) == 2
