"""The whole record as one FHIR R4 Bundle."""

from collections.abc import Iterator
from datetime import date

from heartsease.core.instruments.score import score
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.record.record import Record
from heartsease.exchange.fhir.care_plan import care_plan
from heartsease.exchange.fhir.condition import condition
from heartsease.exchange.fhir.medication_statement import of_medicine, of_trial
from heartsease.exchange.fhir.observation import of_result, of_score
from heartsease.exchange.fhir.patient import patient
from heartsease.exchange.fhir.pieces import Json, full_url
from heartsease.exchange.fhir.procedure import procedure
from heartsease.exchange.fhir.questionnaire_response import questionnaire_response
from heartsease.library.words import Words


def bundle(
    record: Record, *, knowledge: Knowledge, words: Words, pseudonym: str, on: date
) -> Json:
    """A collection that needs nothing outside itself.

    `pseudonym` becomes the id of the Patient (letters, digits, "-" and ".", at most 64)
    and must say nothing about who it is.
    The same record, pseudonym and day give the same bundle.
    """
    resources = [
        patient(record.person, pseudonym=pseudonym),
        *_conditions(record, knowledge, pseudonym),
        *_medicines(record, knowledge, words, pseudonym),
        *_results(record, knowledge, pseudonym),
        *_answers(record, knowledge, pseudonym),
    ]
    plan = care_plan(
        record.chosen_steps,
        person=pseudonym,
        interventions=knowledge.interventions,
        on=on,
    )
    if plan is not None:
        resources.append(plan)
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": f"{on.isoformat()}T00:00:00Z",
        "entry": [
            {"fullUrl": full_url(one["id"]), "resource": one} for one in resources
        ],
    }


def _conditions(record: Record, knowledge: Knowledge, person: str) -> Iterator[Json]:
    for place, entry in enumerate(record.conditions):
        yield condition(entry, person=person, place=place, terms=knowledge.terms)


def _medicines(
    record: Record, knowledge: Knowledge, words: Words, person: str
) -> Iterator[Json]:
    formulary, treatments = knowledge.formulary, knowledge.staging.treatments
    for place, entry in enumerate(record.medicines):
        yield of_medicine(entry, person=person, place=place, formulary=formulary)
    for place, trial in enumerate(record.trials, start=len(record.medicines)):
        if trial.treatment in treatments:
            yield procedure(
                trial, person=person, place=place, treatments=treatments, words=words
            )
        else:
            yield of_trial(
                trial, person=person, place=place, formulary=formulary, words=words
            )


def _results(record: Record, knowledge: Knowledge, person: str) -> Iterator[Json]:
    for place, fact in enumerate(record.observations):
        yield of_result(fact, person=person, place=place, measures=knowledge.measures)


def _answers(record: Record, knowledge: Knowledge, person: str) -> Iterator[Json]:
    for place, response in enumerate(record.responses):
        instrument = knowledge.instruments.get(response.instrument)
        given = questionnaire_response(
            response, person=person, place=place, instrument=instrument
        )
        yield given
        if instrument is None:
            continue
        total = of_score(
            score(instrument, response),
            instrument=instrument,
            person=person,
            place=place,
            answers=given["id"],
        )
        if total is not None:
            yield total
