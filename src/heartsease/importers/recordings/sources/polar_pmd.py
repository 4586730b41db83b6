"""ECG packets of Polar straps (Polar Measurement Data), one by one and as text logs.

A packet is: kind, time of its last sample (ns since 2000-01-01, 8 bytes), frame type,
then samples of three bytes in microvolts. Numbers are little-endian.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heartsease.importers.errors import FileRefused
from heartsease.importers.files import text_of
from heartsease.importers.outcome import Refused
from heartsease.importers.recordings.columns import lines_of
from heartsease.importers.recordings.recording import (
    Options,
    Piece,
    Recording,
    Signal,
    SignalKind,
    Source,
)

ID = "polar_pmd"
RATE_HZ = 130.0
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)

_ECG, _HEADER, _SAMPLE = 0, 10, 3
_COMPRESSED = 0x80
_LATE = 1.5  # frames; a later one has lost others before it
_HEX = re.compile(r"^[0-9A-Fa-f]{2}(?:[ :-]?[0-9A-Fa-f]{2}){12,}$")


class FrameError(ValueError):
    """A packet is not an ECG packet; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One packet: `microvolts` float64 of shape (n,), and the time of the last one.

    `last_ns` counts from 2000-01-01 on the clock of the strap.
    """

    last_ns: int
    microvolts: NDArray[np.float64]


def parse(packet: bytes) -> Frame:
    """One ECG packet; raises `FrameError` for another kind or a cut one."""
    if len(packet) < _HEADER + _SAMPLE:
        raise FrameError("The packet is too short for one sample.")
    if packet[0] & 0x3F != _ECG:
        raise FrameError(f"The packet is of kind {packet[0] & 0x3F}, not an ECG.")
    if packet[9] & _COMPRESSED or packet[9] != 0:
        raise FrameError(f"The frame type {packet[9]} is not known for an ECG.")
    body = np.frombuffer(packet, dtype=np.uint8, offset=_HEADER)
    if len(body) % _SAMPLE:
        raise FrameError("The last sample is cut.")
    parts = body.reshape(-1, _SAMPLE).astype(np.int32)
    numbers = parts[:, 0] | parts[:, 1] << 8 | parts[:, 2] << 16
    signed = np.where(numbers >= 1 << 23, numbers - (1 << 24), numbers)
    return Frame(
        last_ns=int.from_bytes(packet[1:9], "little"),
        microvolts=signed.astype(np.float64),
    )


def joined(frames: Sequence[Frame]) -> Signal:
    """The samples of packets in order; each has its own time in seconds.

    Within a packet samples are spread evenly since the packet before; after a lost
    packet, and in the first one, at 130 Hz.
    """
    times: list[NDArray[np.floating]] = []
    before: int | None = None
    start = frames[0].last_ns - _length_ns(frames[0]) if frames else 0
    for frame in frames:
        count = len(frame.microvolts)
        usual = _length_ns(frame)
        since = usual if before is None else frame.last_ns - before
        if not 0 < since <= _LATE * usual:
            since = usual
        step = since / count
        back = np.arange(count - 1, -1, -1) * step
        times.append((frame.last_ns - start - back) / 1e9)
        before = frame.last_ns
    return Signal(
        name="ECG",
        kind=SignalKind.ECG,
        samples=np.concatenate([one.microvolts for one in frames]),
        rate_hz=RATE_HZ,
        unit="uV",
        times_s=np.concatenate(times),
    )


def recognises(head: bytes, name: str) -> bool:
    """Lines of bytes in hexadecimal whose first is an ECG packet."""
    del name
    lines = [line.strip() for line in head.decode("utf-8", "replace").splitlines()]
    first = next((line for line in lines if line), "")
    if not _HEX.match(first):
        return False
    try:
        parse(_bytes(first))
    except FrameError:
        return False
    return True


def read(path: Path, options: Options) -> Iterator[Piece]:
    """One ECG; packets that are cut, repeated or out of order are refused by line."""
    if options.rate_hz not in (None, RATE_HZ):
        raise FileRefused(
            f"You say {options.rate_hz:g} Hz, and these packets have {RATE_HZ:g} Hz.",
            advice="Leave the rate out.",
            field="rate",
        )
    frames: list[Frame] = []
    for number, line in enumerate(lines_of(text_of(path)), 1):
        if not line.strip():
            continue
        try:
            if not _HEX.match(line.strip()):
                raise FrameError("The line is not a packet in hexadecimal.")
            frame = parse(_bytes(line.strip()))
            if frames and frame.last_ns <= frames[-1].last_ns:
                raise FrameError("The packet is not later than the one before it.")
        except FrameError as problem:
            yield Refused(
                file=path.name,
                row=f"line {number}",
                field="packet",
                reason=str(problem),
                advice="It was left out.",
                kind="packet",
            )
            continue
        frames.append(frame)
    if not frames:
        raise FileRefused("No packet holds an ECG.", advice="Record once more.")
    first = EPOCH + timedelta(microseconds=frames[0].last_ns / 1000)
    yield Recording(
        source=ID,
        name=path.stem,
        signals=(joined(frames),),
        started_at=first - timedelta(seconds=_length_ns(frames[0]) / 1e9),
        notes=("The first second shows the strap settling, not the heart.",),
    )


def _length_ns(frame: Frame) -> float:
    return len(frame.microvolts) * 1e9 / RATE_HZ


def _bytes(text: str) -> bytes:
    return bytes.fromhex(re.sub(r"[ :-]", "", text))


SOURCE = Source(
    id=ID, label="logs of Polar ECG packets", recognises=recognises, read=read
)
