"""What is usual for this person, from their own sessions and nobody else's.

The band is a median with a robust spread on a logarithmic scale: a swing of 4 is as far
from 8 as 8 is from 16, and one odd session moves nothing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from statistics import median

from heartsease.core.values.unknown import Unknown, unknown
from heartsease.hrv.errors import SettingsError

_MAD_TO_SD = 1.4826  # of a normal distribution


class Place(Enum):
    """Where a session lies against the person's own band."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """How many sessions are needed and looked at, and how wide the band is.

    `width` counts robust standard deviations to either side.
    """

    sessions_needed: int
    sessions_looked_at: int
    width: float

    def __post_init__(self) -> None:
        if not 2 <= self.sessions_needed <= self.sessions_looked_at or self.width <= 0:
            raise SettingsError(
                "An own band needs two sessions or more, and looks at no fewer than it "
                "needs."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """From `low` to `high`, both included, in the unit of the sessions."""

    low: float
    middle: float
    high: float
    sessions: int


def band(earlier: Sequence[float], rule: Rule) -> Band | Unknown:
    """The band of the newest sessions, oldest first; positive numbers.

    Sessions whose number is not known are left out by the caller; a number that is not
    positive and finite is no session and is not counted.
    Unknown until there are enough.
    """
    usable = [one for one in earlier if math.isfinite(one) and one > 0]
    newest = [math.log(one) for one in usable[-rule.sessions_looked_at :]]
    if len(newest) < rule.sessions_needed:
        return unknown(f"{rule.sessions_needed} sessions")
    middle = median(newest)
    spread = _MAD_TO_SD * median(abs(one - middle) for one in newest)
    return Band(
        low=math.exp(middle - rule.width * spread),
        middle=math.exp(middle),
        high=math.exp(middle + rule.width * spread),
        sessions=len(newest),
    )


def place(value: float, own: Band) -> Place:
    """Where a session lies."""
    if value < own.low:
        return Place.BELOW
    return Place.ABOVE if value > own.high else Place.WITHIN
