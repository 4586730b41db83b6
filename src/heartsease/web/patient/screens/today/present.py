"""What the check-in of a day shows: the taps, the last weeks, and what was there before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from heartsease.core.record.record import Record
from heartsease.web.record.queries import Stored

DAYS_BACK = 7  # how far back a day can still be filled in or changed
WEEKS_SHOWN_DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day of the last four weeks: whether anything at all was done or said."""

    on: date
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """`entry` is "" while nothing was said for this day."""

    on: date
    is_today: bool
    before: date | None  # the day before, while it can still be changed
    after: date | None
    said: Mapping[str, Any]
    entry: str
    operation: UUID
    fixed: Mapping[str, Any]
    days: tuple[Day, ...]
    here_count: int
    earlier: tuple[tuple[datetime, Mapping[str, Any]], ...]
    short: bool


def today(
    record: Record,
    *,
    on: date,
    now: date,
    entry: Stored | None,
    earlier: Iterable[Stored],
    short: bool,
) -> Today:
    """The page of one day; `now` is the day it really is where the person lives."""
    days = _days(record, until=now)
    return Today(
        on=on,
        is_today=on == now,
        before=on - timedelta(days=1) if (now - on).days < DAYS_BACK else None,
        after=on + timedelta(days=1) if on < now else None,
        said=entry.payload if entry else {},
        entry=str(entry.id) if entry else "",
        operation=uuid4(),
        fixed={"on": on.isoformat(), "provenance": {"source": "form"}},
        days=days,
        here_count=sum(one.here for one in days),
        earlier=tuple(
            (one.recorded_at, one.payload) for one in earlier if one.on == on
        ),
        short=short,
    )


def may_be_changed(on: date, *, now: date) -> bool:
    """Whether a day is near enough to be told from memory, and not in the future."""
    return timedelta(0) <= now - on <= timedelta(days=DAYS_BACK)


def _days(record: Record, *, until: date) -> tuple[Day, ...]:
    here = {
        *(one.on for one in record.check_ins),
        *(one.on for one in record.practices),
        *(one.on for one in record.meals),
        *(one.on for one in record.nights),
    }
    first = until - timedelta(days=WEEKS_SHOWN_DAYS - 1)
    every = (first + timedelta(days=n) for n in range(WEEKS_SHOWN_DAYS))
    return tuple(Day(on=day, here=day in here) for day in every)
