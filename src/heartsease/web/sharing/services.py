"""Inviting, giving, taking back and looking: one transaction, one line in the audit.

What the owner does takes `person` and is checked like every change of a record.
What the ally does takes no person: a share that stands is all the right there is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from heartsease.web.audit import services as audit
from heartsease.web.people.queries import check_may_see, hold, person_of
from heartsease.web.sharing import codes
from heartsease.web.sharing.errors import CodeOpensNothing, NoSuchShare, NothingShared
from heartsease.web.sharing.models import Grant, HardDay, Section, Share
from heartsease.web.sharing.queries import sections_of, shown_to, standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one look may show: whose, and which parts."""

    person: UUID
    called: str
    sections: frozenset[str]


@transaction.atomic
def invite(
    *,
    user_id: int,
    person: UUID,
    sections: Iterable[str],
    called: str = "",
    until: date | None = None,
    opens_for: timedelta,
    at: datetime,
) -> str:
    """Makes an invitation and gives its code, which is kept nowhere.

    A code nobody has opened yet ends: one at a time is easier to keep an eye on.
    An unknown or empty choice of parts is a `ValueError`.
    """
    check_may_see(user_id, person)
    wanted = sorted({Section(one) for one in sections})
    if not wanted:
        raise ValueError("an invitation shows at least one part")
    hold(person)
    for unopened in standing(person).filter(ally__isnull=True):
        _end(unopened, at=at)
    code = codes.draw()
    row = Share.objects.create(
        person_id=person,
        called=called,
        code_digest=codes.digest(code),
        made_at=at,
        opens_until=at + opens_for,
        until=until,
    )
    Grant.objects.bulk_create(Grant(share=row, section=one, since=at) for one in wanted)
    audit.note(
        "invitation made", actor_id=user_id, person=person, at=at, count=len(wanted)
    )
    return code


@transaction.atomic
def accept(*, user_id: int, code: str, at: datetime) -> None:
    """Binds the invitation of a code to this account; still nothing is shown.

    The owner says yes to the name first.
    Every reason to refuse is the same `CodeOpensNothing`.
    """
    row = (
        Share.objects.select_for_update()
        .filter(
            code_digest=codes.digest(code),
            ally__isnull=True,
            ended_at__isnull=True,
            opens_until__gt=at,
        )
        .first()
    )
    if row is None or _is_own(user_id, row):
        raise CodeOpensNothing
    for before in standing(row.person_id).filter(ally_id=user_id):
        _end(before, at=at)  # a new code takes the place of what was shared before
    row.ally_id, row.accepted_at = user_id, at
    row.save(update_fields=["ally", "accepted_at"])
    audit.note("invitation accepted", actor_id=user_id, person=row.person_id, at=at)


@transaction.atomic
def confirm(*, user_id: int, person: UUID, share: UUID, at: datetime) -> None:
    """The owner knows the name: from now on the parts are shown."""
    check_may_see(user_id, person)
    row = _of_owner(person, share)
    if row.ally_id is None:
        raise NoSuchShare  # nobody has opened the code: there is no name to know
    if row.confirmed_at is None:
        row.confirmed_at = at
        row.save(update_fields=["confirmed_at"])
    audit.note("ally confirmed", actor_id=user_id, person=person, at=at)


@transaction.atomic
def give(
    *, user_id: int, person: UUID, share: UUID, section: str, at: datetime
) -> None:
    """Shows one more part; a part that is shown already stays as it is."""
    check_may_see(user_id, person)
    row = _of_owner(person, share)
    new = Section(section) not in sections_of(row)
    if new:
        Grant.objects.create(share=row, section=section, since=at)
    audit.note("part shared", actor_id=user_id, person=person, at=at, count=int(new))


@transaction.atomic
def take_back(
    *, user_id: int, person: UUID, share: UUID, section: str, at: datetime
) -> None:
    """Shows one part no more; the ally is not told, and the row stays as history."""
    check_may_see(user_id, person)
    row = _of_owner(person, share)
    ended = row.grants.filter(section=Section(section), ended_at__isnull=True).update(
        ended_at=at
    )
    audit.note("part taken back", actor_id=user_id, person=person, at=at, count=ended)


@transaction.atomic
def end(*, user_id: int, person: UUID, share: UUID, at: datetime) -> None:
    """Takes everything back from one ally, or an invitation; nobody is told."""
    check_may_see(user_id, person)
    row = _of_owner(person, share)
    _end(row, at=at)
    audit.note("sharing ended", actor_id=user_id, person=person, at=at)


@transaction.atomic
def say_hard_day(*, user_id: int, person: UUID, on: date, at: datetime) -> None:
    """Calls a day hard, for those who may see it; no message goes out."""
    check_may_see(user_id, person)
    HardDay.objects.update_or_create(person_id=person, defaults={"on": on})
    audit.note("hard day said", actor_id=user_id, person=person, at=at)


@transaction.atomic
def take_back_hard_day(*, user_id: int, person: UUID, at: datetime) -> None:
    """No day is called hard any more."""
    check_may_see(user_id, person)
    HardDay.objects.filter(person_id=person).delete()
    audit.note("hard day taken back", actor_id=user_id, person=person, at=at)


@transaction.atomic
def look(*, user_id: int, share: UUID, at: datetime) -> Looked:
    """What may be shown now, and a line that this account looked.

    `NothingShared` when it is not theirs, not confirmed, taken back or over.
    """
    row = shown_to(user_id, share, at=at)
    if row is None:
        raise NothingShared
    sections = sections_of(row)
    audit.note(
        "shared parts looked at",
        actor_id=user_id,
        person=row.person_id,
        at=at,
        count=len(sections),
    )
    return Looked(person=row.person_id, called=row.called, sections=sections)


@transaction.atomic
def leave(*, user_id: int, share: UUID, at: datetime) -> None:
    """The ally does not want to see it any more."""
    row = shown_to(user_id, share, at=at)
    if row is None:
        raise NothingShared
    _end(row, at=at)
    audit.note("ally left", actor_id=user_id, person=row.person_id, at=at)


def _of_owner(person: UUID, share: UUID) -> Share:
    row = standing(person).select_for_update(of=("self",)).filter(id=share).first()
    if row is None:
        raise NoSuchShare
    return row


def _end(row: Share, *, at: datetime) -> None:
    row.grants.filter(ended_at__isnull=True).update(ended_at=at)
    Share.objects.filter(id=row.id).update(ended_at=at)


def _is_own(user_id: int, row: Share) -> bool:
    own = person_of(user_id)
    return own is not None and own.id == row.person_id
