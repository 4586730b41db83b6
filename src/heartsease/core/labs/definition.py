"""What a measure is: its units, codes, limits, and what can spoil its result.

One file of knowledge/labs is one `Measure`; `interpret` reads results with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from heartsease.core.sources.source import Citation
from heartsease.core.values.quantity import (
    Quantity,
    UnitError,
    convert,
    is_pure_number,
    same_dimension,
)


class MeasureKind(StrEnum):
    """Where a value comes from."""

    LAB = "lab"
    VITAL = "vital"
    DAILY_LIFE = "daily_life"


class BandName(StrEnum):
    """Where a value lies; a measure uses the names it needs."""

    VERY_LOW = "very_low"
    LOW = "low"
    BORDERLINE = "borderline"
    USUAL = "usual"
    HIGH = "high"
    VERY_HIGH = "very_high"


class Property(StrEnum):
    """What a LOINC code says was measured; a code never overrules the printed unit."""

    MASS = "mass"
    MOLES = "moles"
    UNITS = "units"  # international, arbitrary or enzyme units
    FRACTION = "fraction"
    VOLUME = "volume"
    RATE = "rate"
    PRESSURE = "pressure"
    LENGTH = "length"
    TIME = "time"
    COUNT = "count"


class DuringPregnancy(StrEnum):
    """Whom an interval is for; `any` when pregnancy makes no difference."""

    ANY = "any"
    NO = "no"
    YES = "yes"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoincCode:
    """A code results arrive under; `unit` is what laboratories usually send with it."""

    code: str
    display: str
    property: Property
    unit: str
    note: str = ""
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A conversion that units alone cannot give: `to = from * slope + intercept`.

    It rests on a source, or on a reason that needs none (`why`).
    """

    from_unit: str
    to_unit: str
    slope: float
    intercept: float = 0.0
    why: str = ""
    citation: Citation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plausible:
    """Hard limits in the canonical unit; outside is a wrong unit or a wrong digit."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A named piece of the scale: `start` belongs to it, `end` to the next one."""

    name: BandName
    start: float | None = None
    end: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """Bands for one group of people, in the unit of their source.

    `with_acute_phase` marks the bands used while inflammation changes the value.
    """

    unit: str
    bands: tuple[Band, ...]
    sex: str = ""  # "" = both
    age_from: int | None = None
    age_below: int | None = None
    pregnancy: DuringPregnancy = DuringPregnancy.ANY
    trimester: int | None = None
    with_acute_phase: bool = False
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class AcutePhase:
    """Another measure that shows inflammation close to the day of this result.

    While it is raised, or not measured, a result is marked as not reliable; while it is
    raised the intervals `with_acute_phase` are used where the measure has them.
    """

    measure: str
    above: float
    unit: str
    window_days: int
    says: str
    says_when_missing: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class MedicineEffect:
    """What a medicine or supplement does to the value or to the test."""

    # Classes or ingredients of knowledge/medicines, or a use that is kept as a
    # condition (`nitrous_oxide_use`).
    taking: tuple[str, ...]
    direction: str  # "raises" | "lowers" | "distorts"
    says: str
    unreliable: bool = False
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class PregnancyRule:
    """The value is not put into a band during pregnancy.

    Outside the ages the question does not arise and is not asked.
    """

    says: str
    age_from: int
    age_below: int
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Bands after which the test is done again before anything is made of it."""

    bands: tuple[BandName, ...]
    weeks_from: int
    weeks_to: int
    says: str
    unreliable: bool = False
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class BandSentence:
    """What a person reads when their result lies in this band."""

    band: BandName
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BandPrior:
    """How common a band is, before a result is known."""

    band: BandName
    share: float
    among: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Measuring:
    """What it asks of a person to get the value."""

    minutes: int
    cost: int  # 0 free, 1 low, 2 noticeable, 3 high
    needs_visit: bool
    ordered_by: str  # "you" | "doctor" | "prescriber" | "sleep clinic" | "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherResult:
    """A second result inside a worked case."""

    measure: str
    value: float
    unit: str
    days_before: int = 0
    comparator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureCase:
    """A worked case: one result of one person, and how it must be read.

    `expect` is a band, "unknown" (no band can be given) or "refused".
    `why` is the id of the refusal, or one of the missing facts.
    """

    says: str
    value: float
    unit: str
    expect: str
    why: str = ""
    comparator: str = ""
    days_old: int = 0
    sex: str = ""
    age: int | None = None
    pregnant: str = "no"  # "yes" | "no" | "unknown"
    trimester: int | None = None
    printed_low: float | None = None
    printed_high: float | None = None
    fasting: bool | None = None
    beside: tuple[OtherResult, ...] = ()
    taking: tuple[str, ...] = ()
    reliable: bool | None = None
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A laboratory test, a vital sign or a daily-life measure.

    Every value is kept in `unit`; a result may come in any of `other_units`, or in any
    unit of the same dimension.
    `mol_per` is the mass of one mole, where results come as mass and as moles.
    `printed_range_decides` is false where the bands are decision limits of a guideline,
    which a laboratory's reference range does not replace.
    `range_factor` is how many times off ours the upper end of a printed range may be
    before we take the unit for a mistake.
    """

    id: str
    name: str
    short_name: str
    kind: MeasureKind
    specimen: str = ""
    unit: str
    other_units: tuple[str, ...] = ()
    mol_per: Quantity | None = None
    mol_per_citation: Citation | None = None
    lines: tuple[Line, ...] = ()
    loinc: tuple[LoincCode, ...] = ()
    aliases: tuple[str, ...] = ()
    plausible: Plausible
    intervals: tuple[Interval, ...] = ()
    why_no_bands: str = ""
    printed_range_decides: bool = True
    range_factor: float | None = None
    fresh_days: int
    needs_fasting: bool = False
    acute_phase: AcutePhase | None = None
    medicine_effects: tuple[MedicineEffect, ...] = ()
    pregnancy_do_not_interpret: PregnancyRule | None = None
    repeat: Repeat | None = None
    says: tuple[BandSentence, ...] = ()
    reading_notes: tuple[str, ...] = ()
    evidence_in_trd: str
    do_not_order: bool = False
    why_not_order: str = ""
    priors: tuple[BandPrior, ...] = ()
    measuring: Measuring
    citations: tuple[Citation, ...] = ()
    notes: str = ""
    cases: tuple[MeasureCase, ...] = ()


def in_canonical_unit(measure: Measure, quantity: Quantity) -> Quantity:
    """The same amount in the measure's own unit; raises `UnitError` otherwise."""
    return in_unit(measure, quantity, measure.unit)


def in_unit(measure: Measure, quantity: Quantity, unit: str) -> Quantity:
    """The same amount of this analyte in another of its units.

    The measure's own lines come first: 5.4 % HbA1c is 36 mmol/mol, not 54, although the
    units alone would say so.
    Raises `UnitError` for a unit this measure is not reported in.
    """
    for one in (quantity.unit, unit):
        if not is_unit_of(measure, one):
            raise UnitError(f"{one} is not a unit of {measure.name}.")
    if quantity.unit == unit:
        return quantity
    for line in measure.lines:
        if (line.from_unit, line.to_unit) == (quantity.unit, unit):
            return convert(quantity, unit, offset=(line.slope, line.intercept))
    try:
        return convert(quantity, unit, mol_per=measure.mol_per)
    except UnitError:
        return _by_way_of_a_line(measure, quantity, unit)


def is_unit_of(measure: Measure, unit: str) -> bool:
    """Whether a result of this measure may come in this unit.

    A pure number (%, mmol/mol, h/d) or an annotated unit must be listed, because such
    units convert into one another without meaning the same.
    """
    listed = {measure.unit, *measure.other_units}
    listed |= {one for line in measure.lines for one in (line.from_unit, line.to_unit)}
    if unit in listed:
        return True
    try:
        if is_pure_number(unit) or "{" in f"{unit}{measure.unit}":
            return False
        if same_dimension(unit, measure.unit):
            return True
        convert(Quantity(1.0, unit), measure.unit, mol_per=measure.mol_per)
    except UnitError:
        return False
    return True


def bands_of(measure: Measure) -> frozenset[BandName]:
    """Every band name a result of this measure can get."""
    return frozenset(band.name for one in measure.intervals for band in one.bands)


def sentence(measure: Measure, band: str) -> str:
    """What a person reads about a result in this band; "" when we say nothing."""
    return next((one.says for one in measure.says if one.band == band), "")


def by_loinc(measures: Mapping[str, Measure]) -> dict[str, str]:
    """LOINC code to measure id."""
    return {code.code: one.id for one in measures.values() for code in one.loinc}


def by_name(measures: Mapping[str, Measure]) -> dict[str, str]:
    """Names as printed on reports, folded with `fold_name`, to measure id."""
    return {
        fold_name(name): one.id
        for one in measures.values()
        for name in (one.id, one.name, one.short_name, *one.aliases)
    }


def fold_name(name: str) -> str:
    """Letters and digits only, in lower case: "HOMOCYST(E)INE" -> "homocysteine"."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _by_way_of_a_line(measure: Measure, quantity: Quantity, unit: str) -> Quantity:
    """From meq/L to mg/dL: to the start of the line, along it, and on by dimension."""
    for line in measure.lines:
        try:
            start = convert(quantity, line.from_unit, mol_per=measure.mol_per)
            end = convert(start, line.to_unit, offset=(line.slope, line.intercept))
            return convert(end, unit, mol_per=measure.mol_per)
        except UnitError:
            continue
    raise UnitError(f"{quantity.unit} and {unit} do not measure the same thing.")
