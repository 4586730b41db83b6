"""Help now; no account is needed and nothing is kept, not even the country."""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heartsease.core.safety.crisis import Country
from heartsease.library import crisis_lines
from heartsease.library.errors import RecordError
from heartsease.library.knowledge import root
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
        _countries(),
        on=clock.now().date(),
        guess=None if wanted else _own_country(request),
    )
    return render(request, "help/page.html", {"help": shown})


@cache
def _countries() -> tuple[Country, ...]:
    """The lines alone: a fault elsewhere in the knowledge must not take them away."""
    return crisis_lines.load(root())


def _own_country(request: HttpRequest) -> str | None:
    if request.user.pk is None:
        return None
    who = people.person_of(request.user.pk)
    if who is None:
        return None
    try:
        return records.record_of(who.id).person.country
    except RecordError:  # a record that cannot be read must not close this page
        return None
