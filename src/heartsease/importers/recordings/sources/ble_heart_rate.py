"""Bluetooth heart rate straps: the payload of 0x2A37, and text logs of such payloads.

Heart Rate Service 1.0 of the Bluetooth SIG: a flags byte, the rate, perhaps the energy,
then intervals in 1/1024 s, oldest first. Intervals stay fractions of a millisecond:
rounding them up, as some programs do, adds half a millisecond to each.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np

from heartsease.hrv.beats import Beats, from_intervals
from heartsease.importers.errors import FileRefused
from heartsease.importers.files import text_of
from heartsease.importers.outcome import Refused
from heartsease.importers.recordings.arrivals import beats_of_arrivals
from heartsease.importers.recordings.columns import lines_of
from heartsease.importers.recordings.intervals import refuse_repeats
from heartsease.importers.recordings.recording import (
    Options,
    Piece,
    Recording,
    Source,
)

ID = "ble_heart_rate"
MS_PER_UNIT = 1000.0 / 1024.0

_WIDE_RATE, _CONTACT, _CONTACT_KNOWN, _ENERGY, _INTERVALS = 1, 2, 4, 8, 16
_LINE = re.compile(
    r"^(?:(?P<at>[^;,\t|]+?)\s*[;,\t|]\s*)?(?P<mark>\(?0x\)?\s*)?(?P<hex>(?:[0-9A-Fa-f]{2}[ :-]?)+)$"
)
_APART = re.compile(r"^[0-9A-Fa-f]{2}(?:[ :-][0-9A-Fa-f]{2})+$")
_LOOKED_AT = 5  # lines


class PayloadError(ValueError):
    """A payload is not what the service describes; the sentence says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One notification. `contact` is None when the strap cannot tell.

    `energy_kj` is None when it is not sent. `intervals_ms` are oldest first.
    """

    rate_bpm: int
    contact: bool | None
    energy_kj: int | None
    intervals_ms: tuple[float, ...]


def parse(payload: bytes) -> Measurement:
    """One 0x2A37 payload; raises `PayloadError` when it is cut short or too long."""
    if not payload:
        raise PayloadError("The payload is empty.")
    flags, place = payload[0], 1
    rate, place = _number(payload, place, 2 if flags & _WIDE_RATE else 1, "heart rate")
    energy: int | None = None
    if flags & _ENERGY:
        energy, place = _number(payload, place, 2, "energy")
    rest = payload[place:]
    if rest and not flags & _INTERVALS:
        raise PayloadError(
            f"{len(rest)} bytes follow, and the flags announce no intervals."
        )
    if len(rest) % 2:
        raise PayloadError("The last interval is cut in half.")
    intervals = tuple(
        MS_PER_UNIT * int.from_bytes(rest[at : at + 2], "little")
        for at in range(0, len(rest), 2)
    )
    return Measurement(
        rate_bpm=rate,
        contact=bool(flags & _CONTACT) if flags & _CONTACT_KNOWN else None,
        energy_kj=energy,
        intervals_ms=intervals,
    )


def recognises(head: bytes, name: str) -> bool:
    """Lines of bytes in hexadecimal, with or without a time, that parse."""
    del name
    if b"\x00" in head:
        return False
    lines = head.decode("utf-8", "replace").splitlines()[:_LOOKED_AT]
    found = [_LINE.match(line.strip()) for line in lines if line.strip()]
    if not found:
        return False
    for match in found:
        if match is None:
            return False
        if not (match["at"] or match["mark"] or _APART.match(match["hex"].strip())):
            return False
        try:
            parse(_bytes(match["hex"]))
        except (PayloadError, ValueError):
            return False
    return True


def read(path: Path, options: Options) -> Iterator[Piece]:
    """One recording out of a log; a payload that is wrong is refused by its line."""
    del options
    intervals: list[float] = []
    packets: list[float] = []  # the sum of the intervals of each
    arrived: list[float] = []
    contactless = 0
    for number, line in enumerate(lines_of(text_of(path)), 1):
        if not line.strip():
            continue
        match = _LINE.match(line.strip())
        try:
            if match is None:
                raise PayloadError("The line is not bytes in hexadecimal.")
            one = parse(_bytes(match["hex"]))
        except (PayloadError, ValueError) as problem:
            yield Refused(
                file=path.name,
                row=f"line {number}",
                field="payload",
                reason=str(problem),
                advice="It was left out.",
                kind="payload",
            )
            continue
        contactless += one.contact is False
        good = [length for length in one.intervals_ms if length > 0]
        intervals.extend(good)
        packets.extend([sum(good)] if good else [])
        time = _time(match["at"])
        if time is not None:
            arrived.extend([time] * len(good))
    if not intervals:
        raise FileRefused(
            "No payload holds an interval.",
            advice="Many wrist sensors send none; a chest strap does.",
        )
    refuse_repeats(np.array(packets))
    beats, notes = _beats(intervals, arrived)
    if contactless:
        notes = (*notes, f"In {contactless} packets the strap had no skin contact.")
    yield Recording(
        source=ID, name=path.stem, beats=beats, unit="1/1024 s", notes=notes
    )


def _beats(
    intervals: list[float], arrived: list[float]
) -> tuple[Beats, tuple[str, ...]]:
    timed = len(arrived) == len(intervals)
    if timed and all(before <= after for before, after in pairwise(arrived)):
        return beats_of_arrivals(np.array(intervals), np.array(arrived))
    note = "Without the time of each packet, lost packets cannot be seen."
    return from_intervals(intervals), (note,)


def _number(payload: bytes, place: int, size: int, what: str) -> tuple[int, int]:
    end = place + size
    if len(payload) < end:
        raise PayloadError(f"The payload stops before its {what}.")
    return int.from_bytes(payload[place:end], "little"), end


def _bytes(text: str) -> bytes:
    return bytes.fromhex(re.sub(r"[ :-]", "", text))


def _time(text: str | None) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text.strip()).timestamp()
    except ValueError:
        return None


SOURCE = Source(
    id=ID, label="logs of Bluetooth heart rate packets", recognises=recognises, read=read
)  # fmt: skip
