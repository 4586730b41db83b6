"""The first page of every visit: one decision at a time."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from heartsease.core.plan.look import look
from heartsease.core.plan.picture import Picture
from heartsease.core.plan.safety import Mode
from heartsease.core.record.record import Record
from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.journal.kinds import ACTION, REVIEW
from heartsease.web.journal.queries import act_waits
from heartsease.web.patient import half_way, rounds
from heartsease.web.patient.access import with_person
from heartsease.web.patient.alarm import SAFETY_FIRST
from heartsease.web.patient.screens.now import present
from heartsease.web.patient.screens.now.days import FirstWeek, first_week
from heartsease.web.patient.voice import words
from heartsease.web.people import services as people
from heartsease.web.people.queries import Who
from heartsease.web.record import services
from heartsease.web.record.queries import (
    counts_of,
    last_told_before,
    record_of,
    told_on,
)
from heartsease.web.reminders.queries import ahead, reminders_of
from heartsease.web.sharing.queries import given_by, is_hard_day, shows_hard_days

_LATER = "later"  # ids of questions put aside; only for this visit
_TEAM_SKIPPED = "team_skipped"


@require_http_methods(["GET", "POST"])
@with_person
def page(request: HttpRequest, who: Who) -> HttpResponse:
    at = clock.now()
    today = clock.day_in(who.time_zone, at)
    record = record_of(who.id)
    picture = look(record, standard(), on=today)
    if picture.safety.mode in SAFETY_FIRST:
        return redirect("safety")
    if request.method == "POST":
        return _answered(request, who)
    if picture.energy is None or request.GET.get("ask") == "energy":
        return render(request, "now/energy.html", {"energy": picture.energy})
    if request.GET.get("ask") == "team" or (
        who.solo is None and not request.session.get(_TEAM_SKIPPED)
    ):
        return render(request, "now/team.html", {"solo": who.solo})
    shown = present.now(
        picture,
        knowledge=standard(),
        words=words(),
        later=request.session.get(_LATER, []),
        parts=_open_parts(request, record, on=today),
        week=_week(who, today),
        counts=counts_of(who.id),
        told_today=any(one.on == today for one in record.check_ins),
        half_way=_half_way(who, picture),
    )
    shares = given_by(who.user_id, who.id, at=at)
    return render(
        request,
        "now/page.html",
        {
            "now": shown,
            "energy": picture.energy,
            "voice": words()("page.voice"),
            "note": _note(who, at),
            "act_waits": act_waits(who.id, about=ACTION, review=REVIEW, today=today),
            "after_flow": picture.safety.mode is Mode.AFTER_FLOW,
            "shares": sum(bool(one.ally) for one in shares),
            "shows_hard_days": shows_hard_days(who.id, at=at),
            "is_hard_day": is_hard_day(who.id, on=today),
        },
    )


def _half_way(who: Who, picture: Picture) -> dict[str, int]:
    """How many questions were answered of each set that was stopped before its end."""
    if not any(one.question.id.startswith("instrument:") for one in picture.questions):
        return {}
    return {
        name: sum(bool(typed) for typed in one.typed.values())
        for name, one in half_way.left(who).items()
    }


def _open_parts(request: HttpRequest, record: Record, *, on: date) -> tuple[str, ...]:
    """What is open of the check of every two weeks, once it is due."""
    one = rounds.current(record, standard(), on=on)
    if one is None or not one.is_due(on):
        return ()
    return one.open_parts(rounds.skipped(request, one))


def _note(who: Who, at: datetime) -> str:
    """What the line about notes says: "due", "resting", or "" for no line."""
    wanted = reminders_of(who.id)
    if wanted is None:
        return ""
    ahead_of = ahead(who, wanted, at=at)
    if ahead_of.resting:
        return "resting"
    due = any(one.at <= at for one in ahead_of.moments)
    return "due" if wanted.in_app and due else ""


def _week(who: Who, today: date) -> FirstWeek:
    began = who.consented_at
    return first_week(
        consented_on=clock.day_in(who.time_zone, began) if began else today,
        today=today,
        told_before=last_told_before(who.id, who.time_zone, today),
        told_today=told_on(who.id, who.time_zone, today),
    )


def _answered(request: HttpRequest, who: Who) -> HttpResponse:
    at = clock.now()
    energy, team = request.POST.get("energy"), request.POST.get("team")
    if energy in present.ENERGIES:
        services.say(
            user_id=who.user_id,
            person=who.id,
            kind="statement",
            payload={"name": "energy", "value": energy},
            at=at,
        )
    elif team in ("solo", "team"):
        people.settle_in(user_id=who.user_id, person=who.id, at=at, solo=team == "solo")
    elif team == "skip":
        request.session[_TEAM_SKIPPED] = True
    elif later := request.POST.get("later"):
        put_aside = request.session.get(_LATER, [])
        request.session[_LATER] = sorted({*put_aside, later[:80]})
    elif "bring_back" in request.POST:
        request.session.pop(_LATER, None)
    return redirect("now")
