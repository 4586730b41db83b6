"""Takes over one answer that a device kept: once, however often it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from heartsease.library.errors import RecordError
from heartsease.web.people.queries import check_may_see, hold
from heartsease.web.record import services as record
from heartsease.web.record.queries import Stored, entries_of
from heartsease.web.sync.models import Outcome, Received
from heartsease.web.sync.queries import outcome_of

# Kinds of which one stands for each of these fields; a second one is another version.
ONE_FOR: Mapping[str, tuple[str, ...]] = {
    "check_in": ("on",),
    "night": ("on",),
    "meal": ("on", "moment"),
    "safety_plan": ("part",),
}
# Kinds of which any number may stand.
ANY_NUMBER = ("practice", "lesson")
KINDS = frozenset((*ONE_FOR, *ANY_NUMBER))


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
    late: then the older one goes into the history beside it.
    `RecordError` names a wrong field or a kind that cannot be kept on a device, and
    then nothing is changed.
    """
    check_may_see(user_id, person)
    hold(person)  # two devices at once: the second sees what the first has said
    before = outcome_of(person, operation.id)
    if before is not None:
        return before
    outcome = _take(user_id=user_id, person=person, operation=operation, at=at)
    Received.objects.create(
        person_id=person, operation=operation.id, outcome=outcome, received_at=at
    )
    return outcome


def _take(*, user_id: int, person: UUID, operation: Operation, at: datetime) -> Outcome:
    if operation.kind not in KINDS:
        raise RecordError(f"kind: {operation.kind!r} cannot be sent from a device")
    payload = dict(operation.payload)
    made_at = min(operation.made_at, at)  # a device's clock may run ahead
    standing = _same_place(person, operation.kind, payload)
    if standing is None:
        added = record.say(
            user_id=user_id, person=person, kind=operation.kind, payload=payload, at=at
        )
        return Outcome.TAKEN if added.ids else Outcome.KNOWN
    if standing.payload == payload:
        record.say(
            user_id=user_id, person=person, kind=operation.kind, payload=payload, at=at
        )
        return Outcome.KNOWN
    seen = operation.based_on == standing.id
    if seen or made_at >= standing.recorded_at:
        record.correct(
            user_id=user_id, person=person, entry=standing.id, payload=payload, at=at
        )
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


def _same_place(person: UUID, kind: str, payload: Mapping[str, Any]) -> Stored | None:
    fields = ONE_FOR.get(kind)
    if fields is None:
        return None
    for entry in entries_of(person, kind):
        if all(entry.payload.get(name) == payload.get(name) for name in fields):
            return entry
    return None
