"""Asks what has to be known before a practice may start; silence stays silence."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from heartsease.web.patient.practices import Offer
from heartsease.web.patient.seen import Seen
from heartsease.web.patient.yes_no import questions, read
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record


def ask(
    request: HttpRequest,
    offer: Offer,
    *,
    said: Mapping[str, bool] | None = None,
    error: str = "",
) -> HttpResponse:
    """The questions of one practice, with the way to those of other screens."""
    context = {
        "questions": questions(offer.terms, said or {}),
        "sensitive": any(term.sensitive for term in offer.terms),
        "needs_age": "age" in offer.elsewhere,
        "needs_more": any(key != "age" for key in offer.elsewhere),
        "error": error,
    }
    status = 400 if error else 200
    return render(request, "patient/ask_first.html", context, status=status)


def take(
    request: HttpRequest, who: Who, seen: Seen, offer: Offer, *, then: str
) -> HttpResponse:
    """Keeps the answers; a skipped question stays open, and the practice then waits."""
    filled = read(offer.terms, request.POST)
    if filled.error:
        return ask(request, offer, said=filled.said, error=filled.error)
    facts = [
        ("condition", _fact(id_, yes, seen.on.isoformat()))
        for id_, yes in filled.said.items()
    ]
    if facts:
        record.say_all(user_id=who.user_id, person=who.id, facts=facts, at=seen.at)
    return redirect(then, practice=offer.practice.id)


def _fact(condition: str, present: bool, on: str) -> dict[str, Any]:
    return {
        "condition": condition,
        "present": present,
        "on": on,
        "provenance": {"source": "form"},
    }
