"""What has to be said at the moment a food is chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from heartsease.core.food.definition import Tag
from heartsease.core.safety.condition import ask
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.rule import Rule
from heartsease.core.values.unknown import Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class FoodWarning:
    """A rule that speaks about one tag; `sure` is false while its question is open."""

    tag: Tag
    rule: Rule
    sure: bool
    missing: frozenset[str] = frozenset()


def warnings(
    tags: Iterable[Tag], *, rules_of: Mapping[str, Sequence[Rule]], facts: Facts
) -> tuple[FoodWarning, ...]:
    """Every rule that holds for the tags, and every one that cannot be answered yet.

    An open question is said as "if this is true for you": a medicine list that nobody
    filled in is not a clear one.
    """
    found = []
    for tag in tags:
        for name in tag.warned_by:
            intervention, _, id_ = name.partition(":")
            rule = next(one for one in rules_of[intervention] if one.id == id_)
            answer = ask(rule.when, facts)
            if answer is True:
                found.append(FoodWarning(tag=tag, rule=rule, sure=True))
            elif isinstance(answer, Unknown):
                found.append(
                    FoodWarning(tag=tag, rule=rule, sure=False, missing=answer.missing)
                )
    return tuple(found)
