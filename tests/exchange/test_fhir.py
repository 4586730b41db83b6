"""The record as FHIR R4: valid, about nobody by name, and the same when it comes back."""

import json
from dataclasses import fields, replace
from datetime import date
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.builders import (
    TODAY,
    TOLD,
    a_condition,
    a_medicine,
    a_record,
    a_response,
    a_trial,
    an_observation,
    conditions,
    days_ago,
    medicines,
    observations,
    records,
    responses,
)

from heartsease.core.instruments.score import score
from heartsease.core.record.record import (
    ChosenStep,
    ConditionEntry,
    MedicineEntry,
    Observation,
    Person,
    Provenance,
    Response,
    Size,
    Stopped,
    Trial,
)
from heartsease.core.values.code import LOINC, OWN
from heartsease.core.values.quantity import Quantity
from heartsease.exchange.fhir.bundle import bundle
from heartsease.importers.outcome import Refused, Said, Taken
from heartsease.importers.read import read_files
from heartsease.importers.sources import fhir_bundle
from heartsease.importers.vocabulary import whole_vocabulary
from heartsease.library import record_json
from heartsease.library.knowledge import standard, standard_words

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT.parent / "shared" / "data" / "fhir" / "r4_definitions/fhir.schema.json"
PSEUDONYM = "5f0c1de2-0000-4000-8000-000000000001"
PEOPLE = ("mara", "ingrid", "sam")

needs_schema = pytest.mark.skipif(
    not SCHEMA.exists(), reason="the FHIR definitions are not on this machine"
)


def fhir_of(record, *, on=TODAY):
    return bundle(
        record,
        knowledge=standard(),
        words=standard_words(),
        pseudonym=PSEUDONYM,
        on=on,
    )


def demo(name):
    file = ROOT / "demo" / "people" / f"{name}.json"
    return record_json.read(json.loads(file.read_text(encoding="utf-8")))


def resources(made, type_=""):
    listed = [entry["resource"] for entry in made["entry"]]
    return [one for one in listed if not type_ or one["resourceType"] == type_]


def only(made, type_):
    (one,) = resources(made, type_)
    return one


@cache
def a_vocabulary():
    return whole_vocabulary(standard())


@pytest.fixture(scope="module")
def read_back(tmp_path_factory):
    """What our importer takes from a bundle, before anything is joined."""
    file = tmp_path_factory.mktemp("fhir") / "record.json"

    def read(made):
        file.write_text(json.dumps(made), encoding="utf-8")
        return list(fhir_bundle.read(file, vocabulary=a_vocabulary(), on=TODAY))

    return read


def taken(events):
    return [event.fact for event in events if isinstance(event, Taken)]


# --- validity -------------------------------------------------------------------------


@cache
def the_schema():
    return json.loads(SCHEMA.read_text(encoding="utf-8"))


@cache
def validator_of(type_):
    # One kind at a time: the schema of a Bundle would try all 148 kinds for each entry.
    one = {
        "definitions": the_schema()["definitions"],
        "$ref": f"#/definitions/{type_}",
    }
    return jsonschema.Draft6Validator(one)


def faults(made):
    outside = {
        **made,
        "entry": [{"fullUrl": entry["fullUrl"]} for entry in made["entry"]],
    }
    for one in (outside, *resources(made)):
        for error in validator_of(one["resourceType"]).iter_errors(one):
            yield f"{one['resourceType']}: {error.json_path}: {error.message}"
    yield from hollow(made, "")


def hollow(value, where):
    """What the schema lets pass and FHIR does not: null, and anything empty."""
    if value is None or value in ("", [], {}):
        yield f"{where} is empty"
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in children:
        yield from hollow(inner, f"{where}.{key}")


@needs_schema
@pytest.mark.parametrize("name", PEOPLE)
def test_a_demo_person_is_valid_fhir_r4(name):
    assert list(faults(fhir_of(demo(name)))) == []


@needs_schema
@settings(max_examples=15, deadline=None)
@given(records())
def test_whatever_the_record_its_bundle_is_valid(record):
    few = replace(record, conditions=record.conditions[-6:])

    assert list(faults(fhir_of(few))) == []


@needs_schema
def test_the_schema_would_find_a_fault():
    made = fhir_of(a_record(an_observation("ferritin", 12)))
    only(made, "Observation")["status"] = "perhaps"
    only(made, "Observation")["nonsense"] = []

    found = " ".join(faults(made))

    assert "perhaps" in found
    assert "nonsense" in found


@settings(max_examples=20, deadline=None)
@given(records())
def test_every_reference_points_into_the_file_and_no_id_is_used_twice(record):
    made = fhir_of(record)
    urls = [entry["fullUrl"] for entry in made["entry"]]

    assert len(set(urls)) == len(urls)
    for one in resources(made):
        if one["resourceType"] != "Patient":
            assert one["subject"]["reference"] == f"urn:uuid:{PSEUDONYM}"
        for reference in one.get("derivedFrom", []):
            assert reference["reference"] in urls


def test_the_same_record_and_day_give_the_same_bytes():
    assert json.dumps(fhir_of(demo("sam"))) == json.dumps(fhir_of(demo("sam")))


def test_nothing_in_it_says_who_it_is():
    record = replace(
        demo("mara"), person=replace(demo("mara").person, id="quokkaberry")
    )

    made = fhir_of(record)

    assert "quokkaberry" not in json.dumps(made)
    assert only(made, "Patient")["id"] == PSEUDONYM
    assert "name" not in only(made, "Patient")


def test_the_reference_names_every_part_of_the_record():
    page = (ROOT / "docs" / "reference" / "fhir.md").read_text(encoding="utf-8")

    for field in fields(a_record()):
        assert f"`{field.name}`" in page, field.name


# --- what each kind looks like --------------------------------------------------------


def test_a_result_carries_loinc_ucum_its_comparator_and_its_range():
    low, high = Quantity(30.0, "ng/mL"), Quantity(100.0, "ng/mL")
    made = fhir_of(
        a_record(
            an_observation(
                "vitamin_d",
                8,
                "ng/mL",
                comparator="<",
                reference_low=low,
                reference_high=high,
                fasting=True,
            )
        )
    )

    one = only(made, "Observation")
    assert one["valueQuantity"] == {
        "value": 8,
        "comparator": "<",
        "unit": "ng/mL",
        "system": "http://unitsofmeasure.org",
        "code": "ng/mL",
    }
    assert one["code"]["coding"][0] == {
        "system": LOINC,
        "code": "62292-8",
        "display": standard().measures["vitamin_d"].loinc[0].display,
    }
    assert one["referenceRange"][0]["low"]["value"] == 30
    assert one["extension"] == [{"url": f"{OWN}fasting", "valueBoolean": True}]


def test_a_code_for_mass_is_not_put_beside_an_amount_in_moles():
    made = fhir_of(a_record(an_observation("vitamin_d", 40, "nmol/L")))

    codes = only(made, "Observation")["code"]["coding"]

    assert "62292-8" not in {code["code"] for code in codes}
    assert {"system": f"{OWN}measure", "code": "vitamin_d"}.items() <= codes[-1].items()


def test_phq9_answers_carry_loinc_and_the_total_is_an_observation_from_them():
    answers = {item.id: 1.0 for item in standard().instruments["phq9"].items}
    made = fhir_of(a_record(a_response("phq9", **answers)))

    given = only(made, "QuestionnaireResponse")
    total = only(made, "Observation")

    assert given["item"][0]["linkId"] == "44250-9"
    assert given["item"][0]["answer"][0]["valueCoding"]["code"] == "LA6569-3"
    assert total["code"]["coding"][0]["code"] == "44261-6"
    assert total["valueQuantity"]["value"] == 9
    assert total["derivedFrom"] == [{"reference": f"urn:uuid:{given['id']}"}]


def test_a_missing_answer_gives_no_total():
    made = fhir_of(a_record(a_response("phq9", mood=1)))

    assert resources(made, "Observation") == []


def test_words_that_may_not_be_shipped_are_not_sent():
    made = fhir_of(a_record(a_response("isi", total=20)))

    assert "text" not in json.dumps(only(made, "QuestionnaireResponse"))


def test_a_no_is_refuted_and_what_was_only_said_is_unconfirmed():
    made = fhir_of(
        a_record(
            a_condition("asthma", False),
            a_condition("pregnant", True),
            a_condition("diabetes", True, provenance=Provenance(source="x", row="1")),
        )
    )

    said = [
        one["verificationStatus"]["coding"][0]["code"]
        for one in resources(made, "Condition")
    ]
    assert said == ["refuted", "unconfirmed", "unconfirmed"]


def test_a_trial_of_a_medicine_tells_why_it_stopped_and_claims_no_dose_of_a_day():
    trial = a_trial(
        "sertraline",
        highest_dose=Quantity(150.0, "mg/d"),
        started_on=days_ago(200),
        stopped_on=days_ago(100),
        stopped_because=Stopped.SIDE_EFFECTS,
        percent_improvement=10.0,
    )

    one = only(fhir_of(a_record(trial)), "MedicationStatement")

    assert one["status"] == "stopped"
    assert one["statusReason"] == [{"text": "stopped for side effects"}]
    assert "dosage" not in one
    assert "150 mg/d" in one["note"][0]["text"]


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"ongoing": True}, "active"),
        ({"ongoing": False}, "stopped"),
        ({"stopped_on": TODAY}, "stopped"),
        ({}, "unknown"),
    ],
)
def test_a_trial_is_running_only_when_it_was_said_to_be(facts, status):
    one = only(fhir_of(a_record(a_trial(**facts))), "MedicationStatement")

    assert one["status"] == status


def test_a_chosen_step_is_an_activity_of_a_care_plan():
    step = ChosenStep(
        intervention="walking",
        size=Size.TINY,
        started_on=days_ago(10),
        judge_on=days_ago(-18),
        provenance=TOLD,
    )

    plan = only(fhir_of(a_record(chosen_steps=(step,))), "CarePlan")

    assert plan["status"] == "active"
    assert plan["activity"][0]["detail"]["status"] == "in-progress"


# --- and back -------------------------------------------------------------------------

GONE = Provenance(source="")  # where a fact came from is now this file


def carried(fact):
    """The fact as far as FHIR carries it; see docs/reference/fhir.md."""
    sure = replace(GONE, certainty=fact.provenance.certainty)
    match fact:
        case ConditionEntry():
            return replace(fact, text="", codes=(), provenance=sure)
        case MedicineEntry():
            dose = None if fact.as_needed else fact.daily_dose
            if dose is not None:
                dose = Quantity(dose.value, dose.unit.removesuffix("/d"))
            return replace(fact, daily_dose=dose, provenance=sure)
        case Observation():
            return replace(fact, text="", code=None, provenance=sure)
        case Response():
            return replace(fact, answers=dict(fact.answers), provenance=sure)
    return fact


def counted(facts):
    return sorted(repr(carried(one)) for one in facts)


def totals_of(given):
    """The totals that travel beside the answers they follow from."""
    found = []
    for one in given:
        instrument = standard().instruments[one.instrument]
        total = score(instrument, one).total
        coded = instrument.loinc_checked and instrument.loinc_total
        if coded and isinstance(total, float | int):
            found.append((one.instrument, one.on, float(total)))
    return found


doses = st.none() | st.sampled_from([25.0, 37.5, 150.0]).map(
    lambda value: Quantity(value, "mg/d")
)


@st.composite
def medicines_taken(draw):
    one = draw(medicines())
    start, end = one.started_on, one.stopped_on
    if start and end and end < start:
        start, end = end, start
    return replace(
        one,
        text=one.text if one.ingredients else "snarkroot",
        started_on=start,
        stopped_on=end,
        ended=end is None and draw(st.booleans()),
        daily_dose=draw(doses),
        as_needed=draw(st.booleans()),
    )


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(conditions(), max_size=5),
    st.lists(medicines_taken(), max_size=4),
    st.lists(responses(), max_size=4, unique_by=lambda one: (one.instrument, one.on)),
    st.lists(observations(), max_size=5),
)
def test_what_fhir_can_carry_comes_back_as_it_was(read_back, yes_no, taking, said, lab):
    said = [one for one in said if one.answers]
    record = a_record(*yes_no, *taking, *said, *lab)

    events = read_back(fhir_of(record))

    facts = taken(events)
    back = [one for one in facts if not isinstance(one, Said)]
    totals = [
        one
        for one in back
        if isinstance(one, Response) and not one.answers and one.total is not None
    ]
    rest = [one for one in back if one not in totals]
    left_out = [one.field for one in events if isinstance(one, Refused)]
    as_needed = [one for one in taking if one.as_needed and one.daily_dose is not None]
    assert left_out == ["dosage"] * len(as_needed)
    assert counted(rest) == counted((*yes_no, *taking, *said, *lab))
    assert {(one.instrument, one.on, one.total) for one in totals} == {*totals_of(said)}


@pytest.mark.parametrize("born", [date(1984, 5, 1), None])
@pytest.mark.parametrize("sex", ["female", "male", None])
@pytest.mark.parametrize("country", ["GB", None])
def test_the_person_comes_back_without_a_name(read_back, born, sex, country):
    person = Person(id="somebody", born_on=born, sex=sex, country=country)

    said = {
        one.name: one.value
        for one in taken(read_back(fhir_of(a_record(person=person))))
        if isinstance(one, Said)
    }

    expected = {"born_on": born, "sex": sex, "country": country}
    known = {name: value for name, value in expected.items() if value is not None}
    assert said == {"id": PSEUDONYM, **known}


def test_answers_to_two_forms_that_share_codes_are_not_mixed_up(read_back):
    pair = {"interest": 1.0, "mood": 2.0}
    long, short = a_response("phq9", **pair), a_response("phq2", **pair)

    back = taken(read_back(fhir_of(a_record(long, short))))

    names = {one.instrument for one in back if isinstance(one, Response)}
    assert names == {"phq9", "phq2"}


def test_a_total_without_answers_comes_back(read_back):
    back = taken(read_back(fhir_of(a_record(a_response("isi", total=20.0)))))

    (one,) = [fact for fact in back if isinstance(fact, Response)]
    assert (one.instrument, one.total) == ("isi", 20.0)


def test_a_medicine_only_a_person_could_name_keeps_its_ingredient(read_back):
    entry = a_medicine("lithium", text="the white one at night")

    back = taken(read_back(fhir_of(a_record(entry))))

    assert [one.ingredients for one in back if isinstance(one, MedicineEntry)] == [
        ("lithium",)
    ]


def test_a_course_of_sessions_comes_back_as_a_trial_with_its_days(read_back):
    trial = a_trial(
        "rtms",
        sessions=30,
        started_on=days_ago(90),
        stopped_on=days_ago(50),
        ongoing=False,
    )

    back = taken(read_back(fhir_of(a_record(trial))))

    (one,) = [fact for fact in back if isinstance(fact, Trial)]
    assert (one.treatment, one.started_on, one.stopped_on) == (
        "rtms",
        days_ago(90),
        days_ago(50),
    )


def test_a_past_trial_of_a_medicine_comes_back_as_a_medicine_that_is_over(read_back):
    trial = a_trial("sertraline", started_on=days_ago(200), stopped_on=days_ago(100))

    back = taken(read_back(fhir_of(a_record(trial))))

    (one,) = [fact for fact in back if isinstance(fact, MedicineEntry)]
    assert one.ingredients == ("sertraline",)
    assert (one.started_on, one.stopped_on) == (days_ago(200), days_ago(100))
    assert one.daily_dose is None


@pytest.mark.parametrize("name", PEOPLE)
def test_a_demo_person_read_from_fhir_has_the_same_scores_and_results(name, tmp_path):
    from heartsease.core.plan.look import look

    record = demo(name)
    file = tmp_path / "record.json"
    file.write_text(json.dumps(fhir_of(record)), encoding="utf-8")

    result = read_files([file], vocabulary=a_vocabulary(), on=TODAY)

    def seen(one):
        picture = look(one, standard(), on=TODAY, with_questions=False)
        amounts = {
            id_: (reading.quantity, reading.on)
            for id_, reading in picture.readings.items()
        }
        totals = {id_: (one.total, one.on) for id_, one in picture.scores.items()}
        return amounts, totals

    assert result.refused == ()
    assert seen(result.record) == seen(record)


def test_our_own_fhir_beside_the_record_it_came_from_adds_no_fact_twice(tmp_path):
    record = replace(demo("mara"), trials=())
    file = tmp_path / "record.json"
    file.write_text(json.dumps(fhir_of(record)), encoding="utf-8")

    result = read_files([file], vocabulary=a_vocabulary(), on=TODAY, base=record)

    (outcome,) = result.outcomes
    assert outcome.taken == ()
    assert outcome.refused == ()
    assert len(outcome.duplicates) >= len(record.conditions) + len(record.medicines)


@pytest.mark.parametrize(
    "text",
    ["Nitrite: negative", "Stool: occult blood: none (N)", "Apgar: 2. Good colour"],
)
def test_a_result_in_words_comes_back_word_for_word(read_back, text):
    """Its name stood in front of it once more each time it came back."""
    one = Observation(measure=None, quantity=None, on=TODAY, text=text, provenance=TOLD)

    (back,) = (f for f in taken(read_back(fhir_of(a_record(one)))) if not said(f))

    assert (back.text, back.quantity) == (text, None)


def said(fact):
    return isinstance(fact, Said)


def test_a_result_without_number_or_words_says_that_it_is_absent():
    one = Observation(
        measure="ferritin", quantity=None, on=TODAY, text="", provenance=TOLD
    )

    made = only(fhir_of(a_record(one)), "Observation")

    assert not [name for name in made if name.startswith("value")]
    assert made["dataAbsentReason"]["coding"][0]["code"] == "unknown"
    assert made["code"]["text"] == "Ferritin"


@pytest.mark.parametrize("until", [None, days_ago(30)])
def test_a_condition_nobody_knows_keeps_its_words(read_back, until):
    """They grew by "(unconfirmed)" or "(resolved)" each time they came back."""
    one = ConditionEntry(
        condition=None, present=True, text="Sore elbow", until=until, provenance=TOLD
    )

    (back,) = (f for f in taken(read_back(fhir_of(a_record(one)))) if not said(f))

    assert back.text == "Sore elbow"


@pytest.mark.parametrize("name", PEOPLE)
def test_a_bundle_of_ours_adds_nothing_but_medicines_to_the_record_it_came_from(
    name, tmp_path
):
    """A trial of a medicine comes back as a medicine; nothing else stands twice."""
    record = demo(name)
    file = tmp_path / "fhir.json"
    file.write_text(json.dumps(fhir_of(record)), encoding="utf-8")

    result = read_files([file], vocabulary=a_vocabulary(), on=TODAY, base=record)

    new = {one.kind for one in result.outcomes[0].taken}
    assert new <= {"medicine"}
    assert result.record.trials == record.trials


def test_what_a_bundle_must_keep_beyond_its_schema():
    """Invariants of R4: con-4, con-5, obs-6, obs-7, bdl-7, and references that end."""
    for name in PEOPLE:
        made = fhir_of(demo(name))
        urls = [entry["fullUrl"] for entry in made["entry"]]
        assert len(urls) == len(set(urls))
        for one in resources(made):
            for reference in references_in(one):
                assert reference in urls
            if one["resourceType"] == "Condition":
                clinical = one.get("clinicalStatus", {}).get("coding", [{}])[0]
                if "abatementDateTime" in one:
                    assert clinical["code"] in ("inactive", "resolved", "remission")
            if one["resourceType"] == "Observation":
                has_value = any(key.startswith("value") for key in one)
                assert has_value != ("dataAbsentReason" in one)


def references_in(value):
    if isinstance(value, dict):
        if "reference" in value:
            yield value["reference"]
        for one in value.values():
            yield from references_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from references_in(one)
