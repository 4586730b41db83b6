"""Recordings in EDF and EDF+: every signal with its own rate.

Read by the edfio package (extra `recordings`), imported when the first one comes. It
reads as many data records as there are, whatever the header promises, and only warns:
so the header is held against the size of the file here, first.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from heartsease.importers.errors import FileRefused
from heartsease.importers.recordings.channels import kind_of
from heartsease.importers.recordings.recording import (
    Options,
    Piece,
    Recording,
    Signal,
    Source,
)

ID = "edf"
_VERSION = b"0       "
_BDF = b"\xffBIOSEMI"
# What a header may not know, as the standard writes it.
_UNKNOWN_YEAR = 1985
_UNKNOWN_RECORDS = -1
_INTERRUPTED = b"EDF+D"  # data records that do not follow one another without a break
_HEAD, _OF_A_SIGNAL = 256, 256  # bytes
_BEFORE_SAMPLES = 216  # bytes of a signal's header before its samples in a record
_OF_A_NUMBER, _OF_A_SAMPLE = 8, 2


def recognises(head: bytes, name: str) -> bool:
    """By its version field."""
    return (head.startswith(_VERSION) and len(head) > 192) or (
        name.lower().endswith(".edf") or head.startswith(_BDF)
    )


def read(path: Path, options: Options) -> Iterator[Piece]:
    """One recording with every signal; annotations are not signals."""
    promise = _promise(path)
    edf = _opened(path)
    signals = tuple(_signal(path, one) for one in edf.signals)
    if not signals:
        raise FileRefused(
            "The file holds no signal.", advice="Export it with its signals."
        )
    if options.rate_hz is not None and options.rate_hz not in {
        one.rate_hz for one in signals
    }:
        rates = ", ".join(f"{one.name} {one.rate_hz:g} Hz" for one in signals)
        raise FileRefused(
            f"You say {options.rate_hz:g} Hz, and the file says: {rates}.",
            advice="Leave the rate out; the file knows it.",
            field="rate",
        )
    yield Recording(
        source=ID,
        name=path.stem,
        signals=signals,
        started_at=_started(edf),
        notes=()
        if promise.records != _UNKNOWN_RECORDS
        else (
            "The file does not say how long it is; an end that is lost is not seen.",
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Promise:
    """What a header says about the size of its file, in bytes and data records."""

    header: int
    record: int
    records: int


def _promise(path: Path) -> _Promise:
    """The header, held against the file; raises `FileRefused` when the two differ."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if head.startswith(_BDF):
            raise FileRefused(
                "This is BDF, the 24-bit cousin of EDF.", advice="Export it as EDF."
            )
        if head[192:197] == _INTERRUPTED:
            raise FileRefused(
                "The recording was interrupted (EDF+D), and its parts would be read as "
                "one.",
                advice="Export it without interruptions (EDF or EDF+C), part by part.",
            )
        promise = _said(head, file.read(_OF_A_SIGNAL * max(0, _number(head[252:256]))))
    left = size - promise.header
    if promise.records == _UNKNOWN_RECORDS:
        enough = left > 0 and left % promise.record == 0
        expected = promise.header + (left // promise.record + 1) * promise.record
    else:
        expected = promise.header + promise.records * promise.record
        enough = size >= expected
    if not enough:
        raise FileRefused(
            f"The file was cut short: it has {size:,} bytes where its header promises "
            f"{expected:,}.",
            advice="Export it once more.",
        )
    if promise.records != _UNKNOWN_RECORDS and size >= expected + promise.record:
        raise FileRefused(
            f"The file has {size:,} bytes where its header promises {expected:,}.",
            advice="More was written to it than it says; export it once more.",
        )
    return promise


def _said(head: bytes, signals: bytes) -> _Promise:
    count, header = _number(head[252:256]), _number(head[184:192])
    first = count * _BEFORE_SAMPLES
    samples = [
        _number(signals[first + place : first + place + _OF_A_NUMBER])
        for place in range(0, count * _OF_A_NUMBER, _OF_A_NUMBER)
    ]
    records = _number(head[236:244])
    possible = (
        count > 0
        and header == _HEAD + count * _OF_A_SIGNAL == len(head) + len(signals)
        and all(one > 0 for one in samples)
        and (records > 0 or records == _UNKNOWN_RECORDS)
    )
    if not possible:
        raise _damaged("its header cannot be")
    return _Promise(header=header, record=_OF_A_SAMPLE * sum(samples), records=records)


def _number(field: bytes) -> int:
    try:
        return int(field)
    except ValueError:
        raise _damaged("its header cannot be read") from None


def _damaged(why: str) -> FileRefused:
    return FileRefused(
        f"The EDF file is damaged or cut short ({why}).", advice="Export it once more."
    )


def _opened(path: Path) -> Any:
    try:
        import edfio
    except ImportError:
        raise FileRefused(
            "EDF files are read by the package edfio, which is not installed.",
            advice='Install Heartsease with its extra "recordings".',
        ) from None
    try:
        with warnings.catch_warnings():  # what it warns of was looked at above
            warnings.simplefilter("ignore")
            return edfio.read_edf(path, lazy_load_data=False, header_encoding="latin-1")
    except Exception as problem:  # the package raises whatever a damaged file causes
        raise _damaged(type(problem).__name__) from problem


def _signal(path: Path, one: Any) -> Signal:
    rate = float(one.sampling_frequency)
    if not (np.isfinite(rate) and rate > 0):
        raise FileRefused(
            f"The signal {one.label} has a rate of {rate:g} Hz.",
            advice="Export it once more.",
            field="rate",
        )
    return Signal(
        name=one.label,
        kind=kind_of(one.label),
        samples=np.asarray(one.data, dtype=np.float64),
        rate_hz=rate,
        unit=one.physical_dimension,
    )


def _started(edf: Any) -> datetime | None:
    try:
        day = edf.startdate
    except Exception:  # an anonymous recording has no day
        return None
    if day.year == _UNKNOWN_YEAR:
        return None
    return datetime.combine(day, edf.starttime)


SOURCE = Source(id=ID, label="recordings in EDF", recognises=recognises, read=read)
