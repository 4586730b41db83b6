"""What a questionnaire is: its words, licence, scoring, and what its numbers mean.

Every number of an instrument is data with a citation; nothing here knows a cut-off.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from heartsease.core.sources.source import Citation


class Wording(StrEnum):
    """Where the words of the questions come from."""

    VERBATIM = "verbatim"  # the published wording, seen in a source
    OWN = "own"  # written for this project; not the published wording
    ABSENT = "absent"  # not here; a site that may use it can add it


class LicenceKind(StrEnum):
    """What the owner of the words allows, as far as we know."""

    PUBLIC_DOMAIN = "public_domain"
    FREE_WITH_CREDIT = "free_with_credit"
    OPEN_LICENCE = "open_licence"
    NON_COMMERCIAL = "non_commercial"
    PERMISSION_NEEDED = "permission_needed"
    OWN_WORDS = "own_words"
    SITE = "site"  # a site has its own permission
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """`notice` is the line that must be shown beside the questions, "" for none."""

    kind: LicenceKind
    statement: str
    source: Citation
    ships_wording: bool
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChoice:
    """One answer a person can choose, and what it counts."""

    value: float
    label: str
    loinc: str = ""  # LOINC answer code


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSet:
    """Answers that several questions share."""

    id: str
    answers: tuple[AnswerChoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Limits on a number; an absent limit is open."""

    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRule:
    """An answer within these bounds counts `points`; the first that fits decides."""

    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question.

    `answers` names an answer set; without one the answer is a number from `minimum` to
    `maximum`.
    """

    id: str
    text: str = ""
    answers: str = ""
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    loinc: str = ""
    reverse: bool = False  # counts minimum + maximum - answer
    scored: bool = True
    points: tuple[PointRule, ...] = ()  # what the answer counts, when not itself
    cap: float | None = None  # a higher answer counts as this
    sex: str = ""  # asked of this sex only; counts the least for the other
    optional: bool = False  # may be passed over; never part of a total
    low_label: str = ""  # what the lowest and highest numbers stand for
    high_label: str = ""


class Method(StrEnum):
    """How terms become a total."""

    SUM = "sum"
    MEAN = "mean"
    COUNT = "count"  # how many items are at least `counts_from`
    NONE = "none"  # the answers stand for themselves


class Combine(StrEnum):
    """How the items of one term become one number."""

    SUM = "sum"
    MAX = "max"
    PRODUCT = "product"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One addend of a total, e.g. 8.0 x days x minutes."""

    items: tuple[str, ...]
    combine: Combine = Combine.SUM
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """An opening question that can end the questionnaire with a total."""

    item: str
    closed_at: float
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """How many scored items may be missing before the total is unknown.

    Within the allowance the total is the mean of the answered items times the number of
    items, and is marked as prorated.
    """

    allowed: int = 0
    citation: Citation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoring:
    """How answers become the total; without `terms` every scored item is one."""

    method: Method
    minimum: float = 0.0
    maximum: float = 0.0
    step: float = 1.0  # the smallest difference between two totals
    multiply: float = 1.0
    counts_from: float = 1.0  # for `count`
    terms: tuple[Term, ...] = ()
    gate: Gate | None = None
    missing: Missing = field(default_factory=Missing)
    citation: Citation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A published range of totals with its published name."""

    lowest: float
    highest: float
    name: str
    label: str
    meaning: str = ""
    citation: Citation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscale:
    """A part of the items scored on its own."""

    id: str
    name: str
    items: tuple[str, ...]
    method: Method = Method.SUM
    multiply: float = 1.0
    minimum: float = 0.0
    maximum: float = 0.0
    step: float = 1.0
    bands: tuple[Band, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """A bound on the total, one item or one subscale; or several criteria together.

    `sex` limits it to one sex: where cut-offs are published by sex there is one
    criterion for each.
    """

    item: str = ""
    subscale: str = ""
    sex: str = ""
    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None
    all: tuple["Criterion", ...] = ()
    any: tuple["Criterion", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """How common a positive screen is before we asked."""

    share: float  # 0 to 1
    among: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The instrument's own published positive screen; never a diagnosis."""

    positive: Criterion
    says: str  # what a positive screen is, in plain words
    citation: Citation
    prior: Prior | None = None


class Direction(StrEnum):
    """Which way a higher total points."""

    WORSE = "worse"
    BETTER = "better"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRule:
    """Response: an improvement of at least `percent` of the baseline."""

    percent: float
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class RemissionRule:
    """Remission: the total lies within these bounds."""

    bounds: Bounds
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRule:
    """A change that counts: in points, or in percent of the baseline."""

    points: float | None = None
    percent: float | None = None
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRule:
    """Too little improvement by certain weeks after the start of a treatment.

    A score counts for a week when it was taken within `window_days` of its end.
    """

    below_percent: float
    weeks: tuple[int, ...]
    window_days: int
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How a change over time is read; a part that is absent is not published."""

    baseline_days: int  # how long before the start a score is still its baseline
    response: ResponseRule | None = None
    remission: RemissionRule | None = None
    reliable: ChangeRule | None = None
    minimal: ChangeRule | None = None
    early: WeekRule | None = None
    late: WeekRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A worked case.

    `every` answers all items (also unscored ones) alike, `answers` then sets some and
    `without` takes some away.
    """

    says: str
    every: float | None = None
    answers: Mapping[str, float] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    given_total: float | None = None
    sex: str | None = None
    total: float | str | None = None  # "unknown", or None when not looked at
    band: str = ""
    screen: str = ""  # "yes" | "no" | "unknown"
    subscales: Mapping[str, float] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One questionnaire.

    `fresh_days` is how long an answer stays current; after it, it is asked again.
    `validated` is about these words: own words are never called validated.
    """

    id: str
    name: str
    short_name: str
    domain: str
    measures: str
    recall: str
    recall_days: int | None = None
    fresh_days: int
    minutes: float
    stem: str = ""
    wording: Wording
    validated: bool
    licence: Licence
    wording_seen: Citation | None = None  # where the words were compared
    loinc_panel: str = ""
    loinc_total: str = ""
    loinc_checked: bool = False
    loinc_citation: Citation | None = None
    higher_is: Direction = Direction.WORSE
    answer_sets: tuple[AnswerSet, ...] = ()
    items: tuple[Item, ...] = ()
    scoring: Scoring
    subscales: tuple[Subscale, ...] = ()
    bands: tuple[Band, ...] = ()
    bands_citation: Citation | None = None
    screen: Screen | None = None
    course: Course | None = None
    core_battery: bool = False
    sensitive: bool = False  # can upset; asked only when the person opens it
    reference: Citation
    notes: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()


def item_of(instrument: Instrument, id_: str) -> Item | None:
    """The item with this id, or None."""
    return next((item for item in instrument.items if item.id == id_), None)


def choices_of(instrument: Instrument, item: Item) -> tuple[AnswerChoice, ...]:
    """The answers an item offers; () for a number."""
    for one in instrument.answer_sets:
        if one.id == item.answers:
            return one.answers
    return ()


def range_of(instrument: Instrument, item: Item) -> tuple[float, float]:
    """Lowest and highest answer an item can have."""
    if choices := choices_of(instrument, item):
        values = [choice.value for choice in choices]
        return min(values), max(values)
    low = 0.0 if item.minimum is None else item.minimum
    high = low if item.maximum is None else item.maximum
    return low, high


def within(value: float, bounds: Bounds | PointRule | Criterion) -> bool:
    """Whether a number satisfies every limit that is set."""
    return (
        (bounds.at_least is None or value >= bounds.at_least)
        and (bounds.above is None or value > bounds.above)
        and (bounds.at_most is None or value <= bounds.at_most)
        and (bounds.below is None or value < bounds.below)
    )
