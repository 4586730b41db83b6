"""The practices: which there are, one of them, and how it was; kept only if said."""

from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from heartsease.core.record.record import AfterFeel, Record
from heartsease.library.practices import standard_practices
from heartsease.web.patient import asking, harm, manner
from heartsease.web.patient.arriving import receive
from heartsease.web.patient.practices import FIRST_AID, Offer, offer, offers
from heartsease.web.patient.screens.practices import form, present
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who
from heartsease.web.record.queries import record_of
from heartsease.web.sync import services as sync

_KIND = "practice"


@require_safe
@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """All practices by way; on a low day only the half-minute ones."""
    if seen.waits_for_safety:
        return redirect("safety")
    record = record_of(who.id)
    short = record.energy == "low" and "all" not in request.GET
    shown = present.listed(
        offers(record, seen.picture), short=short, done=record.practices
    )
    context = {"listed": shown, "first_aid": FIRST_AID}
    return render(request, "practices/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_picture
def one(request: HttpRequest, who: Who, seen: Seen, practice: str) -> HttpResponse:
    """One practice and its sizes, or what has to be known before it."""
    if seen.waits_for_safety:
        return redirect("safety")
    record = record_of(who.id)
    found = _offer(practice, record, seen)
    fits = "fit" in (request.POST or request.GET) and bool(found.caring)
    asked = found.fitting if fits else found.first
    if request.method == "POST":
        back = reverse("practice", args=[practice])
        if "size" in request.POST and found.may_start:
            return _begin(request, who, seen, found, record)
        return asking.take(request, who, seen, asked, back=back)
    if found.has_to_ask or (fits and found.may_start):
        return asking.ask(request, asked, seen.knowledge)
    if not found.may_start:
        return render(request, "practices/held.html", {"offer": found})
    return _one(request, found, record)


@require_safe
@with_picture
def play(request: HttpRequest, who: Who, seen: Seen, practice: str) -> HttpResponse:
    """The script of one size; `go` lets the circle run where there is no script."""
    if seen.waits_for_safety:
        return redirect("safety")
    found = _offer(practice, record_of(who.id), seen)
    if not found.may_start:
        return redirect("practice", practice=practice)
    shown = present.play(found, form.chosen(request.GET.dict(), found))
    again = request.GET.copy()
    again.pop("go", None)
    context = {
        "play": shown,
        "runs": "go" in request.GET and shown.paced is not None,
        "asked": again.urlencode(),
        "operation": uuid4(),
    }
    return render(request, "practices/play.html", context)


@require_POST
@with_picture
def done(request: HttpRequest, who: Who, seen: Seen, practice: str) -> HttpResponse:
    """Keeps that it was done and how it was; "worse" is a report of its own."""
    known = standard_practices().get(practice)
    told = form.DoneForm(request.POST)
    if known is None or not told.is_valid():
        raise Http404
    said = told.said()
    payload: dict[str, Any] = {
        "intervention": known.intervention,
        "practice": known.id,
        "version": known.version,
        "on": seen.on.isoformat(),
        "at": seen.at.astimezone(ZoneInfo(who.time_zone)).strftime("%H:%M"),
        **said,
        "provenance": {"source": "form"},
    }
    worse = said.get("after") == AfterFeel.WORSE
    with transaction.atomic():
        receive(
            who,
            sync.Operation(
                id=told.cleaned_data["operation"] or uuid4(),
                kind=_KIND,
                payload=payload,
                made_at=seen.at,
                based_on=None,
            ),
            today=seen.on,
            at=seen.at,
        )
        if worse:
            entry = harm.report(
                user_id=who.user_id,
                person=who.id,
                intervention=known.intervention,
                on=seen.on,
                at=seen.at,
            )
    if worse:
        return redirect("worse_more", entry=entry)
    messages.info(request, _("Noted. That was enough for now."))
    return redirect("practices")


def _one(
    request: HttpRequest, found: Offer, record: Record, *, wrong: str = ""
) -> HttpResponse:
    context = {
        "one": present.one(found),
        "short": record.energy == "low",
        "wrong": wrong,
    }
    return render(request, "practices/one.html", context, status=400 if wrong else 200)


def _begin(
    request: HttpRequest, who: Who, seen: Seen, found: Offer, record: Record
) -> HttpResponse:
    """Keeps the pace and the anchor for the next time, and opens the player."""
    asked = request.POST.dict()
    if form.is_wrong(asked, found.practice):
        return _one(request, found, record, wrong=asked["own"])
    manner.keep(
        user_id=who.user_id,
        person=who.id,
        record=record,
        per_minute=form.rate_of(asked, found.practice),
        anchor=asked.get("anchor", ""),
        offer=found,
        at=seen.at,
    )
    size = form.chosen(asked, found).size.value
    page = reverse("practice_play", args=[found.practice.id])
    return redirect(f"{page}?size={size}")


def _offer(practice: str, record: Record, seen: Seen) -> Offer:
    try:
        return offer(practice, record, seen.picture)
    except KeyError:
        raise Http404("There is no such practice.") from None
