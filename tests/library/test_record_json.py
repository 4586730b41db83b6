"""The project's own record file: exact both ways, strict, and described by a schema."""

import json
from datetime import date
from pathlib import Path
from types import MappingProxyType

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartsease.core.record import record as core
from heartsease.core.values.code import Code
from heartsease.core.values.quantity import Quantity
from heartsease.library import record_json
from heartsease.library.errors import RecordError

PUBLISHED = Path(__file__).parents[2] / "docs/reference/record.schema.json"
SAMPLES = Path(__file__).parents[1] / "importers/samples/heartsease_json"

days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
texts = st.text(max_size=12)
numbers = st.floats(allow_nan=False, allow_infinity=False)
percents = st.floats(0, 100)
quantities = st.builds(Quantity, numbers, texts)
codes = st.builds(Code, system=texts, code=texts, display=texts)
clocks = st.sampled_from(("", "00:00", "06:45", "23:59"))
provenances = st.builds(
    core.Provenance, source=texts, row=texts, certainty=st.sampled_from(core.Certainty)
)


def perhaps(strategy):
    return st.none() | strategy


def rows(strategy):
    return st.lists(strategy, max_size=3).map(tuple)


records = st.builds(
    core.Record,
    person=st.builds(
        core.Person,
        id=texts,
        born_on=perhaps(days),
        sex=st.sampled_from([None, "female", "male"]),
        country=st.sampled_from([None, "NL", "US"]),
    ),
    episode_started_on=perhaps(days),
    energy=st.sampled_from([None, "low", "some", "okay"]),
    breaths_per_minute=perhaps(st.integers(1, 600).map(lambda tenths: tenths / 10)),
    anchor=st.sampled_from([None, "feet", "sounds"]),
    place=perhaps(
        st.builds(
            core.Place,
            latitude=st.integers(-900, 900).map(lambda tenths: tenths / 10),
            longitude=st.integers(-1800, 1800).map(lambda tenths: tenths / 10),
        )
    ),
    conditions=rows(
        st.builds(
            core.ConditionEntry,
            condition=perhaps(texts),
            present=st.booleans(),
            text=texts,
            codes=rows(codes),
            on=perhaps(days),
            since=perhaps(days),
            until=perhaps(days),
            provenance=provenances,
        )
    ),
    medicines=rows(
        st.builds(
            core.MedicineEntry,
            text=texts,
            ingredients=rows(texts),
            daily_dose=perhaps(quantities),
            started_on=perhaps(days),
            stopped_on=perhaps(days),
            ended=st.booleans(),
            as_needed=st.booleans(),
            taken_percent=perhaps(percents),
            codes=rows(codes),
            provenance=provenances,
        )
    ),
    medicines_complete_on=perhaps(days),
    trials=rows(
        st.builds(
            core.Trial,
            id=texts,
            treatment=perhaps(texts),
            text=texts,
            augments=rows(texts),
            highest_dose=perhaps(quantities),
            days_at_or_above_minimum=perhaps(st.integers(0, 9999)),
            started_on=perhaps(days),
            stopped_on=perhaps(days),
            ongoing=perhaps(st.booleans()),
            sessions=perhaps(st.integers(0, 99)),
            trained_therapist=perhaps(st.booleans()),
            bilateral=perhaps(st.booleans()),
            taken_percent=perhaps(percents),
            percent_improvement=perhaps(numbers),
            stopped_because=perhaps(st.sampled_from(core.Stopped)),
            optimised=perhaps(st.booleans()),
            this_episode=perhaps(st.booleans()),
            provenance=provenances,
        )
    ),
    trials_complete_on=perhaps(days),
    responses=rows(
        st.builds(
            core.Response,
            instrument=texts,
            on=days,
            answers=st.dictionaries(texts, numbers, max_size=3).map(MappingProxyType),
            total=perhaps(numbers),
            provenance=provenances,
        )
    ),
    observations=rows(
        st.builds(
            core.Observation,
            measure=perhaps(texts),
            quantity=perhaps(quantities),
            on=days,
            text=texts,
            code=perhaps(codes),
            comparator=st.sampled_from(["", "<", "<=", ">=", ">"]),
            reference_low=perhaps(quantities),
            reference_high=perhaps(quantities),
            fasting=perhaps(st.booleans()),
            provenance=provenances,
        )
    ),
    check_ins=rows(
        st.builds(
            core.CheckIn,
            on=days,
            mood=perhaps(st.integers(0, 10)),
            energy=perhaps(st.integers(0, 10)),
            sleep=perhaps(st.integers(0, 10)),
            sleep_hours=perhaps(st.floats(0, 24)),
            arousal=perhaps(st.sampled_from(core.Arousal)),
            note=texts,
            provenance=provenances,
        )
    ),
    preferences=rows(
        st.builds(
            core.Preference,
            subject=texts,
            wish=st.sampled_from(["want", "open", "no"]),
            on=perhaps(days),
            provenance=provenances,
        )
    ),
    safety_plan=rows(
        st.builds(
            core.SafetyPlanPart,
            part=st.sampled_from(core.SAFETY_PLAN_PARTS),
            text=st.text(min_size=1, max_size=12),
            on=perhaps(days),
            provenance=provenances,
        )
    ),
    chosen_steps=rows(
        st.builds(
            core.ChosenStep,
            intervention=st.text(min_size=1, max_size=12),
            size=st.sampled_from(core.Size),
            started_on=days,
            judge_on=days,
            ended_on=perhaps(days),
            knowledge=texts,
            provenance=provenances,
        )
    ),
    meals=rows(
        st.builds(
            core.Meal,
            on=days,
            moment=st.sampled_from(("breakfast", "lunch", "dinner", "between")),
            tags=st.lists(st.sampled_from(("berries", "nuts")), max_size=2).map(tuple),
            provenance=provenances,
        )
    ),
    nights=rows(
        st.builds(
            core.Night,
            on=days,
            to_bed_at=clocks,
            lights_out_at=clocks,
            minutes_to_sleep=perhaps(st.integers(0, 600)),
            wakings=perhaps(st.integers(0, 50)),
            minutes_awake=perhaps(st.integers(0, 600)),
            woke_at=clocks,
            up_at=clocks,
            quality=perhaps(st.integers(1, 5)),
            nap_minutes=perhaps(st.integers(0, 600)),
            free_day=perhaps(st.booleans()),
            note=texts,
            provenance=provenances,
        )
    ),
    lessons=rows(
        st.builds(
            core.LessonRead,
            lesson=st.text(min_size=1, max_size=12),
            on=days,
            kept=st.booleans(),
            provenance=provenances,
        )
    ),
    decisions=rows(
        st.builds(
            core.Decision,
            treatment=st.text(min_size=1, max_size=12),
            choice=st.sampled_from(core.Choice),
            on=days,
            until=perhaps(days),
            week=perhaps(st.integers(0, 60)),
            advised=perhaps(st.sampled_from(core.Choice)),
            knowledge=texts,
            provenance=provenances,
        )
    ),
    practices=rows(
        st.builds(
            core.Practice,
            intervention=st.text(min_size=1, max_size=12),
            on=days,
            at=clocks,
            practice=texts,
            version=perhaps(st.integers(0, 9)),
            size=perhaps(st.sampled_from(core.Size)),
            seconds=perhaps(st.integers(0, 9000)),
            after=perhaps(st.sampled_from(core.AfterFeel)),
            provenance=provenances,
        )
    ),
    adverse_reports=rows(
        st.builds(
            core.AdverseReport,
            intervention=st.text(min_size=1, max_size=12),
            on=days,
            noticed_on=perhaps(days),
            how_bad=perhaps(st.sampled_from(core.HowBad)),
            ongoing=perhaps(st.booleans()),
            note=texts,
            offer_again=st.booleans(),
            provenance=provenances,
        )
    ),
    safety_flow_done_on=perhaps(days),
)


@given(records)
def test_a_record_comes_back_from_json_as_it_was(record):
    written = json.loads(json.dumps(record_json.write(record)))

    assert record_json.read(written) == record


@given(records)
def test_everything_written_satisfies_the_schema(record):
    written = json.loads(json.dumps(record_json.write(record)))

    jsonschema.validate(
        written, record_json.schema(), cls=jsonschema.Draft202012Validator
    )


def test_the_published_schema_is_current_and_valid():
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator.check_schema(published)
    assert published == record_json.schema()


def test_every_field_of_the_core_record_is_in_the_file_format():
    for model, type_ in record_json._CORE.items():
        fields = set(model.model_fields) - {"heartsease_record"}

        assert fields == set(type_.__dataclass_fields__)


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("good_*.json")), ids=str)
def test_the_samples_satisfy_the_schema_and_can_be_read(sample):
    data = json.loads(sample.read_text(encoding="utf-8"))

    jsonschema.validate(data, record_json.schema())
    assert record_json.write(record_json.read(data)) == data


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"heartsease_record": 2}, "version 1"),
        ({"heartsease_record": True}, "version 1"),
        ({"medicnes": []}, "medicnes: there is no such field"),
        ({"energy": "lots"}, "energy"),
        ({"person": {"id": "a", "born_on": "1980"}}, "person.born_on"),
        ({"person": {"id": "a", "born_on": 0}}, "person.born_on"),
        ({"person": {"id": "a", "sex": "f"}}, "person.sex"),
        ({"person": {"id": "a", "country": "nl"}}, "person.country"),
        ({"check_ins": [{"on": "2026-01-01", "mood": 11}]}, "check_ins[0].mood"),
        ({"check_ins": [{"on": "2026-01-01"}]}, "check_ins[0].provenance"),
        (
            {"responses": [{"instrument": "phq9", "on": "2026-01-01",
              "answers": {"mood": "3"}, "provenance": {"source": "me"}}]},
            "responses[0].answers.mood",
        ),
        (
            {"medicines": [{"text": "x", "daily_dose": {"value": float("nan"),
              "unit": "mg"}, "provenance": {"source": "me"}}]},
            "medicines[0].daily_dose.value",
        ),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named(change, named):
    data = {"heartsease_record": 1, "person": {"id": "a"}} | change

    with pytest.raises(RecordError) as refused:
        record_json.read(data)

    assert named in str(refused.value)


@pytest.mark.parametrize("data", [None, [], "x", 3, {}, {"person": {"id": "a"}}])
def test_other_json_is_no_record(data):
    with pytest.raises(RecordError, match="not a Heartsease record"):
        record_json.read(data)


def test_a_place_is_never_kept_finer_than_a_tenth_of_a_degree():
    exact = {"latitude": 69.6492, "longitude": 18.9553}

    record = record_json.read(
        {"heartsease_record": 1, "person": {"id": "a"}, "place": exact}
    )

    assert record.place == core.Place(latitude=69.6, longitude=19.0)
