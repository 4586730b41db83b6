"""The last four weeks as they were told day by day; empty where nothing was told.

A day without a word is left out of every number: it is neither good nor bad.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.record.record import (
    AfterFeel,
    CheckIn,
    Night,
    Person,
    Practice,
    Record,
)
from heartsease.core.sleep import diary
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.days import day
from heartsease.exchange.drawing.sparkline import sparkline
from heartsease.web.patient import eating
from heartsease.web.patient.seen import Seen
from heartsease.web.patient.showing import drawn
from heartsease.web.people.queries import Who
from heartsease.web.record.queries import record_of

DAYS = 28
HIGHEST = 10  # of the scales of a check-in
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One scale of the check-ins: a sentence, and a drawing where two days are known."""

    name: str
    said: str
    points: tuple[tuple[date, float], ...]
    drawing: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What was practised in seven days, and how it felt after."""

    name: str
    times: int
    better: int
    same: int
    worse: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """`days` are the rows of the table: day, mood, energy, night ("" not said)."""

    scales: tuple[Scale, ...]
    days: tuple[tuple[str, ...], ...]
    nights: str
    practices: tuple[Week, ...]
    meals: str

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.scales or self.nights or self.practices or self.meals)

    @property
    def other_lines(self) -> tuple[str, ...]:
        """What is not drawn, in sentences for paper."""
        practised = [
            _("Week %(week)s: practised %(n)d; after it better %(b)d, same %(s)d, worse %(w)d.")
            % {"week": one.name, "n": one.times, "b": one.better, "s": one.same,
               "w": one.worse}
            for one in self.practices
        ]  # fmt: skip
        return tuple(one for one in (*practised, self.meals) if one)


def of(who: Who, seen: Seen) -> Lately:
    """What one person told; nothing of it while safety comes first."""
    return lately(
        record_of(who.id) if seen.page.drawn else Record(person=Person(id="")),
        on=seen.on,
        knowledge=seen.knowledge,
        with_food=eating.may_look(seen.knowledge, seen.picture.facts) is True,
    )


def lately(
    record: Record, *, on: date, knowledge: Knowledge, with_food: bool
) -> Lately:
    """`with_food` only for somebody for whom looking at meals is not hard."""
    told = told_in_check_ins(record, on)
    return Lately(
        scales=_scales(told),
        days=tuple(
            (day(one.on), *map(_number, (one.mood, one.energy, one.sleep)))
            for one in told
        ),
        nights=_nights(record, on, knowledge),
        practices=_practices(record.practices, on),
        meals=_meals(record, on) if with_food else "",
    )


def told_in_check_ins(record: Record, on: date) -> list[CheckIn]:
    """The check-ins of the four weeks that end with `on`, oldest first."""
    within = (one for one in record.check_ins if _within(one.on, on))
    return sorted(within, key=lambda one: one.on)


def told_nights(record: Record, on: date) -> list[Night]:
    """The nights of the four weeks that end with `on`."""
    return [one for one in record.nights if _within(one.on, on)]


def _within(one: date, on: date) -> bool:
    return timedelta(0) <= on - one < timedelta(days=DAYS)


def _scales(told: Sequence[CheckIn]) -> tuple[Scale, ...]:
    each = (
        (_("Mood"), [(one.on, one.mood) for one in told]),
        (_("Energy"), [(one.on, one.energy) for one in told]),
        (_("Nights, as they felt"), [(one.on, one.sleep) for one in told]),
    )
    found = []
    for name, points in each:
        known = [(on, float(value)) for on, value in points if value is not None]
        if not known:
            continue
        values = [value for _on, value in known]
        said = ngettext(
            "told on %(n)d of the last 28 days: %(middle)s of 10.",
            "told on %(n)d of the last 28 days: in the middle %(middle)s of 10, from "
            "%(low)s to %(high)s.",
            len(known),
        ) % {
            "n": len(known),
            "middle": f"{median(values):g}",
            "low": f"{min(values):g}",
            "high": f"{max(values):g}",
        }
        svg = sparkline(known, highest=HIGHEST, name=name)
        found.append(
            Scale(name=name, said=said, points=tuple(known), drawing=drawn(svg))
        )
    return tuple(found)


def _nights(record: Record, on: date, knowledge: Knowledge) -> str:
    within = told_nights(record, on)
    if not within:
        return ""
    seen = diary.together(within, known=knowledge.sleep)
    said = ngettext(
        "Sleep diary: %(n)d night.", "Sleep diary: %(n)d nights.", seen.nights
    ) % {"n": seen.nights}
    if not isinstance(seen.asleep_min, Unknown):
        hours, minutes = divmod(round(seen.asleep_min), 60)
        said += " " + _("On average %(hours)d h %(minutes)02d min asleep.") % {
            "hours": hours,
            "minutes": minutes,
        }
    if not isinstance(seen.efficiency, Unknown):
        said += " " + _("Asleep for %(share)d %% of the time in bed.") % {
            "share": round(100 * seen.efficiency)
        }
    return said


def _practices(practices: Iterable[Practice], on: date) -> tuple[Week, ...]:
    """The four weeks that end today, oldest first; none when nothing was noted."""
    within = [one for one in practices if _within(one.on, on)]
    if not within:
        return ()
    found = []
    for back in range(DAYS // 7 - 1, -1, -1):
        last = on - back * _WEEK
        after = [one.after for one in within if timedelta(0) <= last - one.on < _WEEK]
        found.append(
            Week(
                name=_("to %(day)s") % {"day": date_format(last, "j M")},
                times=len(after),
                better=after.count(AfterFeel.BETTER),
                same=after.count(AfterFeel.SAME),
                worse=after.count(AfterFeel.WORSE),
            )
        )
    return tuple(found)


def _meals(record: Record, on: date) -> str:
    days = {one.on for one in record.meals if _within(one.on, on)}
    if not days:
        return ""
    return ngettext(
        "Food was noted on %(n)d day. The pattern is on the page of food.",
        "Food was noted on %(n)d days. The pattern is on the page of food.",
        len(days),
    ) % {"n": len(days)}


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
