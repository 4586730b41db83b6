"""Places where a heartbeat may be, and what the lead shows there.

Every local maximum of the QRS energy is a candidate; there are about two for each beat.
Energy of a rectified slope in a short window is the idea of Pan and Tompkins (1985,
doi:10.1109/TBME.1985.325532).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.ecg.bands import Bands, Row

Values = NDArray[np.float64]
Places = NDArray[np.intp]

ENERGY_S = 0.10  # one QRS complex
SLOW_ENERGY_S = 0.14  # one wide complex
SHARP_ENERGY_S = 0.08
APART_S = 0.12  # closer maxima belong to one complex
NEAR_S = 0.06  # the other bands peak within this of the QRS energy
SHAPE_S = 0.10  # on either side: the QRS and nothing of P or T
SHAPE_LAG_S = 0.04  # how far a complex may sit from the middle of its energy
NOISE_S = 0.5  # shorter than the pause between beats at any rate but the fastest
FLOOR = 1e-12  # keeps the logarithm of silence finite, relative to the loudest sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """One row for each candidate, in order; energies are natural logarithms.

    `places`: samples at the working rate. `shapes`: (n, width), the QRS band around it.
    `part`: counts the holes before it; two candidates of different parts are strangers.
    `qrs_noise`, `sharp_noise`: logarithm of the usual energy around the candidate.
    """

    rate_hz: float
    places: Places
    part: Places
    qrs: Values
    slow: Values
    sharp: Values
    qrs_noise: Values
    sharp_noise: Values
    shapes: NDArray[np.float32]
    lag: int

    def __len__(self) -> int:
        return len(self.places)

    @property
    def times_s(self) -> Values:
        """Seconds from the first sample."""
        return self.places / self.rate_hz


def find(bands: Bands, *, holes: Places) -> tuple[Candidates, Values]:
    """The candidates, and the QRS energy of every sample (not a logarithm).

    `holes`: shape (m, 2), in samples at the working rate, in order: none lies in one.
    """
    rate = bands.rate_hz
    energy = averaged(np.abs(np.gradient(bands.qrs)), _samples(ENERGY_S, rate))
    slow = averaged(np.abs(np.gradient(bands.slow)), _samples(SLOW_ENERGY_S, rate))
    sharp = averaged(np.abs(bands.sharp), _samples(SHARP_ENERGY_S, rate))
    apart, near = _samples(APART_S, rate), _samples(NEAR_S, rate)
    places = np.flatnonzero((energy >= highest_near(energy, apart)) & (energy > 0))
    part = np.searchsorted(holes[:, 1], places, side="right")
    inside = np.searchsorted(holes[:, 0], places, side="right") > part
    places, part = places[~inside], part[~inside]
    lag = _samples(SHAPE_LAG_S, rate)
    found = Candidates(
        rate_hz=rate,
        places=places,
        part=part,
        qrs=_log(energy, places),
        slow=_log(highest_near(slow, near), places),
        sharp=_log(highest_near(sharp, near), places),
        qrs_noise=_noise(energy, places, rate),
        sharp_noise=_noise(sharp, places, rate),
        shapes=around(bands.qrs, places, _samples(SHAPE_S, rate) + lag),
        lag=lag,
    )
    return found, energy


def around(row: Row, places: Places, reach: int) -> NDArray[np.float32]:
    """`reach` samples on either side of each place, shape (n, 2 reach + 1)."""
    padded = np.pad(row, reach)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    return np.asarray(windows[places])


def averaged(row: NDArray[np.floating], width: int) -> Values:
    """Centred moving average; the ends are drawn out."""
    before = width // 2
    padded = np.pad(row.astype(np.float64), (before + 1, width - before - 1), "edge")
    total = np.cumsum(padded)
    return np.asarray((total[width:] - total[:-width]) / width).clip(0.0)


def highest_near(row: Values, reach: int) -> Values:
    """The maximum over `reach` samples on either side, in log2(reach) passes."""
    width = 2 * reach + 1
    grown = np.pad(row, reach, constant_values=-np.inf)
    done = 1
    while 2 * done <= width:
        grown = np.maximum(grown[:-done], grown[done:])
        done *= 2
    rest = width - done
    return np.maximum(grown[: len(row)], grown[rest : rest + len(row)])


def running_median(values: Values, reach: int) -> Values:
    """Median over `reach` values on either side, mirrored at the ends."""
    return _ranked(values, reach, reach)


def running_fifth(values: Values, reach: int) -> Values:
    """Like `running_median`, but the value that a fifth lie below."""
    return _ranked(values, reach, 2 * reach // 5)


def _ranked(values: Values, reach: int, rank: int) -> Values:
    ranked: Values = np.partition(_windows(values, reach), rank, axis=1)[:, rank]
    return ranked


def _windows(values: Values, reach: int) -> Values:
    mirrored = np.pad(values, reach, "reflect" if len(values) > reach else "edge")
    return np.lib.stride_tricks.sliding_window_view(mirrored, 2 * reach + 1)


def _samples(seconds: float, rate_hz: float) -> int:
    return int(round(seconds * rate_hz))


def _log(row: Values, places: Places) -> Values:
    floor = FLOOR * max(float(row.max(initial=0.0)), np.finfo(np.float64).tiny / FLOOR)
    return np.log(np.maximum(row[places], floor))


def _noise(row: Values, places: Places, rate_hz: float) -> Values:
    """The median over half a second, steadied by its neighbours."""
    width = min(_samples(NOISE_S, rate_hz), len(row))
    blocks = len(row) // width
    # Neighbours of an average are alike: every fourth sample has the same median.
    usual = np.median(row[: blocks * width].reshape(blocks, width)[:, ::4], axis=1)
    if blocks > 3:
        usual = running_median(usual, 1)
    middles = (np.arange(blocks) + 0.5) * width
    steady = np.interp(places, middles, usual)
    return _log(steady, np.arange(len(places)))
