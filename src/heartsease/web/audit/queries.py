"""Who looked and who changed, newest first."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heartsease.web.audit.models import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    at: datetime
    actor_id: int | None
    action: str
    count: int


def about(person: UUID, *, limit: int = 200) -> tuple[Line, ...]:
    """What was done with one person's record."""
    events = Event.objects.filter(person=person).order_by("-at", "-id")[:limit]
    return tuple(
        Line(at=one.at, actor_id=one.actor_id, action=one.action, count=one.count)
        for one in events
    )
