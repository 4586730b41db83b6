"""The treatment passport: trials, stages and today's medicines."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from heartsease.web.patient.medicines import medicine_names, treatment_names
from heartsease.web.patient.screens.passport import present
from heartsease.web.patient.screens.passport.form import (
    EpisodeForm,
    MedicineForm,
    StopForm,
    ThreeForm,
    TrialForm,
    initial_of,
)
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.patient.showing import said_day
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record
from heartsease.web.record.queries import Stored, entries_of, picture_with

_PART = "part"  # asks for how a trial counts, without the page around it
_WHOLE = {"trials": "trials_complete_on", "medicines": "medicines_complete_on"}


@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """What was tried and how fairly; what is taken now."""
    statements = _statements(who)
    return render(
        request,
        "passport/page.html",
        {
            "page": seen.page,
            "trials": present.trials(seen, who),
            "stages": present.stages(seen),
            "medicines": present.medicines(seen, who),
            "without_a_day": present.without_a_day(seen, who),
            "trials_whole": said_day(statements.get("trials_complete_on")),
            "medicines_whole": said_day(statements.get("medicines_complete_on")),
            "began": said_day(statements.get("episode_started_on")),
        },
    )


@with_picture
def new(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """Adds one trial."""
    form = TrialForm(_sent(request), on=seen.on)
    if "look" in request.POST:
        return _looked(request, who, seen, form)
    if request.method == "POST" and form.is_valid():
        record.say(
            user_id=who.user_id,
            person=who.id,
            kind="trial",
            payload=form.payload(),
            at=seen.at,
        )
        return redirect("passport")
    context = {"form": form, "names": treatment_names(), "entry": None}
    return render(request, "passport/trial.html", context)


@with_picture
def first(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """Three names at a time, for the first days."""
    form = ThreeForm(_sent(request), on=seen.on, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        if facts:
            record.say_all(user_id=who.user_id, person=who.id, facts=facts, at=seen.at)
            messages.info(request, _("Saved. Thank you."))
        return redirect("passport_first" if "more" in request.POST else "now")
    names = sorted({*medicine_names(), *treatment_names()}, key=str.casefold)
    context = {"form": form, "names": names, "page": seen.page}
    return render(
        request, "passport/first.html", context, status=400 if form.errors else 200
    )


@with_picture
def edit(request: HttpRequest, who: Who, seen: Seen, entry: UUID) -> HttpResponse:
    """Corrects one trial of this person; what was said before stays behind it."""
    old = _own(who, "trial", entry)
    form = TrialForm(
        _sent(request),
        initial=initial_of(old.payload, seen.knowledge),
        on=seen.on,
    )
    if request.method == "POST" and "take_back" in request.POST:
        record.take_back(user_id=who.user_id, person=who.id, entry=entry, at=seen.at)
        return redirect("passport")
    if "look" in request.POST:
        return _looked(request, who, seen, form, old=old)
    if request.method == "POST" and form.is_valid():
        payload = form.payload(old.payload)
        if payload != old.payload:
            record.correct(
                user_id=who.user_id,
                person=who.id,
                entry=entry,
                payload=payload,
                at=seen.at,
            )
        return redirect("passport")
    context = {"form": form, "names": treatment_names(), "entry": entry}
    return render(request, "passport/trial.html", context)


def _looked(
    request: HttpRequest,
    who: Who,
    seen: Seen,
    form: TrialForm,
    *,
    old: Stored | None = None,
) -> HttpResponse:
    """How the trial counts as it is written now; keeps nothing.

    `look=part` asks for that part of the page alone, while somebody types.
    """
    counted = None
    if form.is_valid():
        payload = form.payload(old.payload if old else None)
        picture = picture_with(who.id, trial=payload, on=seen.on)
        counted = present.counted(picture, payload["id"], seen.knowledge)
    context = {
        "form": form,
        "names": treatment_names(),
        "entry": old.id if old else None,
        "looked": True,
        "counted": counted,
    }
    alone = request.POST["look"] == _PART
    return render(request, f"passport/{'counts' if alone else 'trial'}.html", context)


@with_picture
def medicine_new(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """Adds something that is taken now."""
    form = MedicineForm(_sent(request), on=seen.on)
    if request.method == "POST" and form.is_valid():
        record.say(
            user_id=who.user_id,
            person=who.id,
            kind="medicine",
            payload=form.payload(),
            at=seen.at,
        )
        return redirect("passport")
    context = {"form": form, "names": medicine_names(), "page": seen.page}
    return render(request, "passport/medicine.html", context)


@require_POST
@with_picture
def medicine_stop(
    request: HttpRequest, who: Who, seen: Seen, entry: UUID
) -> HttpResponse:
    """Keeps that a medicine is no longer taken: since today, or the day that is sent."""
    old = _own(who, "medicine", entry)
    form = StopForm(request.POST, payload=old.payload, on=seen.on)
    if not form.is_valid():
        messages.error(request, str(form.errors["stopped_on"][0]))
        return redirect("passport")
    record.correct(
        user_id=who.user_id,
        person=who.id,
        entry=entry,
        payload=form.stopped(),
        at=seen.at,
    )
    return redirect("passport")


@with_picture
def episode(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """Keeps when the low time of now began."""
    began = _statements(who).get("episode_started_on")
    form = EpisodeForm(_sent(request), initial={"began": began}, on=seen.on)
    if request.method == "POST" and form.is_valid():
        record.say(
            user_id=who.user_id,
            person=who.id,
            kind="statement",
            payload=form.payload(),
            at=seen.at,
        )
        return redirect("passport")
    return render(request, "passport/episode.html", {"form": form})


@require_POST
@with_picture
def whole(request: HttpRequest, who: Who, seen: Seen, which: str) -> HttpResponse:
    """Keeps that a list is whole as of today."""
    if which not in _WHOLE:
        raise Http404
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="statement",
        payload={"name": _WHOLE[which], "value": seen.on.isoformat()},
        at=seen.at,
    )
    return redirect("passport")


def _statements(who: Who) -> dict[str, str]:
    """What the record holds once, by name; the latest of each counts."""
    listed = sorted(entries_of(who.id, "statement"), key=lambda one: one.recorded_at)
    return {one.subject: one.payload["value"] for one in listed}


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _own(who: Who, kind: str, entry: UUID) -> Stored:
    """The person's own standing entry; anybody else's is simply not there."""
    for one in entries_of(who.id, kind):
        if one.id == entry:
            return one
    raise Http404
