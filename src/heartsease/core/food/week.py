"""A week of meals: how often each kind of food was there, and two open indexes."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from heartsease.core.food.definition import (
    ENERGY,
    Component,
    FoodKnowledge,
    Parameter,
    Tag,
)
from heartsease.core.record.record import Meal
from heartsease.core.values.unknown import Unknown, unknown

MEALS = "meals"  # the fact that is missing when too few days were written down


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One component of the pattern and whether it was met.

    `times` is how often a week: what was written down, stretched to the whole week
    when some of its days are empty.
    """

    component: Component
    times: float
    met: bool

    @property
    def away(self) -> float:
        """How many times a week lie between this and being met; 0 or less when met."""
        if self.component.at_least is not None:
            return self.component.at_least - self.times
        # Fewer than so many: just as many is one too many.
        return self.times - (self.component.fewer_than or 0.0) + 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What the meals of seven days say.

    The indexes are Unknown below the fewest days, and while the days that were written
    hold too few meals: what nobody wrote down is not what nobody ate.

    `mediterranean` is the share of components met, 0 to 1.
    `inflammatory` is how far these foods move a day from the world's average on the
    Dietary Inflammatory Index: below 0 is the calmer side. It is a part of that index
    only, and it says nothing about a person's blood.
    """

    until: date
    days_written: int
    meals_written: int
    counts: Mapping[str, int]
    lines: tuple[Line, ...]
    mediterranean: float | Unknown
    inflammatory: float | Unknown

    @property
    def open_lines(self) -> tuple[Line, ...]:
        """The components that were not met, in order."""
        return tuple(one for one in self.lines if not one.met)


def week(meals: Iterable[Meal], *, until: date, known: FoodKnowledge) -> Week:
    """The seven days that end with `until`, that day included."""
    first = until - timedelta(days=known.days - 1)
    within = [meal for meal in meals if first <= meal.on <= until]
    written = len({meal.on for meal in within})
    told = len({(meal.on, meal.moment) for meal in within})
    counts = Counter(tag for meal in within for tag in set(meal.tags))
    if written < known.fewest_days or told < known.fewest_meals * written:
        return Week(
            until=until,
            days_written=written,
            meals_written=told,
            counts=dict(counts),
            lines=(),
            mediterranean=unknown(MEALS),
            inflammatory=unknown(MEALS),
        )
    lines = tuple(
        _line(one, within, stretch=known.days / written) for one in known.components
    )
    return Week(
        until=until,
        days_written=written,
        meals_written=told,
        counts=dict(counts),
        lines=lines,
        mediterranean=sum(line.met for line in lines) / len(lines),
        inflammatory=_inflammatory(counts, days=written, known=known),
    )


def _line(component: Component, meals: Iterable[Meal], *, stretch: float) -> Line:
    wanted = set(component.tags)
    times = stretch * sum(1 for meal in meals if wanted & set(meal.tags))
    enough = component.at_least is None or times >= component.at_least
    few = component.fewer_than is None or times < component.fewer_than
    return Line(component=component, times=times, met=enough and few)


def _inflammatory(
    counts: Mapping[str, int], *, days: int, known: FoodKnowledge
) -> float:
    """Sum over parameters of weight x (2 Phi(z) - 1).

    Shivappa 2014 (doi 10.1017/S1368980013002115): a day's intake as a z-score of the
    world's, as a percentile, doubled and less one, times the effect score. Here the
    day is the world's average day in which the portions that were tapped take the
    place of as much energy of everything else, so z is what they hold more or less
    than that share of the average day, over the deviation. 2 Phi(z) - 1 =
    erf(z / sqrt 2). Merely adding portions would make every food look calming.
    What a portion holds of a parameter may not be known; it then moves nothing there.
    """

    def moved(parameter: Parameter) -> float:
        return sum(
            times / days * _beyond_average(known.tags[tag], parameter, known)
            for tag, times in counts.items()
            if tag in known.tags
        )

    return sum(
        parameter.weight
        * math.erf(moved(parameter) / parameter.deviation / math.sqrt(2))
        for parameter in known.parameters
    )


def _beyond_average(tag: Tag, parameter: Parameter, known: FoodKnowledge) -> float:
    """What a portion holds beyond as much energy of an average day; 0 if not known."""
    amount = tag.nutrients.get(parameter.id)
    if amount is None:
        return 0.0
    return amount - tag.nutrients[ENERGY] / known.energy_mean * parameter.mean
