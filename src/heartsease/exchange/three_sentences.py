"""After a check of every two weeks: three true sentences, and how sure the first is."""

from dataclasses import dataclass
from datetime import date

from heartsease.core.instruments.definition import Direction, Instrument
from heartsease.core.instruments.score import Score
from heartsease.core.instruments.trajectory import Trajectory
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.picture import Picture
from heartsease.core.plan.running import RunningKind
from heartsease.core.record.record import Choice
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.days import day
from heartsease.exchange.treatments import CheckLine, check_lines
from heartsease.library.words import Words

_NAMED = 3  # treatments named in the sentence; the page of treatments has all
_TO_A_TALK = (Choice.TALK, Choice.STOP_AND_TALK)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreeSentences:
    """What changed, what it means for what runs, what comes next; `sure` is small."""

    changed: str
    sure: str
    means: str
    next: str


def three_sentences(
    picture: Picture, knowledge: Knowledge, words: Words, *, next_on: date
) -> ThreeSentences:
    """The sentences for the newest answers to the main questionnaire."""
    instrument = knowledge.instruments[knowledge.rotation.main]
    course = picture.trajectories.get(instrument.id)
    score = picture.scores.get(instrument.id)
    lines = check_lines(picture, knowledge, words)
    known = score is not None and not isinstance(score.total, Unknown)
    return ThreeSentences(
        changed=words("fortnight.no_score")
        if course is None or not known
        else _changed(course, instrument, words),
        sure="" if course is None or not known else _sure(course, instrument, words),
        means=_means(lines, words),
        next=_next(lines, words, next_on=next_on),
    )


def _changed(course: Trajectory, instrument: Instrument, words: Words) -> str:
    name, now = instrument.short_name, f"{_total(course.last):g}"
    if len(course.scores) == 1:
        return words("fortnight.score_first", name=name, now=now)
    before = course.scores[-2]
    start = course.baseline
    last = _moved(before, course.last, instrument, words)
    if before is start:
        return words(
            "fortnight.since_only", name=name, now=now, last=last, last_on=day(start.on)
        )
    return words(
        "fortnight.since_start_and_last",
        name=name,
        now=now,
        start=_moved(start, course.last, instrument, words),
        start_on=day(start.on),
        last=last,
        last_on=day(before.on),
    )


def _moved(before: Score, now: Score, instrument: Instrument, words: Words) -> str:
    better = _better(before, now, instrument)
    if better == 0:
        return words("fortnight.same")
    way = "better" if better > 0 else "worse"
    count = "point" if abs(better) == 1 else "points"
    return words(f"fortnight.{count}_{way}", points=f"{abs(better):g}")


def _sure(course: Trajectory, instrument: Instrument, words: Words) -> str:
    """By the published limit of a change that is more than chance."""
    if len(course.scores) == 1:
        return ""
    rule = instrument.course.reliable if instrument.course else None
    if rule is None or rule.points is None:
        return words("fortnight.sure_none")
    limit = f"{rule.points:g}"
    start, *_, before, last = (course.baseline, *course.scores)
    now = _better(start, last, instrument)
    if abs(now) < rule.points:
        return words("fortnight.sure_small", limit=limit)
    then = _better(start, before, instrument)
    same_way = then * now > 0 and abs(then) >= rule.points
    return words(f"fortnight.sure_{'twice' if same_way else 'once'}", limit=limit)


def _means(lines: tuple[CheckLine, ...], words: Words) -> str:
    if not lines:
        return words("fortnight.treatments_none")
    # What asks for something comes first.
    first = sorted(lines, key=lambda one: (one.answer not in _TO_A_TALK, not one.asks))
    named = first[:_NAMED]
    if len(lines) == 1:
        (one,) = named
        return words(
            "fortnight.treatments_one", name=one.name, answer=_small(one.headline)
        )
    parts = [
        words("fortnight.treatment_part", name=one.name, answer=_small(one.headline))
        for one in named
    ]
    if len(lines) > len(named):
        parts.append(words("page.more", count=len(lines) - len(named)))
    return words("fortnight.treatments_many", lines="; ".join(parts))


def _next(lines: tuple[CheckLine, ...], words: Words, *, next_on: date) -> str:
    talks = [one for one in lines if one.answer in _TO_A_TALK]
    if talks:
        kind = min(talks, key=lambda one: one.kind is RunningKind.STEP).kind
        who = words(f"fortnight.with_{kind.value}")
        return words("fortnight.next_talk", who=who, on=day(next_on))
    chosen = any(one.kind is RunningKind.STEP for one in lines)
    name = "next_steps" if chosen else "next_plain"
    return words(f"fortnight.{name}", on=day(next_on))


def _better(before: Score, now: Score, instrument: Instrument) -> float:
    moved = _total(now) - _total(before)
    return moved if instrument.higher_is is Direction.BETTER else -moved


def _small(headline: str) -> str:
    return headline[:1].lower() + headline[1:]


def _total(score: Score) -> float:
    if isinstance(score.total, Unknown):
        raise TypeError("a course holds only scores with a total")
    return score.total
