"""Medicines taken, and medicines that were tried, as FHIR MedicationStatements."""

from heartsease.core.medicines.names import Formulary
from heartsease.core.record.record import MedicineEntry, Trial
from heartsease.core.values.code import OWN_INGREDIENT, OWN_TAKEN_PERCENT, Code
from heartsease.core.values.quantity import Quantity
from heartsease.exchange.fhir.pieces import (
    Json,
    concept,
    filled,
    meta,
    note,
    number,
    period,
    quantity,
    reference,
    resource,
)
from heartsease.exchange.history import details
from heartsease.library.words import Words

_PER_DAY = "/d"


def of_medicine(
    entry: MedicineEntry, *, person: str, place: int, formulary: Formulary
) -> Json:
    """A medicine as it is or was taken."""
    own = _ingredients(entry.ingredients, formulary)
    taken = entry.taken_percent
    return resource(
        "MedicationStatement",
        person,
        place,
        meta=meta(entry.provenance),
        extension=_taken(taken),
        status="completed" if entry.stopped_on or entry.ended else "active",
        medicationCodeableConcept=concept((*entry.codes, *own), entry.text),
        subject=reference(person),
        effectivePeriod=period(entry.started_on, entry.stopped_on),
        dosage=_dosage(entry.daily_dose, as_needed=entry.as_needed),
        note=note("" if taken is None else f"Taken: about {taken:g} % of the doses."),
    )


def of_trial(
    trial: Trial, *, person: str, place: int, formulary: Formulary, words: Words
) -> Json:
    """A trial of a medicine; its highest dose is told and is not the dose of a day."""
    medicine = formulary.medicines.get(trial.treatment or "")
    name = trial.text or (medicine.name if medicine else trial.treatment or trial.id)
    because = trial.stopped_because
    return resource(
        "MedicationStatement",
        person,
        place,
        meta=meta(trial.provenance),
        extension=_taken(trial.taken_percent),
        status=_status(trial),
        statusReason=[{"text": words(f"stopped.{because.value}")}] if because else None,
        medicationCodeableConcept=concept(
            _ingredients((trial.treatment or "",), formulary), name
        ),
        subject=reference(person),
        effectivePeriod=period(trial.started_on, trial.stopped_on),
        note=note("A treatment trial.", details(trial, words)),
    )


def _status(trial: Trial) -> str:
    if trial.stopped_on is not None or trial.ongoing is False:
        return "stopped"
    return "active" if trial.ongoing else "unknown"


def _ingredients(ids: tuple[str, ...], formulary: Formulary) -> tuple[Code, ...]:
    return tuple(
        Code(system=OWN_INGREDIENT, code=one, display=formulary.medicines[one].name)
        for one in ids
        if one in formulary.medicines
    )


def _taken(percent: float | None) -> list[Json]:
    if percent is None:
        return []
    return [{"url": OWN_TAKEN_PERCENT, "valueDecimal": number(percent)}]


def _dosage(daily: Quantity | None, *, as_needed: bool) -> list[Json]:
    """The dose of a day as one dose a day; how it is shared out is not known."""
    dose = daily and Quantity(daily.value, daily.unit.removesuffix(_PER_DAY))
    found = filled(
        {
            "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}
            if dose
            else None,
            "asNeededBoolean": as_needed or None,
            "doseAndRate": [{"doseQuantity": quantity(dose)}] if dose else None,
        }
    )
    return [found] if found else []
