"""One card of yes-or-no questions; silence stays silence."""

from collections.abc import Collection, Mapping
from datetime import date

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heartsease.core.plan.safety import Mode
from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.patient.access import with_person
from heartsease.web.patient.alarm import open_again, sets_off
from heartsease.web.patient.screens.card import present
from heartsease.web.patient.yes_no import questions, read
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of, picture_of


@require_http_methods(["GET", "POST"])
@with_person
def page(request: HttpRequest, who: Who, card: str) -> HttpResponse:
    asked = next((one for one in standard().cards if one.id == card), None)
    if asked is None:
        raise Http404
    today = clock.day_in(who.time_zone, clock.now())
    picture = picture_of(who.id, on=today)
    if picture.safety.mode is Mode.EMERGENCY:
        return redirect("safety")
    terms = present.terms_for(asked, picture)
    known = present.known(terms, picture)
    answers, error = known, ""
    if request.method == "POST":
        filled = read(terms, request.POST)
        if not filled.error:
            return _keep(request, who, filled.said, filled.skipped, known, today)
        answers, error = filled.said, filled.error
    return render(
        request,
        "card/page.html",
        {
            "card": asked,
            "questions": questions(terms, answers),
            "sensitive": present.is_sensitive(terms),
            "about_safety": asked.id == "safety",
            "error": error,
        },
        status=400 if error else 200,
    )


def _keep(
    request: HttpRequest,
    who: Who,
    said: Mapping[str, bool],
    skipped: Collection[str],
    known: Mapping[str, bool],
    today: date,
) -> HttpResponse:
    """Adds what is new; an answer of the same day that was a slip is taken back."""
    at = clock.now()
    slips = {id_ for id_ in known if id_ in skipped or said.get(id_) != known[id_]}
    with transaction.atomic():
        for entry in entries_of(who.id, "condition"):
            if (
                entry.subject in slips
                and entry.on == today
                and entry.payload["provenance"]["source"] == "form"
            ):
                record.take_back(
                    user_id=who.user_id, person=who.id, entry=entry.id, at=at
                )
        record.say_all(
            user_id=who.user_id,
            person=who.id,
            facts=[
                ("condition", _fact(id_, present, today))
                for id_, present in said.items()
                if present != known.get(id_)
            ],
            at=at,
        )
    if sets_off({f"has:{id_}": yes for id_, yes in said.items()}, standard()):
        open_again(who, today=today, at=at)
        return redirect("safety")
    messages.info(request, _("Saved. Thank you."))
    return redirect("now")


def _fact(condition: str, present: bool, today: date) -> dict[str, object]:
    return {
        "condition": condition,
        "present": present,
        "on": today.isoformat(),
        "provenance": {"source": "form"},
    }
