"""The program and its lessons."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from heartsease.library.knowledge import standard
from heartsease.library.practices import standard_practices
from heartsease.library.program import standard_program
from heartsease.web.common import clock
from heartsease.web.patient import eating, lessons
from heartsease.web.patient.access import with_person
from heartsease.web.patient.practices import offer
from heartsease.web.patient.screens.program import present
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of, record_of

_KIND = "lesson"
_LONGEST = 80  # signs of a search


@require_safe
@with_person
def page(request: HttpRequest, who: Who) -> HttpResponse:
    """All weeks; with `find` only the lessons in which the words occur."""
    wanted = request.GET.get("find", "").strip()[:_LONGEST]
    shown = present.program(
        standard_program(), record_of(who.id).lessons, wanted=wanted
    )
    return render(request, "program/page.html", {"program": shown})


@require_http_methods(["GET", "POST"])
@with_picture
def lesson(request: HttpRequest, who: Who, seen: Seen, lesson: str) -> HttpResponse:
    """One lesson, in three sentences on a low day; marked as read or kept by a press."""
    facts = record_of(who.id)
    shown = present.lesson_page(
        standard_program(),
        facts.lessons,
        lesson,
        short=_short(request, low=facts.energy == "low"),
        knowledge=standard(),
        practices=standard_practices(),
    )
    if shown is None:
        raise Http404("There is no such lesson.")
    if request.method == "POST":
        _mark(request, who, lesson)
        following = shown.next
        if "read" in request.POST and following is not None:
            return redirect("lesson", lesson=following.id)
        return redirect("program" if "read" in request.POST else request.path)
    door = lessons.door(shown.shown.lesson, facts, seen.picture)
    known = [
        one
        for one in shown.evidence
        if not eating.is_left_out(one.id, seen.knowledge, seen.picture.facts)
    ]
    return render(
        request,
        "program/lesson.html",
        {
            "lesson": shown,
            "door": door,
            "known": known,
            "practice": offer(shown.practice.id, facts, seen.picture),
        },
    )


def _short(request: HttpRequest, *, low: bool) -> bool:
    if "long" in request.GET:
        return False
    return low or "short" in request.GET


def _mark(request: HttpRequest, who: Who, lesson: str) -> None:
    at = clock.now()
    payload: dict[str, Any] = {
        "lesson": lesson,
        "on": clock.day_in(who.time_zone, at).isoformat(),
        "provenance": {"source": "form"},
    }
    if request.POST.get("keep") == "yes":
        payload["kept"] = True
    standing = entries_of(who.id, _KIND, subject=lesson)
    if standing:
        if "read" in request.POST and standing[0].payload.get("kept"):
            payload["kept"] = True  # reading on does not take it off the shelf
        record.correct(
            user_id=who.user_id,
            person=who.id,
            entry=standing[0].id,
            payload=payload,
            at=at,
        )
    else:
        record.say(
            user_id=who.user_id, person=who.id, kind=_KIND, payload=payload, at=at
        )
