"""What was tapped day by day, as facts the map can use.

Only what a diary can show: how long and how well somebody slept, how often fish was
eaten, and where the body was on most days. Practices are left out, because a day
without one says nothing about how much somebody moved.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from heartsease.core.food.definition import FoodKnowledge
from heartsease.core.food.week import week
from heartsease.core.plan.daily_rules import DailyRules
from heartsease.core.record.record import (
    Certainty,
    CheckIn,
    Observation,
    Provenance,
    Record,
    Response,
)
from heartsease.core.sleep import diary
from heartsease.core.sleep.definition import SleepKnowledge
from heartsease.core.values.quantity import Quantity
from heartsease.core.values.unknown import Unknown

SOURCE = "daily:"  # begins the source of a fact that was worked out here
_PER_WEEK = "{servings}/wk"
_MINUTES_OF_AN_HOUR = 60


def with_daily(
    record: Record,
    *,
    on: date,
    rules: DailyRules,
    food: FoodKnowledge,
    sleep: SleepKnowledge,
) -> Record:
    """The record with what its diaries show; too little of one adds nothing.

    What was told or measured on the same day or later stands beside it and counts by
    its own day. The order of entries makes no difference; twice changes nothing.
    """
    told = replace(
        record,
        observations=tuple(o for o in record.observations if not _ours(o.provenance)),
        responses=tuple(r for r in record.responses if not _ours(r.provenance)),
    )
    return replace(
        told,
        observations=(
            *told.observations,
            *_sleep(told, on=on, rules=rules, known=sleep),
            *_fish(told, on=on, rules=rules, known=food),
        ),
        responses=(*told.responses, *_arousal(told.check_ins, on=on, rules=rules)),
    )


def _ours(provenance: Provenance) -> bool:
    return provenance.source.startswith(SOURCE)


def _from(diary_name: str) -> Provenance:
    return Provenance(source=f"{SOURCE} {diary_name}", certainty=Certainty.INFERRED)


def _within(day: date, on: date, rules: DailyRules) -> bool:
    return timedelta(0) <= on - day < timedelta(days=rules.days)


def _sleep(
    record: Record, *, on: date, rules: DailyRules, known: SleepKnowledge
) -> Iterable[Observation]:
    nights = [one for one in record.nights if _within(one.on, on, rules)]
    if not nights:
        return
    latest = max(one.on for one in nights)
    seen = diary.together(nights, known=known)
    if not isinstance(seen.asleep_min, Unknown):
        hours = seen.asleep_min / _MINUTES_OF_AN_HOUR
        yield _observed("sleep_hours", hours, "h/d", latest, "sleep diary")
    if not isinstance(seen.efficiency, Unknown):
        share = seen.efficiency * 100
        yield _observed("sleep_efficiency", share, "%", latest, "sleep diary")


def _fish(
    record: Record, *, on: date, rules: DailyRules, known: FoodKnowledge
) -> Iterable[Observation]:
    meals = [one for one in record.meals if one.on <= on]
    if not meals:
        return
    latest = max(one.on for one in meals)
    seen = week(meals, until=latest, known=known)
    if isinstance(seen.mediterranean, Unknown):
        return
    times = seen.counts.get(rules.fish_tag, 0) * known.days / seen.days_written
    yield _observed("fish_servings", times, _PER_WEEK, latest, "meals")


def _observed(
    measure: str, value: float, unit: str, on: date, diary_name: str
) -> Observation:
    return Observation(
        measure=measure,
        quantity=Quantity(value, unit),
        on=on,
        provenance=_from(diary_name),
    )


def _place(one: CheckIn) -> tuple[date, str, str, str]:
    """Settles which of two words of one day counts, however the record lists them."""
    return one.on, one.provenance.source, one.provenance.row, str(one.arousal)


def _arousal(
    check_ins: Iterable[CheckIn], *, on: date, rules: DailyRules
) -> Iterable[Response]:
    tapped = {
        one.on: one.arousal
        for one in sorted(check_ins, key=_place)
        if one.arousal is not None and _within(one.on, on, rules)
    }
    if len(tapped) < rules.fewest_check_ins:
        return
    word, times = Counter(tapped.values()).most_common(1)[0]
    if times / len(tapped) > rules.most_days_share:
        yield Response(
            instrument=rules.arousal_instrument,
            on=max(tapped),
            answers={rules.arousal_item: float(rules.arousal_codes[word])},
            provenance=_from("check-ins"),
        )
