"""Help first, then a few plain questions, then six small steps."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from heartsease.core.plan.picture import Picture
from heartsease.core.plan.safety import Mode
from heartsease.exchange.present import present as presented
from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.patient import safety_plan
from heartsease.web.patient.access import with_person
from heartsease.web.patient.screens.safety import present
from heartsease.web.patient.screens.safety.form import Filled, read
from heartsease.web.patient.screens.safety.present import Part
from heartsease.web.patient.voice import words
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record
from heartsease.web.record.queries import Stored, entries_of, picture_of


@require_http_methods(["GET", "POST"])
@with_person
def page(request: HttpRequest, who: Who) -> HttpResponse:
    at = clock.now()
    today = clock.day_in(who.time_zone, at)
    picture = picture_of(who.id, on=today)
    answers = _answers_today(who, today)
    wanted = request.GET.get("part", "")
    if request.method == "POST":
        if "done" in request.POST:
            return _done(who, picture, today, at)
        items = [item.id for item in standard().instruments[present.INSTRUMENT].items]
        filled = read(items, present.CONDITIONS, request.POST)
        _keep(who, filled, answers or {}, today, at, again=wanted == "again")
        # Somebody who would rather not answer is not asked the same thing once more.
        return redirect("safety" if filled.items else _at(Part.STEPS.value))
    part = present.part_of(picture.safety.mode, answers, wanted=wanted)
    return _shown(request, who, picture, part, again=wanted == "again")


def _shown(
    request: HttpRequest, who: Who, picture: Picture, part: Part, *, again: bool
) -> HttpResponse:
    page = presented(picture, knowledge=standard(), words=words())
    mode = picture.safety.mode
    context: dict[str, Any] = {
        "help": page.help,
        "notice": words()("safety.flow"),
        "emergency": words()("safety.emergency"),
        "clinician": words()("safety.flow_clinician"),
        "opened_by_an_answer": mode in (Mode.FLOW, Mode.AFTER_FLOW),
        "is_emergency": mode is Mode.EMERGENCY,
        "again": again,
        "steps_url": _at(Part.STEPS.value),
        "again_url": _at("again"),
    }
    if part is Part.QUESTIONS:
        context["questions"] = present.questions(standard(), again=again)
    elif part is Part.RIGHT_NOW:
        context["questions"] = present.right_now(standard())
    elif part is Part.STEPS:
        context["plan"] = safety_plan.plan_of(who.id)
    return render(request, f"safety/{part.value}.html", context)


def _at(part: str) -> str:
    return f"{reverse('safety')}?part={part}"


def _answers_today(who: Who, today: date) -> Mapping[str, float] | None:
    """Today's safety answers; None when something newer asks for them once more."""
    asked = _today(who, "response", present.INSTRUMENT, today)
    opened = [
        one.recorded_at
        for one in _today(who, "response", "phq9", today)
        if one.payload.get("answers", {}).get("self_harm")
    ]
    since = max(opened, default=None)
    current = [one for one in asked if since is None or one.recorded_at >= since]
    if not current:
        return None
    merged: dict[str, float] = {}
    for one in sorted(current, key=lambda entry: entry.recorded_at):
        merged |= one.payload.get("answers", {})
    return merged


def _keep(
    who: Who,
    filled: Filled,
    before: Mapping[str, float],
    today: date,
    at: datetime,
    *,
    again: bool,
) -> None:
    with transaction.atomic():
        if again:
            _take_back(who, filled, today, at)
        answers = {**before, **filled.items} if filled.items else {}
        record.say_all(
            user_id=who.user_id,
            person=who.id,
            facts=_facts(answers, filled.conditions, today),
            at=at,
        )


def _facts(
    answers: Mapping[str, float], conditions: Mapping[str, bool], today: date
) -> list[tuple[str, dict[str, Any]]]:
    form = {"on": today.isoformat(), "provenance": {"source": "form"}}
    said: list[tuple[str, dict[str, Any]]] = [
        ("condition", {"condition": one, "present": yes, **form})
        for one, yes in conditions.items()
    ]
    if answers:
        response = {"instrument": present.INSTRUMENT, "answers": dict(answers), **form}
        said.append(("response", response))
    return said


def _take_back(who: Who, filled: Filled, today: date, at: datetime) -> None:
    """Of two answers on one day the more worrying counts, so a slip must be undone."""
    slips = [
        entry
        for one in filled.conditions
        for entry in _today(who, "condition", one, today)
    ]
    if filled.items:
        slips += _today(who, "response", present.INSTRUMENT, today)
    for entry in slips:
        record.take_back(user_id=who.user_id, person=who.id, entry=entry.id, at=at)


def _today(who: Who, kind: str, subject: str, today: date) -> list[Stored]:
    return [one for one in entries_of(who.id, kind, subject=subject) if one.on == today]


def _done(who: Who, picture: Picture, today: date, at: datetime) -> HttpResponse:
    """Keeps that the steps were read, where an answer had asked for them.

    Without such an answer nothing is kept: an answer that is given later in the day has
    to open the steps again.
    """
    if picture.safety.mode in (Mode.FLOW, Mode.AFTER_FLOW):
        record.say(
            user_id=who.user_id,
            person=who.id,
            kind="statement",
            payload={"name": "safety_flow_done_on", "value": today.isoformat()},
            at=at,
        )
    return redirect("now")
