"""One questionnaire: all on one page, or with `?one=1` one question a page."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from heartsease.core.instruments.definition import Instrument, Item
from heartsease.core.plan.safety import Mode
from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.patient import half_way
from heartsease.web.patient.access import with_person
from heartsease.web.patient.alarm import open_again, sets_off
from heartsease.web.patient.rounds import WITHIN
from heartsease.web.patient.screens.ask import present
from heartsease.web.patient.screens.ask.form import PREFIX, Filled, read
from heartsease.web.patient.voice import words
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record
from heartsease.web.record.queries import picture_of

_SAFETY = "asq"  # asked on the safety screen, with the help lines on top


@require_http_methods(["GET", "POST"])
@with_person
def page(request: HttpRequest, who: Who, instrument: str) -> HttpResponse:
    if instrument == _SAFETY:
        return redirect("safety")
    asked = standard().instruments.get(instrument)
    if asked is None or not present.is_askable(asked):
        raise Http404
    picture = picture_of(who.id, on=clock.day_in(who.time_zone, clock.now()))
    if picture.safety.mode is Mode.EMERGENCY:
        return redirect("safety")
    if "result" in request.GET:
        shown = present.result(picture, asked, words())
        return render(
            request, "ask/result.html", {"instrument": asked, "result": shown}
        )
    left = half_way.left(who).get(instrument)
    so_far = left.typed if left else {}
    # Where nothing else was asked for, it goes on in the form it was left in.
    one = left is not None and left.one_by_one and "open" not in request.GET
    if asked.sensitive and request.method == "GET" and "open" not in request.GET:
        context = {"instrument": asked, "one": "one" in request.GET or one}
        return render(request, "ask/note.html", context)
    items = present.items_for(asked, picture.person.sex)
    if "one" in request.GET or one:
        return _one_by_one(request, who, asked, items, so_far)
    return _all_at_once(request, who, asked, items, so_far)


def _all_at_once(
    request: HttpRequest,
    who: Who,
    instrument: Instrument,
    items: tuple[Item, ...],
    so_far: Mapping[str, str],
) -> HttpResponse:
    if request.method == "GET":
        return _form(request, instrument, items, typed=so_far)
    filled = read(instrument, items, request.POST)
    if "stop" in request.POST and not _alarms(instrument, filled.given):
        answered = {item: filled.typed[item] for item in filled.given}
        if answered or so_far:
            half_way.leave(who, instrument.id, answered, one_by_one=False)
        return redirect("now")
    if filled.errors:
        if _alarms(instrument, filled.given):
            # What needs help at once does not wait for a slip elsewhere to be mended.
            return _keep(request, who, instrument, filled.given)
        return _form(
            request,
            instrument,
            items,
            typed=filled.typed,
            errors=filled.errors,
            status=400,
        )
    return _keep(request, who, instrument, filled.given)


def _form(
    request: HttpRequest,
    instrument: Instrument,
    items: tuple[Item, ...],
    *,
    typed: Mapping[str, str],
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = present.questions(instrument, items, typed=typed, errors=errors or {})
    context = {
        "instrument": instrument,
        "questions": shown,
        "wrong": [one for one in shown if one.error],
        "about_words": present.about_words(instrument),
        "one_url": f"{reverse('ask', args=[instrument.id])}?open=1&one=1",
    }
    return render(request, "ask/page.html", context, status=status)


def _one_by_one(
    request: HttpRequest,
    who: Who,
    instrument: Instrument,
    items: tuple[Item, ...],
    so_far: Mapping[str, str],
) -> HttpResponse:
    place = _place(request, items, so_far)
    item = items[place]
    errors: Mapping[str, str] = {}
    status = 200
    if request.method == "POST":
        filled = read(
            instrument, (item,), {} if "skip" in request.POST else request.POST
        )
        so_far = {**so_far, **filled.typed}
        errors, status = filled.errors, 400
        if not errors:
            answered = _answers(instrument, items, so_far)
            if place + 1 == len(items) or _alarms(instrument, filled.given):
                return _keep(request, who, instrument, answered.given)
            half_way.leave(who, instrument.id, so_far, one_by_one=True)
            return redirect(_at(instrument, place + 1))
    question = present.questions(instrument, items, typed=so_far, errors=errors)[place]
    context = {
        "instrument": instrument,
        "question": question,
        "count": len(items),
        "place": place,
        "last": place + 1 == len(items),
        "back_url": _at(instrument, place - 1) if place else "",
        "here_url": _at(instrument, place),
        "all_url": f"{reverse('ask', args=[instrument.id])}?open=1",
        "about_words": present.about_words(instrument),
    }
    return render(request, "ask/one.html", context, status=status)


def _place(
    request: HttpRequest, items: tuple[Item, ...], so_far: Mapping[str, str]
) -> int:
    """The question in the address, or the first that was not passed yet."""
    wanted = request.GET.get("at", "")
    if wanted.isdigit() and 0 < int(wanted) <= len(items):
        return int(wanted) - 1
    passed = [item.id in so_far for item in items]
    return passed.index(False) if False in passed else 0


def _at(instrument: Instrument, place: int) -> str:
    query = urlencode({"open": 1, "one": 1, "at": place + 1})
    return f"{reverse('ask', args=[instrument.id])}?{query}"


def _keep(
    request: HttpRequest,
    who: Who,
    instrument: Instrument,
    given: Mapping[str, float],
) -> HttpResponse:
    """Sends the answers as one response; without any answer nothing is kept."""
    if not given:
        if instrument.id in half_way.left(who):
            half_way.leave(who, instrument.id, {}, one_by_one=False)
        messages.info(request, _("Nothing was answered, so nothing was kept."))
        return redirect("now")
    at = clock.now()
    today = clock.day_in(who.time_zone, at)
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="response",
        payload={
            "instrument": instrument.id,
            "on": today.isoformat(),
            "answers": dict(given),
            "provenance": {"source": "form"},
        },
        at=at,
    )
    if _alarms(instrument, given):
        open_again(who, today=today, at=at)
        return redirect("safety")
    return _next(request, instrument)


def _next(request: HttpRequest, instrument: Instrument) -> HttpResponse:
    """To the result, or back to the round of questions this one was opened from."""
    if request.session.pop(WITHIN, None) == instrument.id:
        return redirect("fortnight")
    return redirect(f"{reverse('ask', args=[instrument.id])}?result=1")


def _alarms(instrument: Instrument, given: Mapping[str, float]) -> bool:
    answered = {f"item:{instrument.id}.{item}": value for item, value in given.items()}
    return sets_off(answered, standard())


def _answers(
    instrument: Instrument, items: tuple[Item, ...], typed: Mapping[str, str]
) -> Filled:
    return read(
        instrument, items, {PREFIX + item: text for item, text in typed.items()}
    )
