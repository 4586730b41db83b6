"""What has to be said at the moment a food is chosen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from heartsease.core.food.definition import Tag
from heartsease.core.safety.condition import ask
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.rule import Rule
from heartsease.core.values.unknown import Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFound:
    """A rule that speaks; `sure` is false while its question is open."""

    name: str  # intervention and rule id
    rule: Rule
    sure: bool
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoodWarning:
    """A rule that speaks about one tag; `about` which food of it, or "" for all."""

    tag: Tag
    name: str
    rule: Rule
    about: str
    sure: bool
    missing: frozenset[str] = frozenset()


def warnings(
    tags: Iterable[Tag], *, rules_of: Mapping[str, Sequence[Rule]], facts: Facts
) -> tuple[FoodWarning, ...]:
    """Every rule that holds for the tags, and every one that cannot be answered yet.

    An open question is said as "if this is true for you": a medicine list that nobody
    filled in is not a clear one.
    """
    return tuple(
        FoodWarning(
            tag=tag,
            name=one.name,
            rule=one.rule,
            about=tag.warned_about.get(one.name, ""),
            sure=one.sure,
            missing=one.missing,
        )
        for tag in tags
        for one in found(tag.warned_by, rules_of=rules_of, facts=facts)
    )


def found(
    names: Iterable[str], *, rules_of: Mapping[str, Sequence[Rule]], facts: Facts
) -> tuple[RuleFound, ...]:
    """Those of the named rules that hold, or that cannot be answered yet."""
    speaking = []
    for name in names:
        intervention, _, id_ = name.partition(":")
        rule = next(one for one in rules_of[intervention] if one.id == id_)
        answer = ask(rule.when, facts)
        if answer is True:
            speaking.append(RuleFound(name=name, rule=rule, sure=True))
        elif isinstance(answer, Unknown):
            speaking.append(
                RuleFound(name=name, rule=rule, sure=False, missing=answer.missing)
            )
    return tuple(speaking)
