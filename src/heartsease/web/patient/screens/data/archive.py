"""The one file a person takes along, and reading it back."""

import csv
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from heartsease.core.plan.picture import Picture
from heartsease.core.record.record import Record
from heartsease.exchange.fhir.bundle import bundle
from heartsease.exchange.picture_json import picture_json
from heartsease.exchange.plain import dumps, record_dumps
from heartsease.exchange.spreadsheet import harmless
from heartsease.exchange.tables import tables
from heartsease.library import record_json
from heartsease.library.errors import RecordError
from heartsease.library.knowledge import standard, standard_words
from heartsease.web.record.queries import Stored

RECORD = "record.json"
JOURNAL = "my-private-journal.json"  # only there when the person ticked it
NOTES = "notes.json"
FHIR = "fhir.json"
LARGEST = 20 * 1024 * 1024  # bytes of a record, unpacked
_SIGNATURE = b"PK\x03\x04"
_PACKED_BY_US = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What a zip with a broken byte ends in, depending on where the byte stands.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,  # also NotImplementedError
)

README = """\
Your Heartsease record, as it stood on {day}.

record.json  every fact, in Heartsease's own format. To go back to this state,
             open "Data" and then "Bring a record back", and choose this zip.
             The command line reads it too: heartsease map record.json
fhir.json    the facts that a hospital system can hold, as FHIR R4. It has your
             birth date, sex and country, and no name. What it cannot hold is in
             record.json only: what you want, your safety plan, your days.
tables/      the facts as tables for a spreadsheet, one file for each kind.
facts.csv    every fact in one table, in our own format.
notes.json   when you want to be reminded, if you do. A secret address of a
             calendar is not in it; you get a new one.
my-private-journal.json
             your journal in plain words. It is here only if you ticked it.
map.json     what Heartsease made of the facts on that day.

Whom you share with is not in here: after bringing this back, nothing is shared.
Nor are answers to questions that you have not finished.

These files can be read by anyone who opens them. Keep them where you keep
letters from your doctor.
"""


class NotReadable(Exception):
    """Why a file was not taken, as a sentence for the person."""


def packed(
    *,
    record: Record,
    facts: Iterable[Stored],
    picture: Picture,
    pseudonym: str,
    day: date,
    journal: Sequence[Mapping[str, Any]] | None = None,
    notes: Mapping[str, Any] | None = None,
) -> bytes:
    """The zip; the same facts on the same day give the same bytes.

    `journal` are pages in plain words; None leaves the file out.
    `pseudonym` stands for the person in the file for hospital systems.
    """
    knowledge, words = standard(), standard_words()
    written = _in_order(record_json.write(record))
    ordered = record_json.read(written)
    fhir = bundle(
        ordered, knowledge=knowledge, words=words, pseudonym=pseudonym, on=day
    )
    files = {
        RECORD: record_dumps(written),
        FHIR: _json(fhir),
        **{
            f"tables/{name}": text
            for name, text in tables(ordered, knowledge, words).items()
        },
        "facts.csv": _table(facts),
        "map.json": dumps(picture_json(picture)),
        **({NOTES: _json(notes)} if notes is not None else {}),
        **({JOURNAL: _json({"pages": journal})} if journal is not None else {}),
        "README.txt": README.format(day=day.isoformat()),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            info = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, text)
    return out.getvalue()


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacked:
    """What is in a file of ours; `journal` and `notes` are only in a zip."""

    record: Record
    journal: Sequence[Mapping[str, Any]] = ()
    notes: Mapping[str, Any] | None = None


def unpacked(content: bytes) -> Unpacked:
    """What a zip of ours or its record.json holds; `NotReadable` says why not."""
    journal: Sequence[Mapping[str, Any]] = ()
    notes = None
    if content.startswith(_SIGNATURE):
        found = _from_zip(content)
        content = found[RECORD]
        notes = _whole(found[NOTES], NOTES) if NOTES in found else None
        if JOURNAL in found:
            journal = _whole(found[JOURNAL], JOURNAL).get("pages", ())
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise NotReadable(_("This file is neither our zip nor our JSON.")) from None
    try:
        record = record_json.read(data)
    except RecordError as problem:
        raise NotReadable(str(problem)) from None
    return Unpacked(record=record, journal=journal, notes=notes)


def _whole(content: bytes, name: str) -> Mapping[str, Any]:
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise _cannot_be_read(name) from None
    if not isinstance(data, dict):
        raise _cannot_be_read(name)
    return data


def _from_zip(content: bytes) -> Mapping[str, bytes]:
    found = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            there = set(archive.namelist())
            for name in (RECORD, *({JOURNAL, NOTES} & there)):
                if archive.getinfo(name).compress_type not in _PACKED_BY_US:
                    raise NotReadable(_("This zip was not made by Heartsease."))
                with archive.open(name) as file:
                    # The size written in a zip may lie, so what comes out is counted.
                    found[name] = file.read(LARGEST + 1)
    except KeyError:
        said = _("There is no %(file)s in this zip.") % {"file": RECORD}
        raise NotReadable(said) from None
    except _DAMAGED:
        said = _("This zip cannot be opened. It may be damaged.")
        raise NotReadable(said) from None
    if any(len(data) > LARGEST for data in found.values()):
        raise too_large()
    return found


def too_large() -> NotReadable:
    """What is said of a file, or of something in it, with more than `LARGEST` bytes."""
    said = _("This record is too large: at most %(most)s MB are read here.")
    return NotReadable(said % {"most": LARGEST // (1024 * 1024)})


def _cannot_be_read(name: str) -> NotReadable:
    return NotReadable(_("%(file)s in this zip cannot be read.") % {"file": name})


def _in_order(data: Mapping[str, Any]) -> dict[str, Any]:
    """Lists sorted by what they say, so that the way back gives the same file."""
    return {
        name: sorted(value, key=lambda one: json.dumps(one, sort_keys=True))
        if isinstance(value, list)
        else value
        for name, value in data.items()
    }


def _table(facts: Iterable[Stored]) -> str:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("kind", "subject", "on", "payload"))
    for one in facts:
        payload = json.dumps(one.payload, sort_keys=True, ensure_ascii=False)
        day = one.on.isoformat() if one.on else ""
        rows.writerow((one.kind, harmless(one.subject), day, payload))
    return out.getvalue()
