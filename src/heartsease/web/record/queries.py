"""Reads a person's record; what comes back are core values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet

from heartsease.core.plan.look import look
from heartsease.core.plan.picture import Picture
from heartsease.core.record.record import Record
from heartsease.library.knowledge import standard
from heartsease.web.record import mapping
from heartsease.web.record.models import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One standing fact with its place in the database, for lists and corrections."""

    id: UUID
    kind: str
    subject: str
    on: date | None
    payload: Mapping[str, Any]
    recorded_at: datetime


def record_of(person: UUID, *, name: str = "") -> Record:
    """The whole record as it stands; `name` is what the pages call the person."""
    return mapping.to_record(name or str(person), standing(person))


def picture_of(person: UUID, *, on: date, name: str = "") -> Picture:
    """What Heartsease says on this day; the same as the command line would."""
    return look(record_of(person, name=name), standard(), on=on)


def entries_of(person: UUID, kind: str, *, subject: str = "") -> tuple[Stored, ...]:
    """Standing facts of one kind, newest first."""
    rows = standing(person).filter(kind=kind)
    if subject:
        rows = rows.filter(subject=subject)
    return tuple(map(_stored, rows.order_by("-on", "-recorded_at", "id")))


def history_of(person: UUID, kind: str, *, subject: str) -> tuple[Stored, ...]:
    """What stood before and was corrected or taken back, newest first."""
    rows = Entry.objects.filter(person_id=person, kind=kind, subject=subject).exclude(
        id__in=standing(person).values("id")
    )
    return tuple(map(_stored, rows.order_by("-recorded_at", "id")))


def all_entries_of(person: UUID) -> tuple[Stored, ...]:
    """Every standing fact, in an order that the facts alone decide."""
    rows = standing(person).order_by("kind", "subject", "on", "digest")
    return tuple(map(_stored, rows))


def told_days(person: UUID, zone: str) -> tuple[date, ...]:
    """The days, where the person lives, on which a standing fact was told; newest first.

    A fact that came with a file counts on the day it was brought.
    """
    local = ZoneInfo(zone)
    moments = standing(person).values_list("recorded_at", flat=True)
    return tuple(
        sorted({one.astimezone(local).date() for one in moments}, reverse=True)
    )


def told_on(person: UUID, zone: str, on: date) -> tuple[tuple[str, str], ...]:
    """Kind and subject of what was told on that day of the person's."""
    start = datetime.combine(on, time(), tzinfo=ZoneInfo(zone))
    rows = standing(person).filter(
        recorded_at__gte=start, recorded_at__lt=start + timedelta(days=1)
    )
    return tuple(rows.values_list("kind", "subject"))


def counts_of(person: UUID) -> Mapping[str, int]:
    """How many standing facts there are of each kind; a kind without any is absent."""
    rows = standing(person).order_by().values_list("kind").annotate(Count("id"))
    return dict(rows)


def standing(person: UUID) -> QuerySet[Entry]:
    """Facts that were neither replaced nor taken back, oldest first."""
    return Entry.objects.filter(
        person_id=person, retracted_at__isnull=True, replaced_by__isnull=True
    ).order_by("recorded_at", "id")


def _stored(row: Entry) -> Stored:
    return Stored(
        id=row.id,
        kind=row.kind,
        subject=row.subject,
        on=row.on,
        payload=row.payload,
        recorded_at=row.recorded_at,
    )
