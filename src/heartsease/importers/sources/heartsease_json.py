"""Heartsease's own record file, taken row by row with the origins it already has."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from heartsease.core.record.record import Provenance, Record
from heartsease.importers.errors import FileRefused
from heartsease.importers.files import json_of, looks_like_json, text_of
from heartsease.importers.outcome import Event, Fact, NotUsed, Said, Taken
from heartsease.importers.source import Source
from heartsease.importers.vocabulary import Vocabulary
from heartsease.library import record_json
from heartsease.library.errors import RecordError

_PERSON = ("id", *record_json.PERSON)


def recognises(head: bytes, name: str) -> bool:
    """JSON with the version key of the format."""
    return looks_like_json(head) and b'"heartsease_record"' in head


def read(path: Path, *, vocabulary: Vocabulary, on: date) -> Iterator[Event]:
    """Every fact of the record; one wrong field refuses the file and is named."""
    try:
        record = record_json.read(json_of(text_of(path)))
    except RecordError as problem:
        raise FileRefused(
            f"{str(problem).rstrip('.')}.",
            advice="Correct the fields named and try again.",
        ) from None
    yield from _once(path.name, record)
    for name in record_json.LISTS:
        facts: tuple[Fact, ...] = getattr(record, name)
        for place, fact in enumerate(facts):
            yield Taken(
                fact=fact, provenance=fact.provenance, rows=(f"{name}[{place}]",)
            )


def _once(file: str, record: Record) -> Iterator[Event]:
    values = {
        **{name: getattr(record.person, name) for name in _PERSON},
        **{name: getattr(record, name) for name in record_json.ONCE},
    }
    for name, value in values.items():
        row = f"person.{name}" if name in _PERSON else name
        if value is not None:
            said = Provenance(source=file, row=row)
            fact = Said(name=name, value=value, provenance=said)
            yield Taken(fact=fact, provenance=said, rows=(row,))
    if not any(value is not None for value in values.values()):
        yield NotUsed(file=file, row="person", kind="person")


SOURCE = Source(
    id="heartsease_json",
    label="Heartsease record (JSON)",
    recognises=recognises,
    read=read,
)
