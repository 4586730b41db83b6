"""The map and each of its findings."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from heartsease.exchange.drawing.flower import numbered_flower
from heartsease.web.patient.screens.map import present
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.patient.showing import drawn
from heartsease.web.patient.voice import words
from heartsease.web.people.queries import Who


@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """Eight domains, what was found in each, and what to find out next."""
    drawing = ""
    if seen.page.drawn:
        title = words()("map.heading")
        drawing = drawn(numbered_flower(seen.picture.domains, title=title))
    return render(
        request,
        "map/page.html",
        {
            "page": seen.page,
            "flower": drawing,
            "domains": present.domains(seen),
            "questions": present.questions(seen),
            "questions_open": seen.picture.questions_open,
        },
    )


@with_picture
def finding(request: HttpRequest, who: Who, seen: Seen, finding: str) -> HttpResponse:
    """One finding: how sure, why it matters, from which facts, and what undoes it."""
    one = seen.picture.findings.get(finding)
    if one is None or one.left_out:
        raise Http404
    return render(
        request,
        "map/finding.html",
        {"page": seen.page, "finding": present.finding(one, seen)},
    )
