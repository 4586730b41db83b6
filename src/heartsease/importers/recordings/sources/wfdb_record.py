"""WFDB records (.hea with its signals) and annotations of beats (.atr, .ecg, .qrs).

Headers and samples are read by the wfdb package (extra `recordings`), imported when the
first one comes, and annotations here.
An interval counts as normal only between two beats with a normal label.
"""

import re
import warnings
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from heartsease.hrv.beats import Beats, from_times
from heartsease.importers.errors import FileRefused
from heartsease.importers.files import LARGEST_FILE_BYTES
from heartsease.importers.recordings import annotations
from heartsease.importers.recordings.annotations import AnnotationError
from heartsease.importers.recordings.channels import kind_of
from heartsease.importers.recordings.recording import (
    Options,
    Piece,
    Recording,
    Signal,
    Source,
)

ID = "wfdb"
ANNOTATIONS = (".atr", ".ecg", ".qrs", ".ari", ".man", ".aux")

# Labels of the PhysioNet annotation codes that stand for a beat, and those that count as
# normal: sinus beats, also with a bundle branch block, and escape beats, as AAMI EC57
# groups them. A paced beat is a beat, but its rhythm is the pacemaker's.
BEATS = frozenset("NLRBAaJSVrFejnE/fQ?")
NORMAL = frozenset("NLRBejn")

# As many as an EDF of the largest size has, at two bytes each.
MOST_SAMPLES = LARGEST_FILE_BYTES // 2
_NOTHING = "~"  # a segment of a record in which nothing was recorded
_RATE = re.compile(r"(?:\s*(?:#.*)?\n)*\S+[ \t]+\d+[ \t]+([^\s/]+)")


def recognises(head: bytes, name: str) -> bool:
    """By its ending; a .dat belongs to a .hea beside it."""
    ending = Path(name).suffix.lower()
    binary = any(byte < 9 for byte in head[:512])
    return ending == ".hea" or (ending in (*ANNOTATIONS, ".dat") and binary)


def read(path: Path, options: Options) -> Iterator[Piece]:
    """The signals of a header with the beats beside it, or the beats of annotations."""
    ending = path.suffix.lower()
    if ending == ".dat":
        raise FileRefused(
            "These are the samples of a WFDB record without its header.",
            advice="Give the file that ends in .hea and keep this one beside it.",
        )
    wfdb = _package()
    header = _header(wfdb, path, options)
    stem = path.with_suffix("")
    if ending != ".hea":
        yield _recording(path, header, beats=_beats(path, header, options))
        return
    beside = [stem.with_suffix(one) for one in ANNOTATIONS]
    notes = next((one for one in beside if one.exists()), None)
    beats = _beats(notes, header, options) if notes else None
    signals = _signals(wfdb, stem, header)
    if not signals and beats is None:
        raise FileRefused(
            "The header names no signal, and no annotation lies beside it.",
            advice="Give the annotation file (.atr or .ecg).",
        )
    said = f"The beats are those that {notes.name} marks." if notes else ""
    yield _recording(path, header, beats=beats, signals=signals, said=said)


def _recording(
    path: Path,
    header: Any,
    *,
    beats: Beats | None,
    signals: tuple[Signal, ...] = (),
    said: str = "",
) -> Recording:
    return Recording(
        source=ID,
        name=path.stem,
        beats=beats,
        signals=signals,
        started_at=getattr(header, "base_datetime", None),
        notes=(said,) if said else (),
    )


def _package() -> Any:
    try:
        with warnings.catch_warnings():  # it uses what its own dependency deprecates
            warnings.simplefilter("ignore")
            import wfdb
    except ImportError:
        raise FileRefused(
            "WFDB records are read by the package wfdb, which is not installed.",
            advice='Install Heartsease with its extra "recordings".',
        ) from None
    return wfdb


def _header(wfdb: Any, path: Path, options: Options) -> Any:
    if not path.with_suffix(".hea").exists():
        return None
    header = _asked(path, wfdb.rdheader, str(path.with_suffix("")))
    rate = float(header.fs or 0.0)
    _check_rate(path.with_suffix(".hea"), rate)
    if options.rate_hz is not None and rate and options.rate_hz != rate:
        raise FileRefused(
            f"You say {options.rate_hz:g} Hz, and the header says {rate:g} Hz.",
            advice="Leave the rate out; the header knows it.",
            field="rate",
        )
    return header


def _check_rate(header: Path, rate_hz: float) -> None:
    """The package takes what it can read of a rate, and 250 Hz for nothing."""
    found = _RATE.match(header.read_text(encoding="utf-8", errors="replace"))
    if found is None:
        return  # none is written, and then the format itself says 250
    try:
        written = float(found[1].split("(")[0])
    except ValueError:
        written = 0.0
    if not 0 < written == rate_hz:
        raise FileRefused(
            f"The header says a sampling rate of {found[1][:20]!r}.",
            advice="Download it once more, or correct the header.",
            field="rate",
        )


def _beats(path: Path, header: Any, options: Options) -> Beats:
    try:
        marks = annotations.read(path)
    except AnnotationError as problem:
        raise _damaged(path, str(problem)) from None
    rate = marks.rate_hz or (header.fs if header is not None else options.rate_hz)
    if not rate:
        raise FileRefused(
            "Nothing says how many samples a second these annotations count.",
            advice="Put the header (.hea) beside it, or say the rate (--rate).",
            field="rate",
        )
    is_beat = np.isin(marks.symbols, list(BEATS))
    times = marks.samples[is_beat] / rate
    times, first = np.unique(times, return_index=True)
    if not len(times):
        raise FileRefused(
            "The annotations mark no beat.", advice="Choose the file with the beats."
        )
    normal = np.isin(marks.symbols[is_beat][first], list(NORMAL))
    beats = from_times(times)
    kept = beats.kept & normal
    kept[1:] &= normal[:-1]
    return Beats(times_s=beats.times_s, intervals_ms=beats.intervals_ms, kept=kept)


def _signals(wfdb: Any, stem: Path, header: Any) -> tuple[Signal, ...]:
    if not header.n_sig:
        return ()
    files = _files(stem, header)
    if missing := [file.name for file in files if not file.exists()]:
        if any(stem.with_suffix(one).exists() for one in ANNOTATIONS):
            return ()  # annotations travel without their samples
        raise FileRefused(
            f"The samples ({', '.join(missing)}) do not lie beside the header.",
            advice="Put both files into one folder.",
        )
    _check_samples(header, files)
    # Each signal with its own rate: an ECG may have several samples in a frame, and the
    # package would give their mean.
    record = _asked(stem, partial(wfdb.rdrecord, smooth_frames=False), str(stem))
    each = [one or 1 for one in record.samps_per_frame or [1] * record.n_sig]
    frames = [
        len(row) / many for row, many in zip(record.e_p_signal, each, strict=True)
    ]
    if not all(one == (header.sig_len or one) for one in frames) or not all(frames):
        raise FileRefused(
            "The samples stop before the number that the header names.",
            advice="The download was cut short; get it once more.",
        )
    return tuple(
        Signal(
            name=name or f"signal {place + 1}",
            kind=kind_of(name or ""),
            samples=np.ascontiguousarray(record.e_p_signal[place], dtype=np.float64),
            rate_hz=float(record.fs) * each[place],
            unit=record.units[place],
        )
        for place, name in enumerate(record.sig_name or [None] * record.n_sig)
    )


def _files(stem: Path, header: Any) -> list[Path]:
    """The files of the samples: of each segment its header, when there are segments."""
    segments = getattr(header, "seg_name", None)
    names = (
        [f"{one}.hea" for one in segments if one != _NOTHING]
        if segments
        else [one for one in header.file_name or () if one and one != _NOTHING]
    )
    return sorted({stem.parent / one for one in names})


def _check_samples(header: Any, files: list[Path]) -> None:
    """Refuses what would fill the memory, before any of it is asked for."""
    each = getattr(header, "samps_per_frame", None) or [1] * header.n_sig
    many = sum(one or 1 for one in each) * (header.sig_len or 0)
    if not header.sig_len:  # at two bytes each, as most are
        many = sum(file.stat().st_size for file in files) // 2
    if many > MOST_SAMPLES:
        raise FileRefused(
            f"The header names {many:,} samples; up to {MOST_SAMPLES:,} are read.",
            advice="Cut it into shorter records, or leave signals out.",
        )


def _damaged(path: Path, why: str) -> FileRefused:
    return FileRefused(
        f"The WFDB file {path.name} is damaged or cut short ({why}).",
        advice="Download it once more, with all files of the record.",
    )


def _asked(path: Path, question: Any, *words: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return question(*words)
    except Exception as problem:  # the package raises whatever a damaged file causes
        raise _damaged(path, type(problem).__name__) from problem


SOURCE = Source(
    id=ID, label="WFDB records and annotations", recognises=recognises, read=read
)
