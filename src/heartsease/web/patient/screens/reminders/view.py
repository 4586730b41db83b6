"""Setting notes, their calendar, and one tap to switch everything off."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from heartsease.web.common import clock
from heartsease.web.patient import discreet
from heartsease.web.patient.access import with_person
from heartsease.web.patient.screens.reminders.form import RemindersForm, filled
from heartsease.web.people.queries import Who
from heartsease.web.reminders import services as reminders
from heartsease.web.reminders import way_off
from heartsease.web.reminders.calendar import TYPE, calendar
from heartsease.web.reminders.queries import ahead, behind, reminders_of


@require_http_methods(["GET", "HEAD", "POST"])
@with_person
def page(request: HttpRequest, who: Who) -> HttpResponse:
    """How somebody is reminded; nothing is on before they say so."""
    at = clock.now()
    if request.method == "POST" and "save" not in request.POST:
        _pressed(request, who)
        return redirect(_next(request))
    form = RemindersForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        reminders.settle(
            user_id=who.user_id,
            person=who.id,
            times=said["times"],
            quiet=said["quiet"],
            words=said["words"],
            in_app=said["in_app"],
            mail=said["mail"] and not settings.OWN_COMPUTER,
            on=clock.day_in(who.time_zone, at),
            at=at,
        )
        messages.success(request, _("Saved. You can switch this off at any time."))
        return redirect("reminders")
    wanted = reminders_of(who.id)
    if request.method != "POST":
        form = RemindersForm(initial=filled(wanted))
    return render(
        request,
        "reminders/page.html",
        {
            "form": form,
            "wanted": wanted,
            "resting": wanted is not None and ahead(who, wanted, at=at).resting,
            "address": _address(request, wanted.feed_key) if wanted else "",
            "time_zone": who.time_zone,
            "by_mail": not settings.OWN_COMPUTER,
        },
        status=400 if form.errors else 200,
    )


@require_safe
def feed(request: HttpRequest, key: str) -> HttpResponse:
    """The calendar behind a secret address: times and discreet words, nothing else.

    A calendar program has no account here, so the address is all that opens it.
    """
    found = behind(key)
    if found is None:
        raise Http404
    who, wanted = found
    with translation.override(who.language):
        text = calendar(
            ahead(who, wanted, at=clock.now()).moments,
            said=discreet.said(wanted.words),
            person=who.id,
            changed_at=wanted.changed_at,
        )
    return HttpResponse(text, content_type=TYPE)


@csrf_exempt  # a mail program presses it too, without any cookie of ours (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def off(request: HttpRequest, word: str) -> HttpResponse:
    """Mails off by the link in one, without signing in.

    Looking changes nothing: mail servers open links to see what is behind them.
    """
    person = way_off.whose(word)
    if person is None:
        raise Http404
    if request.method == "POST":
        reminders.stop_mail(person=person, at=clock.now())
    wanted = reminders_of(person)
    return render(
        request, "reminders/off.html", {"on": wanted is not None and wanted.mail}
    )


def _pressed(request: HttpRequest, who: Who) -> None:
    at = clock.now()
    if reminders_of(who.id) is None:
        return
    if "off" in request.POST:
        reminders.switch_off(user_id=who.user_id, person=who.id, at=at)
        messages.success(request, _("All notes are off. Nothing of them is kept."))
    elif "address" in request.POST:
        reminders.new_address(user_id=who.user_id, person=who.id, at=at)
        messages.success(request, _("The calendar has a new address."))
    elif "close" in request.POST:
        reminders.close_address(user_id=who.user_id, person=who.id, at=at)
        messages.success(request, _("The calendar is off. The old address is empty."))
    elif "again" in request.POST:
        on = clock.day_in(who.time_zone, at)
        reminders.begin_again(user_id=who.user_id, person=who.id, on=on, at=at)
        messages.success(request, _("The notes begin again."))


def _next(request: HttpRequest) -> str:
    return "now" if "from_now" in request.POST else "reminders"


def _address(request: HttpRequest, key: str | None) -> str:
    if key is None:
        return ""
    return request.build_absolute_uri(reverse("note_feed", args=[key]))
