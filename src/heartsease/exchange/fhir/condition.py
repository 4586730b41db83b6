"""A yes or a no to a condition as a FHIR Condition; a no is `refuted`."""

from collections.abc import Mapping

from heartsease.core.record.record import Certainty, ConditionEntry
from heartsease.core.safety.vocabulary import ConditionTerm
from heartsease.core.values.code import OWN_CONDITION, Code
from heartsease.exchange.fhir.pieces import (
    Json,
    concept,
    day,
    meta,
    reference,
    resource,
    status,
)


def condition(
    entry: ConditionEntry,
    *,
    person: str,
    place: int,
    terms: Mapping[str, ConditionTerm],
) -> Json:
    """What somebody only said is `unconfirmed`; what ended is `resolved`."""
    term = terms.get(entry.condition or "")
    own = (
        (Code(system=OWN_CONDITION, code=term.id, display=term.label),) if term else ()
    )
    verified = "confirmed"
    if not entry.present:
        verified = "refuted"
    elif entry.provenance.certainty is not Certainty.CONFIRMED:
        verified = "unconfirmed"
    clinical = "resolved" if entry.until else "active" if entry.present else ""
    return resource(
        "Condition",
        person,
        place,
        meta=meta(entry.provenance),
        clinicalStatus=status("condition-clinical", clinical) if clinical else None,
        verificationStatus=status("condition-ver-status", verified),
        code=concept((*entry.codes, *own), entry.text or (term.label if term else "")),
        subject=reference(person),
        onsetDateTime=day(entry.since),
        abatementDateTime=day(entry.until),
        recordedDate=day(entry.on),
    )
