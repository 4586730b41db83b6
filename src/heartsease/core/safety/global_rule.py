"""A rule that guards more than one step: suicide risk, pregnancy, the medicines taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from heartsease.core.safety.rule import Rule

EVERYTHING = "all"
MEDICINES = "medicines"


@dataclass(frozen=True, slots=True, kw_only=True)
class GlobalRuleCase:
    """A worked case; `holds` is "yes", "no" or "unknown".

    With `otherwise = "clear"` every fact that is not given answers no; with "unknown"
    nobody has been asked.
    """

    says: str
    given: Mapping[str, bool | float | str] = field(default_factory=dict)
    otherwise: str = "clear"
    holds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GlobalRule:
    """A safety rule with the part of the plan it guards.

    `scope` holds "all" (every step), "medicines" (the list of what is taken: it is
    said and raised with the prescriber, and stops no step), or ids of domains and
    interventions.
    `except_for` are interventions that stay allowed while the rule holds.
    `order` is the order of evaluation: 1 suicide and emergency, 2 pregnancy, age,
    psychosis and mania, 3 medicines together, 4 conditions and results.
    """

    rule: Rule
    scope: tuple[str, ...]
    order: int
    except_for: tuple[str, ...] = ()
    cases: tuple[GlobalRuleCase, ...] = ()


def guards(rule: GlobalRule, *, intervention: str, domain: str) -> bool:
    """Whether the rule, when it holds or is not known, bears on this step."""
    if intervention in rule.except_for:
        return False
    return not {EVERYTHING, intervention, domain}.isdisjoint(rule.scope)


def is_about_medicines(rule: GlobalRule) -> bool:
    """Whether the rule is said about what is taken, beside any step it guards."""
    return MEDICINES in rule.scope
