"""Courses of treatment counted in sessions, from FHIR Procedures."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from heartsease.core.record.record import Certainty, Provenance, Trial
from heartsease.importers.moments import Moment, moment
from heartsease.importers.outcome import OF_PROCEDURES, Event, Taken
from heartsease.importers.sources.fhir_bundle.pieces import (
    Located,
    codes_of,
    table,
    text_of,
    words_of,
)
from heartsease.importers.vocabulary import Vocabulary

_WITHDRAWN = "entered-in-error"
_DONE = "completed"
_TELL = "Tell this treatment in the program."


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One completed procedure that is, or belongs to, a course of a treatment.

    `last` is None when the file gives a beginning only.
    """

    located: Located
    treatment: str
    text: str
    first: date
    last: date | None
    approximate: bool

    @property
    def identity(self) -> str:
        """The same for a resource that stands in the file twice."""
        return text_of(self.located.resource.get("id")) or self.located.row

    @property
    def is_one_day(self) -> bool:
        """Whether it can be counted as one session."""
        return self.first == self.last


def read_procedure(
    one: Located, *, vocabulary: Vocabulary, on: date
) -> Iterator[Event | Session]:
    """One session of a treatment we know by exactly this name; others are not used."""
    resource = one.resource
    name = words_of(resource.get("code"))
    treatment = vocabulary.treatment_of(
        text_of(table(resource.get("code")).get("text")), codes_of(resource.get("code"))
    )
    if treatment is None:
        yield one.not_used(f"{name}: treatments are told in the program.")
        return
    status = text_of(resource.get("status"))
    if status == _WITHDRAWN:
        yield one.refused(
            f"{name}: the sender withdrew it ({status}).",
            advice="Nothing to do.",
            field="status",
        )
        return
    if status != _DONE:
        yield one.refused(
            f"{name}: the file does not say that it was done ({status or 'no status'}).",
            advice=_TELL,
            field="status",
        )
        return
    first, last = _span(one, on=on)
    if first is None:
        yield one.refused(
            f"{name}: the day it was done is not given.",
            advice=_TELL,
            field="performed",
        )
        return
    yield Session(
        located=one,
        treatment=treatment,
        text=name,
        first=first.on,
        last=last.on if last else None,
        approximate=first.approximate or (last is not None and last.approximate),
    )


def join_sessions(
    sessions: Iterable[Session], *, vocabulary: Vocabulary
) -> Iterator[Event]:
    """One trial a course; sessions further apart than the knowledge says are another.

    The number of sessions is given only when each has one whole day of its own: two
    on one day may be one that was written down twice.
    """
    by_treatment: dict[str, list[Session]] = {}
    for one in sessions:
        by_treatment.setdefault(one.treatment, []).append(one)
    for treatment, of_one in sorted(by_treatment.items()):
        for course in _courses(of_one, days=vocabulary.session_gap_days):
            yield _trial(treatment, course)


def _span(one: Located, *, on: date) -> tuple[Moment | None, Moment | None]:
    day = moment(one.resource.get("performedDateTime"), latest=on)
    if day is not None:
        return day, day
    period = table(one.resource.get("performedPeriod"))
    first = moment(period.get("start"), latest=on)
    last = moment(period.get("end"), latest=on)
    if first and last and last.on < first.on:
        return first, None
    return first, last


def _courses(sessions: Iterable[Session], *, days: int) -> list[list[Session]]:
    courses: list[list[Session]] = []
    reached = date.min
    for one in sorted(sessions, key=lambda s: (s.first, s.last or s.first)):
        if not courses or (one.first - reached).days > days:
            courses.append([])
        courses[-1].append(one)
        reached = max(reached, one.last or one.first)
    return courses


def _trial(treatment: str, course: list[Session]) -> Taken:
    located = course[0].located
    rows = tuple(one.located.row for one in course)
    ends = [one.last for one in course if one.last is not None]
    rough = any(one.approximate for one in course)
    provenance = Provenance(
        source=located.file,
        row=", ".join(rows),
        certainty=Certainty.APPROXIMATE if rough else Certainty.CONFIRMED,
    )
    fact = Trial(
        id=f"{OF_PROCEDURES}{treatment}:{course[0].first}",
        treatment=treatment,
        text=course[0].text,
        started_on=course[0].first,
        stopped_on=max(ends) if len(ends) == len(course) else None,
        sessions=_number(course),
        provenance=provenance,
    )
    return Taken(fact=fact, provenance=provenance, rows=rows)


def _number(course: list[Session]) -> int | None:
    """How many sessions; None when one lasts for days, or two fall on one day."""
    single = {one.identity: one for one in course}.values()
    days = {one.first for one in single if one.is_one_day and not one.approximate}
    return len(days) if len(days) == len(single) else None
