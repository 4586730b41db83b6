"""An intervention: what it is, in three sizes, with its evidence and its gates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from heartsease.core.evidence.evidence import EvidenceRow, Tier
from heartsease.core.safety.condition import NEVER, Condition
from heartsease.core.safety.rule import Expectation, Rule
from heartsease.core.sources.source import Citation


class Who(StrEnum):
    """Who has to be in the room for this step."""

    YOU = "you"
    DOCTOR = "doctor"  # any doctor: tests, referrals, physical causes
    PRESCRIBER = "prescriber"
    THERAPIST = "therapist"


class Kind(StrEnum):
    """How Heartsease treats the entry."""

    OFFER = "offer"  # may become a step
    DISCUSS = "discuss"  # may become a step that is a conversation with a professional
    EXPLAIN = "explain"  # never a step; shown with its honest sentence when asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The same step for a low-energy day, a usual day and a full day."""

    tiny: str
    usual: str
    full: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseStep:
    """One rung; `amount` and `unit` (UCUM) where the dose is a number."""

    text: str
    from_week: int
    amount: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Burden:
    """What it asks of a person; `effort` 1 (tiny) to 5 (very hard when depressed)."""

    minutes_per_week: int
    effort: int
    cost: int  # 0 free, 1 low, 2 noticeable, 3 high
    needs_visit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """When to look, at which measure, and what keep, stop and talk mean."""

    weeks: int
    measure: str  # an instrument or measure id
    keep_if: str
    stop_if: str
    talk_if: str
    why: str = ""
    citation: Citation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relevance:
    """Which finding makes this step matter more, and how much (0 to 1)."""

    finding: str
    weight: float
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A worked case: facts by key, everything else clear or unknown, and the gate."""

    says: str
    given: Mapping[str, bool | float | str] = field(default_factory=dict)
    otherwise: str = "clear"  # "clear": every other yes/no is no; or "unknown"
    expect: Expectation
    rule: str = ""  # the rule that must have decided, where one did


@dataclass(frozen=True, slots=True, kw_only=True)
class Intervention:
    """One thing that may help, or that people are told may help.

    `tier` decides the place, `grade` is the finer mark shown (e.g. "B+").
    `ranking_row` is the evidence row whose lower bound is used to rank it.
    `from_article` holds the source article's own claims that this answers.
    """

    id: str
    name: str
    domain: str
    kind: Kind
    who: Who
    tier: Tier
    grade: str
    honest: str  # the one honest sentence
    tested_in_trd: str  # "yes" | "partly" | "no"
    what: str
    sizes: Sizes
    dose_steps: tuple[DoseStep, ...]
    burden: Burden
    judge: Judge
    evidence: tuple[EvidenceRow, ...]
    ranking_row: str = ""
    needs_finding: bool = False  # a step only when one of its findings is present
    already_when: Condition = NEVER  # it was had, or is being had, in full
    helps: tuple[Relevance, ...] = ()
    stop_if: tuple[Rule, ...] = ()
    watch: tuple[Rule, ...] = ()
    ask_prescriber: str = ""  # the sentence to say at the visit, for DISCUSS
    from_article: tuple[str, ...] = ()
    also_called: tuple[str, ...] = ()
    group: str = ""  # steps of one group never fill two of the three places
    cases: tuple[Case, ...] = ()
