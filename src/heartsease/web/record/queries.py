"""Reads a person's record; what comes back are core values."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, QuerySet

from heartsease.core.plan.look import look
from heartsease.core.plan.picture import Picture
from heartsease.core.record.record import Record
from heartsease.library.knowledge import standard
from heartsease.web.record import mapping
from heartsease.web.record.models import Entry, Kind, Unfinished


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
    # Two columns and no objects of the database: this is read for every page.
    rows = standing(person).values_list("kind", "payload")
    return mapping.to_record(name or str(person), rows)


def picture_of(person: UUID, *, on: date, name: str = "") -> Picture:
    """What Heartsease says on this day; the same as the command line would."""
    return look(record_of(person, name=name), standard(), on=on)


def picture_with(person: UUID, *, trial: Mapping[str, Any], on: date) -> Picture:
    """What would be said if this trial stood in the record; nothing is kept.

    It takes the place of the one with the same id.
    """
    rows = [
        (kind, payload)
        for kind, payload in standing(person).values_list("kind", "payload")
        if kind != Kind.TRIAL or payload.get("id") != trial["id"]
    ]
    record = mapping.to_record(str(person), [*rows, (Kind.TRIAL, trial)])
    return look(record, standard(), on=on)


def entries_of(person: UUID, kind: str, *, subject: str = "") -> tuple[Stored, ...]:
    """Standing facts of one kind, newest first."""
    rows = standing(person).filter(kind=kind)
    if subject:
        rows = rows.filter(subject=subject)
    return tuple(map(_stored, rows.order_by("-on", "-recorded_at", "id")))


def standing_at(
    person: UUID, kind: str, *, subject: str, on: date | None = None
) -> tuple[Stored, ...]:
    """Standing facts about one subject, of one day if it is named; newest first.

    No other row is read: one day costs the same in the first year and in the tenth.
    """
    rows = standing(person).filter(kind=kind, subject=subject)
    if on is not None:
        rows = rows.filter(on=on)
    return tuple(map(_stored, rows.order_by("-on", "-recorded_at", "id")))


def places_of(
    person: UUID, kinds: Collection[str], *, days: Collection[date] | None = None
) -> frozenset[tuple[str, str, date | None]]:
    """Kind, subject and day of what stands of these kinds, on these days if named."""
    rows = standing(person).filter(kind__in=kinds)
    if days is not None:
        rows = rows.filter(on__in=days)
    return frozenset(rows.order_by().values_list("kind", "subject", "on"))


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


def last_told_before(person: UUID, zone: str, on: date) -> date | None:
    """The last day before this one, where the person lives, on which a fact was told.

    Of the facts that stand; one that came with a file counts on the day it was brought.
    None when nothing was told before.
    """
    local = ZoneInfo(zone)
    start = datetime.combine(on, time(), tzinfo=local)
    rows = standing(person).filter(recorded_at__lt=start).order_by()
    found = rows.aggregate(last=Max("recorded_at"))["last"]
    return None if found is None else found.astimezone(local).date()


def heard_days(person: UUID, zone: str) -> frozenset[date]:
    """Every day on which something was told, also what was changed or taken back."""
    local = ZoneInfo(zone)
    moments = Entry.objects.filter(person_id=person).values_list(
        "recorded_at", flat=True
    )
    return frozenset(one.astimezone(local).date() for one in moments)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfWay:
    """What was answered of a set of questions that is not finished."""

    typed: Mapping[str, str]
    one_by_one: bool


def half_way(person: UUID, *, since: datetime) -> Mapping[str, HalfWay]:
    """What is open, by the questionnaire's id; what was left before `since` is over.

    Answers are about the days before they were given, so old ones are not gone on with.
    """
    rows = Unfinished.objects.filter(person_id=person, left_at__gte=since)
    return {
        row.instrument: HalfWay(typed=row.typed, one_by_one=row.one_by_one)
        for row in rows
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmCount:
    """How often one step was told to have made somebody worse, over everybody."""

    intervention: str  # an id of the knowledge, or `OTHER`
    reports: int
    lately: int  # of them, told in the last four weeks
    very_bad: int
    after_worse: int  # practices that somebody felt worse after


OTHER = "other"  # a name that is no id of ours might be somebody's own words
_LATELY = timedelta(days=28)


def harm_counts(*, on: date) -> tuple[HarmCount, ...]:
    """For whoever runs the site: ids and numbers, no person and no text."""
    rows = Entry.objects.filter(
        kind__in=(Kind.ADVERSE_REPORT, Kind.PRACTICE),
        retracted_at__isnull=True,
        replaced_by__isnull=True,
    ).order_by()
    known = standard().interventions
    found: dict[str, Counter[str]] = {}
    told = rows.values_list("kind", "subject", "on", "payload")
    for kind, subject, day, payload in told.iterator():
        worse = kind == Kind.PRACTICE and payload.get("after") == "worse"
        if kind == Kind.PRACTICE and not worse:
            continue
        n = found.setdefault(subject if subject in known else OTHER, Counter())
        if worse:
            n["after_worse"] += 1
            continue
        n["reports"] += 1
        n["lately"] += day is not None and day > on - _LATELY
        n["very_bad"] += payload.get("how_bad") == "very"
    return tuple(
        HarmCount(
            intervention=id_,
            reports=n["reports"],
            lately=n["lately"],
            very_bad=n["very_bad"],
            after_worse=n["after_worse"],
        )
        for id_, n in sorted(
            found.items(), key=lambda one: (-one[1]["reports"], one[0])
        )
    )


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
