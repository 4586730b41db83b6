"""The sleep diary and the way to CBT for insomnia."""

from datetime import date, datetime
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heartsease.core.record.record import Night
from heartsease.core.safety.rule import Expectation
from heartsease.core.sleep import diary
from heartsease.library import record_json
from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.common.typed import day_in, uuid_in
from heartsease.web.patient.access import with_person
from heartsease.web.patient.arriving import receive
from heartsease.web.patient.asking import UNSURE, ask, take
from heartsease.web.patient.screens.sleep import form, present
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who
from heartsease.web.record.queries import Stored, entries_of, history_of, record_of
from heartsease.web.sync import services as sync

_KIND = "night"


@require_safe
@with_person
def page(request: HttpRequest, who: Who) -> HttpResponse:
    """Two weeks of nights, and what they say once there are enough of them."""
    today = clock.day_in(who.time_zone, clock.now())
    shown = present.sleep(record_of(who.id).nights, on=today, known=standard().sleep)
    return render(
        request,
        "sleep/page.html",
        {"sleep": shown, "today": today, "reckoned": present.reckoned(standard())},
    )


@require_http_methods(["GET", "POST"])
@with_person
def night(request: HttpRequest, who: Who, day: str) -> HttpResponse:
    """One night; what cannot be true together is named, and nothing is lost."""
    at = clock.now()
    today = clock.day_in(who.time_zone, at)
    on = day_in(day)
    if on is None or not present.may_be_told(on, now=today):
        raise Http404("That night cannot be told any more.")
    standing = _standing(who, on)
    said = standing.payload if standing else {}
    read, long = form.Read(payload=said, errors={}), ""
    if request.method == "POST":
        read = form.read(request.POST.dict(), on=on)
        whole = None if read.errors else _night(read)
        wrong = diary.impossible(whole) if whole else ()
        if whole and not wrong:
            long = present.long_in_bed(whole, standard().sleep)
        if whole and not wrong and long in ("", request.POST.get("long")):
            if _keep(request, who, read, today=today, at=at):
                return redirect("safety")
            messages.success(request, _("Saved."))
            return redirect("sleep")
        read = form.Read(
            payload=read.payload,
            errors={
                **read.errors,
                **{name: _("These times do not fit together.") for name in wrong},
            },
        )
    return render(
        request,
        "sleep/night.html",
        {
            "fields": present.fields(
                said, read.errors, request.POST.dict() if read.errors or long else {}
            ),
            "said": read.payload,
            "errors": bool(read.errors),
            "long": long,
            "day": on,
            "is_today": on == today,
            "operation": uuid4(),
            "entry": str(standing.id) if standing else "",
            "earlier": [
                one for one in history_of(who.id, _KIND, subject="") if one.on == on
            ],
        },
        status=400 if read.errors or long else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_picture
def path(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """The way to CBT for insomnia; its shorter nights are for a clinician to set."""
    record = record_of(who.id)
    nights = present.sleep(record.nights, on=seen.on, known=standard().sleep)
    gate = present.cbt_i_gate(record, seen.knowledge, seen.picture.facts)
    asking = present.asking(gate, seen.knowledge, seen.picture)
    if request.method == "POST":
        return take(
            request, who, seen, asking, back=f"{reverse('sleep_path')}?questions=1"
        )
    if gate.verdict is Expectation.ASK and {UNSURE, "questions"} & request.GET.keys():
        return ask(request, asking, seen.knowledge)
    return render(
        request,
        "sleep/path.html",
        {
            "sleep": nights,
            "gate": gate,
            "step": seen.knowledge.interventions[present.CBT_I],
        },
    )


def _keep(
    request: HttpRequest, who: Who, read: form.Read, *, today: date, at: datetime
) -> bool:
    """True when what was written beside it opens the safety steps."""
    operation = sync.Operation(
        id=uuid_in(request.POST.get("operation", "")) or uuid4(),
        kind=_KIND,
        payload=read.payload,
        made_at=at,
        based_on=uuid_in(request.POST.get("based_on", "")),
    )
    return receive(who, operation, today=today, at=at).alarming


def _night(read: form.Read) -> Night:
    whole = record_json.read(
        {
            "heartsease_record": record_json.VERSION,
            "person": {"id": "check"},
            "nights": [dict(read.payload)],
        }
    )
    return whole.nights[0]


def _standing(who: Who, on: date) -> Stored | None:
    for entry in entries_of(who.id, _KIND):
        if entry.on == on:
            return entry
    return None
