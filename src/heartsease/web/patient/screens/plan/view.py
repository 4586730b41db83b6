"""The plan, and what the person says about a step."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from heartsease.web.patient import wishes
from heartsease.web.patient.screens.plan import present
from heartsease.web.patient.screens.plan.form import WishForm
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who


@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """At most three steps; while safety comes first, its notice and nothing else."""
    context: dict[str, object] = {"page": seen.page, "waits": seen.waits_for_safety}
    if not seen.waits_for_safety:
        context |= {
            "steps": present.steps(seen, wishes.wishes(who.id)),
            "to_raise": present.to_raise(seen),
            "left_out": present.left_out(seen),
            "said": present.said(request.GET.get("said", "")),
            "worse": request.GET.get("said") == "worse",
        }
    return render(request, "plan/page.html", context)


@require_POST
@with_picture
def wish(request: HttpRequest, who: Who, seen: Seen, intervention: str) -> HttpResponse:
    """Keeps what the person wants; a step that made things worse is not wanted."""
    form = WishForm(request.POST)
    if intervention not in seen.knowledge.interventions or not form.is_valid():
        raise Http404
    said = form.cleaned_data["wish"]
    wishes.wish(
        user_id=who.user_id,
        person=who.id,
        subject=intervention,
        wish="no" if said == "worse" else said,
        on=seen.on,
        at=seen.at,
    )
    back = "library_item" if form.cleaned_data["back"] == "library" else "plan"
    args = [intervention] if back == "library_item" else []
    return redirect(f"{reverse(back, args=args)}?said={said}")
