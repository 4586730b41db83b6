"""Offers the parts of the check one by one; any of them can be skipped."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from heartsease.core.plan.fortnight import Round
from heartsease.web.patient import rounds
from heartsease.web.patient.screens.fortnight import present
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who
from heartsease.web.record.queries import record_of


@require_http_methods(["GET", "POST"])
@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """The next open part, else what the check says, else when the next one is due."""
    if seen.waits_for_safety:
        return redirect("safety")
    one = rounds.current(record_of(who.id), seen.knowledge, on=seen.on)
    if one is None:
        return render(request, "fortnight/first.html", {})
    if request.method == "POST":
        return _chosen(request, one, seen)
    put_aside = rounds.skipped(request, one)
    open_ = one.open_parts(put_aside) if one.is_due(seen.on) else ()
    if open_:
        part = present.part(one, open_[0], seen.knowledge)
        return render(
            request, "fortnight/part.html", {"part": part, "done": len(one.done)}
        )
    return render(
        request,
        "fortnight/result.html",
        {
            "page": seen.page,
            "result": present.result(one, seen),
            "treatments": bool(seen.picture.checks),
            "put_aside": present.anything_put_aside(one, put_aside),
            "nothing": one.is_due(seen.on) and not one.done,
        },
    )


def _chosen(request: HttpRequest, one: Round, seen: Seen) -> HttpResponse:
    """Starts or skips a part; an id that is no part of this check changes nothing."""
    start, skip = request.POST.get("start", ""), request.POST.get("skip", "")
    if start in one.parts:
        request.session[rounds.WITHIN] = start
        low = seen.picture.energy == "low"
        query = urlencode({"open": 1, **({"one": 1} if low else {})})
        return redirect(f"{reverse('ask', args=[start])}?{query}")
    if skip in one.parts:
        rounds.skip(request, one, [skip])
    elif "skip_all" in request.POST:
        rounds.skip(request, one, one.parts)
    elif "bring_back" in request.POST:
        rounds.bring_back(request)
    return redirect("fortnight")
