"""What runs, what a look at each says, and what the person settles."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from heartsease.core.record.record import Choice
from heartsease.web.patient import running
from heartsease.web.patient.running import Shown
from heartsease.web.patient.screens.treatments.form import SettleForm
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who
from heartsease.web.record.queries import entries_of


@require_http_methods(["GET", "POST"])
@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """All of them; with `?settle=` one of them and the choice to be made."""
    if seen.waits_for_safety:
        return redirect("safety")
    shown = running.shown(seen)
    asked = request.POST if request.method == "POST" else request.GET
    if "settle" in asked:
        return _settle(request, who, seen, _named(shown, asked["settle"]))
    entries = {one.payload.get("id"): one.id for one in entries_of(who.id, "trial")}
    return render(
        request,
        "treatments/page.html",
        {
            "page": seen.page,
            "rows": [(one, entries.get(one.line.trial)) for one in shown],
            "several": len(shown) > 1,
        },
    )


def _named(shown: tuple[Shown, ...], key: str) -> Shown:
    for one in shown:
        if one.line.key == key:
            return one
    raise Http404


def _settle(request: HttpRequest, who: Who, seen: Seen, one: Shown) -> HttpResponse:
    line = one.line
    form = SettleForm(
        request.POST if request.method == "POST" else None,
        line=line,
        on=seen.on,
        initial={
            "choice": line.answer.value if line.answer else None,
            "until": line.until,
        },
    )
    if request.method == "POST" and form.is_valid():
        running.settle(
            user_id=who.user_id,
            person=who.id,
            line=line,
            choice=Choice(form.cleaned_data["choice"]),
            until=form.cleaned_data["until"],
            knowledge=seen.picture.fingerprint,
            on=seen.on,
            at=seen.at,
        )
        return redirect(f"{reverse('treatments')}#{one.place}")
    return render(
        request,
        "treatments/settle.html",
        {"form": form, "one": one},
        status=400 if form.errors else 200,
    )
