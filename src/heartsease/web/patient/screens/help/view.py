"""Help now; no account is needed and nothing is kept, not even the country.

Who is signed in also sees their own safety plan here, and nobody else's.
"""

from functools import cache
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from heartsease.core.safety.crisis import Country
from heartsease.library import crisis_lines
from heartsease.library.errors import RecordError
from heartsease.library.knowledge import root
from heartsease.web.common import clock
from heartsease.web.patient.safety_plan import SafetyPlan, plan_of
from heartsease.web.patient.screens.help.present import present
from heartsease.web.people import queries as people
from heartsease.web.record import queries as records


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The lines of the country asked for, or else of the person's own."""
    own = _own_person(request)
    wanted = request.GET.get("country", "").strip()
    shown = present(
        wanted,
        _countries(),
        on=clock.now().date(),
        guess=None if wanted or own is None else _country_of(own),
    )
    plan = None if own is None else _plan_of(own)
    return render(request, "help/page.html", {"help": shown, "plan": plan})


@cache
def _countries() -> tuple[Country, ...]:
    """The lines alone: a fault elsewhere in the knowledge must not take them away."""
    return crisis_lines.load(root())


def _own_person(request: HttpRequest) -> UUID | None:
    if request.user.pk is None:
        return None
    who = people.person_of(request.user.pk)
    return None if who is None else who.id


def _country_of(person: UUID) -> str | None:
    try:
        return records.record_of(person).person.country
    except RecordError:  # a record that cannot be read must not close this page
        return None


def _plan_of(person: UUID) -> SafetyPlan | None:
    try:
        return plan_of(person)
    except (KeyError, TypeError, AttributeError):  # nor must a damaged plan
        return None
