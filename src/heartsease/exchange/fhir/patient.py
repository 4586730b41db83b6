"""The Patient: an id that says nothing, birth date, sex and country; never a name."""

from heartsease.core.record.record import Person
from heartsease.exchange.fhir.pieces import Json, day, filled


def patient(person: Person, *, pseudonym: str) -> Json:
    """`sex` travels as `gender`; FHIR R4 has no field for the one laboratories mean."""
    return {
        "resourceType": "Patient",
        "id": pseudonym,
        **filled(
            {
                "gender": person.sex,
                "birthDate": day(person.born_on),
                "address": [{"country": person.country}] if person.country else None,
            }
        ),
    }
