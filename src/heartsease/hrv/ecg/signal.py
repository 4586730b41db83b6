"""An ECG as it came in: checked, with its holes named.

Units do not matter to anything in this package: a gain, an offset or a change of sign
gives the same beats.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from heartsease.hrv.errors import EcgError

LOWEST_RATE_HZ = 100.0  # below it a QRS complex is a handful of samples
HIGHEST_RATE_HZ = 4000.0
SHORTEST_S = 5.0  # three beats at 40/min; fewer cannot be told from noise
BRIDGED_S = 0.04  # a hole shorter than half a QRS complex is drawn over


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One lead. `samples`: shape (n,), any unit, holes drawn over with a straight line.

    `missing`: shape (m, 2), first and last-plus-one sample of each hole too long to be
    drawn over.
    """

    samples: NDArray[np.float64]
    rate_hz: float
    missing: NDArray[np.intp]

    @property
    def duration_s(self) -> float:
        """Length in seconds, holes included."""
        return len(self.samples) / self.rate_hz


def read(
    samples: ArrayLike, *, rate_hz: float, shortest_s: float = SHORTEST_S
) -> Signal:
    """The lead as a `Signal`; NaN and infinite samples are holes.

    Raises `EcgError` when the rate is not one an ECG is recorded at, when there is more
    than one lead, when something is not a number, and when less than `shortest_s` is
    there.
    """
    check_rate(rate_hz)
    row = column(samples)
    if len(row) < shortest_s * rate_hz:
        raise EcgError(
            f"{len(row) / rate_hz:.1f} s of ECG is too short; "
            f"at least {shortest_s:g} s are needed."
        )
    there = np.isfinite(row)
    if there.all():
        return Signal(samples=row, rate_hz=rate_hz, missing=np.empty((0, 2), np.intp))
    if np.count_nonzero(there) < shortest_s * rate_hz:
        raise EcgError(
            f"Only {np.count_nonzero(there)} of {len(row)} samples are numbers; "
            f"at least {shortest_s:g} s of ECG are needed."
        )
    places = np.flatnonzero(there)
    filled = np.interp(np.arange(len(row)), places, row[places])
    holes = runs(~there)
    long = holes[:, 1] - holes[:, 0] > BRIDGED_S * rate_hz
    return Signal(samples=filled, rate_hz=rate_hz, missing=holes[long])


def check_rate(rate_hz: float) -> None:
    """Raises `EcgError` for a sampling rate outside 100 to 4000 Hz."""
    if not LOWEST_RATE_HZ <= rate_hz <= HIGHEST_RATE_HZ:
        raise EcgError(
            f"A sampling rate of {rate_hz} Hz is outside "
            f"{LOWEST_RATE_HZ:g} to {HIGHEST_RATE_HZ:g} Hz; is the unit right?"
        )


def column(samples: ArrayLike) -> NDArray[np.float64]:
    """One row of numbers; raises `EcgError` for anything else."""
    try:
        row = np.asarray(samples, dtype=np.float64)
    except (TypeError, ValueError):
        raise EcgError("Not every sample of the ECG is a number.") from None
    if row.ndim != 1:
        raise EcgError(f"One lead at a time is needed, not the shape {row.shape}.")
    return row


def runs(flags: NDArray[np.bool_]) -> NDArray[np.intp]:
    """First and last-plus-one place of every run of True, shape (m, 2)."""
    edges = np.diff(np.concatenate(([False], flags, [False])).astype(np.int8))
    return np.column_stack((np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)))
