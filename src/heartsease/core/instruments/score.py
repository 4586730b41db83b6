"""Turns one day's answers into a score that says what it rests on and what is missing.

A total is worked out as an interval: with every answer known it is one number, with
some missing it is the lowest and the highest that the total can be.
So a screen can be known although an answer is missing, and a total is never known by
accident.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import prod
from types import MappingProxyType

from heartsease.core.instruments.definition import (
    Band,
    Combine,
    Criterion,
    Direction,
    Gate,
    Instrument,
    Item,
    Method,
    Subscale,
    Term,
    choices_of,
    item_of,
    range_of,
    within,
)
from heartsease.core.record.record import Provenance, Response
from heartsease.core.values.unknown import (
    Answer,
    Unknown,
    all_of,
    any_of,
    unknown,
)

# The sexes for which cut-offs are published; without one of them both are tried.
PUBLISHED_SEXES = ("female", "male")

Interval = tuple[float, float]


class ProblemKind(StrEnum):
    """Why a part of a response was not used."""

    UNKNOWN_ITEM = "unknown_item"
    OUT_OF_RANGE = "out_of_range"
    NOT_AN_ANSWER = "not_an_answer"  # between two answers of the set
    TOTAL_OUT_OF_RANGE = "total_out_of_range"
    TOTAL_DISAGREES = "total_disagrees"  # the given total cannot come from the answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An answer that was left out; `subject` is the item id, or "total"."""

    kind: ProblemKind
    subject: str
    value: float
    lowest: float
    highest: float


class ReachedFrom(StrEnum):
    """What a total was read from."""

    ITEMS = "items"
    TOTAL = "total"  # worked out elsewhere and given as a number


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one response says.

    `possible` is the lowest and highest total that fits what was answered.
    An Unknown names the answers that would settle it.
    """

    instrument: str
    on: date
    total: float | Unknown
    possible: Interval
    band: Band | Unknown
    screen: Answer
    subscales: Mapping[str, float | Unknown]
    subscale_bands: Mapping[str, Band | Unknown]
    items: Mapping[str, float]
    reached_from: ReachedFrom
    prorated: bool
    problems: tuple[Problem, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAnswer:
    """The answer to one question, with its day and row."""

    item: str
    value: float
    on: date
    provenance: Provenance


def score(
    instrument: Instrument, response: Response, *, sex: str | None = None
) -> Score:
    """Score one response.

    An impossible answer becomes a problem and counts as missing.
    A total worked out elsewhere is used when the answers do not give one and do not
    contradict it.
    Raises ValueError when the response belongs to another instrument.
    """
    if response.instrument != instrument.id:
        raise ValueError(f"{response.instrument} is not {instrument.id}")
    answers, problems = _accept(instrument, response.answers)
    sheet = _Sheet(instrument, answers, sex)
    possible, prorated = sheet.total()
    total = sheet.settled(possible)
    reached = ReachedFrom.ITEMS
    if response.total is not None:
        found = _check_total(instrument, response.total, possible, prorated=prorated)
        if found is not None:
            problems = (*problems, found)
        if isinstance(total, Unknown) and found is None:
            total, possible = response.total, (response.total, response.total)
            reached = ReachedFrom.TOTAL
    subscales = {one.id: sheet.subscale(one) for one in instrument.subscales}
    return Score(
        instrument=instrument.id,
        on=response.on,
        total=total,
        possible=possible,
        band=band_of(instrument.bands, total),
        screen=_screen(instrument, sheet, possible),
        subscales=MappingProxyType(subscales),
        subscale_bands=MappingProxyType(
            {s.id: band_of(s.bands, subscales[s.id]) for s in instrument.subscales}
        ),
        items=MappingProxyType(answers),
        reached_from=reached,
        prorated=prorated and reached is ReachedFrom.ITEMS,
        problems=problems,
        provenance=response.provenance,
    )


def history(
    instrument: Instrument,
    responses: Iterable[Response],
    *,
    on: date,
    sex: str | None = None,
) -> tuple[Score, ...]:
    """Every score of this instrument up to and including `on`, oldest first.

    Of several on one day only one stays: a known total before an unknown one, and then
    the more worrying.
    """
    by_day: dict[date, Score] = {}
    for response in responses:
        if response.instrument == instrument.id and response.on <= on:
            one = score(instrument, response, sex=sex)
            other = by_day.get(one.on)
            if other is None or _weight(instrument, one) > _weight(instrument, other):
                by_day[one.on] = one
    return tuple(by_day[day] for day in sorted(by_day))


def latest(
    instrument: Instrument,
    responses: Iterable[Response],
    *,
    on: date,
    sex: str | None = None,
) -> Score | Unknown:
    """The newest score that is still current on that day.

    Unknown, naming the instrument, when there is none within `fresh_days`.
    """
    scores = history(instrument, responses, on=on, sex=sex)
    if not scores or (on - scores[-1].on).days > instrument.fresh_days:
        return unknown(f"score:{instrument.id}")
    return scores[-1]


def latest_answer(
    instrument: Instrument, item: str, responses: Iterable[Response], *, on: date
) -> ItemAnswer | Unknown:
    """The newest current answer to one question, also from an unfinished response.

    A newer response that leaves the question out does not erase an older answer; of
    two on one day the more worrying counts.
    Unknown, naming the item, when there is none within `fresh_days`.
    """
    best: ItemAnswer | None = None
    for response in responses:
        age = (on - response.on).days
        if (
            response.instrument != instrument.id
            or not 0 <= age <= instrument.fresh_days
        ):
            continue
        answers, _ = _accept(instrument, response.answers)
        if item not in answers:
            continue
        one = ItemAnswer(
            item=item,
            value=answers[item],
            on=response.on,
            provenance=response.provenance,
        )
        if best is None or _item_weight(instrument, one) > _item_weight(
            instrument, best
        ):
            best = one
    return unknown(f"item:{instrument.id}.{item}") if best is None else best


def band_of(bands: tuple[Band, ...], total: float | Unknown) -> Band | Unknown:
    """The band a total lies in; Unknown without a total or without bands."""
    if isinstance(total, Unknown):
        return total
    reached = [band for band in bands if band.lowest <= total]
    return max(reached, key=lambda band: band.lowest) if reached else unknown()


def _accept(
    instrument: Instrument, given: Mapping[str, float]
) -> tuple[dict[str, float], tuple[Problem, ...]]:
    accepted: dict[str, float] = {}
    problems: list[Problem] = []
    for name in sorted(given):
        problem = _problem(instrument, name, given[name])
        if problem is None:
            accepted[name] = float(given[name])
        else:
            problems.append(problem)
    return accepted, tuple(problems)


def _problem(instrument: Instrument, name: str, value: float) -> Problem | None:
    item = item_of(instrument, name)
    lowest, highest = (0.0, 0.0) if item is None else range_of(instrument, item)
    kind: ProblemKind | None = None
    if item is None:
        kind = ProblemKind.UNKNOWN_ITEM
    elif not lowest <= value <= highest:  # NaN is not within either
        kind = ProblemKind.OUT_OF_RANGE
    elif (choices := choices_of(instrument, item)) and value not in {
        choice.value for choice in choices
    }:
        kind = ProblemKind.NOT_AN_ANSWER
    if kind is None:
        return None
    return Problem(kind=kind, subject=name, value=value, lowest=lowest, highest=highest)


def _check_total(
    instrument: Instrument, given: float, possible: Interval, *, prorated: bool
) -> Problem | None:
    scoring = instrument.scoring
    if not scoring.minimum <= given <= scoring.maximum:
        kind, (lowest, highest) = (
            ProblemKind.TOTAL_OUT_OF_RANGE,
            (scoring.minimum, scoring.maximum),
        )
    elif not prorated and not (
        possible[0] - scoring.step < given < possible[1] + scoring.step
    ):
        # Within one step: totals given elsewhere are often rounded.
        kind, (lowest, highest) = ProblemKind.TOTAL_DISAGREES, possible
    else:
        return None
    return Problem(
        kind=kind, subject="total", value=given, lowest=lowest, highest=highest
    )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One filled-in questionnaire: what each part can still be."""

    instrument: Instrument
    answers: Mapping[str, float]
    sex: str | None

    def total(self) -> tuple[Interval, bool]:
        """The interval of the total, and whether it was prorated."""
        scoring = self.instrument.scoring
        if scoring.method is Method.NONE:
            return (scoring.minimum, scoring.maximum), False
        if self._closed(scoring.gate) and scoring.gate is not None:
            return (scoring.gate.total, scoring.gate.total), False
        if self._may_prorate():
            return self._prorated(), True
        terms = scoring.terms or tuple(Term(items=(name,)) for name in self._scored())
        parts = [self._term(term, counting=scoring.method) for term in terms]
        return _combined(parts, scoring.method, scoring.multiply), False

    def subscale(self, subscale: Subscale) -> float | Unknown:
        """A subscale's total; Unknown names its missing items."""
        parts = [
            self._term(Term(items=(name,)), counting=subscale.method)
            for name in subscale.items
        ]
        low, high = _combined(parts, subscale.method, subscale.multiply)
        return low if low == high else self.missing(subscale.items)

    def settled(self, possible: Interval) -> float | Unknown:
        """The total when only one is possible."""
        if self.instrument.scoring.method is Method.NONE:
            return unknown(f"score:{self.instrument.id}")
        low, high = possible
        return low if low == high else self.missing(self._needed())

    def missing(self, names: Iterable[str]) -> Unknown:
        """An Unknown that names what was not answered among these items."""
        gone = [name for name in names if not self._known(name)]
        if not self.answers or not gone:
            return unknown(f"score:{self.instrument.id}")
        return unknown(*(f"item:{self.instrument.id}.{name}" for name in gone))

    def _needed(self) -> tuple[str, ...]:
        terms = self.instrument.scoring.terms
        scored = (
            tuple(name for term in terms for name in term.items)
            if terms
            else self._scored()
        )
        gate = self.instrument.scoring.gate
        return scored if gate is None else (gate.item, *scored)

    def _scored(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.instrument.items if item.scored)

    def _closed(self, gate: Gate | None) -> bool:
        return gate is not None and self.answers.get(gate.item) == gate.closed_at

    def _known(self, name: str) -> bool:
        item = item_of(self.instrument, name)
        return name in self.answers or (item is not None and self._not_for(item))

    def _not_for(self, item: Item) -> bool:
        return item.sex != "" and self.sex is not None and item.sex != self.sex

    def _may_prorate(self) -> bool:
        scoring = self.instrument.scoring
        gone = [name for name in self._scored() if not self._known(name)]
        return (
            bool(self.answers) and 0 < len(gone) <= scoring.missing.allowed
        ) and not scoring.terms

    def _prorated(self) -> Interval:
        names = self._scored()
        known = [self._interval(name)[0] for name in names if self._known(name)]
        mean = sum(known) / len(known)
        whole = (
            mean if self.instrument.scoring.method is Method.MEAN else mean * len(names)
        )
        value = whole * self.instrument.scoring.multiply
        return value, value

    def _term(self, term: Term, *, counting: Method) -> Interval:
        parts = [self._interval(name) for name in term.items]
        if counting is Method.COUNT:
            bar = self.instrument.scoring.counts_from
            parts = [(float(low >= bar), float(high >= bar)) for low, high in parts]
        lows, highs = [low for low, _ in parts], [high for _, high in parts]
        match term.combine:
            case Combine.SUM:
                low, high = sum(lows), sum(highs)
            case Combine.MAX:
                low, high = max(lows), max(highs)
            case Combine.PRODUCT:  # uncovered: the last of the closed set
                low, high = prod(lows), prod(highs)
        return low * term.weight, high * term.weight

    def _interval(self, name: str) -> Interval:
        item = item_of(self.instrument, name)
        if item is None:
            raise ValueError(  # uncovered: the loader refuses such a term
                f"{self.instrument.id} has no item {name}"
            )
        if name in self.answers:
            value = _counted(self.instrument, item, self.answers[name])
            return value, value
        values = _all_counted(self.instrument, item)
        return (
            (min(values), min(values))
            if self._not_for(item)
            else (
                min(values),
                max(values),
            )
        )


def _combined(parts: list[Interval], method: Method, multiply: float) -> Interval:
    low, high = sum(low for low, _ in parts), sum(high for _, high in parts)
    if method is Method.MEAN:
        low, high = low / len(parts), high / len(parts)
    return low * multiply, high * multiply


def _counted(instrument: Instrument, item: Item, value: float) -> float:
    if item.points:
        return next((rule.points for rule in item.points if within(value, rule)), 0.0)
    if item.reverse:
        lowest, highest = range_of(instrument, item)
        return lowest + highest - value
    return value if item.cap is None else min(value, item.cap)


def _all_counted(instrument: Instrument, item: Item) -> list[float]:
    if choices := choices_of(instrument, item):
        return [_counted(instrument, item, choice.value) for choice in choices]
    if item.points:
        return [0.0, *(rule.points for rule in item.points)]
    return [_counted(instrument, item, end) for end in range_of(instrument, item)]


def _screen(instrument: Instrument, sheet: _Sheet, possible: Interval) -> Answer:
    if instrument.screen is None:
        return unknown()
    positive = instrument.screen.positive
    if sheet.sex in PUBLISHED_SEXES:
        return _meets(positive, sheet, possible, sheet.sex)
    one, other = (_meets(positive, sheet, possible, sex) for sex in PUBLISHED_SEXES)
    if isinstance(one, Unknown) and isinstance(other, Unknown):
        return Unknown(one.missing | other.missing)
    if one == other:
        return one
    return Unknown(
        frozenset({"sex"}).union(
            *(part.missing for part in (one, other) if isinstance(part, Unknown))
        )
    )


def _meets(criterion: Criterion, sheet: _Sheet, possible: Interval, sex: str) -> Answer:
    if criterion.sex not in ("", sex):
        return False
    if criterion.all:
        return all_of(_meets(one, sheet, possible, sex) for one in criterion.all)
    if criterion.any:
        return any_of(_meets(one, sheet, possible, sex) for one in criterion.any)
    if criterion.item:
        answer = sheet.answers.get(criterion.item)
        if answer is None:
            return sheet.missing((criterion.item,))
        return within(answer, criterion)
    if criterion.subscale:
        value = next(
            sheet.subscale(one)
            for one in sheet.instrument.subscales
            if one.id == criterion.subscale
        )
        return value if isinstance(value, Unknown) else within(value, criterion)
    answer_ = _throughout(possible, criterion)
    return sheet.missing(sheet._needed()) if answer_ is None else answer_


def _throughout(possible: Interval, criterion: Criterion) -> bool | None:
    """True or False when every possible total agrees, None when they do not."""
    low, high = possible
    if within(low, criterion) and within(high, criterion):
        return True
    too_low = not within(
        high, Criterion(at_least=criterion.at_least, above=criterion.above)
    )
    too_high = not within(
        low, Criterion(at_most=criterion.at_most, below=criterion.below)
    )
    return False if too_low or too_high else None


def _weight(
    instrument: Instrument, one: Score
) -> tuple[bool, float, float, tuple[tuple[str, float], ...], str, str]:
    sign = -1.0 if instrument.higher_is is Direction.BETTER else 1.0
    known = not isinstance(one.total, Unknown)
    return (
        known,
        sign * (one.possible[1] if sign > 0 else one.possible[0]),
        sign * sum(one.items.values()),
        tuple(sorted(one.items.items())),
        one.provenance.source,
        one.provenance.row,
    )


def _item_weight(
    instrument: Instrument, one: ItemAnswer
) -> tuple[date, float, str, str]:
    item = item_of(instrument, one.item)
    turned = (item is not None and item.reverse) != (
        instrument.higher_is is Direction.BETTER
    )
    worry = -one.value if turned else one.value
    return one.on, worry, one.provenance.source, one.provenance.row
