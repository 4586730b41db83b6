"""Reads one file of heartbeats or signals; its kind is known by its content."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from heartsease.hrv.errors import HrvError
from heartsease.importers.errors import FileRefused
from heartsease.importers.files import (
    HEAD_BYTES,
    check_size,
    refuse_what_is_not_text,
)
from heartsease.importers.outcome import Refused
from heartsease.importers.recordings.recording import (
    Options,
    Recording,
    SignalKind,
    Source,
    Unit,
)
from heartsease.importers.recordings.sources import (
    apple_beats,
    ble_heart_rate,
    edf,
    fit_hrv,
    hrvas_ibi,
    polar_hrm,
    polar_pmd,
    polar_stream,
    rr_text,
    signal_text,
    wfdb_record,
)

# The first that recognises a file reads it: the narrow ones before the wide ones.
SOURCES: tuple[Source, ...] = (
    fit_hrv.SOURCE,
    apple_beats.SOURCE,
    edf.SOURCE,
    wfdb_record.SOURCE,
    polar_hrm.SOURCE,
    polar_pmd.SOURCE,
    ble_heart_rate.SOURCE,
    hrvas_ibi.SOURCE,
    polar_stream.SOURCE,
    signal_text.SOURCE,
    rr_text.SOURCE,
)

WHOLE_FILE = "file"  # the kind of a refusal after which nothing is left of a file
_HEART = (SignalKind.ECG, SignalKind.PPG)

# What a file starts with -> what it is; kinds that only a recording could be.
_NOT_OURS = {
    b"\x93NUMPY": "This is a NumPy array, which does not say what its numbers are.",
    b"{": "This is JSON, and no recorder is known here that writes it.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What became of one file. `refused` with an empty row is the whole file."""

    file: str
    source: str
    recordings: tuple[Recording, ...]
    refused: tuple[Refused, ...]


def read_file(
    path: Path | str,
    *,
    unit: Unit | None = None,
    rate_hz: float | None = None,
    signal: SignalKind | None = None,
) -> Read:
    """Every recording of a file, and every row that was refused, by name.

    `unit` and `rate_hz` are what the person says about the file; where the file or its
    numbers say otherwise it is refused. `signal` is what signals are that the file has
    no kind for, when none of its others is of a heart. Nothing is raised for a bad file.
    """
    path = Path(path)
    source = ""
    try:
        if rate_hz is not None and not (np.isfinite(rate_hz) and rate_hz > 0):
            raise FileRefused(
                f"A sampling rate of {rate_hz:g} Hz is not possible.",
                advice="Say the samples a second.",
                field="rate",
            )
        known = _source_of(path, rate_hz)
        source = known.id
        pieces = tuple(known.read(path, Options(unit=unit, rate_hz=rate_hz)))
    except FileRefused as problem:
        return _refused(path, source, problem)
    except HrvError as problem:
        return _refused(
            path,
            source,
            FileRefused(
                f"The beats of this file cannot be: {problem}",
                advice="Export it once more.",
            ),
        )
    except OSError as problem:
        return _refused(
            path,
            source,
            FileRefused(
                f"The file cannot be opened: {problem.strerror or problem}.",
                advice="Check that you may read it.",
            ),
        )
    return Read(
        file=path.name,
        source=source,
        recordings=tuple(
            _named(one, signal) for one in pieces if isinstance(one, Recording)
        ),
        refused=tuple(one for one in pieces if isinstance(one, Refused)),
    )


def _named(recording: Recording, signal: SignalKind | None) -> Recording:
    if signal is None or any(one.kind in _HEART for one in recording.signals):
        return recording
    return replace(
        recording,
        signals=tuple(
            replace(one, kind=signal) if one.kind is SignalKind.OTHER else one
            for one in recording.signals
        ),
    )


def _source_of(path: Path, rate_hz: float | None) -> Source:
    known = _recognised(path)
    if known is None:
        check_size(path)
        head = _head(path)
        for mark, reason in _NOT_OURS.items():
            if head.lstrip().startswith(mark):
                raise FileRefused(reason, advice="Save it as text, one number a line.")
        refuse_what_is_not_text(head)
        labels = "; ".join(source.label for source in SOURCES)
        raise FileRefused(
            "This kind of file is not known here.",
            advice=f"Files that are read: {labels}.",
        )
    if not known.streams:
        check_size(path)
    # Numbers that somebody gives a sampling rate for are samples.
    return signal_text.SOURCE if known is rr_text.SOURCE and rate_hz else known


def _recognised(path: Path) -> Source | None:
    if not path.is_file() or path.stat().st_size == 0:
        check_size(path)
    head = _head(path)
    if any(head.lstrip().startswith(mark) for mark in _NOT_OURS):
        return None
    sources: Sequence[Source] = SOURCES
    return next((one for one in sources if one.recognises(head, path.name)), None)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def _refused(path: Path, source: str, problem: FileRefused) -> Read:
    refusal = Refused(
        file=path.name,
        row=problem.row,
        field=problem.field,
        reason=problem.reason,
        advice=problem.advice,
        kind=WHOLE_FILE,
    )
    return Read(file=path.name, source=source, recordings=(), refused=(refusal,))
