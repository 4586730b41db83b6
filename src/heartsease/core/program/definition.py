"""A week of the program: a theme, a few short lessons, one practice and one question."""

from dataclasses import dataclass

from heartsease.core.sources.source import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A few minutes of reading in our own words.

    `short` is the same in three sentences, for a day with little energy.
    `about` names the interventions whose evidence is shown beside the text; the lesson
    itself may claim no more than they carry.
    `does` names those whose gate the small thing has to pass first, because it is a
    bite of them.
    """

    id: str
    title: str
    text: str  # paragraphs, an empty line between them
    short: str
    try_this: str  # one small thing, doable today
    about: tuple[str, ...] = ()
    does: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # what people may search for and the text does not say
    citations: tuple[Citation, ...]
    wording: str = "ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """One theme; the number is a suggestion, nobody has to follow it."""

    id: str
    number: int
    title: str
    says: str  # one sentence on what this week is about
    domains: tuple[str, ...]
    practice: str  # id in knowledge/practices
    question: str
    lessons: tuple[Lesson, ...]
