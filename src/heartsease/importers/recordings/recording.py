"""What a recording is once it is read, and the shape every reader has."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.beats import Beats
from heartsease.importers.outcome import Refused


class Unit(StrEnum):
    """The unit of heartbeat intervals in a text."""

    MS = "ms"
    S = "s"


class SignalKind(StrEnum):
    """What a signal measures, as far as its label says."""

    ECG = "ecg"
    PPG = "ppg"
    BREATH = "breath"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the person said about a file that the file does not say itself."""

    unit: Unit | None = None
    rate_hz: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signal:
    """One channel; `samples` and `times_s` are columns of one table, shape (n,).

    `times_s` is None when the samples are evenly spaced at `rate_hz`; otherwise they
    carry their own times in seconds and `rate_hz` is the usual rate.
    """

    name: str
    kind: SignalKind
    samples: NDArray[np.float64]
    rate_hz: float
    unit: str = ""
    times_s: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """One recording: beats, signals, or both.

    `source` is the id of the reader. `name` tells recordings of one file apart.
    `started_at` keeps the time zone when the file has one; None when it is not said.
    `unit` is the unit the beats were written in, empty where that was no question.
    `notes` are sentences about what was assumed.
    """

    source: str
    name: str
    beats: Beats | None = None
    signals: tuple[Signal, ...] = ()
    started_at: datetime | None = None
    unit: str = ""
    notes: tuple[str, ...] = ()


Piece: TypeAlias = Recording | Refused


class Read(Protocol):
    """Reads one file; raises `FileRefused` when nothing of it can be used."""

    def __call__(self, path: Path, options: Options) -> Iterator[Piece]:
        """Every recording of the file, and every row that was refused."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A kind of recording; `recognises` looks at the first bytes and the name only.

    `streams` says that the file may be larger than memory.
    """

    id: str
    label: str
    recognises: Callable[[bytes, str], bool]
    read: Read
    streams: bool = False
