"""Why a question comes next, in words, with the numbers behind its place."""

from django.utils.translation import gettext as _

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.question import Question, Ranked
from heartsease.library.words import Words

_SAFETY = "card:safety"  # the numbers of the planner are no reason for these
_NAMED = 3  # steps that are named as waiting; the plan has all of them
_NOTHING = "0.00"  # what is shown of a change that two digits cannot tell from none


def title(question: Question, knowledge: Knowledge, words: Words) -> str:
    """What a question is called: a questionnaire by what it is about."""
    kind, _sep, key = question.id.partition(":")
    if kind == "instrument":
        return _("A few questions: %(about)s") % {
            "about": knowledge.instruments[key].measures
        }
    if kind == "measure":
        kind = knowledge.measures[key].kind.value
    return words(f"questions.{kind}", title=question.title)


def reason(ranked: Ranked, knowledge: Knowledge) -> str:
    """Why this one is asked before others; also that it would hardly matter."""
    if ranked.safety_first:
        return _("This comes first, to keep you safe. We ask it of everybody.")
    names = [knowledge.interventions[one].name for one in ranked.waits[:_NAMED]]
    if names:
        return _("Waiting for your answer: %(steps)s.") % {"steps": ", ".join(names)}
    if ranked.question.id == _SAFETY:
        return _("This is to keep you safe. Any answer is okay.")
    if f"{ranked.expected_change + ranked.unlocks:.2f}" == _NOTHING:
        return _("As far as we can tell, this would hardly change your plan.")
    if ranked.question.id.startswith("measure:"):
        return _("The result can change which step comes first.")
    return _("Your answer can change which step comes first.")


def numbers(ranked: Ranked) -> tuple[tuple[str, str], ...]:
    """What the place was worked out from: names and values, in the planner's units."""
    return (
        (_("How much the plan may change"), f"{ranked.expected_change:.3f}"),
        (_("What it may open of steps that wait"), f"{ranked.unlocks:.3f}"),
        (_("Both, for each minute it takes"), f"{ranked.worth:.4f}"),
    )
