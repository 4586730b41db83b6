"""A meal to tap, a week to look at, and whether food may be looked at at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from heartsease.core.food.definition import FoodKnowledge, Tag
from heartsease.core.food.swaps import Swaps, swaps
from heartsease.core.food.warnings import FoodWarning, warnings
from heartsease.core.food.week import Week, week
from heartsease.core.record.record import Meal
from heartsease.core.safety.condition import keys_of
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.rule import Rule, Severity
from heartsease.core.values.unknown import Unknown

MOMENTS = ("breakfast", "lunch", "dinner", "between")
DAYS_BACK = 7  # how far back a meal can still be told from memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One kind of food on the form, with what has to be said when it is chosen."""

    tag: Tag
    chosen: bool
    sure: tuple[FoodWarning, ...]
    perhaps: tuple[FoodWarning, ...]

    @property
    def grave(self) -> bool:
        """Whether the warning is more than a caution."""
        return any(one.rule.severity is not Severity.CAUTION for one in self.sure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What has to be read after a meal, and the signs that need help at once.

    `with_medicine` when all of it is about medicines that are taken.
    """

    choices: tuple[Choice, ...]
    with_medicine: bool
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One kind of food over the days of a week."""

    name: str
    days: tuple[bool, ...]
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A week as it is drawn; `week.mediterranean` is Unknown while days are missing."""

    week: Week
    known: bool
    days: tuple[date, ...]
    rows: tuple[Row, ...]
    met: int
    lines: int
    side: str  # "calmer" | "even" | "other" | "" while it is not known
    number: str
    swaps: Swaps
    days_missing: int
    meals_are_few: bool
    used: int  # parameters of the index that are in the number
    of: int  # and how many it has


def choices(
    food: FoodKnowledge,
    *,
    chosen: Iterable[str],
    rules_of: Mapping[str, Sequence[Rule]],
    facts: Facts,
) -> tuple[Choice, ...]:
    """Every kind of food, each with its own warnings."""
    taken = set(chosen)
    shown = []
    for tag in food.tags.values():
        found = warnings([tag], rules_of=rules_of, facts=facts)
        shown.append(
            Choice(
                tag=tag,
                chosen=tag.id in taken,
                sure=tuple(one for one in found if one.sure),
                perhaps=tuple(one for one in found if not one.sure and _is_said(one)),
            )
        )
    return tuple(shown)


def _is_said(one: FoodWarning) -> bool:
    """An open question about a medicine always, one about an illness when it is grave."""
    return _of_medicine(one) or one.rule.severity is not Severity.CAUTION


def _of_medicine(one: FoodWarning) -> bool:
    return any(key.startswith("taking:") for key in keys_of(one.rule.when))


def noted(choices: Iterable[Choice], *, food: FoodKnowledge) -> Noted | None:
    """None when nothing that was chosen needs more than care."""
    grave = tuple(one for one in choices if one.chosen and one.grave)
    if not grave:
        return None
    names = {warning.name for choice in grave for warning in choice.sure}
    return Noted(
        choices=grave,
        with_medicine=all(_of_medicine(one) for choice in grave for one in choice.sure),
        signs=tuple(one.says for one in food.reactions if names & set(one.after)),
    )


def pattern(
    meals: Sequence[Meal],
    *,
    until: date,
    food: FoodKnowledge,
    rules_of: Mapping[str, Sequence[Rule]],
    facts: Facts,
) -> Pattern:
    """The week that ends with `until`."""
    seen = week(meals, until=until, known=food)
    first = until - timedelta(days=food.days - 1)
    days = tuple(first + timedelta(days=n) for n in range(food.days))
    eaten = {(meal.on, tag) for meal in meals for tag in meal.tags}
    number = seen.inflammatory
    return Pattern(
        week=seen,
        known=not isinstance(seen.mediterranean, Unknown),
        days=days,
        rows=tuple(
            Row(
                name=tag.name,
                days=tuple((day, tag.id) in eaten for day in days),
                times=seen.counts.get(tag.id, 0),
            )
            for tag in food.tags.values()
        ),
        met=sum(line.met for line in seen.lines),
        lines=len(food.components),
        side=_side(number, food),
        number="" if isinstance(number, Unknown) else f"{number:+.1f}",
        swaps=swaps(seen, known=food, rules_of=rules_of, facts=facts),
        days_missing=max(0, food.fewest_days - seen.days_written),
        meals_are_few=seen.meals_written < food.fewest_meals * seen.days_written,
        used=len(food.parameters),
        of=len(food.parameters) + len(food.left_out),
    )


def _side(number: float | Unknown, food: FoodKnowledge) -> str:
    if isinstance(number, Unknown):
        return ""
    if abs(number) < food.even_within:
        return "even"
    return "calmer" if number < 0 else "other"


def may_be_told(on: date, *, now: date) -> bool:
    """Whether a day is near enough to be told from memory, and not in the future."""
    return timedelta(0) <= now - on <= timedelta(days=DAYS_BACK)
