"""What became of every row of a file: taken, refused by name, known, or not used."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from heartsease.core.record.record import (
    AdverseReport,
    CheckIn,
    ChosenStep,
    ConditionEntry,
    Decision,
    LessonRead,
    Meal,
    MedicineEntry,
    Night,
    Observation,
    Place,
    Practice,
    Preference,
    Provenance,
    Response,
    SafetyPlanPart,
    Trial,
)

OF_PROCEDURES = "procedures:"  # how the ids of courses counted in a file begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One fact the record holds only once, such as the birth date.

    `name` is a field of `Person` or of `Record`.
    `approximate` is true when the file gave less than a whole date.
    """

    name: str
    value: str | date | float | Place
    approximate: bool = False
    provenance: Provenance


Fact: TypeAlias = (
    Said
    | ConditionEntry
    | MedicineEntry
    | Trial
    | Response
    | Observation
    | CheckIn
    | Preference
    | SafetyPlanPart
    | ChosenStep
    | Practice
    | AdverseReport
    | Decision
    | Meal
    | Night
    | LessonRead
)

_KINDS: Mapping[type, str] = {
    Said: "person",
    ConditionEntry: "condition",
    MedicineEntry: "medicine",
    Trial: "trial",
    Response: "response",
    Observation: "observation",
    CheckIn: "check_in",
    Preference: "preference",
    SafetyPlanPart: "safety_plan",
    ChosenStep: "chosen_step",
    Practice: "practice",
    AdverseReport: "adverse_report",
    Decision: "decision",
    Meal: "meal",
    Night: "night",
    LessonRead: "lesson",
}


def kind_of(fact: Fact) -> str:
    """The word counts use for this fact."""
    return _KINDS[type(fact)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A fact that goes into the record.

    `rows` are all the rows it was read from.
    `at` is the moment as the file wrote it, when it wrote a time of day.
    """

    fact: Fact
    provenance: Provenance
    rows: tuple[str, ...]
    at: str = ""

    @property
    def kind(self) -> str:
        """The kind of the fact."""
        return kind_of(self.fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A row, or one field of it, that is not taken; row "" is the whole file."""

    file: str
    row: str
    field: str
    reason: str
    advice: str
    kind: str = "row"

    @property
    def rows(self) -> tuple[str, ...]:
        """The row, in the shape the other outcomes have."""
        return (self.row,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A fact the record already holds; `of` is the row that said it first."""

    fact: Fact
    provenance: Provenance
    rows: tuple[str, ...]
    of: Provenance

    @property
    def kind(self) -> str:
        """The kind of the fact."""
        return kind_of(self.fact)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUsed:
    """A row that is fine but that the program has no use for."""

    file: str
    row: str
    kind: str
    reason: str = ""

    @property
    def rows(self) -> tuple[str, ...]:
        """The row, in the shape the other outcomes have."""
        return (self.row,)


Event: TypeAlias = Taken | Refused | Duplicate | NotUsed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one file; `source` is "" when no importer knew it."""

    file: str
    source: str
    events: tuple[Event, ...]

    @property
    def taken(self) -> tuple[Taken, ...]:
        """The facts that went into the record."""
        return tuple(event for event in self.events if isinstance(event, Taken))

    @property
    def refused(self) -> tuple[Refused, ...]:
        """The rows and fields that did not, each with a reason."""
        return tuple(event for event in self.events if isinstance(event, Refused))

    @property
    def duplicates(self) -> tuple[Duplicate, ...]:
        """The facts that were there already."""
        return tuple(event for event in self.events if isinstance(event, Duplicate))

    @property
    def not_used(self) -> Mapping[str, int]:
        """Kinds of row the program has no use for, and how many of each."""
        return Counter(e.kind for e in self.events if isinstance(e, NotUsed))

    @property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """`taken`, `refused`, `duplicate` and `not_used`, each by kind."""
        return {
            "taken": Counter(event.kind for event in self.taken),
            "refused": Counter(event.kind for event in self.refused),
            "duplicate": Counter(event.kind for event in self.duplicates),
            "not_used": self.not_used,
        }
