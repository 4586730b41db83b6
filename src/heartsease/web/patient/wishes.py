"""What a person wants, is open to, or does not want."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heartsease.core.plan.plan import wishes_of
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of, record_of

WISHES = ("want", "open", "no")
SAID_ON_SCREEN = "your answer on the plan"


@transaction.atomic
def wish(
    *, user_id: int, person: UUID, subject: str, wish: str, on: date, at: datetime
) -> None:
    """Keeps a wish; a second one of the same day replaces the first."""
    payload = {
        "subject": subject,
        "wish": wish,
        "on": on.isoformat(),
        "provenance": {"source": SAID_ON_SCREEN},
    }
    todays = [
        one for one in entries_of(person, "preference", subject=subject) if one.on == on
    ]
    if [one.payload["wish"] for one in todays] == [wish]:
        return
    for one in todays:
        record.take_back(user_id=user_id, person=person, entry=one.id, at=at)
    record.say(
        user_id=user_id, person=person, kind="preference", payload=payload, at=at
    )


def wishes(person: UUID) -> Mapping[str, str]:
    """The wish that counts for each subject."""
    return wishes_of(record_of(person).preferences)
