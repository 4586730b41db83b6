"""The consent screen: agreed to once, and the place to change what was said."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.patient.access import with_person
from heartsease.web.patient.screens.consent import present
from heartsease.web.patient.screens.consent.form import ConsentForm
from heartsease.web.patient.voice import words
from heartsease.web.people import services as people
from heartsease.web.people.queries import Who, time_zones
from heartsease.web.record import services as record
from heartsease.web.record.queries import record_of


@require_http_methods(["GET", "POST"])
@with_person(consent=False)
def page(request: HttpRequest, who: Who) -> HttpResponse:
    at = clock.now()
    agreed = present.agreed(words())
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        today=clock.day_in(who.time_zone, at),
        countries=present.countries(standard().crisis_lines),
        zones=present.zones(time_zones(), chosen=_sent_zone(request) or who.time_zone),
        languages=settings.LANGUAGES,
        initial=_said_before(who),
    )
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            people.consent(
                user_id=who.user_id, person=who.id, words="\n".join(agreed), at=at
            )
            people.settle_in(
                user_id=who.user_id,
                person=who.id,
                at=at,
                time_zone=form.cleaned_data["time_zone"],
                language=form.cleaned_data.get("language"),
            )
            record.say_all(
                user_id=who.user_id, person=who.id, facts=form.statements(), at=at
            )
        return redirect("now")
    return render(
        request,
        "consent/page.html",
        {
            "form": form,
            "agreed": agreed,
            "voice": words()("page.voice"),
            "again": who.consented_at is not None,
        },
        status=400 if form.errors else 200,
    )


def _sent_zone(request: HttpRequest) -> str:
    """A zone that was sent stays one that can be chosen."""
    return str(request.POST.get("time_zone", ""))


def _said_before(who: Who) -> dict[str, Any]:
    person = record_of(who.id).person
    return {
        "agree": who.consented_at is not None,
        "time_zone": who.time_zone,
        "language": who.language,
        "country": person.country or "",
        "born": person.born_on.isoformat() if person.born_on else "",
        "sex": person.sex or "",
    }
