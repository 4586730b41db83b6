"""Help now; no account is needed and nothing is kept, not even the country."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.patient.screens.help.present import present
from heartsease.web.people import queries as people
from heartsease.web.record import queries as records


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The lines of the country asked for, or else of the person's own."""
    wanted = request.GET.get("country", "").strip()
    shown = present(
        wanted,
        standard().crisis_lines,
        on=clock.now().date(),
        guess=None if wanted else _own_country(request),
    )
    return render(request, "help/page.html", {"help": shown})


def _own_country(request: HttpRequest) -> str | None:
    if request.user.pk is None:
        return None
    who = people.person_of(request.user.pk)
    return None if who is None else records.record_of(who.id).person.country
