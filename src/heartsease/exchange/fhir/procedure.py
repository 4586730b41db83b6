"""Treatments counted in sessions as FHIR Procedures: therapy, ECT, rTMS, infusions."""

from collections.abc import Mapping

from heartsease.core.record.record import Trial
from heartsease.core.staging.treatment import Treatment
from heartsease.core.values.code import OWN_TREATMENT, Code
from heartsease.exchange.fhir.pieces import (
    Json,
    concept,
    meta,
    note,
    period,
    reference,
    resource,
)
from heartsease.exchange.history import details
from heartsease.library.words import Words


def procedure(
    trial: Trial,
    *,
    person: str,
    place: int,
    treatments: Mapping[str, Treatment],
    words: Words,
) -> Json:
    """One course; the number of sessions is told in the note."""
    treatment = treatments[trial.treatment or ""]
    own = Code(system=OWN_TREATMENT, code=treatment.id, display=treatment.name)
    because = trial.stopped_because
    return resource(
        "Procedure",
        person,
        place,
        meta=meta(trial.provenance),
        status=_status(trial),
        statusReason={"text": words(f"stopped.{because.value}")} if because else None,
        code=concept((own,), treatment.name),
        subject=reference(person),
        performedPeriod=period(trial.started_on, trial.stopped_on),
        note=note(
            trial.text if trial.text != treatment.name else "", details(trial, words)
        ),
    )


def _status(trial: Trial) -> str:
    if trial.stopped_on is not None or trial.ongoing is False:
        return "completed"
    return "in-progress" if trial.ongoing else "unknown"
