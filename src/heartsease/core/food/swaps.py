"""A few small things, from this person's own week, each through its safety rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heartsease.core.food.definition import FoodKnowledge
from heartsease.core.food.warnings import found
from heartsease.core.food.week import Line, Week
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.rule import Rule, Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Swap:
    """One small thing; `perhaps` are cautions whose question is still open."""

    line: Line
    perhaps: tuple[Rule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Swaps:
    """What is offered, and which facts keep more from being offered."""

    offered: tuple[Swap, ...]
    missing: frozenset[str]


def swaps(
    week: Week,
    *,
    known: FoodKnowledge,
    rules_of: Mapping[str, Sequence[Rule]],
    facts: Facts,
) -> Swaps:
    """The lines that are open, the one nearest to what was eaten first.

    A swap is left out when one of its rules holds, and waits while one that is more
    than a caution cannot be answered. At most as many as the knowledge says.
    """
    offered: list[Swap] = []
    missing: set[str] = set()
    for line in sorted(week.open_lines, key=lambda one: one.away):
        asked = found(line.component.swap_asks, rules_of=rules_of, facts=facts)
        if any(one.sure for one in asked):
            continue
        waits = [one for one in asked if one.rule.severity is not Severity.CAUTION]
        if waits:
            missing.update(*(one.missing for one in waits))
        elif len(offered) < known.swaps:
            offered.append(Swap(line=line, perhaps=tuple(one.rule for one in asked)))
    return Swaps(offered=tuple(offered), missing=frozenset(missing))
