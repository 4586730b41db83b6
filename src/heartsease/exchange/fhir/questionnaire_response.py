"""Answers to a questionnaire as a FHIR QuestionnaireResponse.

A question with a LOINC code of its own is known by it, any other by our own id.
"""

from collections import Counter
from collections.abc import Iterator

from heartsease.core.instruments.definition import (
    Instrument,
    Item,
    Wording,
    choices_of,
    item_of,
)
from heartsease.core.record.record import Response
from heartsease.core.values.code import LOINC, OWN_QUESTIONNAIRE
from heartsease.exchange.fhir.pieces import (
    Json,
    day,
    filled,
    meta,
    number,
    reference,
    resource,
)

_ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"


def questionnaire_response(
    response: Response, *, person: str, place: int, instrument: Instrument | None
) -> Json:
    """One sitting; a question that was passed over is not there."""
    return resource(
        "QuestionnaireResponse",
        person,
        place,
        meta=meta(response.provenance),
        questionnaire=f"{OWN_QUESTIONNAIRE}{response.instrument}",
        status="completed",
        subject=reference(person),
        authored=day(response.on),
        item=list(_items(response, instrument)),
    )


def link_of(instrument: Instrument, item: Item) -> str:
    """The linkId of a question: its LOINC code, where no other question shares it."""
    shared = Counter(one.loinc for one in instrument.items)
    if item.loinc and shared[item.loinc] == 1:
        return item.loinc
    return f"{instrument.id}.{item.id}"


def _items(response: Response, instrument: Instrument | None) -> Iterator[Json]:
    order = [one.id for one in instrument.items] if instrument else []
    listed = sorted(
        response.answers,
        key=lambda id_: (order.index(id_) if id_ in order else len(order), id_),
    )
    for id_ in listed:
        item = item_of(instrument, id_) if instrument else None
        yield _item(instrument, item, id_, response.answers[id_], response)
    if response.total is not None:
        yield {
            "linkId": f"{response.instrument}.total",
            "answer": [{"valueDecimal": number(response.total)}],
        }


def _item(
    instrument: Instrument | None,
    item: Item | None,
    id_: str,
    value: float,
    response: Response,
) -> Json:
    if instrument is None or item is None:
        link = f"{response.instrument}.{id_}"
        return {"linkId": link, "answer": [{"valueDecimal": number(value)}]}
    shown = instrument.wording is not Wording.ABSENT
    return filled(
        {
            "linkId": link_of(instrument, item),
            "text": item.text if shown else "",
            "answer": [_answer(instrument, item, value)],
        }
    )


def _answer(instrument: Instrument, item: Item, value: float) -> Json:
    for choice in choices_of(instrument, item):
        if choice.value == value:
            coded = {"system": LOINC, "code": choice.loinc} if choice.loinc else {}
            return {
                "valueCoding": {
                    "extension": [{"url": _ORDINAL, "valueDecimal": number(value)}],
                    **filled({**coded, "display": choice.label}),
                }
            }
    return {"valueDecimal": number(value)}
