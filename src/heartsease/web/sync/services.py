"""Takes over answers that a device kept: each once, however often it is sent."""

from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID

from django.db import transaction

from heartsease.library.errors import RecordError
from heartsease.web.people.queries import check_may_see, hold
from heartsease.web.record import mapping
from heartsease.web.record import services as record
from heartsease.web.record.queries import Stored, places_of, standing_at
from heartsease.web.sync import pages
from heartsease.web.sync.models import Outcome, Received
from heartsease.web.sync.queries import outcome_of, outcomes_of

# Kinds of which one stands for each subject and day; a second one is another version.
# The subject of a meal is its moment; a check-in and a night have none.
ONE_A_DAY = ("check_in", "night", "meal")
# Kinds of which one stands for each subject, on whatever day it was said.
ONE_FOR_ALL_DAYS = ("safety_plan",)
# Kinds of which any number may stand.
ANY_NUMBER = ("practice", "lesson")
KINDS = frozenset((*ONE_A_DAY, *ONE_FOR_ALL_DAYS, *ANY_NUMBER))  # facts

# Kind, subject and day for which one answer stands.
Place: TypeAlias = tuple[str, str, date | None]
# When what stands in a place was made, of what this sending brought.
Made: TypeAlias = dict[Place, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One answer as a device kept it.

    `based_on` is the fact the person saw when they changed it; without it the answer is
    a new one. `made_at` is by the clock of the device.
    """

    id: UUID
    kind: str
    payload: Mapping[str, Any]
    made_at: datetime
    based_on: UUID | None = None


@transaction.atomic
def receive(
    *, user_id: int, person: UUID, operation: Operation, at: datetime
) -> Outcome:
    """What became of the answer; sent again it changes nothing and says the same.

    A newer answer on the same day is never overwritten by an older one that arrives
    late: then the older one goes into the history beside it. A page of the journal is
    sealed, and stands beside a page that was changed elsewhere meanwhile.
    `RecordError` names a wrong field or a kind that cannot be kept on a device, and
    then nothing is changed.
    """
    check_may_see(user_id, person)
    hold(person)  # two devices at once: the second sees what the first has said
    before = outcome_of(person, operation.id)
    if before is not None:
        return before
    outcome = _take(user_id=user_id, person=person, operation=operation, at=at)
    _note(person, {operation.id: outcome}, at=at)
    return outcome


@transaction.atomic
def receive_all(
    *, user_id: int, person: UUID, operations: Iterable[Operation], at: datetime
) -> tuple[Outcome | RecordError, ...]:
    """What became of each answer of one sending, in its order; kept all at once.

    It ends as `receive` one after the other would, and a hundred answers wait for the
    disk once. A wrong one gives back its `RecordError` and does not stop the others.
    Of two versions that arrive together the one that was made later stands.
    """
    check_may_see(user_id, person)
    hold(person)  # two devices at once: the second sees what the first has said
    sent, made = tuple(operations), Made()
    outcomes = dict(outcomes_of(person, (one.id for one in sent)))
    new = _new(person, sent, known=outcomes)
    outcomes |= _together(user_id=user_id, person=person, new=new, made=made, at=at)
    ends: list[Outcome | RecordError] = []
    for one in sent:
        try:
            if one.id not in outcomes:
                with transaction.atomic():  # what is wrong takes only itself back
                    outcome = _take(
                        user_id=user_id, person=person, operation=one, at=at, made=made
                    )
                    _note(person, {one.id: outcome}, at=at)
                outcomes[one.id] = outcome
            ends.append(outcomes[one.id])
        except RecordError as problem:
            ends.append(problem)
    return tuple(ends)


def _new(
    person: UUID, sent: Iterable[Operation], *, known: Container[UUID]
) -> Mapping[Place, Operation]:
    """What belongs where nothing stands, the first for each place.

    What is wrong is not among it: it is named when it is taken alone.
    """
    right: dict[UUID, tuple[Place, Operation]] = {}
    for one in sent:
        if one.kind != pages.KIND and one.id not in known and one.id not in right:
            with suppress(RecordError):
                right[one.id] = (_place(one), one)
    days = {day for (_kind, _subject, day), _one in right.values() if day}
    taken = {*places_of(person, ONE_A_DAY, days=days)}
    taken |= {
        (kind, subject, None)
        for kind, subject, _day in places_of(person, ONE_FOR_ALL_DAYS)
    }
    new: dict[Place, Operation] = {}
    for place, one in right.values():
        if place not in taken:
            new.setdefault(place, one)
    return new


def _together(
    *,
    user_id: int,
    person: UUID,
    new: Mapping[Place, Operation],
    made: Made,
    at: datetime,
) -> Mapping[UUID, Outcome]:
    """Keeps what is new as one change; nothing new writes nothing."""
    if not new:
        return {}
    facts = [(one.kind, dict(one.payload)) for one in new.values()]
    added = record.say_all(user_id=user_id, person=person, facts=facts, at=at)
    outcomes = {
        one.id: Outcome.TAKEN if is_new else Outcome.KNOWN
        for one, is_new in zip(new.values(), added.is_new, strict=True)
    }
    _note(person, outcomes, at=at)
    made |= {place: min(one.made_at, at) for place, one in new.items()}
    return outcomes


def _note(person: UUID, outcomes: Mapping[UUID, Outcome], *, at: datetime) -> None:
    """Writes down that they arrived, so that none of them is taken twice."""
    Received.objects.bulk_create(
        Received(person_id=person, operation=id_, outcome=outcome, received_at=at)
        for id_, outcome in outcomes.items()
    )


def _take(
    *,
    user_id: int,
    person: UUID,
    operation: Operation,
    at: datetime,
    made: Made | None = None,
) -> Outcome:
    """Takes one answer over; `made` is of the sending it came with, and grows."""
    if operation.kind == pages.KIND:
        return pages.take(
            user_id=user_id,
            person=person,
            name=operation.id,
            payload=operation.payload,
            based_on=operation.based_on,
            made_at=operation.made_at,
            at=at,
        )
    place = _place(operation)
    payload = mapping.fact(operation.kind, dict(operation.payload)).payload
    made_at = min(operation.made_at, at)  # a device's clock may run ahead
    standing = _same_place(person, place)
    made = {} if made is None else made
    if standing is None:
        added = record.say(
            user_id=user_id, person=person, kind=operation.kind, payload=payload, at=at
        )
        made[place] = made_at
        return Outcome.TAKEN if added.ids else Outcome.KNOWN
    if standing.payload == payload:
        record.say(
            user_id=user_id, person=person, kind=operation.kind, payload=payload, at=at
        )
        return Outcome.KNOWN
    seen = operation.based_on == standing.id
    if seen or made_at >= made.get(place, standing.recorded_at):
        record.correct(
            user_id=user_id, person=person, entry=standing.id, payload=payload, at=at
        )
        made[place] = made_at
        return Outcome.TAKEN
    record.keep_beside(
        user_id=user_id,
        person=person,
        kind=operation.kind,
        payload=payload,
        made_at=made_at,
        at=at,
    )
    return Outcome.BESIDE


def _place(operation: Operation) -> Place:
    """Where an answer belongs; of some kinds each has a place of its own.

    `RecordError` names a wrong field or a kind that cannot be kept on a device.
    """
    if operation.kind not in KINDS:
        raise RecordError(f"kind: {operation.kind!r} cannot be sent from a device")
    fact = mapping.fact(operation.kind, dict(operation.payload))
    if operation.kind in ANY_NUMBER:
        return (operation.kind, str(operation.id), None)
    day = fact.on if operation.kind in ONE_A_DAY else None
    return (operation.kind, fact.subject, day)


def _same_place(person: UUID, place: Place) -> Stored | None:
    kind, subject, day = place
    if kind in ANY_NUMBER:
        return None
    standing = standing_at(person, kind, subject=subject, on=day)
    return standing[0] if standing else None
