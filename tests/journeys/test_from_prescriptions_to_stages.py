"""A record from a hospital, in which nobody has told a single trial."""

import json
from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from tests.support.trials import ON, knowledge

from heartsease.cli.main import main

LOINC = "http://loinc.org"
ITEMS = [
    "44250-9",
    "44255-8",
    "44259-0",
    "44254-1",
    "44251-7",
    "44258-2",
    "44252-5",
    "44253-3",
    "44260-8",
]
STARTED = date(2026, 8, 17)  # 14 weeks before today
RAISED = STARTED + timedelta(weeks=4)


def an_observation(code, unit, value, on):
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": code}]},
        "effectiveDateTime": str(on),
        "valueQuantity": {"value": value, "unit": unit},
    }


def an_answer(code, value, on):
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": code}]},
        "effectiveDateTime": str(on),
        "valueInteger": value,
    }


def a_prescription(name, dose, start, end=None):
    bounds = {"start": str(start)} | ({"end": str(end)} if end else {})
    return {
        "resourceType": "MedicationRequest",
        "status": "completed" if end else "active",
        "intent": "order",
        "medicationCodeableConcept": {"text": name},
        "authoredOn": str(start),
        "dosageInstruction": [
            {
                "timing": {
                    "repeat": {
                        "frequency": 1,
                        "period": 1,
                        "periodUnit": "d",
                        "boundsPeriod": bounds,
                    }
                },
                "doseAndRate": [{"doseQuantity": {"value": dose, "unit": "mg"}}],
            }
        ],
    }


def a_session(on):
    return {
        "resourceType": "Procedure",
        "status": "completed",
        "code": {"text": "Electroconvulsive therapy (procedure)"},
        "performedDateTime": str(on),
    }


def a_hospital_record():
    begun = date(2026, 3, 2)
    return [
        {
            "resourceType": "Patient",
            "id": "p",
            "gender": "female",
            "birthDate": "1984-05-01",
        },
        a_prescription("Venlafaxine 37.5 mg", 37.5, begun, begun + timedelta(weeks=5)),
        a_prescription("Sertraline 50 mg", 50, STARTED, RAISED),
        a_prescription("Sertraline 100 mg", 100, RAISED),
        *[a_session(date(2026, 5, 4) + timedelta(days=3 * n)) for n in range(8)],
        *[an_answer(code, 2 if code != ITEMS[-1] else 0, ON) for code in ITEMS],
        an_observation("2276-4", "ug/L", 40, date(2026, 11, 2)),
        an_observation("3016-3", "m[IU]/L", 2.1, date(2026, 11, 2)),
    ]


@pytest.fixture
def said(tmp_path):
    """What a command prints about these resources."""

    def run(command, resources):
        entries = [{"resource": one} for one in resources]
        file = tmp_path / "export.json"
        file.write_text(
            json.dumps({"resourceType": "Bundle", "entry": entries}), encoding="utf-8"
        )
        result = CliRunner().invoke(main, [command, str(file), "--on", str(ON)])
        assert result.exit_code == 0, result.output
        return " ".join(result.output.split())

    return run


def test_the_map_says_what_prescriptions_and_procedures_show(said):
    page = said("map", a_hospital_record())

    assert (
        "Sertraline: from your medicine list, 100 mg, 14 weeks at that dose or enough, "
        "still running not known if it was a fair try: dose and time were enough; "
        "how it was taken is missing; how much it helped is missing"
    ) in page
    assert (
        "Venlafaxine: from your medicine list, 37.5 mg, 5 weeks in all not a fair try "
        "yet: the dose was below the usual least dose; the time was short"
    ) in page
    assert "Electroconvulsive therapy: 8 sessions" in page
    assert knowledge().words.list_may_be_short in page
    assert knowledge().words.none_listed not in page


def test_stages_are_ranges_and_never_more_than_what_is_known(said):
    page = said("stage", a_hospital_record())

    assert knowledge().words.between.format(lowest=0, highest=1) in page
    assert "Thase and Rush staging: 0 to I (1)" in page
    assert "Massachusetts General Hospital staging: 0 to 4.5" in page


def test_the_order_of_the_file_makes_no_difference(said):
    record = a_hospital_record()

    assert said("stage", record) == said("stage", record[::-1])


def test_without_prescriptions_nothing_is_said_to_have_been_tried(said):
    others = [one for one in a_hospital_record() if one["resourceType"] == "Patient"]

    assert knowledge().words.none_listed in said("stage", others)
