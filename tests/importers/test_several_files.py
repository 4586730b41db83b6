"""Several files make one record; what contradicts it is named and never guessed."""

from datetime import date
from pathlib import Path

import pytest

from heartsease.core.record.record import Person, Provenance, Record
from heartsease.importers.vocabulary import Vocabulary
from heartsease.library import record_json

SAMPLES = Path(__file__).parent / "samples"
OWN = SAMPLES / "heartsease_json/good_small.json"
LOINC = "http://loinc.org"


def a_patient(**more):
    return {"resourceType": "Patient", "id": "a", **more}


def a_result(value, on="2026-09-20", unit="ug/L", code="2276-4"):
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": code}]},
        "effectiveDateTime": on,
        "valueQuantity": {"value": value, "unit": unit},
    }


def own(**more):
    return {"heartsease_record": 1, "person": {"id": "a"}, **more}


def said(**more):
    return {**more, "provenance": {"source": "form"}}


def values(result):
    return [one.quantity.value for one in result.record.observations]


def test_the_own_record_comes_back_exactly_with_its_origins(import_):
    import json

    result = import_(OWN)

    assert record_json.write(result.record) == json.loads(OWN.read_text("utf-8"))


def test_files_of_several_kinds_add_up(import_):
    csv = SAMPLES / "labs_csv/us.csv"

    result = import_(OWN, a_result(7, "2026-01-01"), csv)

    assert [outcome.source for outcome in result.outcomes] == [
        "heartsease_json",
        "fhir_bundle",
        "labs_csv",
    ]
    assert len(result.record.observations) == 1 + 1 + 5


def test_the_same_result_in_another_unit_is_known(import_):
    result = import_(
        a_result(14.2, unit="ng/mL", code="62292-8"),
        a_result(35.4, unit="nmol/L", code="62292-8"),
    )

    assert values(result) == [14.2]
    assert result.outcomes[1].duplicates[0].of.source == "file0.json"


@pytest.mark.parametrize(
    ("first", "second", "field"),
    [
        ({"birthDate": "1980-02-03"}, {"birthDate": "1980-02-04"}, "born_on"),
        ({"birthDate": "1980"}, {"birthDate": "1981-02-04"}, "born_on"),
        ({"birthDate": "1980-03"}, {"birthDate": "1980-02-04"}, "born_on"),
        ({"gender": "female"}, {"gender": "male"}, "sex"),
    ],
)
def test_a_file_of_somebody_else_is_refused_whole(import_, first, second, field):
    mine = {"resourceType": "Bundle", "entry": [
        {"resource": a_patient(**first)}, {"resource": a_result(20)}]}  # fmt: skip
    other = {"resourceType": "Bundle", "entry": [
        {"resource": a_patient(**second)}, {"resource": a_result(9, "2026-01-01")}]}  # fmt: skip

    result = import_(mine, other)

    (refused,) = result.refused
    assert (refused.field, refused.kind) == (field, "file")
    assert "file0.json" in refused.reason
    assert values(result) == [20]


@pytest.mark.parametrize(
    ("first", "second"), [("1980", "1980-05-17"), ("1980-05-17", "1980-05")]
)
def test_a_birth_year_agrees_with_a_birth_date_and_the_whole_date_wins(
    import_, first, second
):
    result = import_(a_patient(birthDate=first), a_patient(birthDate=second))

    assert not result.refused
    assert result.record.person.born_on == date(1980, 5, 17)


def test_two_patients_with_one_id_and_two_birth_dates_are_refused(import_):
    twice = {"resourceType": "Bundle", "entry": [
        {"resource": a_patient(birthDate="1980-02-03")},
        {"resource": a_patient(birthDate="1990-02-03")},
    ]}  # fmt: skip

    result = import_(twice)

    assert {one.field for one in result.refused} == {"born_on"}
    assert str(result.record.person.born_on) == "1980-02-03"


def test_the_same_test_at_the_same_time_with_another_value_is_refused(import_):
    at = "2026-09-20T08:00:00Z"

    result = import_(a_result(20, at), a_result(25, at))

    assert values(result) == [20]
    assert "25 ug/L here and 20 ug/L in file0.json" in result.refused[0].reason


def test_two_readings_at_different_hours_are_both_kept(import_):
    both = [a_result(20, "2026-09-20T08:00:00Z"), a_result(25, "2026-09-20T20:00:00Z")]

    result = import_(*both)
    again = import_(*both, base=result.record)

    assert values(result) == [20, 25]
    assert again.record == result.record


def test_a_contradiction_stays_refused_when_it_comes_again(import_):
    at = "2026-09-20T08:00:00Z"
    both = [a_result(20, at), a_result(25, at)]

    result = import_(*both)
    again = import_(*both, base=result.record)

    assert again.record == result.record
    assert len(again.refused) == 1


def test_facts_before_birth_are_refused(import_):
    result = import_(a_patient(birthDate="1980-02-03"), a_result(20, "1970-01-01"))

    assert "before the birth date" in result.refused[0].reason


def test_facts_of_the_future_are_refused_wherever_they_come_from(import_):
    result = import_(
        own(
            check_ins=[said(on="2026-12-24", mood=5)],
            medicines=[said(text="sertraline", started_on="2027-01-01")],
            conditions=[said(condition=None, present=True, since="2030-01-01")],
            safety_flow_done_on="2026-12-01",
            episode_started_on="2026-11-23",
        )
    )

    assert [one.field for one in result.refused] == [
        "safety_flow_done_on",
        "since",
        "started_on",
        "on",
    ]
    assert result.record.safety_flow_done_on is None
    assert result.record.episode_started_on == date(2026, 11, 23)


def test_an_end_before_its_start_is_refused(import_):
    result = import_(
        own(
            medicines=[said(text="x", started_on="2026-02-01", stopped_on="2026-01-01")]
        )
    )

    assert "ends (2026-01-01) before it starts" in result.refused[0].reason


@pytest.mark.parametrize(
    ("days", "ended"),
    [
        ({"started_on": "2026-02-01", "stopped_on": "2026-01-01"}, True),
        ({"stopped_on": "2062-01-01"}, True),
        ({"started_on": "2062-01-01"}, False),
        ({"started_on": "1862-01-01"}, False),
        ({"started_on": "2062-01-01", "ended": True}, True),
    ],
)
def test_a_medicine_whose_days_cannot_be_is_kept_without_them(import_, days, ended):
    born = a_patient(birthDate="1980-02-03")
    told = own(medicines=[said(text="Nardil", ingredients=["phenelzine"], **days)])

    result = import_(born, told)
    again = import_(born, told, base=result.record)
    (medicine,) = result.record.medicines
    (row,) = result.refused

    assert medicine.ingredients == ("phenelzine",)
    assert (medicine.started_on, medicine.stopped_on) == (None, None)
    assert medicine.ended is ended
    assert row.reason.endswith("It is kept without its days.")
    assert again.record == result.record
    assert len(again.refused) == 1


def test_a_trial_of_a_medicine_stays_too_and_one_of_a_talk_does_not(import_):
    days = {"started_on": "2026-02-01", "stopped_on": "2026-01-01"}
    told = own(
        trials=[
            said(id="a", treatment="phenelzine", **days),
            said(id="b", treatment="cbt", **days),
        ]
    )

    result = import_(told)
    (trial,) = result.record.trials

    assert (trial.treatment, trial.stopped_on) == ("phenelzine", None)
    assert len(result.refused) == 2


def test_a_file_without_a_formulary_keeps_no_trial_it_cannot_place():
    assert not Vocabulary().is_medicine("phenelzine")


def test_a_yes_and_a_no_on_one_day_are_not_both_kept(import_):
    result = import_(
        own(
            conditions=[
                said(condition="asthma", present=True, on="2026-01-01"),
                said(condition="asthma", present=False, on="2026-01-01"),
                said(condition="asthma", present=False, on="2026-02-01"),
            ]
        )
    )

    assert [(c.present, str(c.on)) for c in result.record.conditions] == [
        (True, "2026-01-01"),
        (False, "2026-02-01"),
    ]
    assert "a no here and a yes" in result.refused[0].reason


def test_later_versions_of_one_trial_check_in_wish_or_decision_are_named(import_):
    first = own(
        trials=[said(id="t1", treatment="sertraline")],
        check_ins=[said(on="2026-01-01", mood=3)],
        preferences=[said(subject="walking", wish="open", on="2026-01-01")],
        decisions=[said(treatment="sertraline", choice="keep", on="2026-01-01")],
        energy="low",
    )
    second = own(
        trials=[said(id="t1", treatment="sertraline", ongoing=False)],
        check_ins=[said(on="2026-01-01", mood=4)],
        preferences=[said(subject="walking", wish="no", on="2026-01-01")],
        decisions=[said(treatment="sertraline", choice="talk", on="2026-01-01")],
        energy="okay",
    )

    result = import_(first, second)

    assert {one.field for one in result.refused} == {
        *("id", "on", "wish", "choice", "energy")
    }
    assert import_(first).record == result.record


def test_days_of_completeness_move_forward_only(import_):
    result = import_(
        own(medicines_complete_on="2026-03-01"),
        own(medicines_complete_on="2026-05-01"),
        own(medicines_complete_on="2026-04-01"),
    )

    assert result.record.medicines_complete_on == date(2026, 5, 1)
    assert not result.refused


def test_a_total_and_its_answers_become_one_response(import_):
    answers = {"interest": 1, "mood": 1, "sleep": 0, "energy": 0, "appetite": 0,
               "worth": 0, "concentration": 0, "movement": 0, "self_harm": 0}  # fmt: skip
    total = own(responses=[said(instrument="phq9", on="2026-01-01", total=2)])
    whole = own(responses=[said(instrument="phq9", on="2026-01-01", answers=answers)])
    wrong = own(responses=[said(instrument="phq9", on="2026-01-01", total=9)])

    forwards, backwards = import_(total, whole), import_(whole, total)
    denied = import_(whole, wrong)

    for result in (forwards, backwards):
        (response,) = result.record.responses
        assert dict(response.answers) == answers
        assert not result.refused
    assert import_(total, whole, base=forwards.record).record == forwards.record
    assert "other answers" in denied.refused[0].reason


def test_the_base_is_added_to_and_never_changed(import_):
    base = Record(person=Person(id="anna", sex="female"))

    result = import_(a_patient(gender="male"), a_result(20), base=base)

    assert result.record.person == base.person
    assert base.observations == ()
    assert "the record so far" in result.refused[0].reason


def test_the_id_of_the_record_stays_and_a_strangers_id_is_no_quarrel(import_):
    base = Record(person=Person(id="anna"))

    result = import_(a_patient(gender="female"), base=base)

    assert result.record.person == Person(id="anna", sex="female")
    assert result.outcomes[0].duplicates[0].of == Provenance(source="the record so far")
