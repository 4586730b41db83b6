"""Heartsease's own file of one person's record: versioned JSON, and its schema.

A field that is absent is a fact we were not told.
Reading is strict: a name that is not in the schema is an error, never skipped.
"""

import dataclasses
import enum
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
)

from heartsease.core.record import record as core
from heartsease.core.values.code import Code
from heartsease.core.values.quantity import Quantity
from heartsease.library.errors import RecordError

VERSION = 1
_VERSION_KEY = "heartsease_record"
_SCHEMA_ID = "urn:heartsease:record:1"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _iso_day(value: object) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError('a day is written like "2026-03-14"')
    return date.fromisoformat(value)


def _tenth(degrees: float) -> float:
    """About ten kilometres: enough for daylight, too coarse for a house."""
    return round(degrees, 1)


Day: TypeAlias = Annotated[
    date,
    BeforeValidator(_iso_day),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Number: TypeAlias = Annotated[float, Field(allow_inf_nan=False)]
Percent: TypeAlias = Annotated[float, Field(ge=0, le=100)]
Text: TypeAlias = Annotated[str, Field(min_length=1)]
Whole: TypeAlias = Annotated[int, Field(ge=0)]
Scale: TypeAlias = Annotated[int, Field(ge=0, le=10)]
Minutes: TypeAlias = Annotated[int, Field(ge=0, le=1440)]
Clock: TypeAlias = Annotated[str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class QuantityJson(_Strict):
    """A number and its UCUM unit."""

    value: Number
    unit: str


class CodeJson(_Strict):
    """A code and the FHIR system URI it belongs to."""

    system: str
    code: str
    display: str = ""


class ProvenanceJson(_Strict):
    """Where a fact came from."""

    source: str
    row: str = ""
    certainty: Literal["confirmed", "reported", "approximate", "inferred"] = "reported"


class PersonJson(_Strict):
    """Who the record is about."""

    id: str
    born_on: Day | None = None
    sex: Literal["female", "male"] | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None


class PlaceJson(_Strict):
    """Where somebody is; finer than a tenth of a degree is never kept."""

    latitude: Annotated[float, Field(ge=-90, le=90), AfterValidator(_tenth)]
    longitude: Annotated[float, Field(ge=-180, le=180), AfterValidator(_tenth)]


class ConditionJson(_Strict):
    """A yes or a no to one condition; `condition` null is a text we cannot place."""

    condition: str | None
    present: bool
    text: str = ""
    codes: list[CodeJson] = []
    on: Day | None = None
    since: Day | None = None
    until: Day | None = None
    provenance: ProvenanceJson


class MedicineJson(_Strict):
    """A medicine or supplement taken now or before."""

    text: str
    ingredients: list[str] = []
    daily_dose: QuantityJson | None = None
    started_on: Day | None = None
    stopped_on: Day | None = None
    ended: bool = False
    as_needed: bool = False
    taken_percent: Percent | None = None
    codes: list[CodeJson] = []
    provenance: ProvenanceJson


class TrialJson(_Strict):
    """One treatment trial."""

    id: str
    treatment: str | None
    text: str = ""
    augments: list[str] = []
    highest_dose: QuantityJson | None = None
    days_at_or_above_minimum: Whole | None = None
    started_on: Day | None = None
    stopped_on: Day | None = None
    ongoing: bool | None = None
    sessions: Whole | None = None
    trained_therapist: bool | None = None
    bilateral: bool | None = None
    taken_percent: Percent | None = None
    percent_improvement: Number | None = None
    stopped_because: (
        Literal[
            "no_effect",
            "too_little_effect",
            "side_effects",
            "worse",
            "cost_or_access",
            "own_choice",
            "better",
            "other",
        ]
        | None
    ) = None
    optimised: bool | None = None
    this_episode: bool | None = None
    provenance: ProvenanceJson


class ResponseJson(_Strict):
    """Answers to one questionnaire on one day, or only its total."""

    instrument: str
    on: Day
    answers: dict[str, Number] = {}
    total: Number | None = None
    provenance: ProvenanceJson


class ObservationJson(_Strict):
    """One measured value; `measure` null is a test we do not know."""

    measure: str | None
    quantity: QuantityJson | None
    on: Day
    text: str = ""
    code: CodeJson | None = None
    comparator: Literal["", "<", "<=", ">=", ">"] = ""
    reference_low: QuantityJson | None = None
    reference_high: QuantityJson | None = None
    fasting: bool | None = None
    provenance: ProvenanceJson


class CheckInJson(_Strict):
    """One day's few taps; 0 is worst and 10 is best."""

    on: Day
    mood: Scale | None = None
    energy: Scale | None = None
    sleep: Scale | None = None
    sleep_hours: Annotated[float, Field(ge=0, le=24)] | None = None
    arousal: Literal["high", "low", "swinging", "steady"] | None = None
    note: str = ""
    provenance: ProvenanceJson


class PreferenceJson(_Strict):
    """What the person wants, is open to, or does not want."""

    subject: str
    wish: Literal["want", "open", "no"]
    on: Day | None = None
    provenance: ProvenanceJson


class SafetyPlanPartJson(_Strict):
    """The person's own words under one of the six headings of their safety plan."""

    part: Literal["signs", "alone", "places", "people", "professionals", "surroundings"]
    text: Text
    on: Day | None = None
    provenance: ProvenanceJson


class ChosenStepJson(_Strict):
    """A step somebody said yes to, with the day it will be looked at."""

    intervention: Text
    size: Literal["tiny", "usual", "full"]
    started_on: Day
    judge_on: Day
    ended_on: Day | None = None
    knowledge: str = ""
    provenance: ProvenanceJson


ChoiceJson: TypeAlias = Literal["keep", "give_until", "stop_and_talk", "talk"]


class DecisionJson(_Strict):
    """What the person settled about a treatment that runs."""

    treatment: Text
    choice: ChoiceJson
    on: Day
    until: Day | None = None
    week: Whole | None = None
    advised: ChoiceJson | None = None
    knowledge: str = ""
    provenance: ProvenanceJson


class PracticeJson(_Strict):
    """That something was done on a day, and how it was afterwards."""

    intervention: Text
    on: Day
    at: Clock = ""
    practice: str = ""
    version: Whole | None = None
    size: Literal["tiny", "usual", "full"] | None = None
    seconds: Whole | None = None
    after: Literal["better", "same", "worse"] | None = None
    provenance: ProvenanceJson


class AdverseReportJson(_Strict):
    """That something made the person worse."""

    intervention: Text
    on: Day
    noticed_on: Day | None = None
    how_bad: Literal["little", "much", "very"] | None = None
    ongoing: bool | None = None
    note: str = ""
    offer_again: bool = False
    provenance: ProvenanceJson


class MealJson(_Strict):
    """What kinds of food a meal had."""

    on: Day
    moment: Literal["breakfast", "lunch", "dinner", "between"]
    tags: list[Text]
    provenance: ProvenanceJson


class NightJson(_Strict):
    """One night of the sleep diary; `on` is the day of getting up."""

    on: Day
    to_bed_at: Clock = ""
    lights_out_at: Clock = ""
    minutes_to_sleep: Minutes | None = None
    wakings: Whole | None = None
    minutes_awake: Minutes | None = None
    woke_at: Clock = ""
    up_at: Clock = ""
    quality: Annotated[int, Field(ge=1, le=5)] | None = None
    nap_minutes: Minutes | None = None
    free_day: bool | None = None
    note: str = ""
    provenance: ProvenanceJson


class LessonReadJson(_Strict):
    """That a lesson of the program was read, or kept for later."""

    lesson: Text
    on: Day
    kept: bool = False
    provenance: ProvenanceJson


class RecordJson(_Strict):
    """One person's record, as Heartsease writes and reads it."""

    heartsease_record: Literal[1] = Field(description="The version of this format.")
    person: PersonJson
    episode_started_on: Day | None = None
    energy: Literal["low", "some", "okay"] | None = None
    breaths_per_minute: Annotated[float, Field(gt=0, le=60)] | None = None
    anchor: Text | None = None
    place: PlaceJson | None = None
    conditions: list[ConditionJson] = []
    medicines: list[MedicineJson] = []
    medicines_complete_on: Day | None = None
    trials: list[TrialJson] = []
    trials_complete_on: Day | None = None
    responses: list[ResponseJson] = []
    observations: list[ObservationJson] = []
    check_ins: list[CheckInJson] = []
    preferences: list[PreferenceJson] = []
    safety_plan: list[SafetyPlanPartJson] = []
    chosen_steps: list[ChosenStepJson] = []
    practices: list[PracticeJson] = []
    adverse_reports: list[AdverseReportJson] = []
    decisions: list[DecisionJson] = []
    meals: list[MealJson] = []
    nights: list[NightJson] = []
    lessons: list[LessonReadJson] = []
    safety_flow_done_on: Day | None = None


# What a record is made of, by the names of its fields, for whoever goes through them.
PERSON = tuple(name for name in PersonJson.model_fields if name != "id")
LISTS = tuple(
    name for name, field in RecordJson.model_fields.items() if field.default == []
)
ONCE = tuple(
    name
    for name in RecordJson.model_fields
    if name not in (_VERSION_KEY, "person", *LISTS)
)


_CORE: Mapping[type[BaseModel], Any] = {
    QuantityJson: Quantity,
    CodeJson: Code,
    ProvenanceJson: core.Provenance,
    PersonJson: core.Person,
    PlaceJson: core.Place,
    ConditionJson: core.ConditionEntry,
    MedicineJson: core.MedicineEntry,
    TrialJson: core.Trial,
    ResponseJson: core.Response,
    ObservationJson: core.Observation,
    CheckInJson: core.CheckIn,
    PreferenceJson: core.Preference,
    SafetyPlanPartJson: core.SafetyPlanPart,
    ChosenStepJson: core.ChosenStep,
    PracticeJson: core.Practice,
    AdverseReportJson: core.AdverseReport,
    DecisionJson: core.Decision,
    MealJson: core.Meal,
    NightJson: core.Night,
    LessonReadJson: core.LessonRead,
    RecordJson: core.Record,
}
_ENUMS: Mapping[str, type[enum.Enum]] = {
    "certainty": core.Certainty,
    "stopped_because": core.Stopped,
    "size": core.Size,
    "after": core.AfterFeel,
    "how_bad": core.HowBad,
    "choice": core.Choice,
    "advised": core.Choice,
    "arousal": core.Arousal,
}
# Types that mean the same in JSON and in the core.
_AS_IT_IS = frozenset({str, int, float, bool, type(None), date})


def read(data: object) -> core.Record:
    """The record in parsed JSON; `RecordError` names every field that is wrong."""
    _check_version(data)
    try:
        model = RecordJson.model_validate(data)
    except ValidationError as problem:
        raise RecordError(_sentences(problem)) from None
    record = _to_core(model)
    assert isinstance(record, core.Record)
    return record


def write(record: core.Record) -> dict[str, Any]:
    """The record as plain JSON; a field at its default is left out."""
    return {_VERSION_KEY: VERSION, **_to_json(record)}


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of what `read` accepts."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": _SCHEMA_ID,
        **RecordJson.model_json_schema(),
        "title": "Heartsease record",
    }


def _check_version(data: object) -> None:
    if not isinstance(data, Mapping) or _VERSION_KEY not in data:
        raise RecordError(
            f'This is not a Heartsease record: "{_VERSION_KEY}" is missing.'
        )
    version = data[_VERSION_KEY]
    if version is True or version != VERSION:
        raise RecordError(
            f"{_VERSION_KEY}: this program reads version {VERSION}, not {version!r}."
        )


def _sentences(problem: ValidationError) -> str:
    lines = []
    for error in problem.errors(include_url=False):
        where = "".join(
            f"[{part}]" if isinstance(part, int) else f".{part}"
            for part in error["loc"]
        ).lstrip(".")
        what = (
            "there is no such field"
            if error["type"] == "extra_forbidden"
            else error["msg"].removeprefix("Value error, ")
        )
        lines.append(f"{where}: {what}")
    return "; ".join(lines)


def _to_core(model: BaseModel) -> Any:
    """The core value of what was validated; a record has thousands of these fields."""
    values = vars(model)
    kind = type(model)
    return _CORE[kind](
        **{name: _value(values[name], named) for name, named in _fields(kind)}
    )


def _value(value: Any, named: type[enum.Enum] | None = None) -> Any:
    if type(value) in _AS_IT_IS:
        return value if named is None or value is None else named(value)
    if isinstance(value, BaseModel):
        return _to_core(value)
    if isinstance(value, list):
        return tuple(map(_value, value))
    return MappingProxyType(dict(value))


@cache
def _fields(kind: type[BaseModel]) -> tuple[tuple[str, type[enum.Enum] | None], ...]:
    """The fields of one kind, each with the closed list its text belongs to."""
    return tuple(
        (name, _ENUMS.get(name)) for name in kind.model_fields if name != _VERSION_KEY
    )


def _to_json(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {
            field.name: _to_json(content)
            for field in dataclasses.fields(value)
            if not _is_default(field, content := getattr(value, field.name))
        }
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_to_json(one) for one in value]
    if isinstance(value, Mapping):
        return dict(value)
    return value


def _is_default(field: dataclasses.Field[Any], value: object) -> bool:
    if field.default_factory is not dataclasses.MISSING:
        return bool(value == field.default_factory())
    return field.default is not dataclasses.MISSING and bool(value == field.default)
