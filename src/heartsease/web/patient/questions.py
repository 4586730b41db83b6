"""The big questions of the journal, with the cautions that they come with."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.gate import decide
from heartsease.core.safety.rule import Severity


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
class Cautions:
    """What to know before a big question: what holds, and what may hold."""

    sure: tuple[str, ...]
    perhaps: tuple[str, ...]


def cautions(knowledge: Knowledge, facts: Facts) -> Cautions:
    """Every caution of the questions, each once; nothing known means perhaps."""
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
    return Cautions(sure=tuple(sure.values()), perhaps=tuple(perhaps.values()))
