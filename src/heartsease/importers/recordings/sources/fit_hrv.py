"""Heartbeat intervals in FIT files: the `hrv` messages of Garmin and others.

Read by the fitdecode package (extra `recordings`), imported when the first one comes.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from heartsease.importers.errors import FileRefused
from heartsease.importers.outcome import Refused
from heartsease.importers.recordings.intervals import Row, beats_of
from heartsease.importers.recordings.recording import (
    Options,
    Piece,
    Recording,
    Source,
    Unit,
)

ID = "fit_hrv"
MOST_S = 65.0  # 65.535 s marks an empty place


def recognises(head: bytes, name: str) -> bool:
    """By the mark in its header."""
    del name
    return head[8:12] == b".FIT"


def read(path: Path, options: Options) -> Iterator[Piece]:
    """One recording; a file without beats says so."""
    rows, started = _messages(path)
    if not rows:
        raise FileRefused(
            "The FIT file holds no heartbeat intervals (hrv messages).",
            advice="Switch on the logging of heart rate variability and record again.",
        )
    made = beats_of(
        rows,
        file=path.name,
        said=options.unit or Unit.S,
        said_by="You say" if options.unit else "A FIT file says",
    )
    refused: tuple[Refused, ...] = made.refused
    yield from refused
    yield Recording(
        source=ID,
        name=path.stem,
        beats=made.beats,
        started_at=started,
        unit=made.unit.value,
        notes=("Pauses of the recorder cannot be seen in these messages.",),
    )


def _messages(path: Path) -> tuple[list[Row], datetime | None]:
    try:
        import fitdecode
    except ImportError:
        raise FileRefused(
            "FIT files are read by the package fitdecode, which is not installed.",
            advice='Install Heartsease with its extra "recordings".',
        ) from None
    rows: list[Row] = []
    started: datetime | None = None
    number = 0
    try:
        with fitdecode.FitReader(path, check_crc=fitdecode.CrcCheck.RAISE) as frames:
            for frame in frames:
                if frame.frame_type != fitdecode.FIT_FRAME_DATA:
                    continue
                if frame.name == "hrv":
                    number += 1
                    rows.extend(_rows(frame, number))
                elif frame.name == "file_id" and started is None:
                    started = _created(frame)
    except Exception as problem:  # the package raises whatever a damaged file causes
        raise FileRefused(
            f"The FIT file is damaged or cut short ({type(problem).__name__}).",
            advice="Copy it from the device once more.",
        ) from problem
    return rows, started


def _rows(frame: Any, number: int) -> Iterator[Row]:
    values = frame.get_value("time", fallback=None)
    for value in values if isinstance(values, tuple) else (values,):
        if value is None or (isinstance(value, int | float) and value > MOST_S):
            continue
        where = f"hrv message {number}"
        if isinstance(value, int | float) and np.isfinite(value):
            yield Row(where=where, text=str(value), value=float(value))
        else:
            yield Row(where=where, text=str(value), value=None)


def _created(frame: Any) -> datetime | None:
    moment = frame.get_value("time_created", fallback=None)
    return moment if isinstance(moment, datetime) else None


SOURCE = Source(
    id=ID, label="FIT files with heartbeats", recognises=recognises, read=read
)
