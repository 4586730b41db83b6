"""The plan, and what the person says about a step."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from heartsease.web.patient import choices, wishes
from heartsease.web.patient.screens.plan import present
from heartsease.web.patient.screens.plan.form import (
    KEEP,
    ChooseForm,
    LookForm,
    WishForm,
)
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who

# Where a wish was said, and the screen that follows.
_BACK = {"": "plan", "library": "library_item", "helpers": "helpers"}


@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """At most three steps; while safety comes first, its notice and nothing else."""
    context: dict[str, object] = {"page": seen.page, "waits": seen.waits_for_safety}
    if not seen.waits_for_safety:
        steps = present.steps(seen, wishes.wishes(who.id))
        is_low = seen.picture.energy == "low"
        context |= {
            "steps": steps,
            "low_day": present.low_day(steps) if is_low else None,
            "others": len(steps) - 1,
            "to_raise": present.to_raise(seen),
            "left_out": present.left_out(seen),
            "on_hold": present.on_hold(seen),
            "undo": _undo(request, seen),
            "said": present.said(
                request.GET.get("said", ""), seen, about=request.GET.get("about", "")
            ),
        }
    return render(request, "plan/page.html", context)


@require_POST
@with_picture
def wish(request: HttpRequest, who: Who, seen: Seen, intervention: str) -> HttpResponse:
    """Keeps what the person wants; a step that is refused ends and another comes."""
    form = WishForm(request.POST)
    if intervention not in seen.knowledge.interventions or not form.is_valid():
        raise Http404
    said = form.cleaned_data["wish"]
    wishes.wish(
        user_id=who.user_id,
        person=who.id,
        subject=intervention,
        wish=said,
        on=seen.on,
        at=seen.at,
    )
    if said == "no":
        choices.end(**_of(who, seen, intervention), on=seen.on)
    back = _BACK[form.cleaned_data["back"]]
    args = [intervention] if back == "library_item" else []
    return redirect(f"{reverse(back, args=args)}?said={said}&about={intervention}")


@require_POST
@with_picture
def choose(
    request: HttpRequest, who: Who, seen: Seen, intervention: str
) -> HttpResponse:
    """Begins a step in one of its sizes; only what is a step today can be begun."""
    one = seen.knowledge.interventions.get(intervention)
    form = ChooseForm(request.POST)
    if one is None or not form.is_valid():
        raise Http404
    if intervention not in {step.intervention.id for step in seen.picture.plan.steps}:
        return redirect(f"{reverse('plan')}?said=closed&about={intervention}")
    choices.choose(
        **_of(who, seen, intervention),
        size=form.cleaned_data["size"],
        on=seen.on,
        judge_on=seen.on + timedelta(weeks=one.judge.weeks),
        knowledge=seen.picture.fingerprint,
    )
    return redirect(f"{reverse('plan')}?said=chosen&about={intervention}")


@require_POST
@with_picture
def look_again(
    request: HttpRequest, who: Who, seen: Seen, intervention: str
) -> HttpResponse:
    """What becomes of a step that was given its time: kept on, or stopped."""
    one = seen.knowledge.interventions.get(intervention)
    form = LookForm(request.POST)
    if one is None or not form.is_valid():
        raise Http404
    verdict = form.cleaned_data["verdict"]
    if verdict == KEEP:
        later = seen.on + timedelta(weeks=one.judge.weeks)
        choices.keep_on(**_of(who, seen, intervention), judge_on=later)
    else:
        choices.end(**_of(who, seen, intervention), on=seen.on)
    return redirect(f"{reverse('plan')}?said={verdict}&about={intervention}")


def _undo(request: HttpRequest, seen: Seen) -> str:
    """The step that was just refused, to be brought back; "" when none was."""
    about = request.GET.get("about", "")
    refused = request.GET.get("said") == "no"
    return about if refused and about in seen.knowledge.interventions else ""


def _of(who: Who, seen: Seen, intervention: str) -> dict[str, Any]:
    return {
        "user_id": who.user_id,
        "person": who.id,
        "intervention": intervention,
        "at": seen.at,
    }
