"""A safety rule: when it holds, how strict it is, what is said and why."""

from dataclasses import dataclass
from enum import StrEnum

from heartsease.core.safety.condition import Condition
from heartsease.core.sources.source import Citation


class Severity(StrEnum):
    """What a rule does to a step when it holds."""

    EMERGENCY = "emergency"  # the whole result becomes emergency help
    BLOCK = "block"  # never offered; a person cannot override it
    BLOCK_UNTIL_FLOW = "block_until_flow"  # paused until the safety flow was done
    NEEDS_CLINICIAN = "needs_clinician"  # only as something to raise with a clinician
    CAUTION = "caution"  # offered, with what to watch


class Expectation(StrEnum):
    """What a gate says about one step."""

    OFFERED = "offered"
    CAUTION = "caution"
    ASK = "ask"  # a gate is Unknown: the question comes before the step
    CLINICIAN = "clinician"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`id` is stable (S001 ...): decisions that were stored refer to it."""

    id: str
    severity: Severity
    when: Condition
    says: str  # what the person reads
    reason: str
    action: str  # what to do instead, or how to do it safely
    citations: tuple[Citation, ...]
