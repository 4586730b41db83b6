"""How likely a condition is before we ask, from priors; never used to decide a gate.

Chances serve one purpose: to order the questions.
A gate is decided by facts alone; leaves are taken as independent, which is rough and
good enough to say which question comes first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from heartsease.core.plan.ranking import AssumedChance
from heartsease.core.safety.condition import (
    All,
    Always,
    Any,
    Compare,
    Condition,
    IfKnown,
    Is,
    Not,
    OneOf,
    ask,
)
from heartsease.core.safety.facts import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Priors:
    """`yes[key]` is the share of "yes"; `bands[state key][band]` sums to 1.

    `crossing[key]` is the share of people whose number makes a comparison on that key
    true, where somebody counted it.
    """

    yes: Mapping[str, float]
    bands: Mapping[str, Mapping[str, float]]
    crossing: Mapping[str, float]
    assumed: AssumedChance

    def of_yes(self, key: str) -> float:
        """The share of "yes" for a yes/no key."""
        known = self.yes.get(key)
        if known is not None:
            return known
        match key.partition(":")[0]:
            case "taking":
                return self.assumed.medicine_class
            case "screen":
                return self.assumed.screen
            case "fact":
                return self.assumed.fact
            case _:
                return self.assumed.condition

    def of_band(self, key: str, names: frozenset[str]) -> float:
        """The share of people whose result lies in one of these bands."""
        bands = self.bands.get(key)
        if bands is None:
            return self.assumed.comparison
        return sum(share for band, share in bands.items() if band in names)


def chance(condition: Condition, facts: Facts, priors: Priors) -> float:
    """The chance, 0 to 1, that the condition holds, given what is known."""
    match condition:
        case Is(key):
            known = facts.known.get(key)
            return priors.of_yes(key) if known is None else float(known.value is True)
        case Compare() | OneOf():
            return _leaf(condition, facts, priors)
        case All(parts):
            together = 1.0
            for part in parts:
                together *= chance(part, facts, priors)
            return together
        case Any(parts):
            none = 1.0
            for part in parts:
                none *= 1.0 - chance(part, facts, priors)
            return 1.0 - none
        case Not(part):
            return 1.0 - chance(part, facts, priors)
        case IfKnown(part):
            return float(ask(part, facts) is True)
        case Always():  # uncovered: no other condition is left to fall through
            return 1.0


def _leaf(condition: Compare | OneOf, facts: Facts, priors: Priors) -> float:
    if condition.key in facts.known:
        return float(ask(condition, facts) is True)
    if isinstance(condition, OneOf):
        return priors.of_band(condition.key, condition.names)
    return priors.crossing.get(condition.key, priors.assumed.comparison)
