"""Somebody close opens a code and sees what is shared; never a record.

Whatever is not shown (taken back, over, never given, another's, invented) is answered in
one and the same way, so that taking back leaves no sign.
"""

from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from heartsease.web.common import clock
from heartsease.web.patient.access import with_person
from heartsease.web.patient.screens.ally.form import CodeForm
from heartsease.web.patient.shared import shared
from heartsease.web.people.queries import Who
from heartsease.web.sharing import services as sharing
from heartsease.web.sharing.errors import CodeOpensNothing, NothingShared
from heartsease.web.sharing.queries import shared_with


@require_safe
@with_person(consent=False)
def page(request: HttpRequest, who: Who) -> HttpResponse:
    """Who shares something with this account now, by the names they gave."""
    found = shared_with(who.user_id, at=clock.now())
    return render(request, "ally/page.html", {"found": found, "who": who})


@require_http_methods(["GET", "HEAD", "POST"])
@with_person(consent=False)
def code(request: HttpRequest, who: Who) -> HttpResponse:
    """What is seen and not seen is read first; then the code is taken, once."""
    if request.method == "POST" and not ratelimit.consume(
        request, action="open_shared_code", user=request.user
    ):
        wait: HttpResponse = ratelimit.respond_429(request)
        return wait
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            sharing.accept(
                user_id=who.user_id, code=form.cleaned_data["code"], at=clock.now()
            )
        except CodeOpensNothing:
            form.add_error("code", _("This code opens nothing. Ask for a new one."))
        else:
            messages.info(
                request,
                _(
                    "Thank you. The one who gave you the code now has to say yes to "
                    "the name of your account. Nothing is shown before that."
                ),
            )
            return redirect("ally")
    status = 400 if form.errors else 200
    return render(request, "ally/code.html", {"form": form, "who": who}, status=status)


@require_safe
@with_person(consent=False)
def one(request: HttpRequest, who: Who, share: UUID) -> HttpResponse:
    """What one person shares; each look is a line that they can read."""
    at = clock.now()
    try:
        looked = sharing.look(user_id=who.user_id, share=share, at=at)
    except NothingShared:
        return redirect("ally")
    shown = shared(looked.person, looked.sections, at=at)
    context = {"shown": shown, "called": looked.called, "share": share, "who": who}
    return render(request, "ally/one.html", context)


@require_POST
@with_person(consent=False)
def leave(request: HttpRequest, who: Who, share: UUID) -> HttpResponse:
    """They need not see it; what is not there to leave is answered alike."""
    try:
        sharing.leave(user_id=who.user_id, share=share, at=clock.now())
    except NothingShared:
        return redirect("ally")
    messages.info(request, _("You no longer see it. That is fine."))
    return redirect("ally")
