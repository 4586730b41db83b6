"""One person's record as a value: what was told, measured, tried and wished for.

A record holds facts only; scores, stages and findings are worked out from it each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from heartsease.core.values.code import Code
from heartsease.core.values.quantity import Quantity


class Certainty(StrEnum):
    """How much weight a single fact can carry."""

    CONFIRMED = "confirmed"  # a laboratory, a device or a clinician's document
    REPORTED = "reported"  # the person said so
    APPROXIMATE = "approximate"  # remembered; the date or the amount is rough
    INFERRED = "inferred"  # worked out by us from other facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a fact came from, down to the row."""

    source: str  # the file or form, e.g. "labs-2026-03.csv"
    row: str = ""  # e.g. "row 14" or "entry[3].resource"
    certainty: Certainty = Certainty.REPORTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who the record is about; `sex` is the one laboratories give intervals for."""

    id: str
    born_on: date | None = None
    sex: str | None = None  # "female" | "male"; None is not known
    country: str | None = None  # ISO 3166-1 alpha-2, upper case


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where somebody is, in degrees; north and east are positive."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionEntry:
    """A yes or a no to one condition of the vocabulary, or a text we cannot place.

    A "no" is a fact too: `present=False` clears a gate, silence does not.
    """

    condition: str | None  # id in knowledge/conditions, None when not recognised
    present: bool
    text: str = ""
    codes: tuple[Code, ...] = ()
    on: date | None = None  # the day it was said or written
    since: date | None = None
    until: date | None = None
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineEntry:
    """A medicine or supplement taken now or before; unknown names are kept as `text`."""

    text: str
    ingredients: tuple[str, ...] = ()  # ids in knowledge/medicines; () = not recognised
    daily_dose: Quantity | None = None
    started_on: date | None = None
    stopped_on: date | None = None  # None = still taken, unless it `ended`
    ended: bool = False  # no longer taken, also where nobody said since when
    as_needed: bool = False
    taken_percent: float | None = None  # share of prescribed doses really taken
    codes: tuple[Code, ...] = ()
    provenance: Provenance


class Stopped(StrEnum):
    """Why a treatment ended."""

    NO_EFFECT = "no_effect"
    TOO_LITTLE_EFFECT = "too_little_effect"
    SIDE_EFFECTS = "side_effects"
    WORSE = "worse"
    COST_OR_ACCESS = "cost_or_access"
    OWN_CHOICE = "own_choice"
    BETTER = "better"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One treatment trial of this or an earlier episode, as facts.

    `treatment` is an ingredient id of knowledge/medicines or an id of
    knowledge/staging/treatments.toml (`ect`, `rtms`, `cbt`, ...).
    Whether it was adequate is worked out, never stored.
    """

    id: str
    treatment: str | None  # None when the name is not recognised
    text: str = ""
    augments: tuple[str, ...] = ()  # treatments it was added to; () = given alone
    highest_dose: Quantity | None = None  # highest daily dose held
    days_at_or_above_minimum: int | None = None
    started_on: date | None = None
    stopped_on: date | None = None
    ongoing: bool | None = None
    sessions: int | None = None  # ECT, rTMS, psychotherapy, esketamine
    trained_therapist: bool | None = None
    bilateral: bool | None = None  # ECT electrode placement
    taken_percent: float | None = None
    percent_improvement: float | None = None  # 0 = no change, negative = worse
    stopped_because: Stopped | None = None
    optimised: bool | None = None  # dose or time was raised beyond the first target
    this_episode: bool | None = None
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """Answers to one questionnaire on one day; or only a total worked out elsewhere."""

    instrument: str  # id in knowledge/instruments
    on: date
    answers: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    total: float | None = None
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One measured value: a laboratory result, a vital sign or a daily-life measure."""

    measure: str | None  # id in knowledge/labs, None when not recognised
    quantity: Quantity | None
    on: date
    text: str = ""
    code: Code | None = None
    comparator: str = ""  # "", "<", "<=", ">=" or ">"
    reference_low: Quantity | None = None  # as printed by the person's own laboratory
    reference_high: Quantity | None = None
    fasting: bool | None = None
    provenance: Provenance


class Arousal(StrEnum):
    """Where the body was on a day, in the person's own word."""

    HIGH = "high"
    LOW = "low"
    SWINGING = "swinging"
    STEADY = "steady"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """One day's few taps; scales are 0 (worst) to 10 (best) unless said otherwise."""

    on: date
    mood: int | None = None
    energy: int | None = None
    sleep: int | None = None  # how the night was
    sleep_hours: float | None = None
    arousal: Arousal | None = None
    note: str = ""
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """What the person wants, is open to, or does not want."""

    subject: str  # id of an intervention or of a map domain
    wish: str  # "want" | "open" | "no"
    on: date | None = None
    provenance: Provenance


class Choice(StrEnum):
    """What somebody settled about a treatment that runs."""

    KEEP = "keep"
    GIVE_UNTIL = "give_until"  # a fair try up to a day that was named
    STOP_AND_TALK = "stop_and_talk"  # only for what a person does on their own
    TALK = "talk"  # with whoever looks after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the person settled about a treatment that runs, and what we had said.

    `treatment` is what `Trial.treatment` or an intervention is called by, or the name
    as it was written where that is not known.
    `advised` and `knowledge` (a fingerprint) let the moment be replayed.
    """

    treatment: str
    choice: Choice
    on: date
    until: date | None = None  # with GIVE_UNTIL
    week: int | None = None  # the look it answered
    advised: Choice | None = None  # None: we could not say
    knowledge: str = ""
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyPlanPart:
    """What one person wrote under one of the six headings of their safety plan.

    The six parts are steps of a published method (Stanley & Brown 2012,
    doi 10.1016/j.cbpra.2011.01.001); headings and examples are our own.
    """

    part: str  # one of SAFETY_PLAN_PARTS
    text: str  # their own words, one thing a line
    on: date | None = None
    provenance: Provenance


# In the order in which they are used when it gets worse.
SAFETY_PLAN_PARTS = (
    "signs",
    "alone",
    "places",
    "people",
    "professionals",
    "surroundings",
)


class Size(StrEnum):
    """How much of a step somebody takes on."""

    TINY = "tiny"
    USUAL = "usual"
    FULL = "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenStep:
    """A step somebody said yes to; it runs until `ended_on`.

    `knowledge` is the fingerprint of what the choice was made with.
    """

    intervention: str  # id in knowledge/interventions
    size: Size
    started_on: date
    judge_on: date
    ended_on: date | None = None
    knowledge: str = ""
    provenance: Provenance


class AfterFeel(StrEnum):
    """How it was after a practice, in the person's own judgement."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """That something was done on a day; nothing is kept unless the person says so.

    `practice` and `version` name the script in knowledge/practices, where there was one.
    """

    intervention: str
    on: date
    at: str = ""  # "HH:MM" by the person's clock, so that twice a day is twice
    practice: str = ""
    version: int | None = None
    size: Size | None = None
    seconds: int | None = None
    after: AfterFeel | None = None
    provenance: Provenance


class HowBad(StrEnum):
    """How bad it was, in plain words; not a grade of any published scale."""

    LITTLE = "little"
    MUCH = "much"
    VERY = "very"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdverseReport:
    """That something made a person worse; while it stands the step is not offered.

    `offer_again` is their own later word that the step may come back.
    """

    intervention: str
    on: date  # the day it was told
    noticed_on: date | None = None
    how_bad: HowBad | None = None
    ongoing: bool | None = None
    note: str = ""
    offer_again: bool = False
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Meal:
    """What kinds of food a meal had; never how much, never a weight."""

    on: date
    moment: str  # "breakfast" | "lunch" | "dinner" | "between"
    tags: tuple[str, ...]  # ids in knowledge/food/tags.toml
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Night:
    """One night of the sleep diary; `on` is the day of getting up, told then or later.

    Clock times are "HH:MM" by the person's own clock, in the order of their fields and
    within a day; sleep by day is told the same way.
    """

    on: date
    to_bed_at: str = ""
    lights_out_at: str = ""
    minutes_to_sleep: int | None = None
    wakings: int | None = None
    minutes_awake: int | None = None
    woke_at: str = ""
    up_at: str = ""
    quality: int | None = None  # 1 (very poor) to 5 (very good)
    nap_minutes: int | None = None
    free_day: bool | None = None  # no alarm, no duty in the morning
    note: str = ""
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonRead:
    """That a lesson of the program was read, or kept for later."""

    lesson: str  # id in knowledge/program
    on: date
    kept: bool = False  # put aside to find again
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything one person has given us; order never matters."""

    person: Person
    episode_started_on: date | None = None
    energy: str | None = None  # "low" | "some" | "okay": how much they have for this
    breaths_per_minute: float | None = None  # the own pace of slow breathing
    anchor: str | None = None  # a choice of a practice: what the mind rests on
    place: Place | None = None  # to a tenth of a degree, only for reckoning daylight
    conditions: tuple[ConditionEntry, ...] = ()
    medicines: tuple[MedicineEntry, ...] = ()
    medicines_complete_on: date | None = None  # the day the list was said to be whole
    trials: tuple[Trial, ...] = ()
    trials_complete_on: date | None = None
    responses: tuple[Response, ...] = ()
    observations: tuple[Observation, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()
    preferences: tuple[Preference, ...] = ()
    safety_plan: tuple[SafetyPlanPart, ...] = ()
    chosen_steps: tuple[ChosenStep, ...] = ()
    practices: tuple[Practice, ...] = ()
    adverse_reports: tuple[AdverseReport, ...] = ()
    decisions: tuple[Decision, ...] = ()
    meals: tuple[Meal, ...] = ()
    nights: tuple[Night, ...] = ()
    lessons: tuple[LessonRead, ...] = ()
    safety_flow_done_on: date | None = None  # last time the safety flow was completed
