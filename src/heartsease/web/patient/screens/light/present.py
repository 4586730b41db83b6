"""A day of light in words and as a bar, with what speaks for care."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heartsease.core.interventions.definition import Intervention
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.record.record import Place
from heartsease.core.safety.condition import ask
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.rule import Rule, Severity
from heartsease.core.values.unknown import Unknown
from heartsease.web.patient.daylight import (
    Day,
    Daylight,
    daylight,
    light_knowledge,
    places,
)

STEPS = ("morning_sunlight", "bright_light")
PRACTICE = "morning_light"
_WIDE = 240.0  # units of the drawing: ten an hour on a usual day


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A stretch of the day in the drawing."""

    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One day; the bars are None where there is no such stretch."""

    name: str | Promise
    on: date
    light: Daylight
    light_bar: Bar | None
    useful_bar: Bar | None
    sunrise: str
    sunset: str
    useful_from: str
    useful_to: str
    brightest_at: str
    is_night: bool
    is_all_day: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """One rule of a step; `stops` is more than a caution."""

    says: str
    action: str
    stops: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step with light, what is honest about it, and what to take care of.

    `true` holds for this person, `perhaps` is not known; what is known not to hold is
    left out.
    """

    id: str
    name: str
    honest: str
    true: tuple[Care, ...]
    perhaps: tuple[Care, ...]


def town_of(zone: str) -> tuple[str, Place] | None:
    """The best-known town of a time zone and where it is; None for UTC and the like."""
    found = places().get(zone)
    if found is None:
        return None
    return zone.rpartition("/")[2].replace("_", " "), found


def days(place: Place, today: date, *, zone: str) -> tuple[Shown, ...]:
    """Today and tomorrow at a place, in the person's own clock."""
    clock = ZoneInfo(zone)
    return tuple(
        _shown(name, daylight(place, on, zone=clock), on, clock)
        for name, on in (
            (_("Today"), today),
            (_("Tomorrow"), today + timedelta(days=1)),
        )
    )


def steps(knowledge: Knowledge, facts: Facts) -> tuple[Step, ...]:
    """Morning daylight and the light box, each with its own rules for this person."""
    return tuple(_step(knowledge.interventions[id_], facts) for id_ in STEPS)


def useful_from_deg() -> float:
    """How high the sun stands when daylight is called useful."""
    return light_knowledge().useful_elevation_deg


def _shown(name: str | Promise, light: Daylight, on: date, clock: ZoneInfo) -> Shown:
    start = datetime.combine(on, time(), tzinfo=clock)
    end = datetime.combine(on + timedelta(days=1), time(), tzinfo=clock)
    times = {
        "sunrise": light.sunrise,
        "sunset": light.sunset,
        "useful_from": light.useful_from,
        "useful_to": light.useful_to,
    }
    said: Mapping[str, str] = {key: _clock(at, on) for key, at in times.items()}
    return Shown(
        name=name,
        on=on,
        light=light,
        light_bar=_light_bar(light, start, end),
        useful_bar=_useful_bar(light, start, end),
        **said,
        brightest_at=_clock(light.brightest_at, on),
        is_night=light.day is Day.NEVER_RISES,
        is_all_day=light.day is Day.NEVER_SETS,
    )


def _light_bar(light: Daylight, start: datetime, end: datetime) -> Bar | None:
    if light.day is Day.NEVER_RISES:
        return None
    return _bar(light.sunrise or start, light.sunset or end, start, end)


def _useful_bar(light: Daylight, start: datetime, end: datetime) -> Bar | None:
    """High enough all day long near a pole in summer: then both ends are open."""
    if light.highest_deg <= useful_from_deg():
        return None
    return _bar(light.useful_from or start, light.useful_to or end, start, end)


def _bar(from_: datetime, to: datetime, start: datetime, end: datetime) -> Bar | None:
    """The part of a stretch that lies in this day; days of 23 and 25 hours fit too."""
    # By the moment, not by the hands: the clock may be put forward or back in between.
    first, length = start.timestamp(), end.timestamp() - start.timestamp()
    low = max(0.0, (from_.timestamp() - first) / length)
    high = min(1.0, (to.timestamp() - first) / length)
    if high <= low:
        return None
    return Bar(x=round(low * _WIDE, 1), width=round((high - low) * _WIDE, 1))


def _clock(at: datetime | None, on: date) -> str:
    """Hours and minutes, with the day where it is not this one; "" where there is none."""
    if at is None:
        return ""
    if at.date() > on:
        return gettext("%(at)s the next day") % {"at": f"{at:%H:%M}"}
    if at.date() < on:
        return gettext("%(at)s the day before") % {"at": f"{at:%H:%M}"}
    return f"{at:%H:%M}"


def _step(one: Intervention, facts: Facts) -> Step:
    answered = [(rule, ask(rule.when, facts)) for rule in (*one.stop_if, *one.watch)]
    return Step(
        id=one.id,
        name=one.name,
        honest=one.honest,
        true=tuple(_care(rule) for rule, answer in answered if answer is True),
        perhaps=tuple(
            _care(rule) for rule, answer in answered if isinstance(answer, Unknown)
        ),
    )


def _care(rule: Rule) -> Care:
    return Care(
        says=rule.says,
        action=rule.action,
        stops=rule.severity is not Severity.CAUTION,
    )
