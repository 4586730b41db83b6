"""Medicines taken, from FHIR MedicationStatement and MedicationRequest."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from heartsease.core.record.record import Certainty, MedicineEntry, Provenance
from heartsease.core.values.code import OWN_TAKEN_PERCENT, Code
from heartsease.core.values.quantity import (
    Quantity,
    convert,
    is_finite,
    same_dimension,
)
from heartsease.core.values.unit_names import normalise
from heartsease.importers.moments import Moment
from heartsease.importers.outcome import Event, Taken
from heartsease.importers.sources.fhir_bundle.observation import unit_of
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
from heartsease.importers.vocabulary import Vocabulary

_REFUSED: Mapping[str, str] = {
    "entered-in-error": "the sender withdrew it",
    "cancelled": "the prescription was withdrawn before it was used",
    "draft": "the prescription is only a draft",
    "intended": "it is planned and not taken yet",
    "not-taken": "the file says it is not taken",
}
_ENDED = ("completed", "stopped")
_ALL_DOSES = 100  # per cent
_ONLY_PLANNED = ("proposal", "plan", "option")

# HL7 v3 GTSAbbreviation: doses a day.
_TIMES_A_DAY: Mapping[str, float] = {
    "QD": 1, "AM": 1, "PM": 1, "BID": 2, "TID": 3, "QID": 4, "QOD": 0.5,
    "Q4H": 6, "Q6H": 4, "Q8H": 3,
}  # fmt: skip
_PERIOD_UNITS = {"min": "min", "h": "h", "d": "d", "wk": "wk"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    text: str
    codes: tuple[Code, ...]


def read_medication(
    one: Located, *, vocabulary: Vocabulary, on: date
) -> Iterator[Event]:
    """One medicine entry; a dose is given only when amount and timing are clear."""
    resource = one.resource
    named = _name(one)
    if named is None:
        yield one.refused(
            "The medicine has no name: it points to something outside this file.",
            advice="Add the medicine yourself, or export with the Medication resources.",
            field="medication",
        )
        return
    why_not = _not_taken(resource)
    if why_not:
        yield one.refused(
            f"{named.text}: {why_not}.",
            advice="Add it yourself if you do take it.",
            field="status",
        )
        return
    started, stopped = _span(one, on=on)
    if text_of(resource.get("status")) in _ENDED and stopped is None:
        yield one.refused(
            f"{named.text}: it was stopped, but the day is not given.",
            advice="Add it with the day you stopped, as far as you remember.",
            field="effective",
        )
        return
    rough = any(m is not None and m.approximate for m in (started, stopped))
    provenance = Provenance(
        source=one.file,
        row=one.row,
        certainty=Certainty.APPROXIMATE if rough else _certainty(one.type),
    )
    dosages = objects(resource.get("dosageInstruction")) or objects(
        resource.get("dosage")
    )
    fact = MedicineEntry(
        text=named.text,
        ingredients=vocabulary.medicine_of(named.text, named.codes),
        daily_dose=_daily_dose(dosages),
        started_on=started.on if started else None,
        stopped_on=stopped.on if stopped else None,
        as_needed=any(_as_needed(dosage) for dosage in dosages),
        taken_percent=_taken_percent(resource),
        codes=kept(named.codes),
        provenance=provenance,
    )
    yield Taken(fact=fact, provenance=provenance, rows=(one.row,))


def _taken_percent(resource: Json) -> float | None:
    """What a file of ours says of how it was taken; FHIR R4 has no field for it."""
    for extension in extensions(resource, OWN_TAKEN_PERCENT):
        share = number(extension.get("valueDecimal"))
        if share is not None and 0 <= share <= _ALL_DOSES:
            return share
    return None


def _certainty(type_: str) -> Certainty:
    # A prescription shows what was ordered, a statement what someone said is taken.
    return Certainty.CONFIRMED if type_ == "MedicationRequest" else Certainty.REPORTED


def _name(one: Located) -> _Name | None:
    resource = one.resource
    concept = resource.get("medicationCodeableConcept")
    if concept is None:
        reference = table(resource.get("medicationReference"))
        medication = one.bundle.find(reference.get("reference"), inside=resource)
        if medication is not None:
            return _of_medication(medication)
        concept = {"text": reference.get("display")}
    words = words_of(concept)
    return _Name(text=words, codes=codes_of(concept)) if words else None


def _of_medication(medication: Json) -> _Name | None:
    concept = medication.get("code")
    parts = [
        part.get("itemCodeableConcept")
        for part in objects(medication.get("ingredient"))
    ]
    words = words_of(concept) or " / ".join(words_of(part) for part in parts)
    codes = codes_of(concept) or tuple(c for part in parts for c in codes_of(part))
    return _Name(text=words, codes=codes) if words else None


def _not_taken(resource: Json) -> str:
    status = text_of(resource.get("status"))
    if status in _REFUSED:
        return f"{_REFUSED[status]} ({status})"
    if resource.get("doNotPerform") is True:
        return "the file says not to take it (doNotPerform)"
    intent = text_of(resource.get("intent"))
    return f"it was only suggested ({intent})" if intent in _ONLY_PLANNED else ""


def _span(one: Located, *, on: date) -> tuple[Moment | None, Moment | None]:
    """First and last day, as far as the file tells."""
    resource = one.resource
    effective = table(resource.get("effectivePeriod"))
    bounds = [
        table(table(table(dosage.get("timing")).get("repeat")).get("boundsPeriod"))
        for dosage in objects(resource.get("dosageInstruction"))
    ]
    dispense = table(resource.get("dispenseRequest"))
    validity = table(dispense.get("validityPeriod"))
    started = first_moment(
        effective.get("start"),
        resource.get("effectiveDateTime"),
        *(bound.get("start") for bound in bounds),
        resource.get("authoredOn"),
        latest=on,
    )
    stopped = first_moment(
        effective.get("end"),
        *(bound.get("end") for bound in bounds),
        latest=on,
    )
    if text_of(resource.get("status")) not in _ENDED:
        still = stopped is None or stopped.on > on
        return started, None if still else stopped
    known = stopped or first_moment(validity.get("end"), latest=on)
    if known is None:
        known = _supplied_until(started, dispense)
    if known is None or known.on > on:
        known = _written(one, on)
    return started, known


def _supplied_until(started: Moment | None, dispense: Json) -> Moment | None:
    days = _in_days(table(dispense.get("expectedSupplyDuration")))
    if started is None or days is None:
        return None
    repeats = number(dispense.get("numberOfRepeatsAllowed")) or 0.0
    try:
        last = started.on + timedelta(days=days * (1 + repeats))
    except OverflowError:  # a duration no calendar holds
        return None
    return Moment(on=last, approximate=True)


def _written(one: Located, on: date) -> Moment | None:
    """The day the file was written: by then it had been stopped."""
    updated = first_moment(table(one.resource.get("meta")).get("lastUpdated"))
    latest = updated.on if updated else one.bundle.written_on
    return Moment(on=latest, approximate=True) if latest and latest <= on else None


def _in_days(duration: Json) -> float | None:
    amount, unit = number(duration.get("value")), unit_of(duration)
    ucum = normalise(unit) if unit else None
    if amount is None or ucum is None or not same_dimension(ucum, "d"):
        return None
    return convert(Quantity(amount, ucum), "d").value


def _as_needed(dosage: Json) -> bool:
    return dosage.get("asNeededBoolean") is True or "asNeededCodeableConcept" in dosage


def _daily_dose(dosages: list[Json]) -> Quantity | None:
    """Amount times doses a day; None for tablets, ranges, titrations and "if needed"."""
    if len(dosages) != 1 or _as_needed(dosages[0]):
        return None
    rates = objects(dosages[0].get("doseAndRate"))
    if len(rates) != 1:
        return None
    amount = table(rates[0].get("doseQuantity"))
    value, unit = number(amount.get("value")), unit_of(amount)
    ucum = normalise(unit) if unit else None
    times = _times_a_day(table(dosages[0].get("timing")))
    if value is None or times is None or ucum is None or not _is_dose(ucum):
        return None
    daily = Quantity(value * times, ucum)
    return daily if daily.value > 0 and is_finite(daily) else None


def _is_dose(ucum: str) -> bool:
    return same_dimension(ucum, "mg") or same_dimension(ucum, "[IU]")


def _times_a_day(timing: Json) -> float | None:
    repeat = table(timing.get("repeat"))
    if not repeat:
        return _TIMES_A_DAY.get(code_in(timing.get("code")).upper())
    if _is_irregular(repeat):
        return None
    frequency = number(repeat.get("frequency"))
    period = number(repeat.get("period"))
    unit = _PERIOD_UNITS.get(text_of(repeat.get("periodUnit")))
    if frequency is None and period is None:
        return _listed(repeat)
    if period is None or period <= 0 or unit is None:
        return None
    days = convert(Quantity(period, unit), "d").value
    if not days:  # too short for a number
        return None
    if frequency is None:
        frequency = _listed(repeat) or 1.0
    return frequency / days


def _is_irregular(repeat: Json) -> bool:
    """A range, a limited number of doses or certain weekdays have no daily dose."""
    return any(
        key in repeat
        for key in ("frequencyMax", "periodMax", "count", "countMax", "dayOfWeek")
    )


def _listed(repeat: Mapping[str, Any]) -> float | None:
    """Times of day or meals that are listed one by one."""
    for key in ("timeOfDay", "when"):
        if isinstance(repeat.get(key), list) and repeat[key]:
            return float(len(repeat[key]))
    return None
