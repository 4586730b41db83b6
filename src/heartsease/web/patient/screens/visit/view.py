"""The visit page: one side for any doctor, on screen and as PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from heartsease.exchange.visit_page.content import Appendix, Part
from heartsease.exchange.visit_page.html import visit_html
from heartsease.exchange.visit_page.pdf import visit_pdf
from heartsease.web.patient import courses, lately, on_paper, safety_plan
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.patient.voice import words
from heartsease.web.people.queries import Who

# The sheet is one file with its own <style> and nothing to load.
_SHEET_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """What the page is for, and the three ways to take it along."""
    has_plan = safety_plan.plan_of(who.id).written
    return render(
        request,
        "visit/page.html",
        {
            "page": seen.page,
            "has_plan": has_plan,
            "lately": lately.of(who, seen),
            "courses": [one for one in courses.courses(seen) if one.paper],
        },
    )


@with_picture
def sheet(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """The sheet itself, as it prints."""
    back = format_html(
        '<p class="screen-only"><a href="{}">{}</a></p>', reverse("visit"), _("Back")
    )
    whole = visit_html(
        seen.page, seen.picture, words(), appendices=_wanted(request, who, seen)
    )
    response = HttpResponse(whole.replace("<main>", f"<main>{back}", 1))
    response.headers["Content-Security-Policy"] = _SHEET_POLICY
    return response


@with_picture
def pdf(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """The sheet as a PDF of one side."""
    name = f"heartsease-visit-{seen.on.isoformat()}.pdf"
    return HttpResponse(
        visit_pdf(
            seen.page, seen.picture, words(), appendices=_wanted(request, who, seen)
        ),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def _wanted(request: HttpRequest, who: Who, seen: Seen) -> tuple[Appendix, ...]:
    """What goes along behind the page: only what was ticked, each time anew."""
    found = []
    if request.GET.get("days") == "yes" and (went := on_paper.how_it_went(who, seen)):
        found.append(went)
    if request.GET.get("safety_plan") == "yes":
        plan = safety_plan.plan_of(who.id)
        parts = tuple(
            Part(title=str(one.heading.title), lines=tuple(one.text.splitlines()))
            for one in plan.parts
            if one.lines
        )
        if parts:
            found.append(Appendix(heading=_("My safety plan"), parts=parts))
    return tuple(found)
