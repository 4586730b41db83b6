"""Measured values from a FHIR Observation, and questionnaire answers sent as such."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from heartsease.core.record.record import Certainty, Observation, Provenance
from heartsease.core.values.code import OWN_FASTING, UCUM, Code
from heartsease.core.values.quantity import Quantity
from heartsease.importers import amounts
from heartsease.importers.moments import Moment
from heartsease.importers.outcome import Event, Taken
from heartsease.importers.sources.fhir_bundle.pieces import (
    Json,
    Located,
    code_in,
    codes_of,
    extensions,
    first_moment,
    kept,
    number,
    objects,
    table,
    text_of,
    words_of,
)
from heartsease.importers.vocabulary import Question, Vocabulary

_WITHDRAWN = ("entered-in-error", "cancelled")
_CONFIRMED_STATUS = ("final", "amended", "corrected")
_NUMERIC = ("valueQuantity", "valueInteger", "valueDecimal")
_RETAKE = "Ask the sender whether there is a corrected result."


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One answer or total of a questionnaire, to be joined with its fellows.

    `questions` are the instruments' items that share the code; () for a total.
    """

    located: Located
    moment: Moment
    instrument: str | None
    questions: tuple[Question, ...]
    value: float | str  # a LOINC answer code, when text
    label: str = ""


def read_observation(
    one: Located, *, vocabulary: Vocabulary, on: date, within: Moment | None = None
) -> Iterator[Event | Part]:
    """Every value of the resource: its own, and those of its components.

    `within` is the moment of a report the observation is part of, used when it has
    none of its own.
    """
    resource = one.resource
    status = text_of(resource.get("status"))
    if status in _WITHDRAWN:
        yield one.refused(
            f"{words_of(resource.get('code'))}: the sender withdrew it ({status}).",
            advice=_RETAKE,
            field="status",
        )
        return
    if status == "registered":
        yield one.refused(
            f"{words_of(resource.get('code'))}: there is no result yet.",
            advice="Import the file again when the result is there.",
            field="status",
        )
        return
    moment = _moment(resource, on=on) or within
    if moment is None:
        yield one.refused(
            f"{words_of(resource.get('code'))}: no date is given.",
            advice="Ask for an export with the day each result was taken.",
            field="effective",
        )
        return
    yield from _values(one, moment=moment, status=status, vocabulary=vocabulary)


def _moment(resource: Json, *, on: date) -> Moment | None:
    period = table(resource.get("effectivePeriod"))
    timing = objects(resource.get("effectiveTiming"))
    events = timing[0].get("event") if timing else None
    taken = first_moment(
        resource.get("effectiveDateTime"),
        resource.get("effectiveInstant"),
        period.get("start"),
        period.get("end"),
        *(events if isinstance(events, list) else ()),
        latest=on,
    )
    if taken is not None:
        return taken
    issued = first_moment(resource.get("issued"), latest=on)
    # The day a result was printed is not the day it was taken, only near it.
    return issued and Moment(on=issued.on, approximate=True, at=issued.at)


def _values(
    one: Located, *, moment: Moment, status: str, vocabulary: Vocabulary
) -> Iterator[Event | Part]:
    resource = one.resource
    seen = False
    if _value_key(resource) or "dataAbsentReason" in resource:
        seen = True
        yield _one_value(one, resource, "", moment, status, vocabulary)
    for place, component in enumerate(objects(resource.get("component"))):
        seen = True
        where = f"component[{place}]"
        yield _one_value(one, component, where, moment, status, vocabulary)
    if seen:
        return
    if resource.get("hasMember"):
        yield one.not_used(
            "It only groups other results, which are read one by one.",
            kind="Observation (group)",
        )
        return
    yield one.refused(
        f"{words_of(resource.get('code'))}: it holds no value.",
        advice="Nothing to do, unless your paper report shows a result.",
        field="value",
    )


def _value_key(element: Json) -> str | None:
    return next((key for key in element if key.startswith("value")), None)


def _one_value(
    one: Located,
    element: Json,
    where: str,
    moment: Moment,
    status: str,
    vocabulary: Vocabulary,
) -> Event | Part:
    codes = codes_of(element.get("code"))
    name = words_of(element.get("code"))
    key = _value_key(element)
    if key is None:
        why = words_of(element.get("dataAbsentReason")) or "no reason is given"
        return one.refused(
            f"{name}: the value is missing ({why}).",
            advice="Nothing to do, unless your paper report shows a result.",
            field=where or "value",
        )
    part = _part(one, codes, element[key], moment, vocabulary)
    if part is not None:
        return part
    measure = vocabulary.measure_of(codes)
    read = _amount(key, element[key])
    rounded = moment.approximate or status not in _CONFIRMED_STATUS
    provenance = Provenance(
        source=one.file,
        row=one.row,
        certainty=Certainty.APPROXIMATE if rounded else Certainty.CONFIRMED,
    )
    quantity: Quantity | None = None
    if read.value is None and (key in _NUMERIC or (measure and read.starts_as_number)):
        return one.refused(
            f"{name}: {read.words!r} is not a number that can be read one way.",
            advice="Look at the report and type the result in a CSV file.",
            field=where or "value",
        )
    if read.value is not None:
        found = amounts.checked(
            measure,
            read.value,
            read.unit,
            comparator=read.comparator,
            vocabulary=vocabulary,
        )
        if isinstance(found, amounts.Wrong):
            field = f"{where}.{found.field}" if where else found.field
            return one.refused(found.reason, advice=found.advice, field=field)
        quantity = found
    low, high = _reference(element)
    flag = code_in(next(iter(objects(element.get("interpretation"))), {}))
    fact = Observation(
        measure=measure,
        quantity=quantity,
        on=moment.on,
        text=_text(name, "" if quantity else read.words, flag),
        code=_best_code(codes, measure, vocabulary),
        comparator=read.comparator,
        reference_low=low,
        reference_high=high,
        fasting=_fasting(one.resource),
        provenance=provenance,
    )
    return Taken(fact=fact, provenance=provenance, rows=(one.row,), at=moment.at)


def _fasting(resource: Json) -> bool | None:
    """What a file of ours says; FHIR R4 has no field for it."""
    for extension in extensions(resource, OWN_FASTING):
        said = extension.get("valueBoolean")
        if isinstance(said, bool):
            return said
    return None


def _text(name: str, value: str, flag: str) -> str:
    words = f"{name}: {value}" if name and value else name or value
    return f"{words} ({flag})" if flag else words


def _best_code(
    codes: tuple[Code, ...], measure: str | None, vocabulary: Vocabulary
) -> Code | None:
    """The code that named the measure, else the first; never an id of our own."""
    known = kept(codes)
    for code in known:
        if measure and vocabulary.measure_of((code,)) == measure:
            return code
    return known[0] if known else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A value[x] as a number with its printed unit, or as words."""

    value: float | None = None
    unit: str = ""
    comparator: str = ""
    words: str = ""

    @property
    def starts_as_number(self) -> bool:
        return amounts.starts_as_number(self.words)


def _amount(key: str, value: Any) -> _Read:
    if key == "valueQuantity":
        quantity = table(value)
        comparator = text_of(quantity.get("comparator"))
        return _Read(
            value=number(quantity.get("value")),
            unit=unit_of(quantity),
            comparator=comparator if comparator in amounts.COMPARATORS else "",
            words=text_of(quantity.get("unit")),
        )
    if key in ("valueInteger", "valueDecimal"):
        return _Read(value=number(value), words=str(value))
    if key == "valueString":
        return _from_words(text_of(value))
    if key == "valueCodeableConcept":
        return _Read(words=words_of(value))
    if key in ("valueRange", "valuePeriod", "valueRatio", "valueSampledData"):
        return _Read(words=_plain_words(value))
    return _Read(words=str(value))


def _from_words(words: str) -> _Read:
    found = amounts.printed(words)
    if found is None or (found.rest and not amounts.is_unit(found.rest)):
        return _Read(words=words)
    return _Read(
        value=found.value, unit=found.rest, comparator=found.comparator, words=words
    )


def _plain_words(value: Any) -> str:
    parts = []
    for key, inner in table(value).items():
        if isinstance(inner, dict):
            amount = number(inner.get("value"))
            parts.append(f"{key} {amount:g} {unit_of(inner)}" if amount else key)
        elif isinstance(inner, str | int | float):
            parts.append(f"{key} {inner}")
    return ", ".join(parts)


def unit_of(quantity: Json) -> str:
    """The unit of a Quantity: its UCUM code, else what is printed."""
    code, printed = text_of(quantity.get("code")), text_of(quantity.get("unit"))
    coded = text_of(quantity.get("system")) in ("", UCUM)
    tried = [code, printed] if coded else [printed, code]
    readable = (one for one in tried if amounts.is_unit(one))
    return next(readable, "") or next((one for one in tried if one), "")


def _reference(element: Json) -> tuple[Quantity | None, Quantity | None]:
    """The first range that is for everybody, as the laboratory printed it."""
    for printed in objects(element.get("referenceRange")):
        kind = code_in(printed.get("type"))
        if kind not in ("", "normal") or printed.get("appliesTo"):
            continue
        own = unit_of(table(element.get("valueQuantity")))
        low, high = (_bound(printed.get(end), own) for end in ("low", "high"))
        if low or high:
            return low, high
        start, end, unit = amounts.printed_range(text_of(printed.get("text")))
        unit = unit or own
        if start is not None or end is not None:
            return (
                None if start is None else Quantity(start, amounts.ucum(unit)),
                None if end is None else Quantity(end, amounts.ucum(unit)),
            )
    return None, None


def _bound(value: object, unit: str) -> Quantity | None:
    quantity = table(value)
    amount = number(quantity.get("value"))
    if amount is None:
        return None
    return Quantity(amount, amounts.ucum(unit_of(quantity) or unit))


def _part(
    one: Located,
    codes: tuple[Code, ...],
    value: Any,
    moment: Moment,
    vocabulary: Vocabulary,
) -> Part | None:
    """An answer or a total of a questionnaire we know, sent as an Observation."""
    answer = _answer(value)
    if answer is None:
        return None
    for code in codes:
        questions = vocabulary.item_of(code)
        instrument = vocabulary.instrument_of(code)
        if questions or instrument:
            return Part(
                located=one,
                moment=moment,
                instrument=None if questions else instrument,
                questions=questions,
                value=answer,
                label=words_of(value) if isinstance(value, dict) else "",
            )
    return None


def _answer(value: Any) -> float | str | None:
    if isinstance(value, dict):
        amount = number(value.get("value"))
        return amount if amount is not None else code_in(value) or None
    if isinstance(value, str):
        return value or None
    return number(value)
