"""A yes or a no to a condition, from a FHIR Condition."""

from collections.abc import Iterator
from datetime import date

from heartsease.core.record.record import Certainty, ConditionEntry, Provenance
from heartsease.importers.outcome import Event, Taken
from heartsease.importers.sources.fhir_bundle.pieces import (
    Json,
    Located,
    certainty_said,
    code_in,
    codes_of,
    first_moment,
    kept,
    table,
    words_of,
)
from heartsease.importers.vocabulary import Vocabulary

_ENDED = ("inactive", "remission", "resolved")
_OVER = ("inactive", "resolved")
_TENTATIVE = ("unconfirmed", "provisional")


def read_condition(
    one: Located, *, vocabulary: Vocabulary, on: date
) -> Iterator[Event]:
    """One condition; refuted is a no, one of several possibilities is nothing.

    A condition that is over without a day is refused when a safety rule may ask for it:
    the question is then put to the person instead.
    """
    resource = one.resource
    verification = code_in(resource.get("verificationStatus"))
    clinical = code_in(resource.get("clinicalStatus"))
    codes, name = codes_of(resource.get("code")), words_of(resource.get("code"))
    if verification == "entered-in-error":
        yield one.refused(
            f"{name}: the sender withdrew it (entered-in-error).",
            advice="Nothing to do.",
            field="verificationStatus",
        )
        return
    if verification == "differential":
        yield one.refused(
            f"{name}: it was only one of several possibilities (differential).",
            advice="If it was confirmed later, answer its question in the program.",
            field="verificationStatus",
        )
        return
    if not codes and not name:
        yield one.refused(
            "The condition has neither a code nor a name.",
            advice="Answer the questions about conditions in the program.",
            field="code",
        )
        return
    refuted = verification == "refuted"
    condition = vocabulary.condition_of(codes, name, exact=refuted)
    since = first_moment(
        resource.get("onsetDateTime"),
        table(resource.get("onsetPeriod")).get("start"),
        latest=on,
    )
    until = first_moment(
        resource.get("abatementDateTime"),
        table(resource.get("abatementPeriod")).get("end"),
        latest=on,
    )
    written = first_moment(resource.get("recordedDate"), latest=on)
    if clinical in _OVER and until is None and condition and not refuted:
        yield one.refused(
            f"{name}: it is over ({clinical}), but the day it ended is not given.",
            advice="Answer its question in the program.",
            field="abatement",
        )
        return
    rough = any(m is not None and m.approximate for m in (since, until))
    certainty = Certainty.CONFIRMED
    if rough or verification in _TENTATIVE:
        certainty = Certainty.APPROXIMATE
    elif refuted:
        # A no opens gates: it must not outweigh a later yes of the person.
        certainty = Certainty.REPORTED
    provenance = Provenance(source=one.file, row=one.row, certainty=certainty)
    notes = _notes(resource, verification, clinical)
    fact = ConditionEntry(
        condition=condition,
        present=not refuted,
        text=f"{name} ({', '.join(notes)})" if notes else name,
        codes=kept(codes),
        on=written.on if written else None,
        since=since.on if since else None,
        until=until.on if until else None,
        provenance=provenance,
    )
    yield Taken(fact=fact, provenance=provenance, rows=(one.row,))


def _notes(resource: Json, verification: str, clinical: str) -> list[str]:
    """What stands behind the name; in a file of ours the name has it already."""
    if certainty_said(resource):
        return []
    words = (
        verification if verification in _TENTATIVE else "",
        clinical if clinical in _ENDED else "",
    )
    return [word for word in words if word]
