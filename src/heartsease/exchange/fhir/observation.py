"""Measured values and scores as FHIR Observations with LOINC and UCUM."""

from collections.abc import Iterator, Mapping

from heartsease.core.instruments.definition import Instrument
from heartsease.core.instruments.score import Score
from heartsease.core.labs.definition import Measure, MeasureKind
from heartsease.core.record.record import Observation
from heartsease.core.values.code import LOINC, OWN_FASTING, OWN_MEASURE, UCUM, Code
from heartsease.core.values.quantity import UnitError, is_pure_number, same_dimension
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.fhir.pieces import (
    Json,
    concept,
    day,
    filled,
    meta,
    number,
    quantity,
    reference,
    resource,
    status,
)
from heartsease.exchange.worded import name_and_words

_CATEGORIES: Mapping[MeasureKind, str] = {
    MeasureKind.LAB: "laboratory",
    MeasureKind.VITAL: "vital-signs",
    MeasureKind.DAILY_LIFE: "social-history",
}
_SCORE = "{score}"  # UCUM's way to write a number of points


def of_result(
    fact: Observation, *, person: str, place: int, measures: Mapping[str, Measure]
) -> Json:
    """A result as it was given, with the range its own laboratory printed."""
    measure = measures.get(fact.measure or "")
    printed, words = name_and_words(fact)
    amount = quantity(fact.quantity)
    if amount is not None and fact.comparator:
        amount = {"value": amount.pop("value"), "comparator": fact.comparator, **amount}
    return resource(
        "Observation",
        person,
        place,
        meta=meta(fact.provenance),
        extension=[]
        if fact.fasting is None
        else [{"url": OWN_FASTING, "valueBoolean": fact.fasting}],
        status="final",
        category=[status("observation-category", _CATEGORIES[measure.kind])]
        if measure
        else None,
        code=concept(_codes(fact, measure), printed or _name(fact, measure)),
        subject=reference(person),
        effectiveDateTime=day(fact.on),
        valueQuantity=amount,
        valueString=words,
        dataAbsentReason=None
        if amount or words
        else status("data-absent-reason", "unknown"),
        referenceRange=_range(fact),
    )


def of_score(
    score: Score, *, instrument: Instrument, person: str, place: int, answers: str
) -> Json | None:
    """A total that follows from answers; None without a total or a checked code."""
    if isinstance(score.total, Unknown) or not (
        instrument.loinc_total and instrument.loinc_checked
    ):
        return None
    band = None if isinstance(score.band, Unknown) else score.band.label
    code = Code(
        system=LOINC,
        code=instrument.loinc_total,
        display=f"{instrument.short_name} total score",
    )
    return resource(
        "Observation",
        person,
        place,
        meta=meta(score.provenance),
        status="final",
        category=[status("observation-category", "survey")],
        code=concept((code,), f"{instrument.short_name} total score"),
        subject=reference(person),
        effectiveDateTime=day(score.on),
        valueQuantity={
            "value": number(score.total),
            "unit": _SCORE,
            "system": UCUM,
            "code": _SCORE,
        },
        interpretation=[{"text": band}] if band else None,
        derivedFrom=[reference(answers)],
    )


def _codes(fact: Observation, measure: Measure | None) -> Iterator[Code]:
    """The code it came with, else one that fits its unit; and always our own."""
    if fact.code is not None:
        yield fact.code
    elif measure is not None and fact.quantity is not None:
        fits = (one for one in measure.loinc if _fits(one.unit, fact.quantity.unit))
        for one in list(fits)[:1]:
            yield Code(system=LOINC, code=one.code, display=one.display)
    if measure is not None:
        yield Code(system=OWN_MEASURE, code=measure.id, display=measure.name)


def _fits(unit: str, own: str) -> bool:
    """Whether a code that is sent with one unit may stand beside the other."""
    if unit == own:
        return True
    try:
        return same_dimension(unit, own) and not is_pure_number(unit)
    except UnitError:
        return False


def _name(fact: Observation, measure: Measure | None) -> str:
    if measure is not None:
        return measure.name
    return (fact.code.display or fact.code.code) if fact.code else "?"


def _range(fact: Observation) -> list[Json]:
    printed = filled(
        {"low": quantity(fact.reference_low), "high": quantity(fact.reference_high)}
    )
    return [printed] if printed else []
