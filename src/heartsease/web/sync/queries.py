"""Reads which answers arrived."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from heartsease.web.sync.models import Outcome, Received


def outcome_of(person: UUID, operation: UUID) -> Outcome | None:
    """What became of an answer; None when it never arrived."""
    row = Received.objects.filter(person_id=person, operation=operation).first()
    return None if row is None else Outcome(row.outcome)


def outcomes_of(person: UUID, operations: Iterable[UUID]) -> Mapping[UUID, Outcome]:
    """What became of several answers; one that never arrived is absent."""
    rows = Received.objects.filter(person_id=person, operation__in=list(operations))
    found = rows.values_list("operation", "outcome")
    return {operation: Outcome(outcome) for operation, outcome in found}
