"""Beats of one shape, laid over each other.

The QRS complexes of one focus look alike; those of another focus do not. So each beat
belongs to at most one shape, and an early wide beat hardly ever to that of the others.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.ecg.bands import Row
from heartsease.hrv.ecg.candidates import Places, around

REACH_S = 0.10  # on either side: the QRS and nothing of P or T
LAG_S = 0.04  # how far the middle of the energy may move from beat to beat
ALIKE = 0.95  # correlation; the complexes of one focus in a quiet lead
FEW = 8  # beats: fewer say nothing about a shape; seconds of a live lead hold more
MOST = 8  # shapes in an hour; what is left is rare, and stays by itself
ROUNDS = 2  # the beat that starts a shape gives way to the mean of those like it
SEEDS = 64  # beats that are tried as a start: a shape of one in twenty is among them
TINY = 1e-30

NONE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """For each beat: the number of its shape, or `NONE`, and by how many samples it is
    later within its window than the other beats of that shape.
    """

    count: int
    of_beat: Places
    later: Places


def find(row: Row, places: Places, *, rate_hz: float) -> Shapes:
    """Shapes of the beats at these samples, the commonest of a sample of them first."""
    lag, reach = int(LAG_S * rate_hz), int(REACH_S * rate_hz)
    windows = around(row, places, reach + lag)
    of_beat = np.full(len(places), NONE, np.intp)
    later = np.zeros(len(places), np.intp)
    left = np.arange(len(places))
    count = 0
    while len(left) >= FEW and count < MOST:
        mine, shift = _commonest(windows[left], lag)
        if np.count_nonzero(mine) < FEW:
            break
        of_beat[left[mine]] = count
        later[left[mine]] = shift[mine]
        left = left[~mine]
        count += 1
    return Shapes(count=count, of_beat=of_beat, later=later)


def _commonest(windows: Row, lag: int) -> tuple[NDArray[np.bool_], Places]:
    """Which of the beats have the shape that most have, and how much later they are."""
    width = windows.shape[1] - 2 * lag
    every = np.lib.stride_tricks.sliding_window_view(windows, width, axis=1)
    sizes = np.sqrt(np.einsum("ijk,ijk->ij", every, every)) + TINY
    some = slice(None, None, max(1, len(windows) // SEEDS))
    seeds = windows[some, lag : lag + width] / sizes[some, lag, None]
    shape = seeds[np.count_nonzero(seeds @ seeds.T > ALIKE, axis=1).argmax()]
    mine, shift = _like(shape, windows, sizes, lag)
    for _ in range(ROUNDS):
        if not mine.any():
            break
        shape = every[mine, shift[mine] + lag].mean(axis=0)
        mine, shift = _like(shape, windows, sizes, lag)
    return mine, shift


def _like(
    shape: Row, windows: Row, sizes: Row, lag: int
) -> tuple[NDArray[np.bool_], Places]:
    shape = shape / (np.sqrt(shape @ shape) + TINY)
    alike = np.column_stack(
        [windows[:, at : at + len(shape)] @ shape for at in range(2 * lag + 1)]
    )
    alike /= sizes
    best = alike.argmax(axis=1)
    mine = alike[np.arange(len(alike)), best] > ALIKE
    return mine, np.asarray(best - lag, np.intp)
