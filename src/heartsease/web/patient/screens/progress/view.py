"""How the followed questionnaires moved over time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from heartsease.web.patient import courses, lately, running
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who


@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """One drawing for each followed questionnaire, with at most three sentences."""
    return render(
        request,
        "progress/page.html",
        {
            "page": seen.page,
            "courses": courses.courses(seen),
            "lately": lately.of(who, seen),
            "treatments": running.shown(seen),
        },
    )
