"""Opens files that people send: bounded, and with a sentence for what is wrong."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from heartsease.core.values import text as texts
from heartsease.importers.errors import FileRefused

LARGEST_FILE_BYTES = 256 * 1024 * 1024  # of a recording
# A lifetime of one person's FHIR record is below 100 MB. Measured: 100 MB of results
# take 0.75 GB of memory as a Bundle and 1.0 GB one a line, and a table of 83 MB takes
# 3 GB, because a row of it is short. A small computer has 2 GB.
LARGEST_RECORD_BYTES = 128 * 1024 * 1024
LARGEST_TABLE_BYTES = 24 * 1024 * 1024
HEAD_BYTES = 64 * 1024  # enough to meet the first resource type or the header line

_MEGABYTE = 1024 * 1024
_SAVE_AS_UTF8 = 'Open it in a text editor or spreadsheet and save it again as "UTF-8".'
_BOM = b"\xef\xbb\xbf"
# How JSON writes a zero sign, and halves of signs that may lack the other half.
_BROKEN_SIGN = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")

# What a file starts with -> what it is, and what to do instead.
_NOT_OURS: Mapping[bytes, tuple[str, str]] = {
    b"PK\x03\x04": (
        "This is a zip file or an Excel workbook.",
        "Unpack the zip file and send what is inside; save a workbook as CSV.",
    ),
    b"\x1f\x8b": ("This file is packed (gzip).", "Unpack it and send what is inside."),
    b"%PDF": (
        "This is a PDF.",
        "Ask for the results as CSV or FHIR, or type them into a CSV file.",
    ),
    b"\xd0\xcf\x11\xe0": (
        "This is an old Excel or Word file.",
        "Save it as CSV and send that.",
    ),
    b"{\\rtf": ("This is a rich-text document.", "Send the results as CSV or FHIR."),
    b"MSH|": (
        "This is an HL7 version 2 message.",
        "Ask for the results as FHIR (JSON) or as CSV.",
    ),
}
_TWO_BYTE = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


def check_size(path: Path, *, most: int = LARGEST_FILE_BYTES) -> None:
    """Refuses a path that is no file, is empty, or has more bytes than `most`.

    Of what is too large only the head is read: a shorter one of a kind that is not
    known would be refused as well, and that is said first.
    """
    if not path.exists():
        raise FileRefused("There is no such file.", advice="Check the name.")
    if path.is_dir():
        raise FileRefused(
            "This is a folder, not a file.", advice="Name the files inside it."
        )
    if not path.is_file():
        raise FileRefused("This is not an ordinary file.", advice="Check the name.")
    size = path.stat().st_size
    if size == 0:
        raise FileRefused("The file is empty.", advice="Export it once more.")
    if size > most:
        with path.open("rb") as file:
            refuse_what_is_not_text(file.read(HEAD_BYTES))
        raise FileRefused(
            f"The file has {size / _MEGABYTE:,.0f} MB; files of this kind are read up "
            f"to {most // _MEGABYTE} MB.",
            advice="Export a shorter time span, or split the file.",
        )


def head_of(path: Path) -> bytes:
    """The first bytes, or everything when JSON has not said yet what it is."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        if looks_like_json(head) and not _says_what_it_is(head):
            head += file.read(LARGEST_FILE_BYTES)
    return head


def looks_like_json(head: bytes) -> bool:
    """Whether the first character starts a JSON object or list."""
    return head.removeprefix(_BOM).lstrip()[:1] in (b"{", b"[")


def _says_what_it_is(head: bytes) -> bool:
    return b'"heartsease_record"' in head or b'"resourceType"' in head


def refuse_what_is_not_text(head: bytes) -> None:
    """Refuses archives, PDFs, XML, UTF-16 and other files, each by its name."""
    for mark, name in _TWO_BYTE.items():
        if head.startswith(mark):
            raise FileRefused(f"The file is saved as {name}.", advice=_SAVE_AS_UTF8)
    for mark, (reason, advice) in _NOT_OURS.items():
        if head.startswith(mark):
            raise FileRefused(reason, advice=advice)
    start = head.removeprefix(_BOM).lstrip()
    if not start:
        raise FileRefused("The file is empty.", advice="Export it once more.")
    if start.startswith(b"<"):
        _refuse_markup(start)
    if b"\x00" in head:
        _refuse_zeros(head)


def _refuse_markup(start: bytes) -> NoReturn:
    if b"http://hl7.org/fhir" in start:
        raise FileRefused(
            "This is FHIR written as XML.", advice="Ask for it as JSON instead."
        )
    if b"ClinicalDocument" in start:
        raise FileRefused(
            "This is a clinical document (CDA, XML).",
            advice="Ask for FHIR as JSON, or for the results as CSV.",
        )
    if b"HealthKit Export" in start or b"<HealthData" in start:
        raise FileRefused(
            "This is an export of Apple Health.",
            advice="The heartbeats in it are read by the command: heartsease hrv FILE. "
            "Bring results of a laboratory as FHIR (JSON) or as CSV.",
        )
    if b"<html" in start[:2000].lower():
        raise FileRefused(
            "This is a web page, perhaps the sign-in page of the portal.",
            advice="Download the file itself and try again.",
        )
    raise FileRefused("This is XML.", advice="Ask for FHIR as JSON, or for CSV.")


def _refuse_zeros(head: bytes) -> NoReturn:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 4  # half of every second byte: text in UTF-16 has nearly all
    if max(even, odd) > half > min(even, odd):
        raise FileRefused("The file is saved as UTF-16.", advice=_SAVE_AS_UTF8)
    raise FileRefused(
        "This is not a text file.", advice="Send FHIR as JSON, or results as CSV."
    )


def text_of(path: Path) -> str:
    """The file as text without its byte order mark; only UTF-8 is read."""
    check_size(path)
    data = path.read_bytes()
    refuse_what_is_not_text(data[:HEAD_BYTES])
    if (zero := data.find(b"\x00")) >= 0:
        line = data.count(b"\n", 0, zero) + 1
        raise FileRefused(
            f"The file is damaged: a zero byte stands in line {line}.",
            advice="Export it once more.",
            row=f"line {line}",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        raise FileRefused(
            f"The file is not saved as UTF-8 (line {line}, byte {problem.start + 1}); "
            "it looks like Latin-1 or Windows-1252.",
            advice=_SAVE_AS_UTF8,
            row=f"line {line}",
        ) from None
    if not text.strip():
        raise FileRefused("The file is empty.", advice="Export it once more.")
    return text


def json_of(text: str) -> Any:
    """Parsed JSON; NaN, endless numbers and bottomless nesting are refused.

    A sign that cannot be kept, such as half an emoji, is shown as one that is missing.
    """
    try:
        read = json.loads(text, parse_constant=_no_constant)
        return _whole(read) if _BROKEN_SIGN.search(text) else read
    except FileRefused:  # it is a ValueError too, and has said what is wrong
        raise
    except json.JSONDecodeError as problem:
        raise _not_json(text, problem) from None
    except RecursionError:
        raise FileRefused(
            "The file is nested too deeply to be a health record.",
            advice="Export it once more; a damaged file can look like this.",
        ) from None
    except ValueError as problem:  # a number with thousands of digits
        raise FileRefused(
            f"A number in the file cannot be read: {str(problem)[:80]}.",
            advice="Export it once more; a damaged file can look like this.",
        ) from None


def _whole(value: Any) -> Any:
    if isinstance(value, str):
        return texts.whole(value)
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {texts.whole(name): _whole(one) for name, one in value.items()}
    return value


def _no_constant(name: str) -> NoReturn:
    raise FileRefused(
        f"The file holds {name}, which is not a number in JSON.",
        advice="Ask where the file came from to leave missing values out.",
    )


def _not_json(text: str, problem: json.JSONDecodeError) -> FileRefused:
    byte = len(text[: problem.pos].encode("utf-8", "surrogatepass")) + 1
    where = f"byte {byte:,}, line {problem.lineno:,}, column {problem.colno:,}"
    ends = problem.pos >= len(text.rstrip()) or problem.msg.startswith("Unterminated")
    if ends:
        return FileRefused(
            f"The file stops before its end ({where}).",
            advice="The download was cut short; download it once more.",
            row=f"line {problem.lineno}",
        )
    return FileRefused(
        f"The file is not valid JSON at {where}: {problem.msg}.",
        advice="Export it once more, and do not edit it by hand.",
        row=f"line {problem.lineno}",
    )
