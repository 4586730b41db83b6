"""The owner invites, says yes to a name, gives and takes back; no one else is told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from heartsease.web.common import clock
from heartsease.web.patient.access import with_person
from heartsease.web.patient.screens.sharing import present
from heartsease.web.patient.screens.sharing.form import InviteForm
from heartsease.web.people.queries import Who
from heartsease.web.sharing import services as sharing
from heartsease.web.sharing.errors import NoSuchShare
from heartsease.web.sharing.queries import (
    SECTIONS,
    given_by,
    is_hard_day,
    shows_hard_days,
)


@require_safe
@with_person
def page(request: HttpRequest, who: Who) -> HttpResponse:
    """Whom they share with, and what each of them sees now."""
    at = clock.now()
    context = {
        "cards": present.cards(given_by(who.user_id, who.id, at=at), who, at=at),
        "shows_hard_days": shows_hard_days(who.id, at=at),
        "is_hard_day": is_hard_day(who.id, on=clock.day_in(who.time_zone, at)),
    }
    return render(request, "sharing/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_person
def new(request: HttpRequest, who: Who) -> HttpResponse:
    """Which parts, and then the code, on this one page and nowhere else."""
    at = clock.now()
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        today=clock.day_in(who.time_zone, at),
    )
    hours = settings.INVITE_HOURS
    if request.method == "POST" and form.is_valid():
        code = sharing.invite(
            user_id=who.user_id,
            person=who.id,
            sections=form.cleaned_data["sections"],
            called=form.cleaned_data["called"],
            until=form.cleaned_data["until"],
            opens_for=timedelta(hours=hours),
            at=at,
        )
        where = request.build_absolute_uri(reverse("ally"))
        context = {"code": code, "where": where, "hours": hours}
        return render(request, "sharing/code.html", context)
    status = 400 if form.errors else 200
    return render(
        request, "sharing/new.html", {"form": form, "hours": hours}, status=status
    )


@require_POST
@with_person
def confirm(request: HttpRequest, who: Who, share: UUID) -> HttpResponse:
    """From here on it is shown."""
    _do(sharing.confirm, who, share)
    messages.info(request, _("They can see what you picked. Take it back at any time."))
    return redirect("sharing")


@require_POST
@with_person
def end(request: HttpRequest, who: Who, share: UUID) -> HttpResponse:
    """Everything is taken back at once; no question is asked."""
    _do(sharing.end, who, share)
    messages.info(request, _("It is ended. Nothing is shown, and no message went out."))
    return redirect("sharing")


@require_POST
@with_person
def section(request: HttpRequest, who: Who, share: UUID, section: str) -> HttpResponse:
    """One part is given, or taken back."""
    if section not in SECTIONS:
        raise Http404
    gives = request.POST.get("give") == "1"
    _do(sharing.give if gives else sharing.take_back, who, share, section=section)
    return redirect("sharing")


@require_POST
@with_person
def hard_day(request: HttpRequest, who: Who) -> HttpResponse:
    """One tap says it, one tap takes it back."""
    at = clock.now()
    owner: dict[str, Any] = {"user_id": who.user_id, "person": who.id, "at": at}
    if "back" in request.POST:
        sharing.take_back_hard_day(**owner)
    else:
        sharing.say_hard_day(**owner, on=clock.day_in(who.time_zone, at))
    return redirect("now" if request.POST.get("from") == "now" else "sharing")


def _do(service: Callable[..., None], who: Who, share: UUID, **more: str) -> None:
    try:
        service(user_id=who.user_id, person=who.id, share=share, at=clock.now(), **more)
    except NoSuchShare:
        raise Http404 from None
