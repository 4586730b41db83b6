"""Reads which answers arrived."""

from uuid import UUID

from heartsease.web.sync.models import Outcome, Received


def outcome_of(person: UUID, operation: UUID) -> Outcome | None:
    """What became of an answer; None when it never arrived."""
    row = Received.objects.filter(person_id=person, operation=operation).first()
    return None if row is None else Outcome(row.outcome)
