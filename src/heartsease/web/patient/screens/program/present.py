"""Weeks and lessons with what was read, and finding one by a word."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from heartsease.core.evidence.evidence import Tier
from heartsease.core.interventions.definition import Intervention
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.practices.definition import Practice
from heartsease.core.program.definition import Lesson, Week
from heartsease.core.record.record import LessonRead
from heartsease.web.patient import showing
from heartsease.web.patient.showing import SourceLine

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One lesson in a list."""

    lesson: Lesson
    week: Week
    read: bool
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekShown:
    week: Week
    lessons: tuple[Shown, ...]
    read_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """All weeks, or what a search found.

    `kept` were put aside to find again; `read` are all that were read, the latest first.
    """

    weeks: tuple[WeekShown, ...]
    wanted: str
    found: tuple[Shown, ...]
    kept: tuple[Shown, ...]
    read: tuple[Shown, ...]
    read_count: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How strong the evidence is for one thing a lesson speaks of."""

    name: str
    id: str
    tier: Tier
    honest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonPage:
    shown: Shown
    paragraphs: tuple[str, ...]
    short: bool
    evidence: tuple[Evidence, ...]
    sources: tuple[SourceLine, ...]
    practice: Practice
    next: Lesson | None


def program(
    weeks: Sequence[Week], read: Iterable[LessonRead], *, wanted: str = ""
) -> Program:
    """The overview; `wanted` are words that all have to occur in a lesson."""
    marks = _marks(read)
    every = [_shown(lesson, week, marks) for week in weeks for lesson in week.lessons]
    return Program(
        weeks=tuple(_week(week, every) for week in weeks),
        wanted=wanted,
        found=tuple(one for one in every if _has(one.lesson, wanted)) if wanted else (),
        kept=tuple(one for one in every if one.kept),
        read=tuple(
            sorted(
                (one for one in every if one.read),
                key=lambda one: marks[one.lesson.id].on,
                reverse=True,
            )
        ),
        read_count=sum(one.read for one in every),
        count=len(every),
    )


def lesson_page(
    weeks: Sequence[Week],
    read: Iterable[LessonRead],
    lesson_id: str,
    *,
    short: bool,
    knowledge: Knowledge,
    practices: Mapping[str, Practice],
) -> LessonPage | None:
    """One lesson with its evidence; None when there is no such lesson."""
    marks = _marks(read)
    every = [_shown(lesson, week, marks) for week in weeks for lesson in week.lessons]
    for place, one in enumerate(every):
        if one.lesson.id == lesson_id:
            following = every[place + 1 :]
            return LessonPage(
                shown=one,
                paragraphs=tuple(one.lesson.text.strip().split("\n\n")),
                short=short,
                evidence=tuple(
                    _evidence(knowledge.interventions[name])
                    for name in one.lesson.about
                ),
                sources=showing.sources(one.lesson.citations, knowledge),
                practice=practices[one.week.practice],
                next=following[0].lesson if following else None,
            )
    return None


def _marks(read: Iterable[LessonRead]) -> Mapping[str, LessonRead]:
    """The latest mark of each lesson."""
    return {one.lesson: one for one in sorted(read, key=lambda one: one.on)}


def _shown(lesson: Lesson, week: Week, marks: Mapping[str, LessonRead]) -> Shown:
    mark = marks.get(lesson.id)
    return Shown(
        lesson=lesson,
        week=week,
        read=mark is not None,
        kept=mark is not None and mark.kept,
    )


def _week(week: Week, every: Iterable[Shown]) -> WeekShown:
    lessons = tuple(one for one in every if one.week.id == week.id)
    return WeekShown(
        week=week, lessons=lessons, read_count=sum(one.read for one in lessons)
    )


def _evidence(one: Intervention) -> Evidence:
    return Evidence(name=one.name, id=one.id, tier=one.tier, honest=one.honest)


def _has(lesson: Lesson, wanted: str) -> bool:
    text = _plain(" ".join((lesson.title, lesson.text, lesson.short, *lesson.words)))
    words = _WORD.findall(_plain(wanted))
    return bool(words) and all(word in text for word in words)


def _plain(text: str) -> str:
    """Small letters without marks, so that "cafe" finds "café"."""
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in split if not unicodedata.combining(sign))
