"""The simple alternative: an interval far from the local median is left out.

Nothing is moved, added or removed, and only long and short are told apart.
"""

import numpy as np

from heartsease.hrv.clean.artefact import KINDS, Kind, Runs
from heartsease.hrv.clean.series import Series
from heartsease.hrv.clean.windows import running_median

WINDOW = 31  # beats
SHARE = 0.20  # of the local median; the usual choice in ectopy filters


def find(series: Series) -> Runs:
    """Every interval that differs by more than `SHARE` from the median around it."""
    off = series.intervals_ms / running_median(series.intervals_ms, WINDOW) - 1
    start = np.flatnonzero(np.abs(off) > SHARE)
    short, long = KINDS.index(Kind.SHORT), KINDS.index(Kind.LONG)
    return Runs(
        start=start,
        stop=start + 1,
        count=np.ones(len(start), dtype=np.intp),
        kind=np.where(off[start] < 0, short, long),
        measured=np.zeros(len(start), dtype=bool),
    )
