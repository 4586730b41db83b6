"""The shared series of heart beats, where they are."""

import gzip
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
SERIES = SHARED / "hrv" / "rr"
PEERS = SHARED / "hrv" / "peers"


@cache
def intervals_ms(name: str) -> NDArray[np.float64]:
    """The intervals of one shared series, in ms."""
    plain = SERIES / f"{name}.txt"
    text = (
        plain.read_text(encoding="utf-8")
        if plain.exists()
        else gzip.decompress((SERIES / f"{name}.txt.gz").read_bytes()).decode()
    )
    values = np.array([float(line) for line in text.splitlines() if line[0] != "#"])
    values.flags.writeable = False
    return values


def whole_ms(name: str) -> NDArray[np.float64]:
    """The intervals rounded to whole milliseconds, as most peers were given them."""
    return np.round(intervals_ms(name))


def between_whole_ms(name: str) -> NDArray[np.float64]:
    """The intervals between beats that lie on whole milliseconds."""
    ends = np.cumsum(np.concatenate(([0.0], intervals_ms(name))))
    return np.diff(np.round(ends))
