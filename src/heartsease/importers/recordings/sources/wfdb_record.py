"""WFDB records (.hea with its signals) and annotations of beats (.atr, .ecg, .qrs).

Read by the wfdb package (extra `recordings`), imported when the first one comes.
An interval counts as normal only between two beats with a normal label.
"""

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from heartsease.hrv.beats import Beats, from_times
from heartsease.importers.errors import FileRefused
from heartsease.importers.recordings.recording import (
    Options,
    Piece,
    Recording,
    Signal,
    SignalKind,
    Source,
)

ID = "wfdb"
ANNOTATIONS = (".atr", ".ecg", ".qrs", ".ari", ".man", ".aux")

# Labels of the PhysioNet annotation codes that stand for a beat, and those that count as
# normal: sinus beats, also with a bundle branch block, and escape beats, as AAMI EC57
# groups them. A paced beat is a beat, but its rhythm is the pacemaker's.
BEATS = frozenset("NLRBAaJSVrFejnE/fQ?")
NORMAL = frozenset("NLRBejn")

# How labels begin; the modified leads of PhysioNet's archives are MLII, ML5, MV2, MCL1.
_KINDS = (
    (SignalKind.PPG, ("ppg", "pleth")),
    (SignalKind.BREATH, ("resp", "rsp")),
    (SignalKind.ECG, ("ecg", "ekg", "ml", "mv", "mcl", "lead")),
)
_LEADS = frozenset("i ii iii v avr avl avf d1 d2 d3 cm5 cc5".split())  # noqa: SIM905 - a list of words reads best as words


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
        yield _recording(path, header, beats=_beats(wfdb, path, header, options))
        return
    beside = [stem.with_suffix(one) for one in ANNOTATIONS]
    notes = next((one for one in beside if one.exists()), None)
    beats = _beats(wfdb, notes, header, options) if notes else None
    signals = _signals(wfdb, stem, header)
    if not signals and beats is None:
        raise FileRefused(
            "The header names no signal, and no annotation lies beside it.",
            advice="Give the annotation file (.atr or .ecg).",
        )
    yield _recording(path, header, beats=beats, signals=signals)


def _recording(
    path: Path,
    header: Any,
    *,
    beats: Beats | None,
    signals: tuple[Signal, ...] = (),
) -> Recording:
    return Recording(
        source=ID,
        name=path.stem,
        beats=beats,
        signals=signals,
        started_at=getattr(header, "base_datetime", None),
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
    if options.rate_hz is not None and rate and options.rate_hz != rate:
        raise FileRefused(
            f"You say {options.rate_hz:g} Hz, and the header says {rate:g} Hz.",
            advice="Leave the rate out; the header knows it.",
            field="rate",
        )
    return header


def _beats(wfdb: Any, path: Path, header: Any, options: Options) -> Beats:
    notes = _asked(
        path, wfdb.rdann, str(path.with_suffix("")), path.suffix.removeprefix(".")
    )
    rate = notes.fs or (header.fs if header is not None else options.rate_hz)
    if not rate:
        raise FileRefused(
            "Nothing says how many samples a second these annotations count.",
            advice="Put the header (.hea) beside it, or say the rate (--rate).",
            field="rate",
        )
    symbols = np.array(notes.symbol)
    is_beat = np.isin(symbols, list(BEATS))
    times = np.asarray(notes.sample, dtype=np.float64)[is_beat] / rate
    times, first = np.unique(times, return_index=True)
    if not len(times):
        raise FileRefused(
            "The annotations mark no beat.", advice="Choose the file with the beats."
        )
    normal = np.isin(symbols[is_beat][first], list(NORMAL))
    beats = from_times(times)
    kept = beats.kept & normal
    kept[1:] &= normal[:-1]
    return Beats(times_s=beats.times_s, intervals_ms=beats.intervals_ms, kept=kept)


def _signals(wfdb: Any, stem: Path, header: Any) -> tuple[Signal, ...]:
    if not header.n_sig:
        return ()
    files = {stem.parent / name for name in header.file_name or () if name}
    if missing := [file.name for file in sorted(files) if not file.exists()]:
        if any(stem.with_suffix(one).exists() for one in ANNOTATIONS):
            return ()  # annotations travel without their samples
        raise FileRefused(
            f"The samples ({', '.join(missing)}) do not lie beside the header.",
            advice="Put both files into one folder.",
        )
    record = _asked(stem, wfdb.rdrecord, str(stem))
    if record.p_signal is None or len(record.p_signal) != (header.sig_len or 0):
        raise FileRefused(
            "The samples stop before the number that the header names.",
            advice="The download was cut short; get it once more.",
        )
    return tuple(
        Signal(
            name=name or f"signal {place + 1}",
            kind=_kind(name or ""),
            samples=np.ascontiguousarray(record.p_signal[:, place], dtype=np.float64),
            rate_hz=float(record.fs),
            unit=record.units[place],
        )
        for place, name in enumerate(record.sig_name or [None] * record.n_sig)
    )


def _asked(path: Path, question: Any, *words: str) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return question(*words)
    except Exception as problem:  # the package raises whatever a damaged file causes
        raise FileRefused(
            f"The WFDB file {path.name} is damaged or cut short "
            f"({type(problem).__name__}).",
            advice="Download it once more, with all files of the record.",
        ) from problem


def _kind(name: str) -> SignalKind:
    word = name.lower().strip()
    if word in _LEADS or (word.startswith("v") and word[1:].isdigit()):
        return SignalKind.ECG
    for kind, starts in _KINDS:
        if word.startswith(starts):
            return kind
    return SignalKind.OTHER


SOURCE = Source(
    id=ID, label="WFDB records and annotations", recognises=recognises, read=read
)
