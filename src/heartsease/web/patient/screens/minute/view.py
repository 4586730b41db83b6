"""One breathing minute or two minutes outside; kept only if the person says so."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartsease.core.record.record import AfterFeel
from heartsease.library.practices import standard_practices
from heartsease.web.patient import asking, harm
from heartsease.web.patient.pacing import counted, drawn
from heartsease.web.patient.practices import Offer, offer
from heartsease.web.patient.screens.minute import present
from heartsease.web.patient.screens.minute.form import DoneForm
from heartsease.web.patient.screens.minute.present import BREATHE, OFFERED
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record
from heartsease.web.record.queries import record_of


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
    minute = offer(practice, record_of(who.id), seen.picture)
    if request.method == "POST":
        back = reverse("minute_one", args=[practice])
        return asking.take(request, who, seen, minute.first, back=back)
    if minute.has_to_ask:
        return asking.ask(request, minute.first, seen.knowledge)
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
    intervention = standard_practices()[practice].intervention
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


def _shown(request: HttpRequest, minute: Offer) -> dict[str, Any]:
    practice, pacer = minute.fitted.practice, minute.fitted.pacer
    shown: dict[str, Any] = {
        "minute": minute,
        "practice": practice,
        "script": practice.script("usual"),
        "runs": "go" in request.GET,
    }
    if pacer is not None:
        shown |= {
            "pacer": pacer,
            "breaths": present.breaths(pacer),
            "count_in": counted(pacer.breathe_in_s),
            "count_out": counted(pacer.breathe_out_s),
            "drawn": drawn(pacer),
        }
    return shown
