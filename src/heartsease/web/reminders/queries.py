"""Reads how somebody wants to be reminded, and when the next note is."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from heartsease.web.common import clock
from heartsease.web.journal.queries import days_written
from heartsease.web.people.queries import Who, who_is
from heartsease.web.record.queries import entries_of, heard_days
from heartsease.web.reminders.models import Wanted
from heartsease.web.reminders.moments import (
    Moment,
    Wish,
    moments,
    resting_from,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """How one person wants to be reminded."""

    times: tuple[time, ...]
    quiet: tuple[time, time] | None
    words: str
    in_app: bool
    mail: bool
    feed_key: str | None
    since: date
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What is to come; `resting` when only the person's word begins it again."""

    moments: tuple[Moment, ...]
    resting: bool
    told_today: bool


def reminders_of(person: UUID) -> Reminders | None:
    """None when this person wants none."""
    row = Wanted.objects.filter(person_id=person).first()
    return None if row is None else read(row)


def behind(feed_key: str) -> tuple[Who, Reminders] | None:
    """Whose calendar an address is; None for an address that is not in use."""
    row = Wanted.objects.filter(feed_key=feed_key).first()
    if row is None:
        return None
    return who_is(row.person_id), read(row)


def ahead(who: Who, wanted: Reminders, *, at: datetime) -> Ahead:
    """The notes from today on, where the person lives."""
    today = clock.day_in(who.time_zone, at)
    wish = Wish(
        times=wanted.times,
        quiet=wanted.quiet,
        zone=who.time_zone,
        since=min(wanted.since, today),  # after a move to the west it is still today
    )
    heard = heard_days(who.id, who.time_zone) | days_written(who.id, who.time_zone)
    rests = resting_from(wish, heard, today=today)
    return Ahead(
        moments=moments(wish, heard, today=today, one_a_day=_is_low(who.id)),
        resting=rests is not None and rests <= today,
        told_today=today in heard,
    )


def read(row: Wanted) -> Reminders:
    """A row as a value."""
    quiet = None
    if row.quiet_from:
        quiet = (_clock(row.quiet_from), _clock(row.quiet_until))
    return Reminders(
        times=tuple(map(_clock, row.times.split(","))),
        quiet=quiet,
        words=row.words,
        in_app=row.in_app,
        mail=row.mail,
        feed_key=row.feed_key,
        since=row.since,
        changed_at=row.changed_at,
    )


def _clock(text: str) -> time:
    return time.fromisoformat(text)


def _is_low(person: UUID) -> bool:
    told = entries_of(person, "statement", subject="energy")
    return bool(told) and told[0].payload["value"] == "low"
