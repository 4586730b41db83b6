"""What a stream tells: small values, in the order in which things happened."""

from dataclasses import dataclass
from typing import TypeAlias

from heartsease.hrv.coherence import Coherence
from heartsease.hrv.stream.check import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """A beat that was judged, at most two beats after it came.

    `interval_ms` is NaN at the first beat and after a gap; `kept` as in `Beats`.
    """

    time_s: float
    interval_ms: float
    kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """An interval that is no heartbeat's, and in what way."""

    time_s: float
    interval_ms: float
    kind: Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The last minute, when it can be trusted."""

    window: Coherence


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """Too much of the last minute was left out: the last score stands still."""

    at_s: float
    left_out: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """No beats came between these two moments."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """Nothing has come for a while; the sensor may be off, or out of reach."""

    since_s: float
    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconnected:
    """Beats come again after silence."""

    at_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """Intervals that the sensor had sent before; they were not counted again."""

    at_s: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A value that cannot be one; it was left out, and nothing else was."""

    value: float
    reason: str


Event: TypeAlias = (
    Beat | Artefact | Scored | Frozen | Gap | Silent | Reconnected | Repeated | Refused
)
