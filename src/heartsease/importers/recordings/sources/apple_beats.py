"""Beat-to-beat lists in an Apple Health export: about a minute of beats each.

The watch writes a list of beats into every record of heart rate variability. The export
is streamed, so its size does not matter. Its document type is skipped and characters
that XML forbids are dropped, because real exports have a broken one and hold the other.
Times are a clock in the language of the phone with hundredths of a second; the rate of
each beat is a whole number, so intervals come from the times.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO
from xml.parsers import expat

import numpy as np

from heartsease.hrv.beats import Beats, from_times
from heartsease.importers.errors import FileRefused
from heartsease.importers.outcome import Refused
from heartsease.importers.recordings.recording import (
    Options,
    Piece,
    Recording,
    Source,
)

ID = "apple_beats"
RECORD = "HKQuantityTypeIdentifierHeartRateVariabilitySDNN"
CHUNK = 1 << 20
LONGEST_HEAD = 4 << 20  # bytes in which the first element has to come
SAME = 0.2  # how far the time between two beats may be from the rate the watch gives

# What a file may do to the memory: a real list has a minute of beats, and a real
# element some hundred bytes, four deep.
LONGEST_PIECE = 4 << 20  # bytes without an element; more than a chunk
DEEPEST = 64
MOST_BEATS = 200_000  # a day of a heart at twice its usual rate
_ROOT = b"<HealthData"
_INSIDE = "apple_health_export/export.xml"
_FORBIDDEN = bytes(one for one in range(32) if one not in b"\t\n\r")
_FORBIDDEN_REFERENCE = re.compile(rb"&#(?:x0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F])|0*(?:[0-8]|1[124-9]|2\d|3[01]));")  # fmt: skip
_LONGEST_REFERENCE = 12
_CLOCK = re.compile(r"(\d{1,2})[.:h](\d{2})[.:m](\d{2})(?:[.,](\d+))?")
_HALF_DAY_S = 43_200.0


def recognises(head: bytes, name: str) -> bool:
    """By its first element, or by the folder in the zip file."""
    del name
    if head.startswith(b"PK\x03\x04"):
        return b"apple_health_export" in head[:4096]
    return b"<!DOCTYPE HealthData" in head[:4096] or _ROOT in head


def read(path: Path, options: Options) -> Iterator[Piece]:
    """A recording for each record that has beats; a list that cannot be is refused."""
    del options
    lists = _Lists(file=path.name)
    with _opened(path) as file:
        parser = expat.ParserCreate()
        parser.StartElementHandler = lists.start
        parser.EndElementHandler = lists.end
        try:
            silent = 0
            for chunk in _plain(file):
                before = lists.elements
                parser.Parse(chunk, False)
                silent = 0 if lists.elements > before else silent + len(chunk)
                if silent > LONGEST_PIECE:
                    raise _swollen()
                yield from lists.taken()
            parser.Parse(b"", True)
        except expat.ExpatError as problem:
            raise FileRefused(
                f"The export cannot be read any further ({problem}); it holds "
                f"{lists.count} lists of beats up to there.",
                advice="Export it from the phone once more.",
            ) from None
        yield from lists.taken()
    if not lists.count:
        raise FileRefused(
            "The export holds no list of beats.",
            advice="A watch writes them when it measures heart rate variability.",
        )


def _swollen() -> FileRefused:
    return FileRefused(
        "The export holds a piece that is too long or nested too deeply; "
        "no phone writes it like that.",
        advice="Export it from the phone once more.",
    )


class _Lists:
    """Collects the beats of each record while the export goes by."""

    def __init__(self, *, file: str) -> None:
        self.file = file
        self.count = 0
        self.elements = 0  # met so far
        self.depth = 0
        self._ready: list[Piece] = []
        self._record: dict[str, str] | None = None
        self._beats: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.elements += 1
        self.depth += 1
        if self.depth > DEEPEST:
            raise _swollen()
        if name == "Record" and attributes.get("type") == RECORD:
            self._record, self._beats = attributes, []
        elif name == "InstantaneousBeatsPerMinute" and self._record is not None:
            self._beats.append((attributes.get("time", ""), attributes.get("bpm", "")))
            if len(self._beats) > MOST_BEATS:
                raise _swollen()

    def end(self, name: str) -> None:
        self.depth -= 1
        if name != "Record" or self._record is None:
            return
        if self._beats:
            self.count += 1
            self._ready.append(_piece(self.file, self.count, self._record, self._beats))
        self._record = None

    def taken(self) -> Iterator[Piece]:
        ready, self._ready = self._ready, []
        yield from ready


def _piece(
    file: str, number: int, record: dict[str, str], beats: list[tuple[str, str]]
) -> Piece:
    started = record.get("startDate", "")
    where = f"beat list {number}, {started}"
    clock = [_seconds(time) for time, _ in beats]
    rates = [_rate(rate) for _, rate in beats]
    times = _rising([one for one in clock if one is not None])
    if None in clock or None in rates or times is None:
        return Refused(
            file=file,
            row=where,
            field="time",
            reason="A time or a rate in this list of beats cannot be read.",
            advice="Tell us the language of the phone, so that it can be read.",
            kind="recording",
        )
    return Recording(
        source=ID,
        name=started or f"{number}",
        beats=_beats_of(times, [one for one in rates if one is not None]),
        started_at=_moment(started),
        notes=("Beat times are rounded to a hundredth of a second.",),
    )


def _beats_of(times: list[float], rates: list[float]) -> Beats:
    beats = from_times(times)
    by_rate = 60_000.0 / np.array(rates)
    # Where time and rate disagree, the watch left beats out between the two.
    together = np.abs(beats.intervals_ms / by_rate - 1) <= SAME
    intervals = np.where(together, beats.intervals_ms, np.nan)
    return Beats(
        times_s=beats.times_s, intervals_ms=intervals, kept=~np.isnan(intervals)
    )


def _rising(clock: list[float]) -> list[float] | None:
    """Seconds since the first beat, over noon and midnight."""
    found: list[float] = []
    turns = 0.0
    for place, one in enumerate(clock):
        if place and one < clock[place - 1]:
            back = clock[place - 1] - one
            if back < _HALF_DAY_S / 2:
                return None  # not a turn of the clock: out of order
            turns += _HALF_DAY_S if back < 1.5 * _HALF_DAY_S else 2 * _HALF_DAY_S
        found.append(one + turns - clock[0])
    if any(after <= before for before, after in zip(found, found[1:], strict=False)):
        return None
    return found


def _seconds(text: str) -> float | None:
    found = _CLOCK.search(text)
    if found is None:
        return None
    fraction = float(f"0.{found[4]}") if found[4] else 0.0
    return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3]) + fraction


def _rate(text: str) -> float | None:
    try:
        rate = float(text)
    except ValueError:
        return None
    return rate if 0 < rate < 1000 else None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return None


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            yield file
        return
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_INSIDE) as file:
            yield file
    except (KeyError, zipfile.BadZipFile) as problem:
        raise FileRefused(
            "The zip file does not hold an export that can be read.",
            advice="Export it from the phone once more.",
        ) from problem


def _plain(file: IO[bytes]) -> Iterator[bytes]:
    """The export from its first element, without what XML forbids."""
    head = b""
    while _ROOT not in head and len(head) < LONGEST_HEAD:
        more = file.read(CHUNK)
        if not more:
            break
        head += more
    place = _first_element(head)
    if place < 0:
        raise FileRefused(
            "The file does not begin as an Apple Health export.",
            advice="Export it from the phone once more.",
        )
    rest = head[place:]
    while True:
        more = file.read(CHUNK)
        whole = _FORBIDDEN_REFERENCE.sub(b"", rest.translate(None, _FORBIDDEN))
        if not more:
            yield whole
            return
        rest = whole[-_LONGEST_REFERENCE:] + more
        yield whole[:-_LONGEST_REFERENCE]


def _first_element(head: bytes) -> int:
    # The document type names the element too, but with "<!ELEMENT " before it.
    return head.find(_ROOT)


SOURCE = Source(
    id=ID,
    label="Apple Health exports with beat lists",
    recognises=recognises,
    read=read,
    streams=True,
)
