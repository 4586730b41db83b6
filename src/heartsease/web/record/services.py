"""What changes in a record: each one transaction, permission checked, one audit line."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from heartsease.core.record.record import Record
from heartsease.web.audit import services as audit
from heartsease.web.people.queries import check_may_see, hold
from heartsease.web.record import mapping
from heartsease.web.record.models import Entry, Kind, Unfinished
from heartsease.web.record.queries import Stored, all_entries_of, standing

# A database takes only so many values in one question; SQLite has the lowest limit,
# 32,766 as it is shipped, and a file of results can hold more.
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What became of the facts that were handed in.

    `is_new` has one answer for each of them, in their order; the second of two equal
    ones is not new.
    """

    ids: tuple[UUID, ...]
    known_before: int
    is_new: tuple[bool, ...]


@transaction.atomic
def add(*, user_id: int, person: UUID, record: Record, at: datetime) -> Added:
    """Adds every fact of a record that does not stand yet; twice changes nothing."""
    check_may_see(user_id, person)
    hold(person)
    added = _store(mapping.facts_of(record), user_id=user_id, person=person, at=at)
    audit.note(
        "facts added", actor_id=user_id, person=person, at=at, count=len(added.ids)
    )
    return added


@transaction.atomic
def say(
    *, user_id: int, person: UUID, kind: str, payload: dict[str, Any], at: datetime
) -> Added:
    """Adds one fact in the record's JSON form; `RecordError` names a wrong field."""
    check_may_see(user_id, person)
    hold(person)
    facts = (mapping.fact(kind, payload),)
    added = _store(facts, user_id=user_id, person=person, at=at)
    if kind == Kind.RESPONSE:  # finished, so nothing of it is half way any more
        _half_way(person, payload["instrument"]).delete()
    audit.note(
        f"{kind} said", actor_id=user_id, person=person, at=at, count=len(added.ids)
    )
    return added


@transaction.atomic
def leave_half_way(
    *,
    user_id: int,
    person: UUID,
    instrument: str,
    typed: Mapping[str, str],
    one_by_one: bool,
    at: datetime,
) -> None:
    """Keeps what was answered so far, to go on with later; nothing typed is let go.

    It is no fact: no score, no gate and no file taken out knows of it.
    """
    check_may_see(user_id, person)
    hold(person)
    if typed:
        Unfinished.objects.update_or_create(
            person_id=person,
            instrument=instrument,
            defaults={"typed": dict(typed), "one_by_one": one_by_one, "left_at": at},
        )
    else:
        _half_way(person, instrument).delete()
    audit.note("questions left half way", actor_id=user_id, person=person, at=at)


def _half_way(person: UUID, instrument: str) -> QuerySet[Unfinished]:
    return Unfinished.objects.filter(person_id=person, instrument=instrument)


@transaction.atomic
def say_all(
    *,
    user_id: int,
    person: UUID,
    facts: Iterable[tuple[str, dict[str, Any]]],
    at: datetime,
) -> Added:
    """Adds several facts of one form at once: all of them, or none."""
    check_may_see(user_id, person)
    hold(person)
    ready = [mapping.fact(kind, payload) for kind, payload in facts]
    added = _store(ready, user_id=user_id, person=person, at=at)
    audit.note(
        "answers given", actor_id=user_id, person=person, at=at, count=len(added.ids)
    )
    return added


@transaction.atomic
def correct(
    *,
    user_id: int,
    person: UUID,
    entry: UUID,
    payload: dict[str, Any],
    at: datetime,
) -> UUID:
    """Replaces a standing fact; the old one stays readable behind it.

    A correction that says nothing new changes nothing.
    """
    check_may_see(user_id, person)
    hold(person)
    old = standing(person).select_for_update(of=("self",)).get(id=entry)
    fact = mapping.fact(old.kind, payload)
    if fact.digest == old.digest:
        return old.id
    twin = standing(person).filter(digest=fact.digest).first()
    if twin is not None:  # the correct fact stands already: only the wrong one goes
        Entry.objects.filter(id=old.id).update(retracted_at=at)
        audit.note(f"{old.kind} corrected", actor_id=user_id, person=person, at=at)
        return twin.id
    _make_room((fact.digest,), person=person, at=at)
    new = _row(fact, user_id=user_id, person=person, at=at)
    new.replaces = old
    new.save(force_insert=True)
    audit.note(f"{old.kind} corrected", actor_id=user_id, person=person, at=at)
    return new.id


@transaction.atomic
def keep_beside(
    *,
    user_id: int,
    person: UUID,
    kind: str,
    payload: dict[str, Any],
    made_at: datetime,
    at: datetime,
) -> UUID:
    """Adds a fact to the history only: it was said earlier than what stands now."""
    check_may_see(user_id, person)
    fact = mapping.fact(kind, payload)
    kept = _row(fact, user_id=user_id, person=person, at=made_at)
    kept.retracted_at = at
    kept.save(force_insert=True)
    audit.note(f"{kind} kept beside", actor_id=user_id, person=person, at=at)
    return kept.id


@transaction.atomic
def take_back(*, user_id: int, person: UUID, entry: UUID, at: datetime) -> None:
    """Marks a fact as not true; it no longer counts and stays in the history."""
    check_may_see(user_id, person)
    hold(person)
    old = standing(person).get(id=entry)
    Entry.objects.filter(id=old.id).update(retracted_at=at)
    audit.note(f"{old.kind} taken back", actor_id=user_id, person=person, at=at)


@transaction.atomic
def take_out(*, user_id: int, person: UUID, at: datetime) -> tuple[Stored, ...]:
    """Every standing fact, to be carried away; that it was done is written down."""
    check_may_see(user_id, person)
    facts = all_entries_of(person)
    audit.note(
        "record taken out", actor_id=user_id, person=person, at=at, count=len(facts)
    )
    return facts


def _store(
    facts: Iterable[mapping.Fact], *, user_id: int, person: UUID, at: datetime
) -> Added:
    handed = tuple(facts)
    wanted = {fact.digest: fact for fact in handed}
    rows = standing(person).select_for_update(of=("self",))
    known = {
        digest
        for some in _in_parts(wanted)
        for digest in rows.filter(digest__in=some)
        .exclude(kind=Kind.STATEMENT)
        .values_list("digest", flat=True)
    }
    # A statement counts only if it is the latest of its name, so an old one with the
    # same value does not make a new one superfluous.
    latest = {row.subject: row.digest for row in rows.filter(kind=Kind.STATEMENT)}
    known |= {digest for digest in latest.values() if digest in wanted}
    new = [fact for digest, fact in wanted.items() if digest not in known]
    # Only the last word stands, also when two are said in one moment.
    again = [fact.subject for fact in new if fact.kind == Kind.STATEMENT]
    rows.filter(kind=Kind.STATEMENT, subject__in=again).update(retracted_at=at)
    _make_room([fact.digest for fact in new], person=person, at=at)
    made = Entry.objects.bulk_create(
        _row(fact, user_id=user_id, person=person, at=at) for fact in new
    )
    first = {fact.digest: place for place, fact in reversed([*enumerate(handed)])}
    news = {first[fact.digest] for fact in new}
    return Added(
        ids=tuple(row.id for row in made),
        known_before=len(wanted) - len(new),
        is_new=tuple(place in news for place in range(len(handed))),
    )


def _row(fact: mapping.Fact, *, user_id: int, person: UUID, at: datetime) -> Entry:
    """A fact as its row, which nobody has stored yet."""
    return Entry(
        person_id=person,
        kind=fact.kind,
        subject=fact.subject,
        on=fact.on,
        payload=fact.payload,
        digest=fact.digest,
        recorded_at=at,
        recorded_by_id=user_id,
    )


def _make_room(digests: Iterable[str], *, person: UUID, at: datetime) -> None:
    """A fact that was corrected away may be said again: only one row can stand."""
    for some in _in_parts(digests):
        Entry.objects.filter(
            person_id=person,
            digest__in=some,
            retracted_at__isnull=True,
            replaced_by__isnull=False,
        ).update(retracted_at=at)


def _in_parts(digests: Iterable[str]) -> Iterator[list[str]]:
    whole = list(digests)
    for start in range(0, len(whole), _AT_ONCE):
        yield whole[start : start + _AT_ONCE]
