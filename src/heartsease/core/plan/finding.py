"""What a finding is: a rule over facts, with how much it matters and what would undo it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from heartsease.core.evidence.evidence import EvidenceRow, Tier
from heartsease.core.safety.condition import Condition
from heartsease.core.sources.source import Citation


class Weight(StrEnum):
    """What a finding does to the state of its domain."""

    WORTH_A_LOOK = "worth_a_look"
    LIKELY = "likely_contributing"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingCase:
    """A worked case; a key that is not given is unknown."""

    says: str
    given: Mapping[str, bool | float | str] = field(default_factory=dict)
    expect: str  # "yes" | "no" | "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingDefinition:
    """One thing that may be contributing, or may have been missed.

    With `left_out_by`, a rule of a step ("step:rule"), it is not spoken of while that
    rule holds: food and weight where eating is hard.
    """

    id: str
    domain: str
    title: str
    says: str  # one kind sentence to the person when it holds
    tell_clinician: str  # the same for the visit page, in a clinician's words
    when: Condition
    weight: Weight
    matters: Tier  # how well supported it is that this matters in depression
    matters_sentence: str  # the honest sentence about that
    tested_in_trd: str  # "yes" | "partly" | "no"
    missed_cause: bool = False  # part of "what may have been missed"
    left_out_by: str = ""
    settles: str  # the check that would settle it
    ordered_by: str  # "you" | "doctor" | "prescriber" | "therapist" | "sleep clinic"
    changes_mind: str  # what would change our mind
    evidence: tuple[EvidenceRow, ...] = ()
    citations: tuple[Citation, ...] = ()
    from_article: tuple[str, ...] = ()
    cases: tuple[FindingCase, ...] = ()
