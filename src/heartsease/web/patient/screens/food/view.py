"""Tapping a meal and looking at the week."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard
from heartsease.web.common.typed import day_in, uuid_in
from heartsease.web.patient import eating
from heartsease.web.patient.screens.food import form, present
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who
from heartsease.web.record.queries import Stored, entries_of, record_of
from heartsease.web.sync import services as sync

_KIND = "meal"
MOMENTS: dict[str, str | Promise] = {
    "breakfast": gettext_lazy("Breakfast"),
    "lunch": gettext_lazy("Lunch"),
    "dinner": gettext_lazy("Dinner"),
    "between": gettext_lazy("In between"),
}


@require_http_methods(["GET"])
@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """The week as a pattern; plain support instead where food may be hard."""
    if held := _held_back(request, seen):
        return held
    until = min(day_in(request.GET.get("until", "")) or seen.on, seen.on)
    shown = present.pattern(
        record_of(who.id).meals,
        until=until,
        food=standard().food,
        rules_of=standard().rules_of,
        facts=seen.picture.facts,
    )
    return render(
        request,
        "food/page.html",
        {
            "pattern": shown,
            "food": standard().food,
            "asks": _asks(shown.swaps.missing),
            "today": seen.on,
            "moments": MOMENTS.items(),
            "earlier": until - timedelta(days=standard().food.days),
            "later": until + timedelta(days=standard().food.days)
            if until < seen.on
            else None,
        },
    )


@require_http_methods(["GET", "POST"])
@with_picture
def meal(
    request: HttpRequest, who: Who, seen: Seen, day: str, moment: str
) -> HttpResponse:
    """One meal of one day: taps, with what has to be said beside each."""
    on = day_in(day)
    if on is None or moment not in MOMENTS or not present.may_be_told(on, now=seen.on):
        raise Http404("There is no such meal.")
    if held := _held_back(request, seen):
        return held
    standing = _standing(who, on, moment)
    known = standard().food.tags
    if request.method == "POST":
        tags = [tag for tag in request.POST.getlist("tags") if tag in known]
        _keep(request, who, seen, tags, on=on, moment=moment)
        noted = present.noted(
            present.choices(
                standard().food,
                chosen=tags,
                rules_of=standard().rules_of,
                facts=seen.picture.facts,
            ),
            food=standard().food,
        )
        if noted is not None:
            return render(request, "food/warned.html", {"noted": noted})
        messages.success(request, _("Saved."))
        return redirect("food")
    choices = present.choices(
        standard().food,
        chosen=standing.payload["tags"] if standing else (),
        rules_of=standard().rules_of,
        facts=seen.picture.facts,
    )
    return render(
        request,
        "food/meal.html",
        {
            "choices": choices,
            "asks": _asks(
                key
                for choice in choices
                for warning in choice.perhaps
                for key in warning.missing
            ),
            "moment": MOMENTS[moment],
            "day": on,
            "is_today": on == seen.on,
            "entry": str(standing.id) if standing else "",
            "operation": uuid4(),
        },
    )


def _held_back(request: HttpRequest, seen: Seen) -> HttpResponse | None:
    """Plain support for somebody whose eating is hard, and the question before it."""
    known = seen.knowledge
    may = eating.may_look(known, seen.picture.facts)
    if may is True:
        return None
    if isinstance(may, Unknown):
        return render(
            request,
            "food/first.html",
            {
                "scoff": any(key.startswith("screen:scoff") for key in may.missing),
                "card": any(key.startswith("has:") for key in may.missing),
            },
        )
    return render(request, "food/support.html", {"rule": eating.eating_rule(known)})


def _keep(
    request: HttpRequest,
    who: Who,
    seen: Seen,
    tags: list[str],
    *,
    on: date,
    moment: str,
) -> None:
    sync.receive(
        user_id=who.user_id,
        person=who.id,
        operation=sync.Operation(
            id=uuid_in(request.POST.get("operation", "")) or uuid4(),
            kind=_KIND,
            payload=form.payload(tags, on=on, moment=moment),
            made_at=seen.at,
            based_on=uuid_in(request.POST.get("based_on", "")),
        ),
        at=seen.at,
    )


def _standing(who: Who, on: date, moment: str) -> Stored | None:
    for entry in entries_of(who.id, _KIND, subject=moment):
        if entry.on == on:
            return entry
    return None


def _asks(missing: Iterable[str]) -> dict[str, Any]:
    """Where facts that are not known yet can be told: medicines, and cards of questions."""
    keys = set(missing)
    asked = {key.removeprefix("has:") for key in keys if key.startswith("has:")}
    return {
        "medicines": any(key.startswith("taking:") for key in keys),
        "cards": [
            (card.id, card.title)
            for card in standard().cards
            if asked & {term.id for term in card.terms}
        ],
    }
