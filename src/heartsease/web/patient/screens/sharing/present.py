"""Each share as its owner sees it, with what the other one sees right now."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.functional import Promise

from heartsease.web.patient.shared import HINTS, NAMES, Shared, shared
from heartsease.web.people.queries import Who
from heartsease.web.sharing.queries import Given


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part and whether it is given."""

    id: str
    name: str | Promise
    hint: str | Promise
    given: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """`shown` is what they see now; None while they see nothing."""

    id: UUID
    ally: str
    waits: bool  # somebody opened the code and no one has said yes to the name
    opens_until: datetime
    until: date | None
    over: bool
    parts: tuple[Part, ...]
    shown: Shared | None


def cards(given: tuple[Given, ...], who: Who, *, at: datetime) -> tuple[Card, ...]:
    """In the order they came."""
    return tuple(_card(one, who, at=at) for one in given)


def _card(one: Given, who: Who, *, at: datetime) -> Card:
    sees = one.confirmed_at is not None and one.stands and bool(one.sections)
    return Card(
        id=one.id,
        ally=one.ally,
        waits=bool(one.ally) and one.confirmed_at is None,
        opens_until=one.opens_until.astimezone(ZoneInfo(who.time_zone)),
        until=one.until,
        over=not one.stands,
        parts=tuple(
            Part(id=id_, name=name, hint=HINTS[id_], given=id_ in one.sections)
            for id_, name in NAMES.items()
        ),
        shown=shared(who.id, one.sections, at=at) if sees else None,
    )
