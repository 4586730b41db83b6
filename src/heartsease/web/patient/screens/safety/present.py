"""Which part of the safety screen comes now, and its questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.safety import Mode
from heartsease.web.patient.screens.safety.form import HAS, PREFIX

INSTRUMENT = "asq"
RIGHT_NOW = "acuity"  # asked only after a yes to one of the others
CONDITIONS = ("plan_or_means", "recent_suicidal_behaviour")


class Part(StrEnum):
    """Help is on top of each of them."""

    HELP_ONLY = "help_only"
    QUESTIONS = "questions"
    RIGHT_NOW = "right_now"
    STEPS = "steps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    name: str
    text: str


def part_of(mode: Mode, answers: Mapping[str, float] | None, *, wanted: str) -> Part:
    """What comes now.

    `answers` are today's to the safety questions, None when they are still to be asked.
    `wanted` is the part in the address: somebody who would rather not answer goes on to
    the steps, but nothing leads away from an emergency except answering again.
    """
    if wanted == "again":
        return Part.QUESTIONS
    if mode is Mode.EMERGENCY:
        return Part.HELP_ONLY
    if wanted == Part.STEPS:
        return Part.STEPS
    if answers is None:
        return Part.QUESTIONS
    return Part.RIGHT_NOW if asks_right_now(answers) else Part.STEPS


def asks_right_now(answers: Mapping[str, float]) -> bool:
    """Whether a yes still needs the question about right now."""
    return RIGHT_NOW not in answers and any(answers.values())


def questions(knowledge: Knowledge, *, again: bool) -> tuple[Question, ...]:
    """The questions on one page; answering again has all of them."""
    instrument = knowledge.instruments[INSTRUMENT]
    asked = tuple(
        Question(name=PREFIX + item.id, text=item.text)
        for item in instrument.items
        if again or item.id != RIGHT_NOW
    )
    return (
        *asked,
        *(
            Question(name=HAS + one, text=knowledge.terms[one].question)
            for one in CONDITIONS
        ),
    )


def right_now(knowledge: Knowledge) -> tuple[Question, ...]:
    """The one question after a yes."""
    return tuple(
        Question(name=PREFIX + item.id, text=item.text)
        for item in knowledge.instruments[INSTRUMENT].items
        if item.id == RIGHT_NOW
    )
