"""Steps somebody said yes to: begun, made smaller or larger, kept on, ended."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from heartsease.web.record import services as record
from heartsease.web.record.queries import Stored, entries_of

KIND = "chosen_step"
SOURCE = "your choice on the plan"


@transaction.atomic
def choose(
    *,
    user_id: int,
    person: UUID,
    intervention: str,
    size: str,
    on: date,
    judge_on: date,
    knowledge: str,
    at: datetime,
) -> None:
    """Begins a step; of one that runs already only the size changes.

    A step that was ended on the same day goes on as if it had not been.
    """
    known = _standing(person, intervention, on)
    if known is not None:
        payload = {**known.payload, "size": size}
        payload.pop("ended_on", None)
        record.correct(
            user_id=user_id, person=person, entry=known.id, payload=payload, at=at
        )
        return
    payload = {
        "intervention": intervention,
        "size": size,
        "started_on": on.isoformat(),
        "judge_on": judge_on.isoformat(),
        "knowledge": knowledge,
        "provenance": {"source": SOURCE},
    }
    record.say(user_id=user_id, person=person, kind=KIND, payload=payload, at=at)


@transaction.atomic
def keep_on(
    *, user_id: int, person: UUID, intervention: str, judge_on: date, at: datetime
) -> bool:
    """Gives a running step a later day to look at it; False when none runs."""
    found = running(person, intervention)
    for one in found:
        payload = {**one.payload, "judge_on": judge_on.isoformat()}
        record.correct(
            user_id=user_id, person=person, entry=one.id, payload=payload, at=at
        )
    return bool(found)


@transaction.atomic
def end(
    *, user_id: int, person: UUID, intervention: str, on: date, at: datetime
) -> bool:
    """Ends a running step as of this day; False when none runs.

    What is told late, of a day before the step began, ends it on the day it began.
    """
    found = running(person, intervention)
    for one in found:
        ended_on = max(on, _began(one.payload))
        payload = {**one.payload, "ended_on": ended_on.isoformat()}
        record.correct(
            user_id=user_id, person=person, entry=one.id, payload=payload, at=at
        )
    return bool(found)


def running(person: UUID, intervention: str) -> tuple[Stored, ...]:
    """Standing choices of a step without an end."""
    return tuple(
        one
        for one in entries_of(person, KIND, subject=intervention)
        if "ended_on" not in one.payload
    )


def _standing(person: UUID, intervention: str, on: date) -> Stored | None:
    """What a new choice goes on from: the one that runs, or one that began today."""
    for one in running(person, intervention):
        return one
    for one in entries_of(person, KIND, subject=intervention):
        if _began(one.payload) == on:
            return one
    return None


def _began(payload: Mapping[str, Any]) -> date:
    return date.fromisoformat(payload["started_on"])
