"""Annotation files of PhysioNet in the MIT format: what was marked, and at which sample.

Words of two bytes, little-endian: six bits say what it is, ten how many samples after the
one before (https://physionet.org/physiotools/wag/annot-5.htm). The file ends with a zero.
Read here and not by the wfdb package, which waits for ever on some damaged files.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

LARGEST_BYTES = 16 * 1024 * 1024  # a day of beats takes a quarter of a megabyte
_SHIFT, _STEP = 10, 0x3FF
_SKIP, _NUM, _SUB, _CHAN, _NOTE = 59, 60, 61, 62, 63
_COMMENT = 22  # the mark that carries what is said of the whole file
_LENGTH = 0xFF  # of a note, in bytes
_RATE = re.compile(rb"## time resolution: (\d+\.?\d*)")
# Codes of the marks that stand for a beat; 42 to 49 are the archive's own and no beats.
_SYMBOLS = dict(zip(range(1, 14), "NLRaVFJASEj/Q", strict=True)) | dict(
    zip((25, 30, 31, 34, 35, 38, 41), "B?!enfr", strict=True)
)


class AnnotationError(ValueError):
    """The file is no whole annotation file; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Annotations:
    """`samples` int64 and `symbols`, both (n,): a mark that is no beat has an empty one.

    `rate_hz` is None when the file does not say how many samples a second it counts.
    """

    samples: NDArray[np.int64]
    symbols: NDArray[np.str_]
    rate_hz: float | None


def read(path: Path) -> Annotations:
    """Every mark of a file; raises `AnnotationError` for a damaged or a cut one."""
    if path.stat().st_size > LARGEST_BYTES:
        raise AnnotationError("it is larger than the marks of a month")
    data = path.read_bytes()
    if len(data) % 2 or not data.endswith(b"\x00\x00"):
        raise AnnotationError("its end is missing")
    samples: list[int] = []
    symbols: list[str] = []
    rate: float | None = None
    for sample, code, note in _marks(np.frombuffer(data, dtype="<u2").tolist(), data):
        if sample < 0:
            raise AnnotationError("it marks something before the recording began")
        found = _RATE.match(note) if code == _COMMENT and not sample else None
        if found and rate is None:
            rate = float(found[1])
        samples.append(sample)
        symbols.append(_SYMBOLS.get(code, ""))
    return Annotations(
        samples=np.array(samples, dtype=np.int64),
        symbols=np.array(symbols, dtype=np.str_),
        rate_hz=rate,
    )


def _marks(words: list[int], data: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Sample, code and note of each mark; a note stands behind the mark it belongs to."""
    at = place = 0
    code, note = 0, b""
    while place < len(words):
        kind, step = words[place] >> _SHIFT, words[place] & _STEP
        place += 1
        if kind == 0 and step == 0:
            if any(words[place:]):
                raise AnnotationError("it goes on behind its end")
            break
        if kind in (_NUM, _SUB, _CHAN):
            continue
        if kind == _NOTE:
            length = step & _LENGTH
            note = data[2 * place : 2 * place + length]
            place += (length + 1) // 2
            if place >= len(words):
                raise AnnotationError("it stops within a note")
            continue
        yield from _one(at, code, note)
        code, note = 0, b""
        if kind == _SKIP:
            if place + 2 > len(words):
                raise AnnotationError("it stops within a mark")
            far = words[place] << 16 | words[place + 1]
            at += far - (1 << 32 if far >> 31 else 0)
            place += 2
        else:
            code = kind
            at += step
    yield from _one(at, code, note)


def _one(at: int, code: int, note: bytes) -> Iterator[tuple[int, int, bytes]]:
    if code:
        yield at, code, note
