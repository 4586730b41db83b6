"""The questions, the words that matter, the small act for tomorrow, and the pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.safety.facts import Facts
from heartsease.web.journal.kinds import ACTION, REVIEW, VALUES
from heartsease.web.journal.queries import Written
from heartsease.web.patient.questions import QUESTIONS, Question, cautions

_FIRST_LINE = 90  # signs of a page that a list shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page in a list."""

    id: UUID
    title: str | Promise
    on: date
    line: str
    opens: bool  # false when the key that is there does not open it


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """`act` is the latest small act whose day has come and that nobody looked at yet."""

    questions: tuple[Question, ...]
    cautions: tuple[str, ...]
    perhaps: tuple[str, ...]
    values: tuple[str, ...]
    act: Written | None
    planned: Written | None
    pages: tuple[Listed, ...]


def journal(
    pages: Sequence[Written], *, knowledge: Knowledge, facts: Facts, today: date
) -> Journal:
    """The whole screen; the words of the big questions come with their caution."""
    heavy = cautions(knowledge, facts)
    values = _latest(pages, VALUES)
    act = _latest(pages, ACTION)
    review = _latest(pages, REVIEW)
    looked_at = (
        act is not None and review is not None and review.written_at >= act.written_at
    )
    waits = act is not None and not looked_at
    return Journal(
        questions=tuple(QUESTIONS.values()),
        cautions=heavy.sure,
        perhaps=heavy.perhaps,
        values=tuple((values.text or "").splitlines()) if values else (),
        act=act if waits and act is not None and act.on <= today else None,
        planned=act if waits and act is not None and act.on > today else None,
        pages=tuple(_listed(one) for one in pages if one.about not in (VALUES, REVIEW)),
    )


def _latest(pages: Sequence[Written], about: str) -> Written | None:
    return next((one for one in pages if one.about == about), None)


def title_of(about: str) -> str | Promise:
    """What a page is called by the question it answers."""
    if about in QUESTIONS:
        return QUESTIONS[about].title
    return _("A small act") if about == ACTION else _("A page")


def _listed(one: Written) -> Listed:
    line = (one.text or "").strip().split("\n")[0]
    return Listed(
        id=one.id,
        title=title_of(one.about),
        on=one.on,
        line=line if len(line) <= _FIRST_LINE else line[:_FIRST_LINE].rstrip() + " …",
        opens=one.text is not None,
    )
