"""Loads the twelve weeks, and refuses a lesson that stands on nothing."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache

from heartsease.core.plan.map import DOMAINS
from heartsease.core.program.definition import Week
from heartsease.library.errors import KnowledgeError
from heartsease.library.knowledge import root, standard
from heartsease.library.practices import standard_practices
from heartsease.library.reading import File, read

SHORT_SENTENCES = 3
_SENTENCE_END = re.compile(r"[.?!](?=\s|$)")


@cache
def standard_program() -> tuple[Week, ...]:
    """The weeks that come with the program, in their suggested order, read once."""
    knowledge = standard()
    return load(
        root(),
        practices=frozenset(standard_practices()),
        interventions=frozenset(knowledge.interventions),
        sources=frozenset(knowledge.sources),
    )


def load(
    folder: File,
    *,
    practices: frozenset[str],
    interventions: frozenset[str],
    sources: frozenset[str],
) -> tuple[Week, ...]:
    """Every week in the order of its number; `folder` is the knowledge folder.

    Raises `KnowledgeError` naming the file when an id is not the file's name, when a
    practice, an intervention, a source or a domain is not defined, when a lesson id or
    a number stands twice, or when a lesson has no source.
    """
    files = [
        one for one in (folder / "program").iterdir() if one.name.endswith(".toml")
    ]
    weeks = []
    for file in sorted(files, key=lambda one: one.name):
        week = read(file, Week)
        for problem in _problems(week, file.name, practices, interventions, sources):
            raise KnowledgeError(f"program/{file.name}: {problem}")
        weeks.append(week)
    for problem in _problems_between(weeks):
        raise KnowledgeError(f"program: {problem}")
    return tuple(sorted(weeks, key=lambda one: one.number))


def _problems(
    week: Week,
    name: str,
    practices: frozenset[str],
    interventions: frozenset[str],
    sources: frozenset[str],
) -> Iterable[str]:
    if f"{week.id}.toml" != name:
        yield f"its id is {week.id}; they must be equal"
    for domain in week.domains:
        if domain not in DOMAINS:
            yield f"domain {domain} is not one of {', '.join(DOMAINS)}"
    if week.practice not in practices:
        yield f"practice {week.practice} is not defined"
    if not week.lessons:
        yield "it has no lesson"
    for lesson in week.lessons:
        for one in (*lesson.about, *lesson.does):
            if one not in interventions:
                yield f"lesson {lesson.id}: intervention {one} is not defined"
        for citation in lesson.citations:
            if citation.source not in sources:
                yield f"lesson {lesson.id}: source {citation.source} has no file"
        if not lesson.citations:
            yield f"lesson {lesson.id} cites nothing"
        sentences = len(_SENTENCE_END.findall(lesson.short.strip()))
        if sentences != SHORT_SENTENCES:
            yield f"lesson {lesson.id}: short has {sentences} sentences, not three"


def _problems_between(weeks: Sequence[Week]) -> Iterable[str]:
    lessons = Counter(lesson.id for week in weeks for lesson in week.lessons)
    for id_, times in lessons.items():
        if times > 1:
            yield f"lesson {id_} stands {times} times"
    numbers = Counter(week.number for week in weeks)
    for number, times in numbers.items():
        if times > 1:
            yield f"week {number} stands {times} times"
