"""Reads one result: its amount, its band, and all that speaks against trusting it.

The order of the questions follows the rules for reading laboratory results safely: can
the number be right, does inflammation or pregnancy change its meaning, what did the
person's own laboratory print, and only then our own bands.
No result here is a reason to start or stop anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from heartsease.core.labs.definition import (
    Band,
    BandName,
    DuringPregnancy,
    Interval,
    Measure,
    in_canonical_unit,
)
from heartsease.core.record.record import Observation, Provenance
from heartsease.core.sources.source import Citation
from heartsease.core.values.quantity import Quantity, UnitError, is_finite
from heartsease.core.values.unknown import Answer, Unknown, negate

PRINTED = "printed by the laboratory"
KNOWLEDGE = "knowledge"
NO_INTERVAL = "none"

_SIDES: Mapping[BandName, int] = {
    BandName.VERY_LOW: -1,
    BandName.LOW: -1,
    BandName.BORDERLINE: 0,
    BandName.USUAL: 0,
    BandName.HIGH: 1,
    BandName.VERY_HIGH: 1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat:
    """One reason to read the value with care."""

    id: str
    says: str
    citation: Citation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A result that can be used; `band` is Unknown where no band can honestly be given.

    `low` and `high` are the limits of the usual range used, in `quantity.unit`.
    `reliable` is false when something is known, or has to be known, that can spoil it.
    """

    measure: str
    quantity: Quantity
    comparator: str
    on: date
    age_days: int
    band: BandName | Unknown
    interval_used: str
    low: float | None
    high: float | None
    reliable: bool
    caveats: tuple[Caveat, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A result that is set aside, by name: never silently dropped."""

    measure: str
    id: str
    says: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The latest usable result of a measure, and every result that was set aside."""

    reading: Reading | Unknown
    set_aside: tuple[Refused, ...] = ()

    @property
    def why_unknown(self) -> str:
        """A sentence for the screen when there is no reading; "" when there is one."""
        if isinstance(self.reading, Reading):
            return ""
        return self.set_aside[0].says if self.set_aside else "No result has been added."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    on: date
    sex: str | None
    age: int | None
    pregnant: Answer
    trimester: int | None
    taking: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Span:
    """The values a result can stand for: one, or everything beyond a comparator."""

    low: float
    high: float
    low_open: bool = False
    high_open: bool = False

    def contains(self, value: float) -> bool:
        above = value > self.low if self.low_open else value >= self.low
        below = value < self.high if self.high_open else value <= self.high
        return above and below


_Printed: TypeAlias = tuple[float | None, float | None]


def latest(
    measure: Measure,
    observations: Iterable[Observation],
    *,
    on: date,
    sex: str | None,
    age: int | None,
    pregnant: Answer,
    trimester: int | None = None,
    taking: frozenset[str] = frozenset(),
    measures: Mapping[str, Measure],
) -> Reading | Unknown:
    """The newest usable result on a day; Unknown when there is none that is recent.

    `look` gives the same together with what was set aside and why.
    """
    return look(
        measure,
        observations,
        on=on,
        sex=sex,
        age=age,
        pregnant=pregnant,
        trimester=trimester,
        taking=taking,
        measures=measures,
    ).reading


def look(
    measure: Measure,
    observations: Iterable[Observation],
    *,
    on: date,
    sex: str | None,
    age: int | None,
    pregnant: Answer,
    trimester: int | None = None,
    taking: frozenset[str] = frozenset(),
    measures: Mapping[str, Measure],
) -> Look:
    """The newest usable result, and every newer one that could not be used.

    The order and the units in which results were added do not matter.
    Of two results of one day the one that lies further from usual is kept, because the
    careful reading is the one to talk about.
    """
    everything = tuple(observations)
    own = sorted(
        (one for one in everything if one.measure == measure.id), key=_newest_first
    )
    usable: list[Reading] = []
    set_aside: list[Refused] = []
    for observation in own:
        if usable and usable[0].on > observation.on:
            break
        answer = read(
            measure,
            observation,
            on=on,
            sex=sex,
            age=age,
            pregnant=pregnant,
            trimester=trimester,
            taking=taking,
            observations=everything,
            measures=measures,
        )
        if isinstance(answer, Reading):
            usable.append(answer)
        else:
            set_aside.append(answer)
    if not usable:
        return Look(
            reading=Unknown(frozenset({f"value:{measure.id}"})),
            set_aside=tuple(set_aside),
        )
    chosen = max(usable, key=_careful_first)
    notes = tuple(Caveat(id=f"set_aside:{one.id}", says=one.says) for one in set_aside)
    return Look(
        reading=replace(chosen, caveats=chosen.caveats + notes),
        set_aside=tuple(set_aside),
    )


def read(
    measure: Measure,
    observation: Observation,
    *,
    on: date,
    sex: str | None,
    age: int | None,
    pregnant: Answer,
    trimester: int | None = None,
    taking: frozenset[str] = frozenset(),
    observations: Iterable[Observation] = (),
    measures: Mapping[str, Measure],
) -> Reading | Refused:
    """One result, read as on a day; Refused when it cannot be right or is not usable.

    `observations` are the person's other results, for what has to be read beside this
    one.
    """
    person = _Person(
        on=on,
        sex=sex,
        age=age,
        pregnant=_asked_pregnant(measure, sex=sex, age=age, pregnant=pregnant),
        trimester=trimester,
        taking=taking,
    )
    quantity = _usable_quantity(measure, observation, on=on)
    if isinstance(quantity, Refused):
        return quantity
    inflamed = _inflammation(measure, observation, observations, measures=measures)
    printed, caveats = _printed_range(measure, observation)
    if _contradicted(measure, quantity, printed) or _out_of_scale(measure, printed):
        return _refused(
            measure,
            observation,
            "printed_range_contradicts",
            f"{measure.name}: the value and the range printed beside it cannot both be "
            "right. Please check the number and the unit on the report.",
        )
    band, missing = _band(
        measure, quantity, observation, printed, inflamed=inflamed, person=person
    )
    low, high, used = _limits(measure, printed, inflamed=inflamed, person=person)
    caveats += _own_caveats(measure, observation, person)
    caveats += _inflammation_caveats(measure, inflamed)
    caveats += _disagreement(
        measure, quantity, printed, inflamed=inflamed, person=person
    )
    caveats += _repeat_caveats(measure, band)
    return Reading(
        measure=measure.id,
        quantity=quantity,
        comparator=observation.comparator,
        on=observation.on,
        age_days=(on - observation.on).days,
        band=band if band is not None else Unknown(missing),
        interval_used=used,
        low=low,
        high=high,
        reliable=_is_reliable(measure, inflamed, person, band),
        caveats=caveats,
        provenance=observation.provenance,
    )


# --- can the number be right? ---------------------------------------------------------


def _usable_quantity(
    measure: Measure, observation: Observation, *, on: date
) -> Quantity | Refused:
    name = measure.name
    if observation.on > on:
        says = f"{name}: the result is dated {observation.on}, a day still to come."
        return _refused(measure, observation, "in_the_future", says)
    if (on - observation.on).days > measure.fresh_days:
        says = (
            f"{name}: the result of {observation.on} is too old to say how things are "
            "now."
        )
        return _refused(measure, observation, "too_old", says)
    if observation.quantity is None or not is_finite(observation.quantity):
        says = f"{name}: the result has no number that can be read."
        return _refused(measure, observation, "no_number", says)
    if measure.needs_fasting and observation.fasting is False:
        says = f"{name}: the sample was not taken fasting, so it means something else."
        return _refused(measure, observation, "not_fasting", says)
    try:
        quantity = in_canonical_unit(measure, observation.quantity)
    except UnitError:
        says = f"{name}: {observation.quantity.unit} is not a unit it is reported in."
        return _refused(measure, observation, "unknown_unit", says)
    if not measure.plausible.low <= quantity.value <= measure.plausible.high:
        says = (
            f"{name}: {observation.quantity.value:g} {observation.quantity.unit} "
            "cannot be right. The unit may be wrong, or a digit."
        )
        return _refused(measure, observation, "implausible", says)
    return quantity


def _refused(measure: Measure, observation: Observation, id: str, says: str) -> Refused:
    return Refused(
        measure=measure.id, id=id, says=says, provenance=observation.provenance
    )


def _printed_range(
    measure: Measure, observation: Observation
) -> tuple[_Printed, tuple[Caveat, ...]]:
    """The laboratory's own limits in our unit; a limit we cannot convert is told."""
    limits: list[float | None] = []
    for limit in (observation.reference_low, observation.reference_high):
        try:
            limits.append(
                None if limit is None else in_canonical_unit(measure, limit).value
            )
        except UnitError:
            says = "The range printed on the report is in a unit we cannot convert."
            return (None, None), (Caveat(id="printed_range_unreadable", says=says),)
    low, high = limits
    if low is not None and high is not None and low > high:
        says = "The range printed on the report runs backwards, so it was not used."
        return (None, None), (Caveat(id="printed_range_unreadable", says=says),)
    return (low, high), ()


def _contradicted(measure: Measure, quantity: Quantity, printed: _Printed) -> bool:
    """Below the printed range yet above every interval of ours, or the reverse.

    That is what a result looks like whose unit was mixed up with its range's.
    """
    side = _printed_side(quantity.value, printed)
    if not side or not measure.intervals:
        return False
    ours = {
        _SIDES[_band_at(measure, interval, quantity.value)]
        for interval in measure.intervals
    }
    return ours == {-side}


def _out_of_scale(measure: Measure, printed: _Printed) -> bool:
    """Whether the printed range, in our unit, is many times off every range of ours."""
    factor, (_, high) = measure.range_factor, printed
    ours = [
        end
        for interval in measure.intervals
        for band in interval.bands
        if band.name is BandName.USUAL
        and (end := _edges(measure, interval, band)[1]) is not None
    ]
    if factor is None or high is None or not ours:
        return False
    return all(high > factor * end or factor * high < end for end in ours)


# --- what changes its meaning? --------------------------------------------------------


def _asked_pregnant(
    measure: Measure, *, sex: str | None, age: int | None, pregnant: Answer
) -> Answer:
    """Pregnancy, where the question arises at all."""
    rule = measure.pregnancy_do_not_interpret
    if pregnant is True or sex == "male":
        return pregnant is True
    if rule is None or age is None:
        return pregnant
    return pregnant if rule.age_from <= age < rule.age_below else False


def _inflammation(
    measure: Measure,
    observation: Observation,
    observations: Iterable[Observation],
    *,
    measures: Mapping[str, Measure],
) -> Answer:
    """Whether the marker was raised near that day; Unknown when it was not measured."""
    rule = measure.acute_phase
    if rule is None:
        return False
    marker = measures[rule.measure]
    nearby = [
        (abs((one.on - observation.on).days), one)
        for one in observations
        if one.measure == rule.measure
        and abs((one.on - observation.on).days) <= rule.window_days
    ]
    answers = [
        (days, _is_above(marker, one, Quantity(rule.above, rule.unit)))
        for days, one in nearby
    ]
    known = [(days, one) for days, one in answers if not isinstance(one, Unknown)]
    if not known:
        return Unknown(frozenset({f"value:{rule.measure}"}))
    closest = min(days for days, _ in known)
    return any(one is True for days, one in known if days == closest)


def _is_above(marker: Measure, observation: Observation, limit: Quantity) -> Answer:
    if observation.quantity is None or not is_finite(observation.quantity):
        return Unknown(frozenset({f"value:{marker.id}"}))
    try:
        value = in_canonical_unit(marker, observation.quantity).value
        bound = in_canonical_unit(marker, limit).value
    except UnitError:
        return Unknown(frozenset({f"value:{marker.id}"}))
    if not marker.plausible.low <= value <= marker.plausible.high:
        return Unknown(frozenset({f"value:{marker.id}"}))
    span = _span(marker, value, observation.comparator)
    if span.low > bound or (span.low_open and span.low >= bound):
        return True
    if span.high <= bound:
        return False
    return Unknown(frozenset({f"value:{marker.id}"}))


# --- which band? ----------------------------------------------------------------------


def _band(
    measure: Measure,
    quantity: Quantity,
    observation: Observation,
    printed: _Printed,
    *,
    inflamed: Answer,
    person: _Person,
) -> tuple[BandName | None, frozenset[str]]:
    """The one band every possible reading agrees on, or what would settle it."""
    pregnancy = _pregnancy_blocks(measure, person)
    if pregnancy is not False:
        missing = pregnancy.missing if isinstance(pregnancy, Unknown) else frozenset()
        return None, missing or frozenset({f"state:{measure.id}"})
    if not measure.intervals and printed == (None, None):
        return None, frozenset({f"state:{measure.id}"})
    span = _span(measure, quantity.value, observation.comparator)
    intervals = _candidates(measure, inflamed=inflamed, person=person)
    found = {
        _one_band(measure, interval, value, printed)
        for interval in intervals or (None,)
        for value in _points(measure, intervals, span, printed)
    }
    if len(found) == 1 and None not in found:
        return found.pop(), frozenset()
    missing = _undecided_by(measure, person) if len(intervals) > 1 else frozenset()
    return None, missing or frozenset({f"state:{measure.id}"})


def _pregnancy_blocks(measure: Measure, person: _Person) -> Answer:
    rule = measure.pregnancy_do_not_interpret
    return False if rule is None else person.pregnant


def _candidates(
    measure: Measure, *, inflamed: Answer, person: _Person
) -> tuple[Interval, ...]:
    """The intervals that may be this person's, as far as we know them."""
    fitting = tuple(one for one in measure.intervals if _may_fit(one, person))
    acute = any(one.with_acute_phase for one in fitting) and inflamed is True
    return tuple(one for one in fitting if one.with_acute_phase is acute)


def _may_fit(interval: Interval, person: _Person) -> bool:
    if interval.sex and person.sex not in (None, interval.sex):
        return False
    if person.age is not None:
        if interval.age_from is not None and person.age < interval.age_from:
            return False
        if interval.age_below is not None and person.age >= interval.age_below:
            return False
    if interval.pregnancy is DuringPregnancy.YES and person.pregnant is False:
        return False
    if interval.pregnancy is DuringPregnancy.NO and negate(person.pregnant) is False:
        return False
    return interval.trimester is None or person.trimester in (None, interval.trimester)


def _undecided_by(measure: Measure, person: _Person) -> frozenset[str]:
    """The facts about the person that would narrow the intervals down."""
    every = measure.intervals
    missing = set[str]()
    if person.sex is None and any(one.sex for one in every):
        missing.add("sex")
    if person.age is None and any(one.age_from or one.age_below for one in every):
        missing.add("age")
    by_pregnancy = any(one.pregnancy is not DuringPregnancy.ANY for one in every)
    if isinstance(person.pregnant, Unknown) and by_pregnancy:
        missing.add("has:pregnant")
    if person.pregnant is True and person.trimester is None and by_pregnancy:
        missing.add("fact:trimester")
    return frozenset(missing)


def _one_band(
    measure: Measure, interval: Interval | None, value: float, printed: _Printed
) -> BandName | None:
    """The band of one exact value, with the laboratory's own range given its say.

    The printed range decides between low, usual and high; our bands then say how far.
    Where the laboratory calls a value usual that our source calls low or high, it is
    borderline: neither opinion is thrown away.
    """
    ours = None if interval is None else _band_at(measure, interval, value)
    if printed == (None, None) or (ours and not measure.printed_range_decides):
        return ours
    side = _printed_side(value, printed)
    if ours is not None and _SIDES[ours] == side:
        return ours
    if side:
        return BandName.LOW if side < 0 else BandName.HIGH
    if ours is None:
        return BandName.USUAL
    return ours if _is_unprinted_side(ours, printed) else BandName.BORDERLINE


def _is_unprinted_side(ours: BandName, printed: _Printed) -> bool:
    """A range printed as "<3" says nothing about low values, and ">3" about high."""
    low, high = printed
    return (low is None and _SIDES[ours] < 0) or (high is None and _SIDES[ours] > 0)


def _printed_side(value: float, printed: _Printed) -> int:
    low, high = printed
    if low is not None and value < low:
        return -1
    return 1 if high is not None and value > high else 0


def _band_at(measure: Measure, interval: Interval, value: float) -> BandName:
    for band in interval.bands:
        _, end = _edges(measure, interval, band)
        if end is None or value < end:
            return band.name
    return interval.bands[-1].name  # uncovered: the last band has no end


def _edges(
    measure: Measure, interval: Interval, band: Band
) -> tuple[float | None, float | None]:
    def canonical(edge: float | None) -> float | None:
        if edge is None:
            return None
        return in_canonical_unit(measure, Quantity(edge, interval.unit)).value

    return canonical(band.start), canonical(band.end)


def _span(measure: Measure, value: float, comparator: str) -> _Span:
    low, high = measure.plausible.low, measure.plausible.high
    match comparator:
        case "":
            return _Span(value, value)
        case "<":
            return _Span(low, value, high_open=True)
        case "<=":
            return _Span(low, value)
        case ">":
            return _Span(value, high, low_open=True)
        case ">=":
            return _Span(value, high)
        case _:
            return _Span(low, high)  # a sign we do not know says nothing


def _points(
    measure: Measure,
    intervals: tuple[Interval, ...],
    span: _Span,
    printed: _Printed,
) -> tuple[float, ...]:
    """Values that between them meet every band the span reaches."""
    edges = {edge for edge in printed if edge is not None}
    for interval in intervals:
        for band in interval.bands:
            edges |= {e for e in _edges(measure, interval, band) if e is not None}
    inside = sorted({e for e in edges if span.contains(e)} | {span.low, span.high})
    halfway = [(a + b) / 2 for a, b in zip(inside, inside[1:], strict=False)]
    points = tuple(point for point in (*inside, *halfway) if span.contains(point))
    return points or (span.low,)


# --- what is said about it ------------------------------------------------------------


def _limits(
    measure: Measure, printed: _Printed, *, inflamed: Answer, person: _Person
) -> tuple[float | None, float | None, str]:
    intervals = _candidates(measure, inflamed=inflamed, person=person)
    by_laboratory = measure.printed_range_decides or not intervals
    if printed != (None, None) and by_laboratory:
        return (*printed, PRINTED)
    if len(intervals) != 1 or _pregnancy_blocks(measure, person) is not False:
        return None, None, NO_INTERVAL
    (interval,) = intervals
    for band in interval.bands:
        if band.name is BandName.USUAL:
            return (*_edges(measure, interval, band), KNOWLEDGE)
    return None, None, KNOWLEDGE  # uncovered: each set of bands has a usual one


def _own_caveats(
    measure: Measure, observation: Observation, person: _Person
) -> tuple[Caveat, ...]:
    caveats: list[Caveat] = []
    pregnancy = measure.pregnancy_do_not_interpret
    if pregnancy is not None and person.pregnant is not False:
        caveats.append(
            Caveat(id="pregnancy", says=pregnancy.says, citation=pregnancy.citation)
        )
    if measure.needs_fasting and observation.fasting is None:
        says = "This is read as a fasting value. Was it taken before breakfast?"
        caveats.append(Caveat(id="fasting_not_known", says=says))
    for effect in measure.medicine_effects:
        taken = sorted(person.taking.intersection(effect.taking))
        if taken:
            caveats.append(
                Caveat(
                    id=f"medicine:{taken[0]}",
                    says=effect.says,
                    citation=effect.citation,
                )
            )
    return tuple(caveats)


def _inflammation_caveats(measure: Measure, inflamed: Answer) -> tuple[Caveat, ...]:
    rule = measure.acute_phase
    if rule is None or inflamed is False:
        return ()
    if inflamed is True:
        return (Caveat(id="inflammation", says=rule.says, citation=rule.citation),)
    return (
        Caveat(
            id=f"read_with:{rule.measure}",
            says=rule.says_when_missing,
            citation=rule.citation,
        ),
    )


def _disagreement(
    measure: Measure,
    quantity: Quantity,
    printed: _Printed,
    *,
    inflamed: Answer,
    person: _Person,
) -> tuple[Caveat, ...]:
    """Said whenever the laboratory's range and our source put a value elsewhere."""
    if printed == (None, None):
        return ()
    side = _printed_side(quantity.value, printed)
    ours = {
        _SIDES[band]
        for interval in _candidates(measure, inflamed=inflamed, person=person)
        if not _is_unprinted_side(
            band := _band_at(measure, interval, quantity.value), printed
        )
    }
    if not ours or side in ours:
        return ()
    says = (
        "Your laboratory's range and the published limits put this value in different "
        "places. Your clinician can say which one fits you."
    )
    return (Caveat(id="laboratory_and_source_differ", says=says),)


def _repeat_caveats(measure: Measure, band: BandName | None) -> tuple[Caveat, ...]:
    rule = measure.repeat
    if rule is None or band not in rule.bands:
        return ()
    return (Caveat(id="repeat", says=rule.says, citation=rule.citation),)


def _is_reliable(
    measure: Measure, inflamed: Answer, person: _Person, band: BandName | None
) -> bool:
    spoiled_by_medicine = any(
        effect.unreliable and person.taking.intersection(effect.taking)
        for effect in measure.medicine_effects
    )
    repeat = measure.repeat
    to_be_repeated = repeat is not None and repeat.unreliable and band in repeat.bands
    return not (
        spoiled_by_medicine
        or to_be_repeated
        or inflamed is not False  # raised, or not measured close to that day
        or _pregnancy_blocks(measure, person) is not False
    )


def _newest_first(observation: Observation) -> tuple[int, str, str]:
    provenance = observation.provenance
    return -observation.on.toordinal(), provenance.source, provenance.row


def _careful_first(reading: Reading) -> tuple[bool, int, float, str, str]:
    """Of one day's results: a known band, then the one further out, then the row."""
    if isinstance(reading.band, Unknown):
        return False, 0, reading.quantity.value, *_row(reading)
    ranks = {BandName.VERY_LOW: 3, BandName.VERY_HIGH: 3, BandName.USUAL: 0}
    ranks |= {BandName.LOW: 2, BandName.HIGH: 2, BandName.BORDERLINE: 1}
    return True, ranks[reading.band], reading.quantity.value, *_row(reading)


def _row(reading: Reading) -> tuple[str, str]:
    return reading.provenance.source, reading.provenance.row
