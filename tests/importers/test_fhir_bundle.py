"""What is taken from FHIR, what is refused, and why."""

import copy
import json
from datetime import date
from pathlib import Path

import pytest

from heartsease.core.instruments import score
from heartsease.core.record.record import Certainty
from heartsease.core.values.quantity import Quantity

SAMPLES = Path(__file__).parent / "samples/fhir_bundle"
SHARED = Path(__file__).parents[3] / "shared/data/fhir"
US_CORE, SYNTHEA = SHARED / "uscore_examples", SHARED / "synthea_bench"
needs_shared = pytest.mark.skipif(
    not SHARED.exists(), reason="the shared FHIR files are not here"
)
LOINC = "http://loinc.org"


def an_observation(code="2276-4", value=18.0, unit="ug/L", **more):
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": code}]},
        "effectiveDateTime": "2026-09-20",
        "valueQuantity": {"value": value, "unit": unit},
        **more,
    }


def a_bundle(*resources):
    return {"resourceType": "Bundle", "entry": [{"resource": r} for r in resources]}


def a_prescription(**more):
    return {
        "resourceType": "MedicationRequest",
        "status": "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": "Sertraline"},
        "authoredOn": "2026-06-01",
        **more,
    }


def a_condition(**more):
    return {
        "resourceType": "Condition",
        "code": {
            "coding": [{"system": "http://snomed.info/sct", "code": "84114007"}],
            "text": "Heart failure",
        },
        **more,
    }


def status(word):
    return {"coding": [{"system": "http://example.org", "code": word}]}


def by_measure(record):
    return {one.measure: one for one in record.observations}


@pytest.fixture
def one_person(import_):
    return import_(SAMPLES / "one_person.json")


def reason(result, row):
    (refused,) = [one for one in result.refused if one.row.startswith(row)]
    return refused.reason


def place_of(identity):
    bundle = json.loads((SAMPLES / "one_person.json").read_text(encoding="utf-8"))
    for place, entry in enumerate(bundle["entry"]):
        if entry.get("resource", {}).get("id") == identity:
            return f"entry[{place}].resource"
    raise LookupError(identity)


# Who ---------------------------------------------------------------------------------


def test_the_person_is_read_with_the_sex_laboratories_go_by(one_person):
    person = one_person.record.person

    assert person.id == "p1"
    assert person.sex == "female"  # from us-core-sex; the gender is "other"
    assert person.country == "NL"
    assert person.born_on == date(1984, 7, 1)  # only the year is known


@pytest.mark.parametrize(
    ("patient", "sex"),
    [
        ({"gender": "male"}, "male"),
        ({"gender": "other"}, None),
        ({"gender": "unknown"}, None),
        ({}, None),
        (
            {
                "gender": "male",
                "extension": [
                    {
                        "url": "http://hl7.org/fhir/us/core/StructureDefinition/"
                        "us-core-birthsex",
                        "valueCode": "F",
                    }
                ],
            },
            "female",
        ),
    ],
)
def test_sex_is_never_guessed(import_, patient, sex):
    result = import_({"resourceType": "Patient", "id": "a", **patient})

    assert result.record.person.sex == sex


@pytest.mark.parametrize("born", ["soon", "1980-13-01", "1980-02-30", 1980, None, {}])
def test_a_birth_date_that_is_none_is_refused_by_name(import_, born):
    (refused,) = import_(
        {"resourceType": "Patient", "id": "a", "birthDate": born}
    ).refused

    assert refused.field == "birthDate"


def test_a_file_about_two_people_is_refused_whole(import_):
    mother = {"resourceType": "Patient", "id": "a"}

    result = import_(a_bundle(mother, {**mother, "id": "b"}, an_observation()))

    assert "2 people" in result.refused[0].reason
    assert not result.record.observations


def test_results_of_two_people_without_a_patient_are_refused_whole(import_):
    mine = an_observation(subject={"reference": "Patient/a"})
    other = an_observation(subject={"reference": "Patient/b"})

    assert "2 people" in import_(a_bundle(mine, other)).refused[0].reason


def test_a_result_of_somebody_else_is_refused(one_person):
    assert "somebody else" in reason(one_person, place_of("stranger"))


# Measured values -----------------------------------------------------------------------


def test_a_value_below_the_limit_keeps_its_sign_and_printed_range(one_person):
    crp = by_measure(one_person.record)["hs_crp"]

    assert (crp.comparator, crp.quantity) == ("<", Quantity(0.3, "mg/L"))
    assert crp.reference_high == Quantity(3.0, "mg/L")
    assert crp.on == date(2026, 9, 20)
    assert crp.provenance.certainty is Certainty.CONFIRMED
    assert crp.provenance.row == place_of("crp")


def test_a_range_printed_as_text_is_read_in_the_unit_of_the_result(one_person):
    ferritin = by_measure(one_person.record)["ferritin"]

    assert ferritin.reference_low == Quantity(15.0, "ng/mL")
    assert ferritin.reference_high == Quantity(150.0, "ng/mL")
    assert ferritin.text == "Ferritin (N)"


def test_a_number_written_as_text_is_read_with_its_sign_and_unit(one_person):
    b12 = by_measure(one_person.record)["vitamin_b12"]

    assert (b12.comparator, b12.quantity) == (">", Quantity(1500.0, "pg/mL"))


def test_each_half_of_a_blood_pressure_stands_for_itself(one_person):
    measured = by_measure(one_person.record)

    assert measured["systolic_bp"].quantity == Quantity(128.0, "mm[Hg]")
    assert "diastolic_bp" not in measured
    assert "cuff slipped" in reason(one_person, place_of("bp"))


def test_tests_we_do_not_know_are_kept_with_their_code(one_person):
    unknown = [one for one in one_person.record.observations if one.measure is None]

    assert {one.code.code for one in unknown} == {"777-3", "12345-6"}
    assert [one.text for one in unknown if one.quantity is None] == [
        "Something rare: Negative"
    ]


@pytest.mark.parametrize(
    ("identity", "says"),
    [
        ("wrong", "withdrew"),
        ("unit", "is not measured in mm[Hg]"),
        ("huge", "outside what is possible"),
        ("future", "lies in the future"),
        ("nodate", "no date"),
        ("empty", "no value"),
        ("absent", "sample lost"),
    ],
)
def test_a_result_that_cannot_be_used_is_refused_by_name(one_person, identity, says):
    assert says in reason(one_person, place_of(identity))


def test_a_result_without_a_unit_is_refused_when_the_test_is_known(import_):
    result = import_(an_observation(unit=""))

    assert "has no unit" in result.refused[0].reason
    assert not result.record.observations


@pytest.mark.parametrize(
    ("quantity", "unit"),
    [
        ({"unit": "ug/L", "system": "http://snomed.info/sct", "code": "258801007"},
         "ug/L"),
        ({"unit": "micrograms per litre", "code": "ug/L"}, "ug/L"),
        ({"unit": "ng/ml"}, "ng/mL"),
        ({"unit": "\u00b5g/l", "code": "nonsense"}, "ug/L"),
    ],
)  # fmt: skip
def test_the_unit_is_taken_from_where_it_can_be_read(import_, quantity, unit):
    result = import_(an_observation(valueQuantity={"value": 18, **quantity}))

    assert result.record.observations[0].quantity == Quantity(18.0, unit)


@pytest.mark.parametrize(
    "value",
    [
        {"valueQuantity": {"unit": "ug/L"}},
        {"valueQuantity": {"value": "18", "unit": "ug/L"}},
        {"valueQuantity": None},
        {"valueInteger": None},
        {"valueString": "1,200 ug/L"},
    ],
)
def test_a_value_that_is_no_number_is_refused(import_, value):
    observation = an_observation()
    del observation["valueQuantity"]

    result = import_({**observation, **value})

    assert "not a number" in result.refused[0].reason
    assert not result.record.observations


def test_limits_without_a_unit_are_in_the_unit_of_the_result(import_):
    printed = [{"low": {"value": 15}, "high": {"value": 150}}]

    (one,) = import_(an_observation(referenceRange=printed)).record.observations

    assert one.reference_low == Quantity(15.0, "ug/L")


def test_the_unit_printed_decides_even_when_the_code_says_mass(import_, vocabulary):
    # 62292-8 is the mass of vitamin D and is often sent with nmol/L.
    result = import_(an_observation("62292-8", 35.4, "nmol/L"))
    (one,) = result.record.observations

    assert vocabulary.canonical("vitamin_d", one.quantity) == pytest.approx(35.4)


@pytest.mark.parametrize(
    ("written", "day", "rough"),
    [
        ("2026-05-03", date(2026, 5, 3), False),
        ("2026-05-03T23:59:00-10:00", date(2026, 5, 3), False),
        ("2026-05-03T00:30:00+14:00", date(2026, 5, 3), False),
        ("2026-05-03T22:15:00.123Z", date(2026, 5, 3), False),
        ("2026-05", date(2026, 5, 15), True),
        ("2025", date(2025, 7, 1), True),
        ("2026", date(2026, 7, 1), True),
        ("2026-11", date(2026, 11, 15), True),
    ],
)
def test_the_day_is_the_one_written_where_the_sample_was_taken(
    import_, written, day, rough
):
    (one,) = import_(an_observation(effectiveDateTime=written)).record.observations

    assert one.on == day
    assert (one.provenance.certainty is Certainty.APPROXIMATE) == rough


@pytest.mark.parametrize("word", ["entered-in-error", "cancelled", "registered"])
def test_a_status_that_says_no_result_is_refused(import_, word):
    result = import_(an_observation(status=word))

    assert result.refused[0].field == "status"
    assert not result.record.observations


def test_results_inside_a_report_take_the_day_of_the_report(one_person):
    potassium = by_measure(one_person.record)["potassium"]

    assert potassium.on == date(2026, 9, 21)
    assert potassium.provenance.row.endswith(".contained[0]")
    assert "1 of its results are not in this file" in reason(one_person, place_of("d1"))


# Questionnaires ------------------------------------------------------------------------


def test_answers_are_read_however_they_are_coded(one_person, vocabulary):
    (response,) = one_person.record.responses

    assert response.instrument == "phq9"
    assert response.on == date(2026, 10, 1)  # as written, though it is the 1st in UTC
    assert dict(response.answers) == {
        "interest": 2, "mood": 2, "sleep": 3, "energy": 3, "appetite": 1, "worth": 2,
        "concentration": 2, "movement": 0, "self_harm": 0,
    }  # fmt: skip
    assert response.total == 15
    assert score.score(vocabulary.instruments["phq9"], response).total == 15


def test_questions_are_known_through_the_form_in_the_same_file(import_):
    (response,) = import_(SAMPLES / "form_with_answers.json").record.responses

    assert len(response.answers) == 9


def test_without_codes_the_questions_are_refused_and_named(import_):
    (refused,) = import_(SAMPLES / "form_without_codes.json").refused

    assert "PHQ.1" in refused.reason
    assert "Questionnaire" in refused.advice


def test_answers_sent_as_observations_become_one_response(import_):
    result = import_(SAMPLES / "list.json")
    (response,) = result.record.responses

    assert response.instrument == "phq9"
    assert response.total == 15
    assert dict(response.answers) == {"interest": 2}
    assert "two different answers" in reason(result, "[3]")
    assert "not one of its answers" in reason(result, "[4]")


def test_two_sittings_on_one_day_are_two_responses(import_):
    morning = an_observation("44261-6", 15, "{score}")
    morning["effectiveDateTime"] = "2026-09-20T08:00:00Z"
    evening = {**morning, "effectiveDateTime": "2026-09-20T20:00:00Z"}
    evening["valueQuantity"] = {"value": 9, "unit": "{score}"}

    result = import_(a_bundle(morning, evening))

    assert [one.total for one in result.record.responses] == [15, 9]
    again = import_(a_bundle(morning, evening), base=result.record)
    assert again.record == result.record


def test_two_items_alone_are_a_phq_2_and_one_is_a_part_of_phq_9(import_):
    first, second = an_observation("44250-9", 2, ""), an_observation("44255-8", 1, "")

    both = import_(a_bundle(first, second)).record.responses
    alone = import_(first).record.responses

    assert [one.instrument for one in both] == ["phq2"]
    assert [one.instrument for one in alone] == ["phq9"]


def test_an_impossible_total_is_refused_and_the_answers_stay(import_):
    bundle = json.loads((SAMPLES / "form_with_answers.json").read_text("utf-8"))
    answers = bundle["entry"][1]["resource"]["item"]
    answers.append({"linkId": "44261-6", "answer": [{"valueInteger": 3}]})

    result = import_(bundle)

    assert result.refused[0].field == "total"
    assert result.record.responses[0].total is None
    assert len(result.record.responses[0].answers) == 9


@pytest.mark.parametrize("word", ["in-progress", "entered-in-error"])
def test_unfinished_or_withdrawn_answers_are_refused(import_, word):
    bundle = json.loads((SAMPLES / "form_with_answers.json").read_text("utf-8"))
    bundle["entry"][1]["resource"]["status"] = word

    result = import_(bundle)

    assert result.refused[0].field == "status"
    assert not result.record.responses


@needs_shared
def test_the_us_core_phq_9_is_one_response_from_twelve_files(import_, vocabulary):
    files = sorted(US_CORE.glob("Observation-PHQ9-item*.json"))
    form = US_CORE / "QuestionnaireResponse-phq-9-example.json"

    result = import_(*files, form)
    (response,) = result.record.responses

    assert not result.refused
    assert len(files) == 11
    assert len(response.answers) == 10
    assert score.score(vocabulary.instruments["phq9"], response).total == 12
    assert result.outcomes[-1].duplicates


@needs_shared
def test_the_german_total_sent_under_the_panel_code_is_a_total(import_):
    path = SHARED / "mii/Observation-mii-exa-pro-phq-9-observation.json"

    (response,) = import_(path).record.responses

    assert (response.instrument, response.total) == ("phq9", 27)


# Conditions ----------------------------------------------------------------------------


def test_a_code_below_a_category_is_the_category(one_person):
    yes = one_person.record.conditions[0]

    assert (yes.condition, yes.present) == ("heart_failure", True)
    assert yes.since == date(2021, 5, 15)
    assert yes.provenance.certainty is Certainty.APPROXIMATE


def test_refuted_is_a_no(one_person):
    no = one_person.record.conditions[1]

    assert (no.condition, no.present, no.on) == (
        "heart_failure",
        False,
        date(2019, 1, 2),
    )


def test_the_absence_of_one_kind_is_not_the_absence_of_all(import_):
    narrower = a_condition(verificationStatus=status("refuted"))
    narrower["code"] = {
        "coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "I50.9"}]
    }

    (entry,) = import_(narrower).record.conditions

    assert (entry.condition, entry.present) == (None, False)


def test_a_condition_that_is_over_without_a_day_is_asked_instead(one_person):
    assert "the day it ended is not given" in reason(one_person, place_of("c3"))


def test_one_of_several_possibilities_is_not_a_yes(one_person):
    assert "several possibilities" in reason(one_person, place_of("c4"))


def test_a_provisional_diagnosis_is_a_yes_that_is_not_sure(import_):
    result = import_(a_condition(verificationStatus=status("provisional")))
    (entry,) = result.record.conditions

    assert entry.present
    assert entry.text == "Heart failure (provisional)"
    assert entry.provenance.certainty is Certainty.APPROXIMATE


def test_an_end_with_a_day_is_kept(import_):
    over = a_condition(
        clinicalStatus=status("resolved"), abatementDateTime="2020-03-04"
    )

    assert import_(over).record.conditions[0].until == date(2020, 3, 4)


# Medicines -----------------------------------------------------------------------------


def test_a_daily_dose_is_amount_times_doses_a_day(one_person):
    sertraline = one_person.record.medicines[0]

    assert sertraline.ingredients == ("sertraline",)
    assert sertraline.daily_dose == Quantity(100.0, "mg")
    assert (sertraline.started_on, sertraline.stopped_on) == (date(2026, 6, 1), None)


def test_tablets_have_no_daily_dose_and_a_contained_name_is_found(one_person):
    citalopram = one_person.record.medicines[1]

    assert citalopram.ingredients == ("citalopram",)
    assert citalopram.daily_dose is None
    assert citalopram.stopped_on == date(2025, 5, 30)


def test_stopped_without_a_day_means_at_the_latest_when_the_file_was_made(one_person):
    mirtazapine = one_person.record.medicines[2]

    assert mirtazapine.stopped_on == date(2026, 11, 1)
    assert mirtazapine.provenance.certainty is Certainty.APPROXIMATE


@pytest.mark.parametrize(
    ("days", "repeats", "end"),
    [
        (30, 0, date(2026, 7, 1)),
        (30, 1, date(2026, 7, 31)),
        (300, 0, None),  # lies ahead: it was stopped before
        (1e300, 9, None),
        (None, 0, None),
    ],
)
def test_the_supply_tells_when_a_finished_prescription_ended(
    import_, days, repeats, end
):
    result = import_(
        a_prescription(
            status="completed",
            dispenseRequest={
                "numberOfRepeatsAllowed": repeats,
                "expectedSupplyDuration": {"value": days, "unit": "days"},
            },
        )
    )

    (medicine,) = result.record.medicines

    assert medicine.stopped_on == end
    assert medicine.ended == (end is None)
    assert bool(result.refused) == (end is None)


def test_stopped_without_any_day_is_kept_as_a_medicine_of_before_and_said(import_):
    result = import_(a_prescription(status="stopped"))
    (medicine,) = result.record.medicines
    (said,) = result.refused

    assert "the day is not given" in said.reason
    assert (said.kind, said.field) == ("MedicationRequest", "effective")
    assert (medicine.ended, medicine.stopped_on) == (True, None)
    assert medicine.ingredients == ("sertraline",)


def test_the_end_of_a_prescription_is_no_sure_day_of_the_last_dose(import_):
    over = a_prescription(
        status="completed",
        dispenseRequest={"validityPeriod": {"end": "2026-10-01"}},
    )

    (medicine,) = import_(over).record.medicines

    assert medicine.stopped_on == date(2026, 10, 1)
    assert medicine.provenance.certainty is Certainty.APPROXIMATE


def test_active_with_an_end_that_has_passed_is_no_sure_day_either(import_):
    stale = a_prescription(effectivePeriod={"start": "2026-06-01", "end": "2026-10-01"})

    (medicine,) = import_(stale).record.medicines

    assert medicine.stopped_on == date(2026, 10, 1)
    assert medicine.provenance.certainty is Certainty.APPROXIMATE


def a_step(start=None, end=None):
    days = {"start": start, "end": end}
    bounds = {name: day for name, day in days.items() if day}
    return {"timing": {"repeat": {"boundsPeriod": bounds}}}


@pytest.mark.parametrize("name", ["dosageInstruction", "dosage"])
def test_a_dose_in_steps_begins_with_the_first_and_ends_with_the_last(import_, name):
    steps = [a_step("2026-08-01", "2026-09-01"), a_step("2026-07-01", "2026-08-01")]

    (medicine,) = import_(a_prescription(**{name: steps})).record.medicines

    assert medicine.started_on == date(2026, 7, 1)
    assert medicine.stopped_on == date(2026, 9, 1)


def test_a_step_without_an_end_leaves_the_medicine_running(import_):
    steps = [a_step("2026-07-01", "2026-08-01"), a_step("2026-08-01")]

    (medicine,) = import_(a_prescription(dosageInstruction=steps)).record.medicines

    assert medicine.stopped_on is None
    assert not medicine.ended


MG_50 = {"doseQuantity": {"value": 50, "unit": "mg"}}
DAILY = {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}


@pytest.mark.parametrize(
    ("dosages", "says"),
    [
        ([{"text": "one in the morning"}], "in words only"),
        ([{"timing": DAILY}], "in words only"),
        ([{"doseAndRate": [{"doseRange": {"low": {"value": 1}}}]}], "a range"),
        ([{"doseAndRate": [{"rateQuantity": {"value": 1}}]}], "a range or a rate"),
        ([{"doseAndRate": [MG_50, MG_50]}], "in more than one way"),
        ([{"doseAndRate": [MG_50], "timing": DAILY}] * 2, "in 2 steps"),
        ([{"asNeededBoolean": True, "doseAndRate": [MG_50]}], "only when needed"),
        ([{"asNeededCodeableConcept": {"text": "pain"}, "doseAndRate": [MG_50]}],
         "only when needed"),
        ([{"doseAndRate": [MG_50]}], "how often 50 mg is taken"),
        ([{"doseAndRate": [MG_50], "timing": {"code": {"text": "x"}}}], "how often"),
        ([{"doseAndRate": [{"doseQuantity": {"value": 1, "unit": "TAB"}}],
           "timing": DAILY}], "counted in 'TAB'"),
        ([{"doseAndRate": [{"doseQuantity": {"value": 1, "unit": "x" * 900}}],
           "timing": DAILY}], f"'{'x' * 40}'"),
        ([{"doseAndRate": [{"doseQuantity": {"value": 5}}]}], "has no unit"),
        ([{"doseAndRate": [{"doseQuantity": {"unit": "mg"}}]}], "not a number above"),
        ([{"doseAndRate": [{"doseQuantity": {"value": 0, "unit": "mg"}}]}], "above zero"),
        ([{"doseAndRate": [{"doseQuantity": {"value": -5, "unit": "mg"}}]}], "above zero"),
        ([{"doseAndRate": [{"doseQuantity": {"value": 1e308, "unit": "g"}}],
           "timing": {"code": {"coding": [{"code": "QID"}]}}}], "cannot be counted"),
        ([{"doseAndRate": [{"doseQuantity": "50 mg"}]}], "not a number above zero"),
        ([{"maxDosePerPeriod": {"numerator": {"value": 4}}}], "in words only"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["MedicationRequest", "MedicationStatement"])
def test_a_dose_that_is_not_clear_has_its_row_and_the_medicine_is_kept(
    import_, kind, dosages, says
):
    name = "dosage" if kind == "MedicationStatement" else "dosageInstruction"

    result = import_({**a_prescription(**{name: dosages}), "resourceType": kind})
    (medicine,) = result.record.medicines
    (row,) = result.refused

    assert (medicine.ingredients, medicine.daily_dose) == (("sertraline",), None)
    assert (row.kind, row.field) == (kind, "dosage")
    assert says in row.reason
    assert row.reason.startswith("Sertraline: ")


@pytest.mark.parametrize(
    "dosages",
    [None, [], [{}], [{"sequence": 1}], [{"asNeededBoolean": True, "text": "if ill"}]],
)
def test_a_medicine_of_which_no_dose_was_said_has_nothing_to_report(import_, dosages):
    result = import_(a_prescription(dosageInstruction=dosages))

    assert result.refused == ()
    assert result.record.medicines[0].daily_dose is None


def test_if_needed_is_kept_and_has_no_daily_dose(one_person):
    ibuprofen = one_person.record.medicines[3]

    assert ibuprofen.as_needed
    assert ibuprofen.daily_dose is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": "entered-in-error"}, "withdrew"),
        ({"status": "cancelled"}, "withdrawn"),
        ({"status": "draft"}, "draft"),
        ({"doNotPerform": True}, "not to take it"),
        ({"intent": "plan"}, "only suggested"),
        ({"medicationCodeableConcept": {}}, "no name"),
    ],
)
def test_what_is_not_taken_is_refused(import_, change, says):
    result = import_(a_prescription(**change))

    assert says in result.refused[0].reason
    assert not result.record.medicines


def test_a_planned_end_is_not_yet_an_end(import_):
    ahead = a_prescription(
        dosageInstruction=[
            {"timing": {"repeat": {"boundsPeriod": {"end": "2027-06-01"}}}}
        ]
    )

    assert import_(ahead).record.medicines[0].stopped_on is None


@pytest.mark.parametrize(
    ("timing", "amount", "daily"),
    [
        ({"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}, "50 mg", 50),
        ({"repeat": {"frequency": 1, "period": 6, "periodUnit": "h"}}, "50 mg", 200),
        ({"repeat": {"frequency": 1, "period": 1, "periodUnit": "wk"}}, "70 mg", 10),
        ({"code": {"coding": [{"code": "BID"}]}}, "50 mg", 100),
        ({"repeat": {"timeOfDay": ["08:00:00", "20:00:00"]}}, "50 mg", 100),
        ({"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}, "1 TAB", None),
        ({"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}, "5 mL", None),
        ({"repeat": {"frequency": 1, "period": 0, "periodUnit": "d"}}, "5 mg", None),
        ({"repeat": {"frequency": 1, "periodMax": 6, "period": 4, "periodUnit": "h"}},
         "50 mg", None),
        ({"repeat": {"frequency": 1, "period": 1, "periodUnit": "d",
                     "dayOfWeek": ["mon"]}}, "50 mg", None),
        ({"repeat": {"count": 1}}, "50 mg", None),
        ({"code": {"text": "as discussed"}}, "50 mg", None),
        ({}, "50 mg", None),
    ],
)  # fmt: skip
def test_a_dose_is_given_only_when_amount_and_timing_are_clear(
    import_, timing, amount, daily
):
    value, unit = amount.split()
    dosage = {
        "timing": timing,
        "doseAndRate": [{"doseQuantity": {"value": float(value), "unit": unit}}],
    }

    (entry,) = import_(a_prescription(dosageInstruction=[dosage])).record.medicines
    dose = entry.daily_dose and round(entry.daily_dose.value, 6)

    assert dose == daily


def test_two_dosages_have_no_single_daily_dose(import_):
    dosage = {
        "timing": {"code": {"coding": [{"code": "QD"}]}},
        "doseAndRate": [{"doseQuantity": {"value": 50, "unit": "mg"}}],
    }
    titrated = a_prescription(dosageInstruction=[dosage, copy.deepcopy(dosage)])

    assert import_(titrated).record.medicines[0].daily_dose is None


# Files ---------------------------------------------------------------------------------


def test_a_page_of_a_search_says_that_there_are_more(import_):
    page = a_bundle(an_observation())
    page["link"] = [{"relation": "next", "url": "https://example.org/next"}]

    result = import_(page)

    assert "one page of several" in result.refused[0].reason
    assert len(result.record.observations) == 1


@needs_shared
def test_the_synthetic_records_give_the_results_they_hold(import_, vocabulary):
    known = kept = responses = 0
    for path in sorted(SYNTHEA.glob("*.json")):
        result = import_(path)
        record = result.record
        known += sum(one.measure is not None for one in record.observations)
        kept += sum(one.measure is None for one in record.observations)
        responses += len(record.responses)

        assert record.person.born_on
        assert record.person.sex
        assert record.person.country == "US"

    assert known >= 300
    assert kept >= 200
    assert responses == 0  # these hold no PHQ-9
