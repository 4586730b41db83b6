"""How much each beat looks like its neighbours: the share of it that can be trusted.

The neighbours make the template and the beat itself has no part in it, so that noise
does not agree with itself.
"""

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.ppg.frames import GRID_HZ

BEFORE_S = 0.2  # of the steepest point: the end of the beat before, and the foot
AFTER_S = 0.3  # the peak and the first fall
NEIGHBOURS = 6  # on each side: the shape of a pulse drifts over minutes, not over beats
_DOWNWEIGHT = 4  # power of a correlation: a poor neighbour has next to no say
_ROUNDS = 2

Floats = NDArray[np.float64]


def index(slope: Floats, places: Floats) -> Floats:
    """Per beat, the correlation of its slope with the mean of its neighbours, 0 to 1.

    `slope` (n,) at `GRID_HZ`, `places` (beats,) in rows of it.
    Fewer than three beats have no neighbours to be compared with: all zero.
    """
    if len(places) < 3:
        return np.zeros(len(places))
    shapes = _shapes(slope, places)
    trust = np.ones(len(shapes))
    for _ in range(_ROUNDS):
        trust = np.clip(_likeness(shapes, trust**_DOWNWEIGHT), 0.0, 1.0)
    return trust


def _shapes(slope: Floats, places: Floats) -> Floats:
    """Each beat's piece of the slope, level and of length one, on its own time."""
    before, after = int(BEFORE_S * GRID_HZ), int(AFTER_S * GRID_HZ)
    padded = np.pad(slope, (before + 1, after + 2), mode="edge")
    left = np.floor(places).astype(np.intp)
    share = (places - left)[:, None]
    rows = left[:, None] + np.arange(before + after + 1) + 1
    pieces = padded[rows] * (1 - share) + padded[rows + 1] * share
    pieces -= pieces.mean(axis=1, keepdims=True)
    size = np.linalg.norm(pieces, axis=1, keepdims=True)
    np.divide(pieces, size, out=pieces, where=size > 0)
    return np.asarray(pieces, dtype=np.float64)


def _likeness(shapes: Floats, weights: Floats) -> Floats:
    """Correlation of each shape with the weighted mean of those around it."""
    weighted = shapes * weights[:, None]
    total = np.concatenate(
        (np.zeros((1, shapes.shape[1])), np.cumsum(weighted, axis=0))
    )
    row = np.arange(len(shapes))
    low = np.maximum(0, row - NEIGHBOURS)
    high = np.minimum(len(shapes), row + NEIGHBOURS + 1)
    template = total[high] - total[low] - weighted
    size = np.linalg.norm(template, axis=1)
    like = np.einsum("ij,ij->i", shapes, template)
    np.divide(like, size, out=like, where=size > 0)
    return np.asarray(like, dtype=np.float64)
