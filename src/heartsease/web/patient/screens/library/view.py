"""The library: search it, and read everything about one intervention."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from heartsease.core.plan.map import DOMAINS
from heartsease.web.patient.screens.library import present
from heartsease.web.patient.screens.library.form import SearchForm
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who


@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """All interventions by tier, or those that match."""
    form = SearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    words, domain = asked.get("q", ""), asked.get("domain", "")
    groups = present.groups(seen, words=words, domain=domain)
    return render(
        request,
        "library/page.html",
        {
            "form": form,
            "groups": groups,
            "count": sum(len(one.items) for one in groups),
            "domains": DOMAINS.items(),
        },
    )


@with_picture
def item(request: HttpRequest, who: Who, seen: Seen, id: str) -> HttpResponse:
    """One intervention: what it is, its evidence, its gates, and why for this person."""
    one = seen.knowledge.interventions.get(id)
    if one is None:
        raise Http404
    return render(
        request,
        "library/item.html",
        {
            "item": present.item(one, seen),
            "waits": seen.waits_for_safety,
            "said": request.GET.get("said", ""),
        },
    )
