"""Asks what has to be known before a practice may start; silence stays silence.

The questions come in short lists with one tap for each: none of these, not sure, or
choose. An answer is a fact of the record, so no other practice asks for it again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.safety.vocabulary import ConditionTerm
from heartsease.web.patient.alarm import open_again, sets_off
from heartsease.web.patient.seen import Seen
from heartsease.web.patient.yes_no import NONE, Filled, questions, read
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record

MOST_IN_A_LIST = 7  # more do not fit on a phone beside the three answers
UNSURE = "unsure"  # the button that leaves all of them open
_SHOWN = "shown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is asked of somebody before `name`.

    `must` tells the questions that stand before it from those that only make it fit
    better: a skipped one of the first kind lets it wait, one of the second does not.
    """

    name: str
    terms: tuple[ConditionTerm, ...]
    elsewhere: tuple[str, ...] = ()
    must: bool = True


def lists(terms: Iterable[ConditionTerm]) -> tuple[tuple[ConditionTerm, ...], ...]:
    """Short lists: what is asked on one card stays together where it fits."""
    cards: dict[str, list[ConditionTerm]] = {}
    for term in terms:
        cards.setdefault(term.card, []).append(term)
    found: list[list[ConditionTerm]] = []
    for card in cards.values():
        for part in _parts(card):
            room = (one for one in found if len(one) + len(part) <= MOST_IN_A_LIST)
            into = next(room, None)
            if into is None:
                found.append([*part])
            else:
                into.extend(part)
    return tuple(tuple(one) for one in found)


def ask(
    request: HttpRequest,
    asking: Asking,
    knowledge: Knowledge,
    *,
    shown: Sequence[ConditionTerm] = (),
    said: Mapping[str, bool] | None = None,
    error: str = "",
) -> HttpResponse:
    """The first list that is still open, with the way to questions of other screens.

    After "not sure" what is asked first says that it waits, and what is open instead.
    """
    if UNSURE in request.GET and asking.must and not error:
        return render(request, "patient/ask_waits.html", {"asking": asking})
    every = lists(asking.terms)
    now = tuple(shown) or (every[0] if every else ())
    context = {
        "asking": asking,
        "questions": questions(now, said or {}),
        "shown": ",".join(term.id for term in now),
        "sensitive": any(term.sensitive for term in now),
        "more": max(0, len(every) - 1),
        "places": _places(asking.elsewhere, knowledge),
        "error": error,
        "chooses": bool(error),
    }
    status = 400 if error else 200
    return render(request, "patient/ask_first.html", context, status=status)


def take(
    request: HttpRequest,
    who: Who,
    seen: Seen,
    asking: Asking,
    *,
    back: str,
) -> HttpResponse:
    """Keeps the answers to the list that was shown; what is skipped stays open.

    `back` is the address that asked, or that shows what was asked for.

    Only what stood on the page is answered: "none of these", pressed twice, says
    nothing about a second list that nobody has read.
    """
    named = set(request.POST.get(_SHOWN, "").split(","))
    shown = tuple(term for term in asking.terms if term.id in named)
    waits = f"{back.partition('?')[0]}?{UNSURE}=1" if asking.must else back
    if UNSURE in request.POST:
        return redirect(waits)
    filled = read(shown, request.POST)
    if not shown and NONE in request.POST:
        return redirect(back)
    if filled.error:
        return ask(
            request,
            asking,
            seen.knowledge,
            shown=shown,
            said=filled.said,
            error=filled.error,
        )
    if _keep(who, seen, filled):
        return redirect("safety")
    return redirect(waits if filled.skipped else back)


def _keep(who: Who, seen: Seen, filled: Filled) -> bool:
    """True when one of the answers puts safety before everything else."""
    facts = [
        ("condition", _fact(id_, yes, seen.on.isoformat()))
        for id_, yes in filled.said.items()
    ]
    alarms = sets_off(
        {f"has:{id_}": yes for id_, yes in filled.said.items()}, seen.knowledge
    )
    with transaction.atomic():
        if facts:
            record.say_all(user_id=who.user_id, person=who.id, facts=facts, at=seen.at)
        if alarms:
            open_again(who, today=seen.on, at=seen.at)
    return alarms


def _parts(card: Sequence[ConditionTerm]) -> Iterable[Sequence[ConditionTerm]]:
    """A card in as few parts of about the same length as possible."""
    parts = -(-len(card) // MOST_IN_A_LIST)
    size = -(-len(card) // parts)
    return (card[start : start + size] for start in range(0, len(card), size))


def _places(keys: Iterable[str], knowledge: Knowledge) -> tuple[tuple[str, str], ...]:
    """Where the other answers are given: address and what is asked there, each once."""
    found: dict[str, str] = {}
    for key in keys:
        kind, _sep, name = key.partition(":")
        instrument = knowledge.instruments.get(name.partition(".")[0])
        measure = knowledge.measures.get(name)
        if kind in ("item", "screen", "score") and instrument is not None:
            place = reverse("ask", args=[instrument.id])
            says = _("A few questions: %(about)s") % {"about": instrument.measures}
        elif measure is not None:
            place, says = f"{reverse('lab_new')}?measure={measure.id}", measure.name
        elif key in ("age", "sex"):
            place, says = reverse("consent"), _("Your year of birth")
        else:
            place, says = reverse("passport"), _("Your list of medicines")
        found.setdefault(place, says)
    return tuple(found.items())


def _fact(condition: str, present: bool, on: str) -> dict[str, Any]:
    return {
        "condition": condition,
        "present": present,
        "on": on,
        "provenance": {"source": "form"},
    }
