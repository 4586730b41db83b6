"""That something made a person worse: told with one tap, and more only if they like."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from heartsease.web.patient import choices
from heartsease.web.record import services as record
from heartsease.web.record.queries import Stored, entries_of

KIND = "adverse_report"
SOURCE = "told by you"


@transaction.atomic
def report(
    *, user_id: int, person: UUID, intervention: str, on: date, at: datetime
) -> UUID:
    """Keeps the report and ends the step; told twice on one day it is one report."""
    choices.end(user_id=user_id, person=person, intervention=intervention, on=on, at=at)
    for one in entries_of(person, KIND, subject=intervention):
        if one.on == on and not one.payload.get("offer_again"):
            return one.id
    payload = {
        "intervention": intervention,
        "on": on.isoformat(),
        "provenance": {"source": SOURCE},
    }
    record.say(user_id=user_id, person=person, kind=KIND, payload=payload, at=at)
    standing = entries_of(person, KIND, subject=intervention)
    return next(one.id for one in standing if one.on == on)


def reports(person: UUID) -> tuple[Stored, ...]:
    """Every standing report, newest first."""
    return entries_of(person, KIND)


def say_more(
    *,
    user_id: int,
    person: UUID,
    entry: Stored,
    said: Mapping[str, Any],
    at: datetime,
) -> UUID:
    """Adds to a report; what is None or "" is not known, and is left out."""
    kept = {name: one for name, one in entry.payload.items() if name not in said}
    told = {name: one for name, one in said.items() if one not in (None, "", False)}
    if said.get("ongoing") is False:
        told["ongoing"] = False
    return record.correct(
        user_id=user_id, person=person, entry=entry.id, payload={**kept, **told}, at=at
    )
