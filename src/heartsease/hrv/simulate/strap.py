"""What a strap makes of a heart: 1/1024 s steps, packets, losses, repeats, its own clock."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from heartsease.hrv.beats import Beats
from heartsease.hrv.stream.intake import Packet

TICKS_PER_S = 1024  # the unit of an interval in the Heart Rate Service (0x2A37)
_MOST_PER_PACKET = 9  # as many intervals as fit into one notification
_DEFAULT_LATE_S = 0.12


@dataclass(frozen=True, slots=True, kw_only=True)
class Strap:
    """How the sensor and the radio behave.

    `drift_ppm`: the sensor's clock runs fast by that much (it counts more ticks).
    `lost_s`: stretches in which nothing arrives.
    `keeps`: whether a lost stretch is delivered when the radio is back.
    `repeats`: chance of each packet to be sent again, up to `times_again` times.
    """

    every_s: float = 1.0
    late_s: float = _DEFAULT_LATE_S
    drift_ppm: float = 0.0
    lost_s: Sequence[tuple[float, float]] = ()
    keeps: bool = False
    repeats: float = 0.0
    times_again: int = 1


def packets(
    heart: Beats, strap: Strap, *, generator: np.random.Generator
) -> list[Packet]:
    """The packets in order of arrival; seconds on the receiver's clock.

    Expects beats without a gap. The first beat opens the first interval and is never
    sent itself.
    """
    faster = 1.0 + strap.drift_ppm * 1e-6
    ticks = np.round(heart.times_s * faster * TICKS_PER_S)
    intervals = np.diff(ticks) * (1000.0 / TICKS_PER_S)
    slots = np.ceil(heart.times_s[1:] / strap.every_s)
    sent: list[Packet] = []
    newest = 0.0
    waiting: list[float] = []
    for slot in np.arange(1.0, (slots[-1] if len(slots) else 0.0) + 1.0):
        at = float(slot * strap.every_s)
        now = intervals[slots == slot].tolist()
        if any(start <= at < end for start, end in strap.lost_s):
            waiting.extend(now if strap.keeps else ())
            continue
        now, waiting = waiting + now, []
        for first in range(0, len(now), _MOST_PER_PACKET):
            part = tuple(now[first : first + _MOST_PER_PACKET])
            again = strap.times_again if generator.random() < strap.repeats else 0
            for _ in range(1 + again):
                late = float(generator.exponential(strap.late_s))
                newest = max(at + late, newest)
                sent.append(Packet(arrived_s=newest, intervals_ms=part))
    return sent
