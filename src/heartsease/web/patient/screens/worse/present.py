"""Reports as the screens show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from heartsease.core.plan.knowledge import Knowledge
from heartsease.exchange.days import day
from heartsease.web.patient.screens.worse.form import HOW_BAD
from heartsease.web.record.queries import Stored

_HOW_BAD = dict(HOW_BAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report; "" and None where nothing was said."""

    id: UUID
    intervention: str
    name: str
    noticed_on: str
    how_bad: str | Promise
    ongoing: bool | None
    note: str
    offered: bool  # they said that it may come back


def reports(found: Iterable[Stored], knowledge: Knowledge) -> tuple[Report, ...]:
    """Newest first, as they come."""
    return tuple(report(one, knowledge) for one in found)


def report(one: Stored, knowledge: Knowledge) -> Report:
    """One of them for people."""
    said = one.payload
    known = knowledge.interventions.get(said["intervention"])
    bad = said.get("how_bad")
    return Report(
        id=one.id,
        intervention=said["intervention"] if known else "",
        name=known.name if known else said["intervention"],
        noticed_on=day(date.fromisoformat(said.get("noticed_on") or said["on"])),
        how_bad=_HOW_BAD[bad] if bad else "",
        ongoing=said.get("ongoing"),
        note=said.get("note", ""),
        offered=bool(said.get("offer_again")),
    )


def initial_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows of a report that is already there."""
    words = {True: "yes", False: "no", None: ""}
    return {
        "noticed_on": said.get("noticed_on") or said["on"],
        "how_bad": said.get("how_bad") or "",
        "ongoing": words[said.get("ongoing")],
        "note": said.get("note", ""),
    }
