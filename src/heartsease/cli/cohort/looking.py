"""Runs `look` on every adult of a survey, in several processes when asked to."""

import copyreg
import math
import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice
from types import MappingProxyType

from heartsease.core.instruments.score import Score
from heartsease.core.labs.definition import Measure, in_canonical_unit
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.look import look
from heartsease.core.plan.picture import Picture
from heartsease.core.values.unknown import Unknown
from heartsease.importers.sources.nhanes_xpt import Participant
from heartsease.library.knowledge import standard

SCREEN = "phq9"
CHUNK = 50  # people given to a process at once: short enough for a moving bar
# The tables hold the detection limit divided by this for a result below it.
FILL = math.sqrt(2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the statistics need of one adult.

    `answers` holds True, False or None (cannot be answered) by finding.
    `values` are in the measure's own unit; a result below the detection limit counts
    as the limit divided by the square root of two, as in the survey's own tables.
    """

    seqn: int
    weight: float
    stratum: int
    psu: int
    age: int | None
    sex: str | None
    total: float | None
    items: Mapping[str, float]
    values: Mapping[str, float]
    bands: Mapping[str, str]
    answers: Mapping[str, bool | None]


def see_all(
    people: Sequence[Participant],
    *,
    on: date,
    workers: int,
    moved: Callable[[int], object],
) -> list[Seen]:
    """Every adult in the same order; `moved` is told how many were done each time."""
    seen: list[Seen] = []
    for done in _done(people, on=on, workers=workers):
        seen.extend(done)
        moved(len(done))
    return seen


def see(one: Participant, knowledge: Knowledge, *, on: date) -> Seen:
    """One adult, looked at as anybody's record is, without the next questions."""
    picture = look(one.record, knowledge, on=on, with_questions=False)
    score = picture.scores.get(SCREEN)
    return Seen(
        seqn=one.seqn,
        weight=one.weight,
        stratum=one.stratum,
        psu=one.psu,
        age=picture.age,
        sex=one.record.person.sex,
        total=_total(score),
        items={} if score is None else dict(score.items),
        values=values_of(one, knowledge.measures),
        bands={
            id_: str(reading.band)
            for id_, reading in picture.readings.items()
            if not isinstance(reading.band, Unknown)
        },
        answers=_answers(picture),
    )


def _done(
    people: Sequence[Participant], *, on: date, workers: int
) -> Iterator[list[Seen]]:
    chunks = _chunks(people)
    if workers == 1:
        for chunk in chunks:
            yield _see_chunk((chunk, on))
        return
    _let_answers_travel()
    with ProcessPoolExecutor(
        workers,
        # A fresh process inherits no open file, lock or thread, on every system alike.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_let_answers_travel,
    ) as pool:
        yield from pool.map(_see_chunk, ((chunk, on) for chunk in chunks))


def _see_chunk(task: tuple[Sequence[Participant], date]) -> list[Seen]:
    people, on = task
    knowledge = standard()
    return [see(one, knowledge, on=on) for one in people]


def _chunks(people: Iterable[Participant]) -> Iterator[list[Participant]]:
    left = iter(people)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _let_answers_travel() -> None:
    """A record holds read-only mappings, which cannot be sent unless we say how."""
    copyreg.pickle(MappingProxyType, _packed)


def _packed(
    mapping: "MappingProxyType[str, float]",
) -> "tuple[Callable[..., MappingProxyType[str, float]], tuple[dict[str, float]]]":
    return _unpacked, (dict(mapping),)


def _unpacked(plain: dict[str, float]) -> "MappingProxyType[str, float]":
    return MappingProxyType(plain)


def _total(score: Score | None) -> float | None:
    if score is None or isinstance(score.total, Unknown):
        return None
    return score.total


def values_of(one: Participant, measures: Mapping[str, Measure]) -> Mapping[str, float]:
    """Every result of one adult in the measure's own unit."""
    found: dict[str, float] = {}
    for observed in one.record.observations:
        if observed.measure is None or observed.quantity is None:
            continue
        measure = measures[observed.measure]
        amount = in_canonical_unit(measure, observed.quantity).value
        found[measure.id] = amount / FILL if observed.comparator == "<" else amount
    return found


def _answers(picture: Picture) -> Mapping[str, bool | None]:
    return {
        id_: None if isinstance(one.answer, Unknown) else one.answer
        for id_, one in picture.findings.items()
    }
