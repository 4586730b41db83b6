"""The questions, the words that matter, the small act for tomorrow, and the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.gate import decide
from heartsease.core.safety.rule import Severity
from heartsease.web.journal.queries import Written
from heartsease.web.patient.acts import ACTION, REVIEW

VALUES, FREE = "values", ""
_FIRST_LINE = 90  # signs of a page that a list shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to write about; `step` is the library's card with its evidence."""

    id: str
    title: str | Promise
    hint: str | Promise
    step: str


QUESTIONS: Mapping[str, Question] = {
    one.id: one
    for one in (
        Question(
            id="left_behind",
            title=_("What did I leave behind to get through?"),
            hint=_("One thing, without blame. It kept you going then."),
            step="values_reflection",
        ),
        Question(
            id="quiet_joy",
            title=_("What gives me a quiet joy, even a small one?"),
            hint=_("A song, a smell, a place. It may be from long ago."),
            step="small_joys",
        ),
        Question(
            id="most_myself",
            title=_("Where do I feel most like me?"),
            hint=_("A place, a person, a thing you do with your hands."),
            step="most_myself_reflection",
        ),
    )
}


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
    sure, perhaps = _cautions(knowledge, facts)
    values = _latest(pages, VALUES)
    act = _latest(pages, ACTION)
    review = _latest(pages, REVIEW)
    looked_at = (
        act is not None and review is not None and review.written_at >= act.written_at
    )
    waits = act is not None and not looked_at
    return Journal(
        questions=tuple(QUESTIONS.values()),
        cautions=sure,
        perhaps=perhaps,
        values=tuple((values.text or "").splitlines()) if values else (),
        act=act if waits and act is not None and act.on <= today else None,
        planned=act if waits and act is not None and act.on > today else None,
        pages=tuple(_listed(one) for one in pages if one.about not in (VALUES, REVIEW)),
    )


def _cautions(
    knowledge: Knowledge, facts: Facts
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    sure, perhaps = dict[str, str](), dict[str, str]()
    for question in QUESTIONS.values():
        rules = [
            rule
            for rule in knowledge.rules_of[question.step]
            if rule.severity is Severity.CAUTION
        ]
        gate = decide(rules, facts)
        sure |= {rule.id: rule.says for rule in gate.cautions}
        perhaps |= {rule.id: rule.says for rule in gate.conditional_cautions}
    return tuple(sure.values()), tuple(perhaps.values())


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
