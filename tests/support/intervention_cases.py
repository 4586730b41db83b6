"""Runs a worked case of an intervention as its file says it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from heartsease.core.interventions.definition import Case
from heartsease.core.safety.condition import (
    All,
    Always,
    Any,
    Condition,
    IfKnown,
    Not,
    keys_of,
)
from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.safety.gate import Gate, decide
from heartsease.core.safety.rule import Rule

NEVER = Any(())  # no part can be true


def gate_of(case: Case, rules: Sequence[Rule]) -> Gate:
    """The gate for the facts of the case.

    With `otherwise = "clear"` every unmentioned key answers "no" wherever it is asked;
    with "unknown" it is simply absent.
    """
    if case.otherwise == "clear":
        rules = [replace(r, when=cleared(r.when, case.given)) for r in rules]
    return decide(rules, facts_of(case.given))


def facts_of(given: Mapping[str, bool | float | str]) -> Facts:
    """Facts as a case gives them."""
    return Facts({key: Fact(value=value) for key, value in given.items()})


def cleared(condition: Condition, given: Mapping[str, bool | float | str]) -> Condition:
    """The condition in which every unmentioned key can only answer "no"."""
    match condition:
        case All(parts):
            return All(tuple(cleared(part, given) for part in parts))
        case Any(parts):
            return Any(tuple(cleared(part, given) for part in parts))
        case Not(part):
            return Not(cleared(part, given))
        case IfKnown(part):
            return IfKnown(cleared(part, given))
        case Always():
            return condition
        case _:
            return condition if keys_of(condition) <= given.keys() else NEVER
