"""The closed vocabulary of conditions, and how each is answered from facts.

Every answer is True, False or Unknown; Unknown carries the keys that would settle it.
The words a knowledge file may use are the fields of these classes and no others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.values.unknown import Answer, Unknown, all_of, any_of, negate


@dataclass(frozen=True, slots=True)
class Is:
    """A yes/no fact: `has`, `taking`, `screen` or a yes/no `fact`."""

    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Compare:
    """A number against bounds, already in the unit of the fact; bounds may be open."""

    key: str
    at_least: float | None = None
    above: float | None = None
    at_most: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True)
class OneOf:
    """A text fact against a list: `sex`, or the named band of a result."""

    key: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is true."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """True when at least one part is true."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of its part."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class IfKnown:
    """True when its part is known to be true; a silence is not asked about.

    Only for signs that add to a question which is always asked: a free-text remark
    adds to item 9, it does not replace it.
    """

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Always:
    """True for everybody: a note that is part of the step itself."""


NEVER = Not(Always())

Condition: TypeAlias = Is | Compare | OneOf | All | Any | Not | IfKnown | Always


def ask(condition: Condition, facts: Facts) -> Answer:
    """Answer a condition; Unknown when a fact that could change the answer is absent."""
    match condition:
        case Is(key):
            fact = facts.get(key)
            return fact if isinstance(fact, Unknown) else fact.value is True
        case Compare():
            return _compare(condition, facts)
        case OneOf(key, names):
            fact = facts.get(key)
            return fact if isinstance(fact, Unknown) else fact.value in names
        case All(parts):
            return all_of(ask(part, facts) for part in parts)
        case Any(parts):
            return any_of(ask(part, facts) for part in parts)
        case Not(part):
            return negate(ask(part, facts))
        case IfKnown(part):
            return ask(part, facts) is True
        case Always():  # uncovered: no other condition is left to fall through
            return True


class Answers:
    """Asks each condition of one set of facts at most once.

    Rules that guard every step would otherwise be asked again for each of them.
    """

    __slots__ = ("_asked", "facts")

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        # The condition is kept beside its answer so that its id stays its own.
        self._asked: dict[int, tuple[Condition, Answer]] = {}

    def __call__(self, condition: Condition) -> Answer:
        known = self._asked.get(id(condition))
        if known is None:
            known = condition, ask(condition, self.facts)
            self._asked[id(condition)] = known
        return known[1]


@cache
def keys_of(condition: Condition) -> frozenset[str]:
    """Every fact key the answer can depend on."""
    match condition:
        case Is(key) | OneOf(key, _):
            return frozenset({key})
        case Compare():
            return frozenset({condition.key})
        case All(parts) | Any(parts):
            return frozenset[str]().union(*(keys_of(part) for part in parts))
        case Not(part) | IfKnown(part):
            return keys_of(part)
        case Always():  # uncovered: no other condition is left to fall through
            return frozenset()


def comparisons(condition: Condition) -> Iterator[Compare]:
    """Every comparison with a number that stands in a condition, however deep."""
    match condition:
        case Compare():
            yield condition
        case All(parts) | Any(parts):
            for part in parts:
                yield from comparisons(part)
        case Not(part) | IfKnown(part):
            yield from comparisons(part)
        case _:
            return


def used(condition: Condition, facts: Facts) -> tuple[tuple[str, Fact], ...]:
    """The known facts the answer rests on, in key order, for explaining it."""
    found = ((key, facts.get(key)) for key in sorted(keys_of(condition)))
    return tuple((key, fact) for key, fact in found if isinstance(fact, Fact))


def reasons(condition: Condition, facts: Facts) -> tuple[tuple[str, Fact], ...]:
    """The known facts that make a condition true, in key order; () when it is not.

    Of several alternatives only those that hold are reasons.
    """
    keys = _reason_keys(condition, facts)
    found = ((key, facts.get(key)) for key in sorted(keys))
    return tuple((key, fact) for key, fact in found if isinstance(fact, Fact))


def _reason_keys(condition: Condition, facts: Facts) -> frozenset[str]:
    if ask(condition, facts) is not True:
        return frozenset()
    match condition:
        case All(parts) | Any(parts):
            return frozenset[str]().union(
                *(_reason_keys(part, facts) for part in parts)
            )
        case IfKnown(part):
            return _reason_keys(part, facts)
        case _:
            return keys_of(condition)


def holds(bounds: Compare, number: float) -> bool:
    """Whether a number satisfies every bound that is set."""
    return (
        (bounds.at_least is None or number >= bounds.at_least)
        and (bounds.above is None or number > bounds.above)
        and (bounds.at_most is None or number <= bounds.at_most)
        and (bounds.below is None or number < bounds.below)
    )


def _compare(condition: Compare, facts: Facts) -> Answer:
    fact = facts.get(condition.key)
    if isinstance(fact, Unknown):
        return fact
    if isinstance(fact.value, str):
        raise TypeError(f"{condition.key} is text and cannot be compared with a number")
    return holds(condition, fact.value)
