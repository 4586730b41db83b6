"""A breathing pacer: which moment of which breath is asked for at a given time.

Phases are counted in cycles: 3.25 is a quarter of the way through the fourth breath.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from heartsease.hrv.errors import PacerError

_PHASE_POINTS = 720  # half a degree: enough to place the crest of any breath
_TURNING_POINTS_S = 0.05  # grid on which the beginning of a breath is looked for
_ROUNDING = 1e-9  # in cycles: a breath that ends with its section is whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The parts of one breath, in any common unit; only their ratio counts.

    4-7-8 breathing is `Shape(inhale=4, hold=7, exhale=8)`.
    """

    inhale: float = 4.0
    hold: float = 0.0
    exhale: float = 6.0
    rest: float = 0.0

    def __post_init__(self) -> None:
        parts = (self.inhale, self.hold, self.exhale, self.rest)
        if not (np.all(np.isfinite(parts)) and min(parts) >= 0):
            raise PacerError("The parts of a breath are numbers from 0 up.")
        if self.inhale <= 0 or self.exhale <= 0:
            raise PacerError("A breath needs an in-breath and an out-breath.")

    def volume(self, cycles: ArrayLike) -> NDArray[np.float64]:
        """How full the lungs are, 0 to 1, at each phase; smooth where the air turns."""
        whole = self.inhale + self.hold + self.exhale + self.rest
        at = np.mod(np.asarray(cycles, dtype=np.float64), 1.0) * whole
        out = at - self.inhale - self.hold
        return np.where(
            at < self.inhale,
            0.5 - 0.5 * np.cos(np.pi * at / self.inhale),
            0.5 + 0.5 * np.cos(np.pi * np.clip(out / self.exhale, 0.0, 1.0)),
        )

    @property
    def crest(self) -> float:
        """Where the breath's first harmonic is highest, in cycles from its beginning.

        The phase of the heart is told against this moment.
        """
        return _crest(self)


@lru_cache(maxsize=64)  # asked on every beat
def _crest(shape: Shape) -> float:
    at = np.arange(_PHASE_POINTS) / _PHASE_POINTS
    first = np.mean(shape.volume(at) * np.exp(-2j * np.pi * at))
    return float(np.mod(-np.angle(first) / (2 * np.pi), 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch at one rate, or at a rate that slides evenly from first to last.

    Seconds on the same clock as the beats; breaths per minute.
    Its first breath begins at `start_s`.
    """

    start_s: float
    end_s: float
    first_per_min: float
    last_per_min: float
    shape: Shape = Shape()

    def __post_init__(self) -> None:
        numbers = (self.start_s, self.end_s, self.first_per_min, self.last_per_min)
        if not np.all(np.isfinite(numbers)):
            raise PacerError("The times and rates of a pacer are finite numbers.")
        if self.end_s <= self.start_s:
            raise PacerError(
                f"The pacer ends at {self.end_s} s, not after its start "
                f"at {self.start_s} s."
            )
        if min(self.first_per_min, self.last_per_min) <= 0:
            raise PacerError("A breathing rate is a positive number per minute.")

    def cycles_at(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Cycles since the section began; NaN outside of it."""
        into = times_s - self.start_s
        change = (self.last_per_min - self.first_per_min) / (self.end_s - self.start_s)
        cycles = (self.first_per_min * into + 0.5 * change * into**2) / 60.0
        return np.where((into >= 0) & (times_s <= self.end_s), cycles, np.nan)

    def rate_at(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Breaths per minute; NaN outside of the section."""
        share = (times_s - self.start_s) / (self.end_s - self.start_s)
        rates = self.first_per_min + share * (self.last_per_min - self.first_per_min)
        return np.where((share >= 0) & (share <= 1), rates, np.nan)

    @property
    def breaths_s(self) -> NDArray[np.float64]:
        """Where each whole breath begins, and where the last whole one ends."""
        steps = int(np.ceil((self.end_s - self.start_s) / _TURNING_POINTS_S)) + 1
        times = np.linspace(self.start_s, self.end_s, max(steps, 2))
        cycles = self.cycles_at(times)
        last = int(np.floor(cycles[-1] + _ROUNDING))
        return np.interp(np.arange(last + 1), cycles, times)


def steady(
    rate_per_min: float, *, start_s: float, end_s: float, shape: Shape | None = None
) -> Section:
    """A section at one rate."""
    return Section(
        start_s=start_s,
        end_s=end_s,
        first_per_min=rate_per_min,
        last_per_min=rate_per_min,
        shape=shape or Shape(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacer:
    """Sections in order of time; between them nobody is asked to breathe in a rhythm."""

    sections: tuple[Section, ...]

    def __post_init__(self) -> None:
        for before, after in zip(self.sections, self.sections[1:], strict=False):
            if after.start_s < before.end_s:
                raise PacerError(
                    f"Two parts of the pacer overlap at {after.start_s} s."
                )

    def cycles_at(self, times_s: ArrayLike) -> NDArray[np.float64]:
        """The phase in cycles, counted anew in each section; NaN between them."""
        times = np.asarray(times_s, dtype=np.float64)
        cycles = np.full(times.shape, np.nan)
        for section in self.sections:
            inside = (times >= section.start_s) & (times <= section.end_s)
            cycles[inside] = section.cycles_at(times[inside])
        return cycles

    def rate_at(self, times_s: ArrayLike) -> NDArray[np.float64]:
        """Breaths per minute; NaN between the sections."""
        times = np.asarray(times_s, dtype=np.float64)
        rates = np.full(times.shape, np.nan)
        for section in self.sections:
            inside = (times >= section.start_s) & (times <= section.end_s)
            rates[inside] = section.rate_at(times[inside])
        return rates

    def section_at(self, time_s: float) -> Section | None:
        """The section that a moment lies in."""
        for section in self.sections:
            if section.start_s <= time_s <= section.end_s:
                return section
        return None
