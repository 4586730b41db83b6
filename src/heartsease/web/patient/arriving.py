"""Takes answers over from a form or a device, and looks at what was written in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from heartsease.core.record.record import AfterFeel
from heartsease.library.errors import RecordError
from heartsease.library.knowledge import standard
from heartsease.web.patient import harm, safety_plan
from heartsease.web.patient.alarm import keep_words_of_self_harm, speaks_of_self_harm
from heartsease.web.people.queries import Who, hold
from heartsease.web.sync import services as sync
from heartsease.web.sync.queries import outcome_of, outcomes_of

_PRACTICE = "practice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What became of the answer; `alarming` when its words open the safety steps."""

    outcome: str
    alarming: bool


@transaction.atomic
def receive(
    who: Who, operation: sync.Operation, *, today: date, at: datetime
) -> Arrived:
    """Keeps the answer once; its words are looked at once too, on the day it arrives.

    `RecordError` names a wrong field, and nothing is kept.
    """
    hold(who.id)  # sent twice at once: only the first one finds it new
    new = outcome_of(who.id, operation.id) is None
    outcome = sync.receive(
        user_id=who.user_id, person=who.id, operation=operation, at=at
    )
    alarming = new and speaks_of_self_harm(_words(operation), who.language)
    if alarming:
        keep_words_of_self_harm(who, today=today, at=at)
    return Arrived(outcome=str(outcome), alarming=alarming)


@transaction.atomic
def receive_all(
    who: Who, operations: Sequence[sync.Operation], *, today: date, at: datetime
) -> tuple[Arrived | RecordError, ...]:
    """The same for everything a device sends at once, in its order.

    A practice that somebody felt worse after is a report, as it is on its own page.
    A wrong answer gives back its `RecordError`; the others are kept.
    """
    hold(who.id)  # sent twice at once: only the first one finds it new
    known = {*outcomes_of(who.id, (one.id for one in operations))}
    outcomes = sync.receive_all(
        user_id=who.user_id, person=who.id, operations=operations, at=at
    )
    arrived: list[Arrived | RecordError] = []
    for operation, outcome in zip(operations, outcomes, strict=True):
        if isinstance(outcome, RecordError):
            arrived.append(outcome)
            continue
        new = operation.id not in known
        known.add(operation.id)
        alarming = new and speaks_of_self_harm(_words(operation), who.language)
        if alarming:
            keep_words_of_self_harm(who, today=today, at=at)
        if new:
            _report(who, operation, at=at)
        arrived.append(Arrived(outcome=str(outcome), alarming=alarming))
    return tuple(arrived)


def _report(who: Who, operation: sync.Operation, *, at: datetime) -> None:
    """Takes "worse" at its word: the step is not offered again until the person says so."""
    payload = operation.payload
    intervention = str(payload.get("intervention", ""))
    if operation.kind != _PRACTICE or payload.get("after") != AfterFeel.WORSE:
        return
    if intervention in standard().interventions:
        harm.report(
            user_id=who.user_id,
            person=who.id,
            intervention=intervention,
            on=date.fromisoformat(str(payload["on"])),
            at=at,
        )


def _words(operation: sync.Operation) -> str:
    """What was written; a warning sign in a safety plan is not an alarm.

    Stopping somebody who writes one would punish the right thing (decision 13).
    """
    if operation.kind == safety_plan.KIND:
        return ""
    return " ".join(str(operation.payload.get(name, "")) for name in ("note", "text"))
