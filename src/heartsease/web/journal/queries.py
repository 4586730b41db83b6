"""Reads a person's pages; only their own account may."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from heartsease.web.journal import sealing
from heartsease.web.journal.errors import CannotBeOpened
from heartsease.web.journal.models import Page
from heartsease.web.people.queries import check_may_see


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One page; `text` is None when it cannot be opened with the key that is there."""

    id: UUID
    about: str
    on: date
    written_at: datetime
    text: str | None


def pages_of(
    user_id: int, person: UUID, *, about: str | None = None
) -> tuple[Written, ...]:
    """The standing pages, newest first; with `about` only those on one question."""
    check_may_see(user_id, person)
    rows = standing(person)
    if about is not None:
        rows = rows.filter(about=about)
    return tuple(map(_opened, rows))


def page_of(user_id: int, person: UUID, page: UUID) -> Written | None:
    """One standing page; None when there is none of that name."""
    check_may_see(user_id, person)
    row = standing(person).filter(id=page).first()
    return None if row is None else _opened(row)


def earlier_of(user_id: int, person: UUID, page: UUID) -> tuple[Written, ...]:
    """What stood on a page before, newest first."""
    check_may_see(user_id, person)
    found = []
    row = Page.objects.filter(person_id=person, id=page).first()
    while row is not None and row.replaces is not None:
        row = row.replaces
        found.append(_opened(row))
    return tuple(found)


def act_waits(person: UUID, *, about: str, review: str, today: date) -> bool:
    """Whether a small act's day is today or was yesterday and nobody looked at it yet.

    No page is opened. Older ones are left alone: nobody is reminded of them.
    """
    act = standing(person).filter(about=about).first()
    if act is None or not timedelta(0) <= today - act.on <= timedelta(days=1):
        return False
    looked_at = standing(person).filter(about=review, written_at__gte=act.written_at)
    return not looked_at.exists()


def was_changed(person: UUID, page: UUID) -> bool:
    """Whether another page stands in its place by now; none is opened."""
    return Page.objects.filter(person_id=person, replaces=page).exists()


def days_written(person: UUID, zone: str) -> frozenset[date]:
    """The days, where the person lives, on which a page was written; no page is opened."""
    local = ZoneInfo(zone)
    moments = Page.objects.filter(person_id=person).values_list("written_at", flat=True)
    return frozenset(one.astimezone(local).date() for one in moments)


def standing(person: UUID) -> QuerySet[Page]:
    """Pages that were not replaced by a later one."""
    return Page.objects.filter(person_id=person, replaced_by__isnull=True)


def _opened(row: Page) -> Written:
    try:
        text = sealing.unseal(bytes(row.sealed), person=row.person_id, page=row.id)
    except CannotBeOpened:
        text = None
    return Written(
        id=row.id, about=row.about, on=row.on, written_at=row.written_at, text=text
    )
