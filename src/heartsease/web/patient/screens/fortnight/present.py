"""One part of the check at a time, then three sentences and a drawing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from heartsease.core.plan.fortnight import Round
from heartsease.core.plan.knowledge import Knowledge
from heartsease.exchange.three_sentences import ThreeSentences, three_sentences
from heartsease.web.patient.courses import Course, courses
from heartsease.web.patient.seen import Seen
from heartsease.web.patient.voice import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One questionnaire of the check; `why` is there for the one that takes turns."""

    id: str
    about: str
    short_name: str
    minutes: int  # 0: less than one
    why: str
    number: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    sentences: ThreeSentences
    course: Course | None


def part(one: Round, id_: str, knowledge: Knowledge) -> Part:
    """The part that is offered now, and its place among the others."""
    instrument = knowledge.instruments[id_]
    whys = {turn.instrument: turn.why for turn in knowledge.rotation.turns}
    return Part(
        id=id_,
        about=instrument.measures,
        short_name=instrument.short_name,
        minutes=0 if instrument.minutes < 1 else round(instrument.minutes),
        why=whys.get(id_, ""),
        number=one.parts.index(id_) + 1,
        count=len(one.parts),
    )


def result(one: Round, seen: Seen) -> Result:
    """What the check says; the drawing waits with the safety steps."""
    rotation = seen.knowledge.rotation
    next_on = one.due_on
    if one.is_due(seen.on):
        next_on = (one.began_on or one.due_on) + timedelta(days=rotation.days)
    drawn = courses(seen, only=(rotation.main,))
    return Result(
        sentences=three_sentences(
            seen.picture, seen.knowledge, words(), next_on=next_on
        ),
        course=drawn[0] if drawn else None,
    )


def anything_put_aside(one: Round, skipped: Collection[str]) -> bool:
    return any(id_ in one.parts and id_ not in one.done for id_ in skipped)
