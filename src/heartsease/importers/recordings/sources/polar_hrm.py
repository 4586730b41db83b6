"""Polar `.hrm` files: heartbeat intervals in ms below [HRData], when it recorded them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from heartsease.importers.errors import FileRefused
from heartsease.importers.files import text_of
from heartsease.importers.recordings.columns import lines_of, number_of
from heartsease.importers.recordings.intervals import Row, beats_of
from heartsease.importers.recordings.recording import (
    Options,
    Piece,
    Recording,
    Source,
    Unit,
)

ID = "polar_hrm"
BEAT_TO_BEAT = "238"  # the value of Interval that means RR recording


def recognises(head: bytes, name: str) -> bool:
    """By its first section."""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:8].lower() == b"[params]" or (
        name.lower().endswith(".hrm") and b"[HRData]" in head
    )


def read(path: Path, options: Options) -> Iterator[Piece]:
    """One recording; a file of averaged heart rates is refused."""
    sections = _sections(text_of(path))
    params = dict(
        line.split("=", 1) for _, line in sections.get("params", []) if "=" in line
    )
    if params.get("Interval") != BEAT_TO_BEAT:
        raise FileRefused(
            f"The recorder kept a heart rate every {params.get('Interval', '?')} s and "
            "not each beat.",
            advice="Switch RR recording on and measure again.",
            field="Interval",
        )
    if "hrdata" not in sections:
        raise FileRefused(
            "The file stops before its heartbeats.",
            advice="The download was cut short; get it once more.",
        )
    rows = [
        Row(where=f"line {number}", text=line, value=number_of(line.split("\t")[0]))
        for number, line in sections["hrdata"]
    ]
    made = beats_of(
        rows,
        file=path.name,
        said=options.unit or Unit.MS,
        said_by="You say" if options.unit else "An .hrm file says",
    )
    yield from made.refused
    yield Recording(
        source=ID,
        name=path.stem,
        beats=made.beats,
        started_at=_started(params),
        unit=made.unit.value,
    )


def _sections(text: str) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = {}
    lines: list[tuple[int, str]] = []
    for number, line in enumerate(lines_of(text), 1):
        words = line.strip()
        if words.startswith("[") and words.endswith("]"):
            lines = found.setdefault(words[1:-1].lower(), [])
        elif words:
            lines.append((number, words))
    return found


def _started(params: dict[str, str]) -> datetime | None:
    try:
        return datetime.strptime(  # noqa: DTZ007 - the file has no time zone
            f"{params['Date']} {params['StartTime']}", "%Y%m%d %H:%M:%S.%f"
        )
    except (KeyError, ValueError):
        return None


SOURCE = Source(
    id=ID, label="Polar recordings (.hrm)", recognises=recognises, read=read
)
