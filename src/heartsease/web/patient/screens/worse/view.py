"""What made somebody worse: one tap keeps it, and everything else is up to them."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartsease.web.patient import harm
from heartsease.web.patient.alarm import keep_words_of_self_harm, speaks_of_self_harm
from heartsease.web.patient.screens.worse import present
from heartsease.web.patient.screens.worse.form import MoreForm
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record
from heartsease.web.record.queries import Stored


@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """Every report of this person."""
    listed = present.reports(harm.reports(who.id), seen.knowledge)
    return render(request, "worse/page.html", {"reports": listed, "page": seen.page})


@require_POST
@with_picture
def new(request: HttpRequest, who: Who, seen: Seen, intervention: str) -> HttpResponse:
    """Keeps the report at once; what happened can be told on the next page."""
    if intervention not in seen.knowledge.interventions:
        raise Http404
    entry = harm.report(
        user_id=who.user_id,
        person=who.id,
        intervention=intervention,
        on=seen.on,
        at=seen.at,
    )
    return redirect("worse_more", entry=entry)


@with_picture
def more(request: HttpRequest, who: Who, seen: Seen, entry: UUID) -> HttpResponse:
    """What to do now, and a few questions that may all be left out."""
    told = _own(who, entry)
    sent = request.POST if request.method == "POST" else None
    form = MoreForm(
        sent,
        initial=present.initial_of(told.payload),
        on=seen.on,
        use_required_attribute=False,
    )
    if sent is not None and form.is_valid():
        return _kept(request, who, seen, told, form)
    shown = present.report(told, seen.knowledge)
    known = seen.knowledge.interventions.get(told.subject)
    context = {
        "form": form,
        "report": shown,
        "page": seen.page,
        "help": seen.page.help,
        "talk_if": known.judge.talk_if if known else "",
    }
    return render(
        request, "worse/more.html", context, status=400 if form.errors else 200
    )


@require_POST
@with_picture
def settle(request: HttpRequest, who: Who, seen: Seen, entry: UUID) -> HttpResponse:
    """Offered again, over by now, or a slip that never was."""
    told = _own(who, entry)
    if "slip" in request.POST:
        record.take_back(user_id=who.user_id, person=who.id, entry=told.id, at=seen.at)
        messages.info(request, _("Taken out. It was a slip, and that is fine."))
        return redirect("worse")
    if "again" in request.POST:
        said: dict[str, object] = {"offer_again": True}
    elif "over" in request.POST:
        said = {"ongoing": False}
    else:
        raise Http404
    harm.say_more(user_id=who.user_id, person=who.id, entry=told, said=said, at=seen.at)
    messages.info(request, _("Saved. Thank you."))
    return redirect("worse")


def _kept(
    request: HttpRequest, who: Who, seen: Seen, told: Stored, form: MoreForm
) -> HttpResponse:
    said = form.said()
    alarming = speaks_of_self_harm(said["note"], who.language)
    with transaction.atomic():
        harm.say_more(
            user_id=who.user_id, person=who.id, entry=told, said=said, at=seen.at
        )
        if alarming:
            keep_words_of_self_harm(who, today=seen.on, at=seen.at)
    if alarming:
        return redirect("safety")
    messages.info(request, _("Saved. Thank you for telling us."))
    return redirect("worse")


def _own(who: Who, entry: UUID) -> Stored:
    """The person's own standing report; anybody else's is simply not there."""
    for one in harm.reports(who.id):
        if one.id == entry:
            return one
    raise Http404
