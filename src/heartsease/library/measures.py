"""Reads knowledge/labs into measures, and refuses a file that could mislead.

Beyond the types: bands leave no gap and do not overlap, every unit can be read and
converted both ways, LOINC codes have their check digit, and what a rule refers to
exists.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from heartsease.core.labs.definition import (
    Interval,
    Measure,
    bands_of,
    by_name,
    fold_name,
    in_canonical_unit,
    in_unit,
    is_unit_of,
)
from heartsease.core.values.quantity import Quantity, UnitError, is_readable
from heartsease.library import reading
from heartsease.library.errors import KnowledgeError
from heartsease.library.reading import File

_LOINC = re.compile(r"\d{1,7}-\d")
_ROUND_TRIP = 5e-3  # published pairs of equations are rounded to four figures


def load(root: File) -> Mapping[str, Measure]:
    """Every measure of `root`/labs by id; raises `KnowledgeError` naming the file.

    `root` is the knowledge folder.
    """
    files = sorted(
        (one for one in root.joinpath("labs").iterdir() if one.name.endswith(".toml")),
        key=lambda file: file.name,
    )
    measures: dict[str, Measure] = {}
    for file in files:
        measure = reading.read(file, Measure)
        if file.name != f"{measure.id}.toml":
            raise KnowledgeError(f"{file.name}: the id is {measure.id}")
        _refuse(file.name, _problems(measure))
        measures[measure.id] = measure
    for measure in measures.values():
        _refuse(f"{measure.id}.toml", _unknown_measures(measure, measures))
    _refuse("labs", _shared_names(measures))
    return MappingProxyType(measures)


def to_measure_unit(
    measures: Mapping[str, Measure],
) -> Callable[[str, float, str], float]:
    """The converter that condition tables need: (measure, number, unit) -> number.

    Raises `KeyError` for a measure that is not there, `UnitError` for a wrong unit.
    """

    def convert(measure: str, number: float, unit: str) -> float:
        return in_canonical_unit(measures[measure], Quantity(number, unit)).value

    return convert


def loinc_check_digit(code: str) -> int:
    """The digit after the hyphen that LOINC's mod-10 rule asks for.

    Every second digit from the right is doubled and the digits of the results are
    added, as in the LOINC Users' Guide.
    """
    digits = code.partition("-")[0][::-1]
    doubled = "".join(
        str(int(digit) * (2 if place % 2 == 0 else 1))
        for place, digit in enumerate(digits)
    )
    return -sum(map(int, doubled)) % 10


def _refuse(where: str, problems: Iterator[str]) -> None:
    if found := "; ".join(problems):
        raise KnowledgeError(f"{where}: {found}")


def _problems(measure: Measure) -> Iterator[str]:
    yield from _unit_problems(measure)
    yield from _code_problems(measure)
    for number, interval in enumerate(measure.intervals):
        for problem in _band_problems(measure, interval):
            yield f"intervals[{number}]: {problem}"
    said = {one.band for one in measure.says}
    for band in sorted(bands_of(measure) - said):
        yield f"says: nothing is said about {band}"
    if not measure.intervals and not measure.why_no_bands:
        yield "why_no_bands: a measure without intervals says why"
    if measure.do_not_order != bool(measure.why_not_order):
        yield "why_not_order: given exactly when do_not_order is true"
    if measure.plausible.low >= measure.plausible.high:
        yield "plausible: low is not below high"


def _unit_problems(measure: Measure) -> Iterator[str]:
    every = [measure.unit, *measure.other_units]
    every += [one.unit for one in measure.intervals]
    every += [one.unit for one in measure.loinc]
    every += [one for line in measure.lines for one in (line.from_unit, line.to_unit)]
    unreadable = sorted({unit for unit in every if not is_readable(unit)})
    if unreadable:
        yield f"unit: {', '.join(unreadable)} cannot be read as UCUM"
        return
    for unit in sorted(set(every)):
        if not is_unit_of(measure, unit):
            yield f"unit: {unit} is not a unit of this measure; list it in other_units"
        elif not _agrees_both_ways(measure, unit):
            yield f"unit: {measure.unit} to {unit} and back is not the same"
    if any(not line.why and line.citation is None for line in measure.lines):
        yield "lines: a conversion needs a source or a reason"
    if measure.mol_per is not None and measure.mol_per_citation is None:
        yield "mol_per_citation: a molar mass needs its source"


def _agrees_both_ways(measure: Measure, unit: str) -> bool:
    middle = (measure.plausible.low + measure.plausible.high) / 2
    try:
        there = in_unit(measure, Quantity(middle, measure.unit), unit)
        back = in_unit(measure, there, measure.unit)
    except UnitError:
        return False
    return math.isclose(back.value, middle, rel_tol=_ROUND_TRIP)


def _code_problems(measure: Measure) -> Iterator[str]:
    for code in measure.loinc:
        if not _LOINC.fullmatch(code.code):
            yield f"loinc: {code.code!r} does not look like a LOINC code"
        elif int(code.code[-1]) != loinc_check_digit(code.code):
            yield f"loinc: {code.code} has the wrong check digit"


def _band_problems(measure: Measure, interval: Interval) -> Iterator[str]:
    bands = interval.bands
    if not bands:
        yield "bands: none"
        return
    if bands[0].start is not None or bands[-1].end is not None:
        yield "bands: the first has no start and the last has no end"
    for lower, upper in zip(bands, bands[1:], strict=False):
        if lower.end is None or lower.end != upper.start:
            yield f"bands: {lower.name} ends at {lower.end}, {upper.name} starts at "
            yield f"{upper.start}"
    ends = [band.end for band in bands[:-1] if band.end is not None]
    if ends != sorted(set(ends)):
        yield "bands: the ends do not rise"
    for end in ends:
        value = in_canonical_unit(measure, Quantity(end, interval.unit)).value
        if not measure.plausible.low <= value <= measure.plausible.high:
            yield f"bands: {end} {interval.unit} lies outside the plausible range"
    if interval.sex not in ("", "female", "male"):
        yield f"sex: {interval.sex!r}"


def _unknown_measures(
    measure: Measure, measures: Mapping[str, Measure]
) -> Iterator[str]:
    rule = measure.acute_phase
    if rule is None:
        if any(one.with_acute_phase for one in measure.intervals):
            yield "acute_phase: an interval needs it and it is not given"
        return
    if rule.measure not in measures:
        yield f"acute_phase: there is no measure {rule.measure}"
    elif not is_unit_of(measures[rule.measure], rule.unit):
        yield f"acute_phase: {rule.unit} is not a unit of {rule.measure}"


def _shared_names(measures: Mapping[str, Measure]) -> Iterator[str]:
    owner = by_name(measures)
    for measure in measures.values():
        for name in (measure.id, measure.name, measure.short_name, *measure.aliases):
            if owner[fold_name(name)] != measure.id:
                yield f"{name!r} names {measure.id} and {owner[fold_name(name)]}"
    owners: dict[str, str] = {}
    for measure in measures.values():
        for code in measure.loinc:
            first = owners.setdefault(code.code, measure.id)
            if first != measure.id:
                yield f"LOINC {code.code} belongs to {first} and {measure.id}"
