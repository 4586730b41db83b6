"""Results and measures: where they stand, and adding one."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from heartsease.web.patient.screens.labs import present
from heartsease.web.patient.screens.labs.form import ChooseForm, ResultForm
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of


@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """Every current result on its range, and what could not be used."""
    return render(
        request,
        "labs/page.html",
        {
            "page": seen.page,
            "groups": present.groups(seen),
            "set_aside": present.set_aside(seen),
            "earlier": present.earlier(seen, who),
        },
    )


@with_picture
def new(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """First which measure, then its value: each has units of its own."""
    asked = request.POST if request.method == "POST" else request.GET
    measure = seen.knowledge.measures.get(asked.get("measure", ""))
    if measure is None:
        return render(request, "labs/choose.html", {"form": ChooseForm()})
    form = ResultForm(
        request.POST if request.method == "POST" else None, measure=measure, on=seen.on
    )
    if request.method == "POST" and form.is_valid():
        record.say(
            user_id=who.user_id,
            person=who.id,
            kind="observation",
            payload=form.payload(),
            at=seen.at,
        )
        return redirect("labs")
    return render(request, "labs/result.html", {"form": form, "measure": measure})


@require_POST
@with_picture
def take_back(request: HttpRequest, who: Who, seen: Seen, entry: UUID) -> HttpResponse:
    """Takes out a result that was a mistake."""
    if entry not in {one.id for one in entries_of(who.id, "observation")}:
        raise Http404
    record.take_back(user_id=who.user_id, person=who.id, entry=entry, at=seen.at)
    return redirect("labs")
