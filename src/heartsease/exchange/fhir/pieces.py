"""Small parts that several resources share; a part without content is left out."""

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

from heartsease.core.record.record import Provenance
from heartsease.core.values.code import OWN_CERTAINTY, UCUM, Code
from heartsease.core.values.quantity import Quantity

Json: TypeAlias = dict[str, Any]

_URN = "urn:uuid:"


def resource(type_: str, person: str, place: int, **content: Any) -> Json:
    """A resource about this person; the same content at the same place has one id."""
    kept = filled(content)
    said = json.dumps([type_, person, place, kept], sort_keys=True, ensure_ascii=False)
    id_ = str(uuid.uuid5(uuid.NAMESPACE_URL, said))
    return {"resourceType": type_, "id": id_, **kept}


def filled(content: Mapping[str, Any]) -> Json:
    """Only what holds something: FHIR allows neither null nor an empty list."""
    return {
        name: value
        for name, value in content.items()
        if value is not None and value != "" and value != [] and value != {}
    }


def full_url(id_: str) -> str:
    """How the entries of one file point to each other."""
    return f"{_URN}{id_}"


def reference(id_: str) -> Json:
    return {"reference": full_url(id_)}


def concept(codes: Iterable[Code], text: str) -> Json:
    """A CodeableConcept; each code with its system, never a made-up one."""
    return filled({"coding": [coding(one) for one in codes], "text": text})


def coding(code: Code) -> Json:
    return filled({"system": code.system, "code": code.code, "display": code.display})


def status(system: str, code: str) -> Json:
    """A CodeableConcept of one HL7 status."""
    return {
        "coding": [
            {
                "system": f"http://terminology.hl7.org/CodeSystem/{system}",
                "code": code,
            }
        ]
    }


def quantity(amount: Quantity | None) -> Json | None:
    """A Quantity with its UCUM unit."""
    if amount is None:
        return None
    if not amount.unit:
        return {"value": number(amount.value)}
    return {
        "value": number(amount.value),
        "unit": amount.unit,
        "system": UCUM,
        "code": amount.unit,
    }


def number(value: float) -> float | int:
    """Whole numbers without a point."""
    return int(value) if float(value).is_integer() else value


def day(on: date | None) -> str | None:
    return on.isoformat() if on else None


def period(start: date | None, end: date | None) -> Json | None:
    return filled({"start": day(start), "end": day(end)}) or None


def note(*sentences: str) -> list[Json]:
    """A note for people; systems do not read it."""
    said = " ".join(one for one in sentences if one)
    return [{"text": said}] if said else []


def meta(provenance: Provenance) -> Json:
    """How sure the fact is, in our own words, for files that come back."""
    return {"tag": [{"system": OWN_CERTAINTY, "code": provenance.certainty.value}]}
