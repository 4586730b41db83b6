"""What the first page says: one thing to decide, and the rest out of the way."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from uuid import UUID, uuid4

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.picture import Picture
from heartsease.core.plan.question import Ranked
from heartsease.core.plan.safety import Mode
from heartsease.exchange.page import Notice
from heartsease.exchange.present import present
from heartsease.exchange.treatments import check_lines
from heartsease.library.words import Words
from heartsease.web.patient.next_questions import reason, title
from heartsease.web.patient.screens.now import days
from heartsease.web.patient.screens.now.days import FirstWeek

CHECK = "fortnight"  # the id under which the check can be put aside
CHECK_IN = "check_in"  # the same for the check-in of today
ENERGIES = ("low", "some", "okay")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An open question as it is offered; `url` is "" while its screen is missing."""

    id: str
    title: str
    reason: str
    minutes: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """`first` is None when nothing is open or everything was put aside."""

    notices: tuple[Notice, ...]  # what has to be read before the rest
    check: Asked | None  # the check of every two weeks, when it is due
    first: Asked | None
    rest: tuple[Asked, ...]
    looks: tuple[tuple[str, str], ...]  # treatments that ask for a look, and the answer
    put_aside: bool
    steps: tuple[str, ...]
    short: bool  # a low-energy day: one thing only
    week: FirstWeek
    check_in: bool  # nothing was said about today yet, and it was not put aside
    told_today: bool
    operation: UUID  # the name of a check-in sent from here: pressing twice is once


def now(
    picture: Picture,
    *,
    knowledge: Knowledge,
    words: Words,
    later: Collection[str],
    parts: Sequence[str] = (),
    week: FirstWeek,
    counts: Mapping[str, int],
    told_today: bool = False,
    half_way: Mapping[str, int] = MappingProxyType({}),
) -> Now:
    """`later` are ids of questions that were put aside for this visit.

    `parts` are the questionnaires of the check of every two weeks that are open; they
    are offered as one card, behind a question that keeps somebody safe.
    `counts` are how many facts of each kind there are; `told_today` says whether there
    is a check-in of today. `half_way` is how many questions of a set were answered
    before it was stopped. On the day of the first hour none is asked for: it has
    questions enough.
    """
    check_in = not told_today and week.day > 1 and CHECK_IN not in later
    short = picture.energy == "low"
    # The check asks some of what keeps somebody safe itself; the rest comes before it.
    safety = [
        one
        for one in picture.questions[:1]
        if one.safety_first and one.question.id.removeprefix("instrument:") not in parts
    ]
    check = None
    if parts and not safety and CHECK not in later:
        check = _check(parts, knowledge)
    small = [_card(one) for one in days.small_cards(picture, week, counts)]
    if week.is_on and week.day >= days.DAYS and picture.plan.steps:
        small.insert(0, _card(days.look()))
    # Before the small cards only the question without which nothing can be offered.
    first_of_all: list[Asked] = []
    questions: list[Asked] = []
    for one in picture.questions:
        if check and one.question.id.removeprefix("instrument:") in parts:
            continue
        card = asked(one, knowledge=knowledge, words=words, gently=short)
        if answered := half_way.get(one.question.id.removeprefix("instrument:")):
            card = replace(card, reason=_goes_on(answered))
        before = one.safety_first and picture.safety.mode is Mode.ASK
        (first_of_all if before else questions).append(card)
    waiting = [*first_of_all, *small, *questions]
    open_ = [one for one in waiting if one.id not in later]
    first = () if check else open_[:1]
    return Now(
        notices=_notices(picture, knowledge=knowledge, words=words),
        check=check,
        first=first[0] if first else None,
        rest=tuple(open_[len(first) :]),
        looks=_looks(picture, knowledge=knowledge, words=words),
        put_aside=len(open_) < len(waiting) or bool({CHECK, CHECK_IN} & {*later}),
        steps=tuple(step.intervention.name for step in picture.plan.steps),
        short=short,
        week=week,
        check_in=check_in,
        told_today=told_today,
        operation=uuid4(),
    )


def _goes_on(answered: int) -> str:
    """Instead of the reason: that it was begun, and that nothing of it is lost."""
    return ngettext(
        "You began this. Your answer is kept, and it goes on where you left.",
        "You began this. Your %(n)s answers are kept, and it goes on where you left.",
        answered,
    ) % {"n": answered}


def _card(one: days.Small) -> Asked:
    return Asked(
        id=one.id,
        title=one.title,
        reason=one.reason,
        minutes=_about(one.minutes),
        url=one.url,
    )


def _check(parts: Sequence[str], knowledge: Knowledge) -> Asked:
    minutes = sum(knowledge.instruments[one].minutes for one in parts)
    return Asked(
        id=CHECK,
        title=_("How were the last two weeks?"),
        reason=_("This shows early if a plan helps. You can stop or skip at any time."),
        minutes=_about(minutes),
        url=reverse("fortnight"),
    )


def _looks(
    picture: Picture, *, knowledge: Knowledge, words: Words
) -> tuple[tuple[str, str], ...]:
    """Treatments for which something is to be settled, with what our look says."""
    return tuple(
        (one.name, one.headline)
        for one in check_lines(picture, knowledge, words)
        if one.asks and one.answer is not None
    )


def asked(
    ranked: Ranked, *, knowledge: Knowledge, words: Words, gently: bool = False
) -> Asked:
    """One question with the reason it is asked and how long it takes.

    `gently` opens a questionnaire one question at a time.
    """
    question = ranked.question
    url = address(question.id)
    if gently and url and question.id.startswith("instrument:"):
        url = f"{url}?one=1"
    return Asked(
        id=question.id,
        title=title(question, knowledge, words),
        reason=reason(ranked, knowledge),
        minutes=_about(question.minutes),
        url=url,
    )


def address(id_: str) -> str:
    """Where a question is answered; "" while that screen is not there."""
    kind, _sep, key = id_.partition(":")
    places: Mapping[str, tuple[str, tuple[str, ...]]] = {
        "instrument": ("ask", (key,)),
        "card": ("card", (key,)),
        "measure": ("labs", ()),
        "list": ("consent" if key == "person" else "passport", ()),
    }
    name, args = places[kind]
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _notices(
    picture: Picture, *, knowledge: Knowledge, words: Words
) -> tuple[Notice, ...]:
    """The notices of the map; that a question comes first is said by the question."""
    every = present(picture, knowledge=knowledge, words=words).notices
    return every[1:] if picture.safety.mode is Mode.ASK else every


def _about(minutes: float) -> str:
    if minutes < 1:
        return _("under a minute")
    whole = round(minutes)
    return ngettext("about %(n)s minute", "about %(n)s minutes", whole) % {"n": whole}
