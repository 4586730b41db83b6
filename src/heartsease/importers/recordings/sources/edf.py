"""Recordings in EDF and EDF+: every signal with its own rate.

Read by the edfio package (extra `recordings`), imported when the first one comes.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from heartsease.importers.errors import FileRefused
from heartsease.importers.recordings.recording import (
    Options,
    Piece,
    Recording,
    Signal,
    SignalKind,
    Source,
)

ID = "edf"
_VERSION = b"0       "
_BDF = b"\xffBIOSEMI"
_KINDS = (
    (SignalKind.ECG, ("ecg", "ekg")),
    (SignalKind.PPG, ("ppg", "pleth", "bvp", "pulse")),
    (SignalKind.BREATH, ("resp", "rsp", "thor", "abdo", "flow")),
)
# What a header may not know, as the standard writes it.
_UNKNOWN_YEAR = 1985


def recognises(head: bytes, name: str) -> bool:
    """By its version field."""
    return (head.startswith(_VERSION) and len(head) > 192) or (
        name.lower().endswith(".edf") or head.startswith(_BDF)
    )


def read(path: Path, options: Options) -> Iterator[Piece]:
    """One recording with every signal; annotations are not signals."""
    if path.read_bytes()[: len(_BDF)] == _BDF:
        raise FileRefused(
            "This is BDF, the 24-bit cousin of EDF.", advice="Export it as EDF."
        )
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
        source=ID, name=path.stem, signals=signals, started_at=_started(edf)
    )


def _opened(path: Path) -> Any:
    try:
        import edfio
    except ImportError:
        raise FileRefused(
            "EDF files are read by the package edfio, which is not installed.",
            advice='Install Heartsease with its extra "recordings".',
        ) from None
    size = path.stat().st_size
    try:
        edf = edfio.read_edf(path, lazy_load_data=False)
        expected = edf.bytes_in_header_record + edf.num_data_records * _record(edf)
    except Exception as problem:  # the package raises whatever a damaged file causes
        raise FileRefused(
            f"The EDF file is damaged or cut short ({type(problem).__name__}).",
            advice="Export it once more.",
        ) from problem
    if size < expected:
        raise FileRefused(
            f"The file has {size:,} bytes where its header promises {expected:,}.",
            advice="It was cut short; export it once more.",
        )
    return edf


def _record(edf: Any) -> int:
    # `signals` leaves the annotation channels out; their bytes only add to the size.
    return sum(2 * one.samples_per_data_record for one in edf.signals)


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
        kind=_kind(one.label),
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


def _kind(label: str) -> SignalKind:
    word = label.lower()
    for kind, names in _KINDS:
        if any(name in word for name in names):
            return kind
    return SignalKind.OTHER


SOURCE = Source(id=ID, label="recordings in EDF", recognises=recognises, read=read)
