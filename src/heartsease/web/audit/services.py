"""Writes one line for one service call."""

from datetime import datetime
from uuid import UUID

from heartsease.web.audit.models import Event


def note(
    action: str,
    *,
    actor_id: int | None,
    person: UUID | None,
    at: datetime,
    count: int = 1,
) -> None:
    """Call it once, inside the transaction it tells of."""
    Event.objects.create(
        at=at, actor_id=actor_id, person=person, action=action, count=count
    )


def forget(person: UUID) -> None:
    """Removes every line about a person who wiped everything."""
    Event.objects.filter(person=person).delete()
