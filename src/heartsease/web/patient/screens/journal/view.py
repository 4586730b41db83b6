"""Writing for oneself: pages, what matters, one small act and how it went."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from heartsease.library.values import standard_values
from heartsease.web.common.typed import uuid_in
from heartsease.web.journal import services as pages
from heartsease.web.journal.kinds import (
    ACTION,
    FREE,
    LONGEST,
    REVIEW,
    TO_WRITE,
    VALUES,
    words_of,
)
from heartsease.web.journal.queries import earlier_of, page_of, pages_of, was_changed
from heartsease.web.patient.alarm import keep_words_of_self_harm, speaks_of_self_harm
from heartsease.web.patient.questions import QUESTIONS
from heartsease.web.patient.screens.journal import present
from heartsease.web.patient.seen import Seen, with_picture
from heartsease.web.people.queries import Who

WENT = ("done", "partly", "not_now")


@require_safe
@with_picture
def page(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """Everything of the journal, newest first."""
    shown = present.journal(
        pages_of(who.user_id, who.id),
        knowledge=seen.knowledge,
        facts=seen.picture.facts,
        today=seen.on,
    )
    return render(request, "journal/page.html", {"journal": shown})


@require_http_methods(["GET", "POST"])
@with_picture
def new(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """A new page, on a question or on nothing in particular."""
    about = request.POST.get("about", request.GET.get("about", ""))
    if about not in TO_WRITE:
        raise Http404("There is no such question.")
    text = words_of(request.POST.get("text", ""))[:LONGEST]
    if request.method == "POST" and text:
        tomorrow = about == ACTION
        return _kept(
            request,
            who,
            seen,
            text,
            about=about,
            on=seen.on + timedelta(days=1) if tomorrow else seen.on,
        )
    return render(
        request,
        "journal/write.html",
        {
            "about": about,
            "question": QUESTIONS.get(about),
            "is_act": about == ACTION,
            "values": present.journal(
                pages_of(who.user_id, who.id, about=VALUES),
                knowledge=seen.knowledge,
                facts=seen.picture.facts,
                today=seen.on,
            ).values,
            "operation": uuid4(),
            "longest": LONGEST,
        },
    )


@require_http_methods(["GET", "POST"])
@with_picture
def one(request: HttpRequest, who: Who, seen: Seen, entry: UUID) -> HttpResponse:
    """One page: to read, to change, to tear out."""
    written = page_of(who.user_id, who.id, entry)
    text = words_of(request.POST.get("text", ""))[:LONGEST]
    if written is None and text and was_changed(who.id, entry):
        said = _("This page was changed elsewhere meanwhile. Now both are there.")
        return _kept(request, who, seen, text, about=FREE, on=seen.on, said=said)
    if written is None:
        raise Http404("There is no such page.")
    if request.method == "POST" and "tear_out" in request.POST:
        pages.tear_out(user_id=who.user_id, person=who.id, page=entry, at=seen.at)
        messages.info(request, _("The page is gone."))
        return redirect("journal")
    if request.method == "POST" and text and text != words_of(written.text or ""):
        with transaction.atomic():
            pages.change(
                user_id=who.user_id, person=who.id, page=entry, text=text, at=seen.at
            )
            alarming = _looked_at(who, seen, text)
        if alarming:
            return redirect("safety")
        messages.success(request, _("Saved."))
        return redirect("journal")
    return render(
        request,
        "journal/one.html",
        {
            "written": written,
            "title": present.title_of(written.about),
            "earlier": earlier_of(who.user_id, who.id, entry),
            "longest": LONGEST,
        },
    )


@require_http_methods(["GET", "POST"])
@with_picture
def values(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """A few words that matter, from cards or in one's own words."""
    known = standard_values(who.language)
    if request.method == "POST":
        own = request.POST.get("own", "").strip()[:60]
        chosen = [word for word in known.words if word in request.POST.getlist("word")]
        words = [*chosen, *([own] if own else [])][: known.most]
        alarming = False
        if words:
            with transaction.atomic():
                pages.write(
                    user_id=who.user_id,
                    person=who.id,
                    text="\n".join(words),
                    about=VALUES,
                    on=seen.on,
                    at=seen.at,
                )
                alarming = _looked_at(who, seen, own)
        return redirect("safety" if alarming else "journal")
    standing = pages_of(who.user_id, who.id, about=VALUES)
    said = set((standing[0].text or "").splitlines()) if standing else set()
    return render(
        request,
        "journal/values.html",
        {
            "words": [(word, word in said) for word in known.words],
            "own": ", ".join(sorted(said - set(known.words))),
            "most": known.most,
        },
    )


@require_POST
@with_picture
def went(request: HttpRequest, who: Who, seen: Seen) -> HttpResponse:
    """How the small act went; whatever it was, the words are kind."""
    how = request.POST.get("how", "")
    if how not in WENT:
        raise Http404("That is not one of the answers.")
    pages.write(
        user_id=who.user_id,
        person=who.id,
        text=how,
        about=REVIEW,
        on=seen.on,
        at=seen.at,
    )
    said = {
        "done": _("That was a step toward what matters to you."),
        "partly": _("Part of it is part of it. That counts."),
        "not_now": _("Then the act was too big or the day too hard. Make it smaller."),
    }
    messages.info(request, said[how])
    return redirect("journal")


def _kept(
    request: HttpRequest,
    who: Who,
    seen: Seen,
    text: str,
    *,
    about: str,
    on: date,
    said: str | None = None,
) -> HttpResponse:
    with transaction.atomic():
        pages.write(
            user_id=who.user_id,
            person=who.id,
            text=text,
            about=about,
            on=on,
            at=seen.at,
            page=uuid_in(request.POST.get("operation", "")),
        )
        alarming = _looked_at(who, seen, text)
    if alarming:
        return redirect("safety")
    messages.success(request, said or _("Saved. Only you can read it."))
    return redirect("journal")


def _looked_at(who: Who, seen: Seen, text: str) -> bool:
    """Keeps that words of self-harm were written, never the words."""
    alarming = speaks_of_self_harm(text, who.language)
    if alarming:
        keep_words_of_self_harm(who, today=seen.on, at=seen.at)
    return alarming
