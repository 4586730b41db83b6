"""Goes through every resource of a FHIR file and says what became of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from heartsease.core.record.record import Certainty
from heartsease.importers.errors import FileRefused
from heartsease.importers.files import json_of, text_of
from heartsease.importers.moments import Moment, moment
from heartsease.importers.outcome import Event, NotUsed, Refused, Said, Taken
from heartsease.importers.sources.fhir_bundle import pieces
from heartsease.importers.sources.fhir_bundle.condition import read_condition
from heartsease.importers.sources.fhir_bundle.medication import read_medication
from heartsease.importers.sources.fhir_bundle.observation import (
    Part,
    read_observation,
)
from heartsease.importers.sources.fhir_bundle.patient import read_patient
from heartsease.importers.sources.fhir_bundle.pieces import Index, Json, Located
from heartsease.importers.sources.fhir_bundle.procedure import (
    Session,
    join_sessions,
    read_procedure,
)
from heartsease.importers.sources.fhir_bundle.questionnaire import (
    join_parts,
    read_response,
)
from heartsease.importers.vocabulary import Vocabulary

_DEEPEST = 8  # bundles within bundles; a real export has one or two
_PEEK = 4096  # characters behind the first line, to see whether there is a second
_EXPORT_AGAIN = "Ask for the whole record as FHIR R4 (JSON)."


def read(path: Path, *, vocabulary: Vocabulary, on: date) -> Iterator[Event]:
    """Every resource of the file, as taken, refused or not used.

    A file about more than one person is refused whole.
    """
    rows, events, index = _load(path)
    patient = _only_person(rows)
    yield from events
    parts: list[Part] = []
    sessions: list[Session] = []
    for one in rows:
        if patient is not None and (stranger := _about_another(one, patient, index)):
            yield stranger
            continue
        for event in _one(one, vocabulary=vocabulary, on=on):
            if isinstance(event, Part):
                parts.append(event)
            elif isinstance(event, Session):
                sessions.append(event)
            else:
                yield _as_sure_as(one, event)
    yield from join_parts(parts, vocabulary=vocabulary)
    yield from join_sessions(sessions, vocabulary=vocabulary)


def _as_sure_as(one: Located, event: Event) -> Event:
    """A file of ours says how sure a fact was."""
    said = pieces.certainty_said(one.resource)
    known = [sure for sure in Certainty if sure.value in said]
    if not known or not isinstance(event, Taken) or isinstance(event.fact, Said):
        return event
    provenance = replace(event.provenance, certainty=known[0])
    return replace(
        event, fact=replace(event.fact, provenance=provenance), provenance=provenance
    )


def _one(
    one: Located, *, vocabulary: Vocabulary, on: date
) -> Iterator[Event | Part | Session]:
    match one.type:
        case "Patient":
            yield from read_patient(one, on=on)
        case "Observation":
            yield from read_observation(one, vocabulary=vocabulary, on=on)
        case "QuestionnaireResponse":
            yield from read_response(one, vocabulary=vocabulary, on=on)
        case "Condition":
            yield from read_condition(one, vocabulary=vocabulary, on=on)
        case "MedicationStatement" | "MedicationRequest":
            yield from read_medication(one, vocabulary=vocabulary, on=on)
        case "DiagnosticReport":
            yield from _report(one, vocabulary=vocabulary, on=on)
        case "Procedure":
            yield from read_procedure(one, vocabulary=vocabulary, on=on)
        case _:
            yield one.not_used()


def _report(
    one: Located, *, vocabulary: Vocabulary, on: date
) -> Iterator[Event | Part]:
    """A report: results inside it are read, those beside it stand for themselves."""
    resource = one.resource
    if pieces.text_of(resource.get("status")) in ("entered-in-error", "cancelled"):
        yield one.refused(
            "The sender withdrew this report.", advice="Nothing to do.", field="status"
        )
        return
    taken: Moment | None = pieces.first_moment(
        resource.get("effectiveDateTime"),
        pieces.table(resource.get("effectivePeriod")).get("start"),
        latest=on,
    )
    contained = resource.get("contained")
    for place, inner in enumerate(contained if isinstance(contained, list) else ()):
        if isinstance(inner, dict) and inner.get("resourceType") == "Observation":
            located = Located(
                file=one.file,
                row=f"{one.row}.contained[{place}]".lstrip("."),
                resource=inner,
                type="Observation",
                bundle=one.bundle,
            )
            yield from read_observation(
                located, vocabulary=vocabulary, on=on, within=taken
            )
    outside = [
        reference
        for result in pieces.objects(resource.get("result"))
        if (reference := result.get("reference"))
        and one.bundle.find(reference, inside=resource) is None
    ]
    if outside:
        yield one.refused(
            f"{len(outside)} of its results are not in this file.",
            advice=_EXPORT_AGAIN,
            field="result",
        )
    if resource.get("presentedForm"):
        yield one.not_used(
            "An attached document is not read.", kind="DiagnosticReport (document)"
        )
    yield one.not_used("Its results are read one by one.")


def _load(path: Path) -> tuple[list[Located], list[Event], Index]:
    file = path.name
    text = text_of(path)
    references: dict[str, Json] = {}
    rows: list[tuple[str, Json]] = []
    events: list[Event] = []
    written: list[date] = []
    waiting: list[tuple[str, Any, int]] = list(_top(text, path.name))[::-1]
    while waiting:
        row, value, depth = waiting.pop()
        problem = _unreadable(file, row, value, depth)
        if problem is not None:
            events.append(problem)
        elif value["resourceType"] == "Bundle":
            inner, notes = _entries(file, row, value, depth, references)
            waiting += inner[::-1]
            events += notes
            if made := moment(value.get("timestamp")):
                written.append(made.on)
        else:
            _enter(references, value)
            rows.append((row, value))
    if not rows and not any(isinstance(event, Refused | NotUsed) for event in events):
        raise FileRefused("The FHIR file holds no resources.", advice=_EXPORT_AGAIN)
    index = Index(references, max(written, default=None))
    located = [
        Located(
            file=file, row=row, resource=value, type=value["resourceType"], bundle=index
        )
        for row, value in rows
    ]
    return located, events, index


def _top(text: str, name: str) -> Iterator[tuple[str, Any, int]]:
    """The outermost values: one resource, a list of them, or one a line."""
    if _is_by_line(text, name):
        for place, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield f"line {place}", _line(line, place), 0
        return
    data = json_of(text)
    if isinstance(data, list):
        for place, value in enumerate(data):
            yield f"[{place}]", value, 0
        return
    if not isinstance(data, dict) or "resourceType" not in data:
        raise FileRefused(
            "This is JSON, but neither FHIR nor a Heartsease record: "
            'it has no "resourceType".',
            advice="Ask for FHIR R4 (JSON), or use the CSV form for results.",
        )
    yield "", data, 0


def _line(line: str, place: int) -> Any:
    try:
        return json_of(line)
    except FileRefused as problem:
        raise FileRefused(
            f"Line {place}: {problem.reason}",
            advice=problem.advice,
            row=f"line {place}",
        ) from None


def _is_by_line(text: str, name: str) -> bool:
    first, _, rest = text.lstrip().partition("\n")
    if not (first.startswith("{") and first.rstrip().endswith("}")):
        return False
    rest = rest[:_PEEK].lstrip()
    return rest.startswith("{") or (not rest and name.endswith(".ndjson"))


def _entries(
    file: str, row: str, bundle: Json, depth: int, references: dict[str, Json]
) -> tuple[list[tuple[str, Any, int]], list[Event]]:
    inner: list[tuple[str, Any, int]] = []
    events: list[Event] = []
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        events.append(_broken(file, f"{row}.entry".lstrip("."), "entry is not a list"))
        entries = []
    for place, entry in enumerate(entries):
        where = f"{row}.entry[{place}]".lstrip(".")
        if not isinstance(entry, dict):
            events.append(_broken(file, where, "it is not an object"))
        elif "resource" not in entry:
            events.append(
                NotUsed(file=file, row=where, kind="Bundle entry without a resource")
            )
        else:
            resource = entry["resource"]
            url = entry.get("fullUrl")
            if isinstance(resource, dict) and isinstance(url, str):
                references[url] = resource
            inner.append((f"{where}.resource", resource, depth + 1))
    for link in pieces.objects(bundle.get("link")):
        if link.get("relation") == "next":
            events.append(
                Refused(
                    file=file,
                    row=row,
                    field="link",
                    reason="This is one page of several; the next is not in the file.",
                    advice="Export every page; no address is opened from here.",
                    kind="Bundle",
                )
            )
    if not inner and not events:
        events.append(NotUsed(file=file, row=row, kind="Bundle (empty)"))
    return inner, events


def _unreadable(file: str, row: str, value: Any, depth: int) -> Refused | None:
    if not isinstance(value, dict):
        return _broken(file, row, "it is not an object")
    type_ = value.get("resourceType")
    if not isinstance(type_, str) or not type_:
        return _broken(file, row, 'it has no "resourceType"')
    if depth > _DEEPEST:
        return _broken(file, row, "it lies too deep inside other bundles")
    return None


def _broken(file: str, row: str, what: str) -> Refused:
    return Refused(
        file=file,
        row=row,
        field="",
        reason=f"This is not a FHIR resource: {what}.",
        advice=_EXPORT_AGAIN,
        kind="resource",
    )


def _enter(references: dict[str, Json], resource: Json) -> None:
    identity = resource.get("id")
    if isinstance(identity, str):
        references[f"{resource['resourceType']}/{identity}"] = resource
    url = resource.get("url")
    if resource["resourceType"] == "Questionnaire" and isinstance(url, str):
        references[url] = resource


def _only_person(rows: list[Located]) -> Json | None:
    """The Patient of the file, None without one; refuses a file about several."""
    patients = {
        pieces.text_of(one.resource.get("id")) or one.row: one.resource
        for one in rows
        if one.type == "Patient"
    }
    if len(patients) > 1:
        raise FileRefused(
            f"The file is about {len(patients)} people.",
            advice="Export the record of one person only.",
            field="Patient",
        )
    if patients:
        return next(iter(patients.values()))
    subjects = {
        subject for one in rows if (subject := pieces.last_segment(_subject(one)))
    }
    if len(subjects) > 1:
        raise FileRefused(
            f"The file has results of {len(subjects)} people.",
            advice="Export the record of one person only.",
            field="subject",
        )
    return None


_READ = (
    "Observation",
    "QuestionnaireResponse",
    "Condition",
    "MedicationStatement",
    "MedicationRequest",
    "DiagnosticReport",
    "Procedure",
)


def _subject(one: Located) -> object:
    if one.type not in _READ:
        return None
    holder = one.resource.get("subject") or one.resource.get("patient")
    return pieces.table(holder).get("reference")


def _about_another(one: Located, patient: Json, index: Index) -> Refused | None:
    reference = _subject(one)
    if reference is None or index.find(reference, inside=one.resource) is patient:
        return None
    if pieces.last_segment(reference) == pieces.text_of(patient.get("id")):
        return None
    return one.refused(
        "It is about somebody else than the person of this file.",
        advice="Export the record of one person only.",
        field="subject",
    )
