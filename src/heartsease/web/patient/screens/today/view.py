"""The check-in of today, or of a day not long ago."""

import json

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heartsease.core.record.record import Record
from heartsease.web.common import clock
from heartsease.web.common.typed import day_in
from heartsease.web.patient.access import with_person
from heartsease.web.patient.arriving import receive
from heartsease.web.patient.screens.today import form, present
from heartsease.web.people.queries import Who
from heartsease.web.record.queries import entries_of, history_of, record_of
from heartsease.web.sync import services as sync

_KIND = "check_in"


@require_http_methods(["GET", "POST"])
@with_person
def page(request: HttpRequest, who: Who, day: str = "") -> HttpResponse:
    """Shows the taps of a day, and takes them; without a day it is today."""
    at = clock.now()
    now = clock.day_in(who.time_zone, at)
    on = day_in(day) if day else now
    if on is None or not present.may_be_changed(on, now=now):
        raise Http404("That day cannot be changed any more.")
    if request.method == "POST":
        kept = receive(
            who,
            sync.Operation(
                id=form.operation(request.POST),
                kind=_KIND,
                payload=form.payload(request.POST.dict(), on=on),
                made_at=at,
                based_on=form.based_on(request.POST),
            ),
            today=now,
            at=at,
        )
        if kept.alarming:
            return redirect("safety")
        messages.success(request, _("Saved. Being here counts."))
        return redirect("now")
    record = record_of(who.id)
    standing = [one for one in entries_of(who.id, _KIND) if one.on == on]
    shown = present.today(
        record,
        on=on,
        now=now,
        entry=standing[0] if standing else None,
        earlier=history_of(who.id, _KIND, subject=""),
        short=_short(record, told=bool(standing), more="more" in request.GET),
    )
    return render(
        request, "today/page.html", {"day": shown, "fixed": json.dumps(shown.fixed)}
    )


def _short(record: Record, *, told: bool, more: bool) -> bool:
    """One tap on a low day; never when that would take away what was told already."""
    return record.energy == "low" and not told and not more
