"""The safety plan: read it, write it all at once, or one part a page."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from heartsease.core.plan.picture import Picture
from heartsease.core.plan.safety import Mode
from heartsease.exchange.page import Help
from heartsease.exchange.present import present as presented
from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.patient import safety_plan
from heartsease.web.patient.access import with_person
from heartsease.web.patient.alarm import SAFETY_FIRST
from heartsease.web.patient.screens.safety_plan.form import PartForm, WholeForm
from heartsease.web.patient.voice import words
from heartsease.web.people.queries import Who
from heartsease.web.record.queries import picture_of

_ORDER = tuple(safety_plan.BY_ID)


@require_safe
@with_person
def page(request: HttpRequest, who: Who) -> HttpResponse:
    """The plan as it stands, under the help lines; also in an emergency."""
    picture = _picture(who, clock.now())
    return render(
        request,
        "safety_plan/page.html",
        {
            "plan": safety_plan.plan_of(who.id),
            "help": _help(picture),
            "may_write": picture.safety.mode is not Mode.EMERGENCY,
            "safety_first": picture.safety.mode in SAFETY_FIRST,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_person
def write(request: HttpRequest, who: Who) -> HttpResponse:
    """All six parts on one page."""
    at = clock.now()
    picture = _picture(who, at)
    if picture.safety.mode is Mode.EMERGENCY:
        return redirect("safety")
    plan = safety_plan.plan_of(who.id)
    sent = request.POST if request.method == "POST" else None
    initial = {one.heading.id: one.text for one in plan.parts}
    form = WholeForm(sent, initial=initial, use_required_attribute=False)
    if sent is not None and form.is_valid():
        with transaction.atomic():
            changed = [
                _keep(who, part, form.cleaned_data[part], picture.on, at)
                for part in _ORDER
            ]
        _thank(request, any(changed))
        return redirect("safety_plan")
    context = {"form": form, "help": _help(picture), "headings": safety_plan.HEADINGS}
    return render(
        request, "safety_plan/write.html", context, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_person
def part(request: HttpRequest, who: Who, part: str) -> HttpResponse:
    """One part on a page; saving leads to the next, or stops where they like."""
    heading = safety_plan.BY_ID.get(part)
    if heading is None:
        raise Http404
    at = clock.now()
    picture = _picture(who, at)
    if picture.safety.mode is Mode.EMERGENCY:
        return redirect("safety")
    place = _ORDER.index(part)
    following = _ORDER[place + 1] if place + 1 < len(_ORDER) else None
    onward = (
        reverse("safety_plan_part", args=[following])
        if following
        else reverse("safety_plan")
    )
    written = safety_plan.plan_of(who.id).parts[place]
    sent = request.POST if request.method == "POST" else None
    form = PartForm(
        sent,
        heading=heading,
        initial={"text": written.text},
        use_required_attribute=False,
    )
    if sent is not None and form.is_valid():
        changed = _keep(who, part, form.cleaned_data["text"], picture.on, at)
        if "stop" in sent or following is None:
            _thank(request, changed)
            return redirect("safety_plan")
        return redirect(onward)
    zone = ZoneInfo(who.time_zone)
    context = {
        "form": form,
        "heading": heading,
        "number": place + 1,
        "of": len(_ORDER),
        "onward": onward,
        "is_last": following is None,
        "help": _help(picture),
        "earlier": [
            (moment.astimezone(zone), text)
            for moment, text in safety_plan.earlier(who.id, part)
        ],
    }
    return render(
        request, "safety_plan/part.html", context, status=400 if form.errors else 200
    )


def _keep(who: Who, part: str, text: str, on: date, at: datetime) -> bool:
    return safety_plan.keep(
        user_id=who.user_id, person=who.id, part=part, text=text, on=on, at=at
    )


def _thank(request: HttpRequest, changed: bool) -> None:
    if changed:
        messages.info(request, _("Saved. You can change it at any time."))


def _picture(who: Who, at: datetime) -> Picture:
    return picture_of(who.id, on=clock.day_in(who.time_zone, at))


def _help(picture: Picture) -> Help:
    return presented(picture, knowledge=standard(), words=words()).help
