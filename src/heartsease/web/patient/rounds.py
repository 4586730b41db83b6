"""The check of every two weeks as the session knows it: what was put aside."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.http import HttpRequest

from heartsease.core.plan.fortnight import Round, round_on
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.record.record import Record

WITHIN = "within_the_round"  # the questionnaire that was opened from the round
_SKIPPED = "round_skipped"  # {"due": the day of the round, "parts": [ids]}


def current(record: Record, knowledge: Knowledge, *, on: date) -> Round | None:
    """The check that is due, open or to come."""
    return round_on(record.responses, knowledge.rotation, on=on, energy=record.energy)


def skipped(request: HttpRequest, one: Round) -> tuple[str, ...]:
    """What was skipped of this round; a skip is no answer and is kept as none."""
    kept: dict[str, Any] = request.session.get(_SKIPPED, {})
    return tuple(kept.get("parts", ())) if kept.get("due") == _due(one) else ()


def skip(request: HttpRequest, one: Round, parts: Collection[str]) -> None:
    """Puts parts of this round aside; the next round has them again."""
    request.session[_SKIPPED] = {
        "due": _due(one),
        "parts": sorted({*skipped(request, one), *parts}),
    }


def bring_back(request: HttpRequest) -> None:
    """Offers again what was put aside."""
    request.session.pop(_SKIPPED, None)


def _due(one: Round) -> str:
    return one.due_on.isoformat()
