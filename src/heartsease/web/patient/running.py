"""The treatments that run, as several screens show them, and settling one of them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from heartsease.core.record.record import Choice
from heartsease.exchange.treatments import CheckLine
from heartsease.web.patient.seen import Seen
from heartsease.web.patient.showing import SourceLine, sources
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of

SETTLED_ON_SCREEN = "what you settled on the page of treatments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A treatment with its place on the page and what the answer rests on."""

    place: str
    line: CheckLine
    sources: tuple[SourceLine, ...]


def shown(seen: Seen) -> tuple[Shown, ...]:
    """Every treatment that runs; none while the safety steps come first."""
    if not seen.page.drawn:
        return ()
    return tuple(
        Shown(
            place=f"runs-{place}",
            line=line,
            sources=sources(line.citations, seen.knowledge),
        )
        for place, line in enumerate(seen.page.checks, start=1)
    )


@transaction.atomic
def settle(
    *,
    user_id: int,
    person: UUID,
    line: CheckLine,
    choice: Choice,
    until: date | None,
    knowledge: str,
    on: date,
    at: datetime,
) -> None:
    """Keeps a decision; a second one of the same day corrects the first."""
    payload = {
        "treatment": line.key,
        "choice": choice.value,
        "on": on.isoformat(),
        **({"until": until.isoformat()} if until else {}),
        **({"week": line.week} if line.week is not None else {}),
        **({"advised": line.answer.value} if line.answer else {}),
        "knowledge": knowledge,
        "provenance": {"source": SETTLED_ON_SCREEN},
    }
    todays = [
        one
        for one in entries_of(person, "decision")
        if one.on == on and one.payload["treatment"] == line.key
    ]
    if todays:
        record.correct(
            user_id=user_id, person=person, entry=todays[0].id, payload=payload, at=at
        )
    else:
        record.say(
            user_id=user_id, person=person, kind="decision", payload=payload, at=at
        )
