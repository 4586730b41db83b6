"""The page after signing in again: what was typed is there, to be sent or thrown away."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from heartsease.web.patient import kept
from heartsease.web.patient.access import with_person
from heartsease.web.people.queries import Who


@require_http_methods(["GET", "POST"])
@with_person(consent=False)
def page(request: HttpRequest, who: Who) -> HttpResponse:
    """Shown once; sending it goes to where it was meant to go."""
    waiting = kept.kept_for(request)
    if waiting is None:
        return redirect("now" if who.consented_at else "consent")
    if request.method == "POST":
        kept.forget(request)
        return redirect("now")
    typed = [value for name, value in waiting.fields if " " in value.strip()]
    return render(request, "back/page.html", {"kept": waiting, "typed": typed})
