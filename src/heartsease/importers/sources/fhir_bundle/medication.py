"""Medicines taken, from FHIR MedicationStatement and MedicationRequest."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
    certainty_said,
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
_SAYS_HOW_MUCH = (
    *("doseAndRate", "text", "patientInstruction", "timing"),
    *("asNeededBoolean", "asNeededCodeableConcept", "maxDosePerPeriod"),
)
_NO_SET_DOSE = "it is taken only when needed, so a day has no set dose"
_LONGEST_UNIT = 40  # signs of a unit that are quoted; a file can hold any text there

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
    """One medicine entry; a dose is given only when amount and timing are clear.

    What is not clear of it, the dose or the day it was stopped, is left out and named;
    the medicine itself is kept, because safety rules ask for it.
    """
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
    ended = text_of(resource.get("status")) in _ENDED
    if ended and stopped is None and not certainty_said(resource):
        yield one.refused(
            f"{named.text}: it was stopped, but the day is not given. It is kept as a "
            "medicine of before.",
            advice="Add the day you stopped it, as far as you remember.",
            field="effective",
        )
    rough = any(m is not None and m.approximate for m in (started, stopped))
    provenance = Provenance(
        source=one.file,
        row=one.row,
        certainty=Certainty.APPROXIMATE if rough else _certainty(one.type),
    )
    dosages = _dosages(resource)
    dose = _daily_dose(dosages)
    if isinstance(dose, str):
        yield one.refused(
            f"{named.text}: {dose}. The medicine is kept without its dose.",
            advice="Add the dose of one day yourself, if you know it.",
            field="dosage",
        )
    fact = MedicineEntry(
        text=named.text,
        ingredients=vocabulary.medicine_of(named.text, named.codes),
        daily_dose=dose if isinstance(dose, Quantity) else None,
        started_on=started.on if started else None,
        stopped_on=stopped.on if stopped else None,
        ended=ended and stopped is None,
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


def _dosages(resource: Json) -> list[Json]:
    """How it is taken: a request and a statement call it by two names."""
    return objects(resource.get("dosageInstruction")) or objects(resource.get("dosage"))


def _span(one: Located, *, on: date) -> tuple[Moment | None, Moment | None]:
    """First and last day, as far as the file tells.

    Of several steps of a dose the first begins it, and it ends with the last of them
    when each has an end.
    A prescription says how long it could be bought, not the day of the last dose: that
    is a rough day, and so is an end that has passed while the file says "active".
    """
    resource = one.resource
    effective = table(resource.get("effectivePeriod"))
    bounds = [
        table(table(table(dosage.get("timing")).get("repeat")).get("boundsPeriod"))
        for dosage in _dosages(resource)
    ]
    dispense = table(resource.get("dispenseRequest"))
    validity = table(dispense.get("validityPeriod"))
    started = (
        first_moment(
            effective.get("start"), resource.get("effectiveDateTime"), latest=on
        )
        or _of_steps(bounds, "start", min, on=on)
        or first_moment(resource.get("authoredOn"), latest=on)
    )
    stopped = first_moment(effective.get("end"), latest=on) or _of_steps(
        bounds, "end", max, on=on
    )
    if text_of(resource.get("status")) not in _ENDED:
        still = stopped is None or stopped.on > on
        return started, None if still else _roughly(stopped)
    known = stopped or _roughly(first_moment(validity.get("end"), latest=on))
    if known is None:
        known = _supplied_until(started, dispense)
    # A file of ours says all that was known: it has no day because nobody named one.
    if (known is None or known.on > on) and not certainty_said(resource):
        known = _written(one, on)
    return started, known


def _of_steps(
    bounds: Sequence[Json],
    side: str,
    choose: Callable[..., Moment],
    *,
    on: date,
) -> Moment | None:
    """The first start or the last end; None when one of the steps does not say."""
    found = [first_moment(bound.get(side), latest=on) for bound in bounds]
    known = [one for one in found if one is not None]
    if not known or len(known) < len(found):
        return None
    return choose(known, key=lambda one: one.on)


def _roughly(day: Moment | None) -> Moment | None:
    return day and replace(day, approximate=True)


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


def _daily_dose(dosages: list[Json]) -> Quantity | str | None:
    """Amount times doses a day; None when nothing is said, else why it is not clear."""
    said = [one for one in dosages if any(one.get(key) for key in _SAYS_HOW_MUCH)]
    if not said:
        return None
    if len(said) > 1:
        return f"its dose is given in {len(said)} steps or parts"
    (dosage,) = said
    rates = objects(dosage.get("doseAndRate"))
    if _as_needed(dosage):
        # That it is for when it is needed is kept; only an amount is left out.
        return _NO_SET_DOSE if rates else None
    if not rates:
        return "its dose is given in words only, or not as an amount"
    if len(rates) > 1:
        return "its dose is given in more than one way"
    if "doseQuantity" not in rates[0]:
        return "its dose is a range or a rate and not one amount"
    return _in_a_day(table(rates[0]["doseQuantity"]), table(dosage.get("timing")))


def _in_a_day(amount: Json, timing: Json) -> Quantity | str:
    value, unit = number(amount.get("value")), unit_of(amount)
    if value is None or value <= 0:
        return "the amount of its dose is not a number above zero"
    if not unit:
        return f"its dose {value:g} has no unit"
    ucum = normalise(unit)
    if ucum is None or not _is_dose(ucum):
        return f"its dose is counted in {unit[:_LONGEST_UNIT]!r}, not as mg or units"
    times = _times_a_day(timing)
    if times is None:
        return f"how often {value:g} {ucum} is taken is not given as a plain number"
    daily = Quantity(value * times, ucum)
    if daily.value <= 0 or not is_finite(daily):
        return "the amount of its dose cannot be counted for a day"
    return daily


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
