"""One breathing minute or two minutes outside; kept only if the person says so."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartsease.core.record.record import AfterFeel
from heartsease.web.patient import harm
from heartsease.web.patient.screens.minute import present
from heartsease.web.patient.screens.minute.form import DoneForm
from heartsease.web.patient.screens.minute.present import BREATHE, OFFERED, Minute
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.patient.yes_no import questions, read
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record


@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """A choice of two, or neither."""
    if seen.waits_for_safety:
        return redirect("safety")
    return render(request, "minute/page.html", {})


@with_picture
def one(request: HttpRequest, who: Who, seen: Seen, practice: str) -> HttpResponse:
    """The practice, or what has to be known before it."""
    if practice not in OFFERED:
        raise Http404
    if seen.waits_for_safety:
        return redirect("safety")
    minute = present.minute(practice, seen.picture, seen.knowledge)
    if request.method == "POST":
        return _asked(request, who, seen, minute)
    if minute.has_to_ask:
        return _ask(request, minute, {})
    if not minute.may_start:
        return render(request, "minute/held.html", {"minute": minute})
    name = "breathe" if practice == BREATHE else "outside"
    return render(request, f"minute/{name}.html", _shown(request, minute))


@require_POST
@with_picture
def done(request: HttpRequest, who: Who, seen: Seen, practice: str) -> HttpResponse:
    """Keeps that it was done and how it was; "worse" is a report of its own."""
    form = DoneForm(request.POST)
    if practice not in OFFERED or not form.is_valid():
        raise Http404
    intervention = present.minute(
        practice, seen.picture, seen.knowledge
    ).fitted.practice.intervention
    after = form.cleaned_data["after"]
    payload = {
        "intervention": intervention,
        "on": seen.on.isoformat(),
        **({"after": after} if after else {}),
        "provenance": {"source": practice},
    }
    who_and_when: dict[str, Any] = {
        "user_id": who.user_id,
        "person": who.id,
        "at": seen.at,
    }
    with transaction.atomic():
        record.say(**who_and_when, kind="practice", payload=payload)
        if after == AfterFeel.WORSE:
            entry = harm.report(**who_and_when, intervention=intervention, on=seen.on)
    if after == AfterFeel.WORSE:
        return redirect("worse_more", entry=entry)
    messages.info(request, _("Noted. That was enough for now."))
    return redirect("now")


def _shown(request: HttpRequest, minute: Minute) -> dict[str, Any]:
    practice, pacer = minute.fitted.practice, minute.fitted.pacer
    shown: dict[str, Any] = {
        "minute": minute,
        "practice": practice,
        "script": practice.script("usual"),
        "runs": "go" in request.GET,
    }
    if pacer is not None:
        rise = pacer.breathe_in_s / pacer.cycle_s
        shown |= {
            "pacer": pacer,
            "breaths": present.breaths(pacer),
            "count_in": present.counted(pacer.breathe_in_s),
            "count_out": present.counted(pacer.breathe_out_s),
            "cycle": f"{pacer.cycle_s:g}s",
            "turn": f"{rise:.4f}",
        }
    return shown


def _ask(
    request: HttpRequest, minute: Minute, said: Mapping[str, bool]
) -> HttpResponse:
    context = {
        "minute": minute,
        "questions": questions(minute.terms, said),
        "sensitive": any(term.sensitive for term in minute.terms),
        "needs_age": "age" in minute.elsewhere,
        "needs_more": any(key != "age" for key in minute.elsewhere),
    }
    return render(request, "minute/ask.html", context)


def _asked(request: HttpRequest, who: Who, seen: Seen, minute: Minute) -> HttpResponse:
    """Keeps the answers; a skipped question stays open, and the minute then waits."""
    filled = read(minute.terms, request.POST)
    if filled.error:
        context = {
            "minute": minute,
            "questions": questions(minute.terms, filled.said),
            "error": filled.error,
        }
        return render(request, "minute/ask.html", context, status=400)
    facts = [
        ("condition", _fact(id_, yes, seen.on)) for id_, yes in filled.said.items()
    ]
    if facts:
        record.say_all(user_id=who.user_id, person=who.id, facts=facts, at=seen.at)
    return redirect("minute_one", practice=minute.fitted.practice.id)


def _fact(condition: str, present_: bool, on: date) -> dict[str, Any]:
    return {
        "condition": condition,
        "present": present_,
        "on": on.isoformat(),
        "provenance": {"source": "form"},
    }
