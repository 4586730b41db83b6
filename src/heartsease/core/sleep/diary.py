"""One night in minutes, and what some nights say together.

Time in bed, sleep, efficiency and waking are those of the consensus sleep diary
(Carney 2012, doi 10.5665/sleep.1642). Efficiency is sleep over time in bed; Reed and
Sacco (2016, doi 10.5664/jcsm.5498) argue for a shorter denominator, which gives higher
numbers, so the two must not be compared.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import mean, stdev

from heartsease.core.record.record import Night
from heartsease.core.sleep.definition import SleepKnowledge
from heartsease.core.values.unknown import Unknown, unknown

HOUR_MIN = 60
DAY_MIN = 24 * HOUR_MIN
NOON_MIN = 12 * 60  # a bedtime whose end was left out: from noon on, the evening before
QUARTER_MIN = 6 * 60  # a drawing begins and ends at a quarter of the day
EVENING_MIN = -QUARTER_MIN
_ORDER = ("to_bed_at", "lights_out_at", "woke_at", "up_at")
_BEGINS = ("to_bed_at", "lights_out_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One night in minutes; what the person left out stays Unknown.

    `asleep_from` and `asleep_to` are minutes after the midnight that begins the day of
    getting up; before midnight they are negative. Sleep by day is told the same way.
    """

    on: date
    in_bed_min: float | Unknown
    asleep_min: float | Unknown
    efficiency: float | Unknown  # 0 to 1
    asleep_from: float | Unknown
    asleep_to: float | Unknown

    @property
    def middle(self) -> float | Unknown:
        """The middle of sleep, in minutes after midnight."""
        if isinstance(self.asleep_from, Unknown):
            return self.asleep_from
        if isinstance(self.asleep_to, Unknown):
            return self.asleep_to
        return (self.asleep_from + self.asleep_to) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Nights:
    """What some nights say together; each answer says how many nights it needs.

    `middle_varies_min` is the standard deviation of the middle of sleep in minutes
    (ddof 1). `regularity` is the Sleep Regularity Index, -100 to 100 (Phillips 2017,
    doi 10.1038/s41598-017-03171-4), over minutes of neighbouring diary nights.
    `chronotype_h` is the middle of sleep on free days, corrected for sleep made up for
    (MSFsc, Roenneberg 2004, doi 10.1016/j.cub.2004.11.039), in hours after midnight; it
    is made for people who work by day, and Unknown where duty is slept for by day.
    """

    nights: int
    asleep_min: float | Unknown
    efficiency: float | Unknown
    middle_varies_min: float | Unknown
    regularity: float | Unknown
    chronotype_h: float | Unknown


def told(night: Night) -> Told:
    """One night; a clock time that is missing leaves what rests on it Unknown.

    Somebody goes to bed, tries to sleep, wakes and gets up in this order, within a day,
    and gets up on `night.on`: so every clock time has one place, at night or by day.
    """
    at = _in_order(night)
    dark, woke = at.get("lights_out_at", at.get("to_bed_at")), at.get("woke_at")
    in_bed = _span(at.get("to_bed_at"), at.get("up_at"), ("to_bed_at", "up_at"))
    latency, awake = night.minutes_to_sleep, night.minutes_awake
    fell: float | Unknown = (
        dark + latency
        if dark is not None and latency is not None
        else unknown(*_missing(lights_out_at=dark, minutes_to_sleep=latency))
    )
    until: float | Unknown = woke if woke is not None else unknown("woke_at")
    asleep = _asleep(fell, until, awake)
    return Told(
        on=night.on,
        in_bed_min=in_bed,
        asleep_min=asleep,
        efficiency=_share(asleep, in_bed),
        asleep_from=fell,
        asleep_to=until,
    )


def impossible(night: Night) -> tuple[str, ...]:
    """Names of fields that cannot all be true together; empty when nothing is wrong.

    Times that are not in their order fill more than a day; of them the two that lie
    furthest apart are named.
    """
    one, at = told(night), _in_order(night)
    if at and max(at.values()) - min(at.values()) >= DAY_MIN:
        pairs = pairwise(at)
        return max(pairs, key=lambda pair: at[pair[1]] - at[pair[0]])
    if not isinstance(one.in_bed_min, Unknown) and one.in_bed_min <= 0:
        return ("to_bed_at", "up_at")
    if not isinstance(one.asleep_min, Unknown) and one.asleep_min < 0:
        return ("minutes_to_sleep", "minutes_awake", "woke_at")
    return ()


def is_unlikely(night: Night, *, known: SleepKnowledge) -> bool:
    """Whether so long in bed is rather a slip than a night: seven written for 19:00."""
    in_bed = told(night).in_bed_min
    return not isinstance(in_bed, Unknown) and in_bed > known.usual_in_bed_h * HOUR_MIN


def hours_drawn(spans: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The minutes that a drawing of these nights begins and ends with.

    From six in the evening to noon, and further where somebody slept outside of that.
    """
    first, last = float(EVENING_MIN), float(NOON_MIN)
    for begins, ends in spans:
        first = min(first, begins // QUARTER_MIN * QUARTER_MIN)
        last = max(last, -(-ends // QUARTER_MIN) * QUARTER_MIN)
    return first, last


def together(nights: Iterable[Night], *, known: SleepKnowledge) -> Nights:
    """What these nights say; order never matters, and one night of a day counts.

    A night whose times cannot all be true is left out.
    """
    possible = (night for night in nights if not impossible(night))
    by_day = {night.on: night for night in sorted(possible, key=_place)}
    each = [told(night) for night in by_day.values()]
    asleep = _known(one.asleep_min for one in each)
    middles = _known(one.middle for one in each)
    enough = known.fewest_nights
    return Nights(
        nights=len(each),
        asleep_min=_mean(asleep, enough),
        efficiency=_mean(_known(one.efficiency for one in each), enough),
        middle_varies_min=stdev(_round_the_clock(middles))
        if len(middles) >= enough
        else _more(),
        regularity=_regularity(each, fewest_pairs=known.fewest_pairs),
        chronotype_h=_chronotype(by_day.values(), known),
    )


def _place(night: Night) -> tuple[date, str, str, str]:
    """Settles which of two nights of one day counts, however the record lists them."""
    row = night.provenance
    return night.on, row.source, row.row, str(night)


def _regularity(each: Sequence[Told], *, fewest_pairs: int) -> float | Unknown:
    """-100 + 200 x the share of minutes in the same state 24 hours apart.

    Waking in the night and naps are not placed in time by a diary, so they are left
    out, and the index comes out somewhat higher than from a wrist sensor.
    """
    spans = {
        one.on: (one.asleep_from, one.asleep_to)
        for one in each
        if not isinstance(one.asleep_from, Unknown)
        and not isinstance(one.asleep_to, Unknown)
    }
    pairs = [(day, day + timedelta(days=1)) for day in spans]
    both = [(spans[one], spans[other]) for one, other in pairs if other in spans]
    if len(both) < fewest_pairs:
        return _more()
    differing = sum(_apart(*one, *other) for one, other in both)
    return 100.0 - 200.0 * differing / (len(both) * DAY_MIN)


def _apart(from_1: float, to_1: float, from_2: float, to_2: float) -> float:
    """Minutes of a day in which exactly one of two nights is asleep.

    On a clock, which goes round: so sleep that ends near midnight meets its neighbour.
    """
    shared = sum(
        max(0.0, min(to_1 + turn, to_2) - max(from_1 + turn, from_2))
        for turn in (-DAY_MIN, 0, DAY_MIN)
    )
    return (to_1 - from_1) + (to_2 - from_2) - 2 * shared


def _chronotype(nights: Iterable[Night], known: SleepKnowledge) -> float | Unknown:
    free, duty = list[Told](), list[Told]()
    for night in nights:
        if night.free_day is None:
            continue
        one = told(night)
        if not isinstance(one.middle, Unknown):
            (free if night.free_day else duty).append(one)
    if len(free) < known.fewest_free_nights or len(duty) < known.fewest_duty_nights:
        return _more()
    before_duty = _known(one.middle for one in duty)
    if any(_from_evening(one) > known.night_work_after_h for one in before_duty):
        return unknown("days_without_night_work")
    long_free, long_duty = _length(free), _length(duty)
    middle = mean(_round_the_clock(_known(one.middle for one in free)))
    if long_free > long_duty:
        week = (len(duty) * long_duty + len(free) * long_free) / (len(duty) + len(free))
        middle -= (long_free - week) / 2
    return _from_evening(middle)


def _from_evening(minutes: float) -> float:
    """A clock time in hours after midnight, from six in the evening before (-6) on."""
    return ((minutes - EVENING_MIN) % DAY_MIN + EVENING_MIN) / HOUR_MIN


def _length(nights: Sequence[Told]) -> float:
    begun = _known(one.asleep_from for one in nights)
    ended = _known(one.asleep_to for one in nights)
    return mean(ended) - mean(begun)


def _in_order(night: Night) -> dict[str, float]:
    """The clock times that were told, each the last one before the one that follows."""
    given = {name: _clock(getattr(night, name)) for name in _ORDER}
    clocks = {name: clock for name, clock in given.items() if clock is not None}
    if not clocks:
        return {}
    names = tuple(clocks)
    after = clocks[names[-1]]
    if names[-1] in _BEGINS and after >= NOON_MIN:
        after -= DAY_MIN
    at = {names[-1]: after}
    for name in reversed(names[:-1]):
        after -= (after - clocks[name]) % DAY_MIN
        at[name] = after
    return {name: at[name] for name in names}


def _clock(text: str) -> float | None:
    if not text:
        return None
    hours, minutes = text.split(":")
    return float(int(hours) * HOUR_MIN + int(minutes))


def _round_the_clock(minutes: Sequence[float]) -> list[float]:
    """The same clock times, each on the side of midnight that is nearer to the others.

    Their mean direction on a clock of 24 hours says where the others are.
    """
    turns = [minute / DAY_MIN * 2 * math.pi for minute in minutes]
    angle = math.atan2(sum(map(math.sin, turns)), sum(map(math.cos, turns)))
    middle = angle / (2 * math.pi) * DAY_MIN
    # Whole days are taken off, so that minutes stay as exact as they were told.
    return [minute - DAY_MIN * round((minute - middle) / DAY_MIN) for minute in minutes]


def _span(
    start: float | None, end: float | None, names: tuple[str, str]
) -> float | Unknown:
    if start is None or end is None:
        given = dict(zip(names, (start, end), strict=True))
        return unknown(*(name for name, value in given.items() if value is None))
    return end - start


def _asleep(
    fell: float | Unknown, until: float | Unknown, awake: int | None
) -> float | Unknown:
    missing = frozenset[str]()
    for part in (fell, until):
        if isinstance(part, Unknown):
            missing |= part.missing
    if awake is None:
        missing |= {"minutes_awake"}
    if isinstance(fell, Unknown) or isinstance(until, Unknown) or awake is None:
        return Unknown(missing)
    return until - fell - awake


def _share(asleep: float | Unknown, in_bed: float | Unknown) -> float | Unknown:
    if isinstance(asleep, Unknown) or isinstance(in_bed, Unknown):
        missing = frozenset[str]()
        for part in (asleep, in_bed):
            if isinstance(part, Unknown):
                missing |= part.missing
        return Unknown(missing)
    return asleep / in_bed if in_bed > 0 else unknown("up_at")


def _missing(**given: float | None) -> tuple[str, ...]:
    return tuple(name for name, value in given.items() if value is None)


def _known(values: Iterable[float | Unknown]) -> list[float]:
    return [
        one for one in values if not isinstance(one, Unknown) and math.isfinite(one)
    ]


def _mean(values: Sequence[float], fewest: int) -> float | Unknown:
    return mean(values) if len(values) >= fewest else _more()


def _more() -> Unknown:
    return unknown("nights")
