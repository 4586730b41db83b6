"""A course of scores as a drawing, sentences and a table."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from heartsease.core.record.record import Trial
from heartsease.exchange.days import day
from heartsease.exchange.drawing.marks import Drawing
from heartsease.exchange.drawing.paper import course
from heartsease.exchange.drawing.trajectory import Band, Start, trajectory
from heartsease.exchange.page import ScoreLine
from heartsease.web.patient.medicines import name_of
from heartsease.web.patient.seen import Seen
from heartsease.web.patient.showing import drawn

FOLLOWED = ("phq9", "gad7")
SENTENCES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    id: str
    line: ScoreLine
    drawing: SafeString | str
    paper: Drawing | None  # the same for the visit page
    sentences: tuple[str, ...]
    starts: tuple[str, ...]  # what the numbers in the drawing stand for
    rows: tuple[tuple[str, str], ...]  # day and total, newest first


def courses(seen: Seen, *, only: Iterable[str] = FOLLOWED) -> tuple[Course, ...]:
    """The followed questionnaires that have been answered, the main one first."""
    by_name = {line.name: line for line in seen.page.scores}
    listed = (
        (id_, by_name.get(seen.knowledge.instruments[id_].short_name)) for id_ in only
    )
    starts = _starts(seen)
    return tuple(
        _course(id_, line, seen, starts) for id_, line in listed if line is not None
    )


def _course(id_: str, line: ScoreLine, seen: Seen, starts: tuple[Start, ...]) -> Course:
    svg, paper = "", None
    if seen.page.drawn:
        paper = course(
            line.points,
            name=line.name,
            highest=line.highest,
            bands=_bands(id_, seen),
            starts=_within(line, starts),
        )
        svg = trajectory(
            line.points,
            highest=line.highest,
            title=line.name,
            bands=_bands(id_, seen),
            starts=_within(line, starts),
        )
    return Course(
        id=id_,
        line=line,
        drawing=drawn(svg) if svg else "",
        paper=paper,
        sentences=line.statements[:SENTENCES],
        starts=tuple(f"{one.name} ({day(one.on)})" for one in _within(line, starts)),
        rows=tuple((day(on), f"{total:g}") for on, total in reversed(line.points)),
    )


def _starts(seen: Seen) -> tuple[Start, ...]:
    """Treatments whose first day is known, oldest first."""
    main = seen.knowledge.staging.facts.adequacy_rules
    begun = [
        Start(on=one.trial.started_on, name=_name(one.trial, seen))
        for one in seen.picture.staging.assessed.get(main, ())
        if one.trial.started_on is not None
    ]
    return tuple(sorted(begun, key=lambda one: (one.on, one.name)))


def _name(trial: Trial, seen: Seen) -> str:
    if trial.treatment is None:
        return trial.text
    return name_of(trial.treatment, seen.knowledge)


def _within(line: ScoreLine, starts: tuple[Start, ...]) -> tuple[Start, ...]:
    """Those that began while the scores were being followed."""
    if not line.points:
        return ()
    return tuple(one for one in starts if one.on >= line.points[0][0])


def _bands(id_: str, seen: Seen) -> tuple[Band, ...]:
    return tuple(
        Band(name=one.label, low=one.lowest, high=one.highest)
        for one in seen.knowledge.instruments[id_].bands
    )
