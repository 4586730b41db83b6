"""The light of today and tomorrow; where it is for is kept only if the person says so."""

from dataclasses import asdict

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heartsease.core.record.record import Place
from heartsease.web.patient.screens.light import present
from heartsease.web.patient.screens.light.form import PlaceForm
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of, record_of

_NAME = "place"


@require_http_methods(["GET", "HEAD", "POST"])
@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """The kept place, else the town of the time zone; a typed place is looked at once.

    A typed place is sent as a form, so that it stands in no address and in no log.
    """
    if seen.waits_for_safety:
        return redirect("safety")
    if request.method != "POST":
        return _shown(request, who, seen, record_of(who.id).place)
    if "forget" in request.POST:
        _forget(who, seen)
        messages.info(request, _("Forgotten."))
        return redirect("light")
    form = PlaceForm(request.POST, use_required_attribute=False)
    if not form.is_valid():
        return _shown(request, who, seen, record_of(who.id).place, form=form)
    if "keep" in request.POST:
        _keep(who, seen, form.place())
        messages.info(request, _("Kept, to some ten kilometres."))
        return redirect("light")
    return _shown(request, who, seen, form.place(), form=form, once=True)


def _shown(
    request: HttpRequest,
    who: Who,
    seen: Seen,
    place: Place | None,
    *,
    form: PlaceForm | None = None,
    once: bool = False,
) -> HttpResponse:
    town = present.town_of(who.time_zone)
    here = place or (town[1] if town else None)
    wrong = form is not None and bool(form.errors)
    context = {
        "place": place,
        "once": once,
        "kept": place is not None and not once,
        "town": "" if place or town is None else town[0],
        "zone": who.time_zone,
        "days": present.days(here, seen.on, zone=who.time_zone) if here else (),
        "steps": present.steps(seen.knowledge, seen.picture.facts),
        "height": present.useful_from_deg(),
        "practice": present.PRACTICE,
        "form": form or PlaceForm(use_required_attribute=False),
        "wrong": wrong,
    }
    return render(request, "light/page.html", context, status=400 if wrong else 200)


def _keep(who: Who, seen: Seen, place: Place) -> None:
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="statement",
        payload={"name": _NAME, "value": asdict(place)},
        at=seen.at,
    )


def _forget(who: Who, seen: Seen) -> None:
    for one in entries_of(who.id, "statement", subject=_NAME):
        record.take_back(user_id=who.user_id, person=who.id, entry=one.id, at=seen.at)
