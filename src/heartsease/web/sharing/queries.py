"""Who shares what with whom, as it stands at one moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from heartsease.web.common import clock
from heartsease.web.people.queries import (
    Who,
    account_name,
    check_may_see,
    who_is,
)
from heartsease.web.sharing.models import Grant, HardDay, Section, Share

SECTIONS: tuple[str, ...] = tuple(Section.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One share as its owner sees it.

    `ally` is the name of the account, "" while no one has opened the code.
    `stands` says whether anything can be shown; the last day may be over.
    """

    id: UUID
    ally: str
    sections: frozenset[str]
    made_at: datetime
    opens_until: datetime
    confirmed_at: datetime | None
    until: date | None
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class From:
    """One share as the ally sees it on their list; `called` may be ""."""

    id: UUID
    called: str


def given_by(user_id: int, person: UUID, *, at: datetime) -> tuple[Given, ...]:
    """Every share that its owner has not ended, and codes that still open; oldest first."""
    check_may_see(user_id, person)
    who = who_is(person)
    rows = standing(person).prefetch_related("grants")
    return tuple(
        _given(row, who, at=at)
        for row in rows
        if row.ally_id is not None or row.opens_until > at
    )


def shared_with(user_id: int, *, at: datetime) -> tuple[From, ...]:
    """What this account is shown something of now; nothing that waits or is over."""
    rows = Share.objects.filter(
        ally_id=user_id, confirmed_at__isnull=False, ended_at__isnull=True
    ).prefetch_related("grants")
    return tuple(
        From(id=row.id, called=row.called)
        for row in rows
        if sections_of(row) and _stands(row, who_is(row.person_id), at=at)
    )


def shows_hard_days(person: UUID, *, at: datetime) -> bool:
    """Whether a hard day that is said now would be shown to anybody."""
    who = who_is(person)
    rows = standing(person).filter(confirmed_at__isnull=False)
    return any(
        Section.HARD_DAY in sections_of(row) and _stands(row, who, at=at)
        for row in rows.prefetch_related("grants")
    )


def is_hard_day(person: UUID, *, on: date) -> bool:
    """Whether this very day was called hard."""
    return HardDay.objects.filter(person_id=person, on=on).exists()


def shown_to(user_id: int, share: UUID, *, at: datetime) -> Share | None:
    """The confirmed share with this account that stands now and shows a part."""
    row = (
        Share.objects.filter(
            id=share, ally_id=user_id, confirmed_at__isnull=False, ended_at__isnull=True
        )
        .prefetch_related("grants")
        .first()
    )
    if row is None or not sections_of(row):
        return None
    return row if _stands(row, who_is(row.person_id), at=at) else None


def standing(person: UUID) -> QuerySet[Share]:
    """Shares of a person that were not ended, oldest first."""
    return Share.objects.filter(person_id=person, ended_at__isnull=True)


def sections_of(row: Share) -> frozenset[str]:
    """The parts that are given and not taken back."""
    grants: Iterable[Grant] = row.grants.all()
    return frozenset(one.section for one in grants if one.ended_at is None)


def _stands(row: Share, who: Who, *, at: datetime) -> bool:
    """The last day counts where the owner lives."""
    return row.until is None or clock.day_in(who.time_zone, at) <= row.until


def _given(row: Share, who: Who, *, at: datetime) -> Given:
    return Given(
        id=row.id,
        ally="" if row.ally_id is None else account_name(row.ally_id),
        sections=sections_of(row),
        made_at=row.made_at,
        opens_until=row.opens_until,
        confirmed_at=row.confirmed_at,
        until=row.until,
        stands=_stands(row, who, at=at),
    )
