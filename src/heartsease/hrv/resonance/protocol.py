"""What an assessment asks for and how it is judged: values that come from outside.

Rates, minutes and weights are no constants of ours; they lie in the knowledge and are
passed in. This module needs no numpy, so that whoever only shows the plan needs none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from heartsease.hrv.errors import ProtocolError

_FEWEST_RATES = 3  # with two, one is always the better


class Criterion(StrEnum):
    """The six criteria in their published order (Lehrer 2013; Shaffer and Meehan 2020)."""

    SYNCHRONY = "synchrony"
    SWING = "swing"
    LF_POWER = "lf_power"
    LF_PEAK = "lf_peak"
    SMOOTHNESS = "smoothness"
    FEW_PEAKS = "few_peaks"


class Scaling(StrEnum):
    """How a criterion becomes 0 to 1 over the rates: by its range, or by its rank."""

    RANGE = "range"
    RANK = "rank"


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """An assessment in steps.

    `rates_per_min` in the order in which they are shown; whoever runs it may shuffle
    them. `settle_s` of each trial are left out. Each of `draws` redrawn assessments
    takes `draw_share` of the breaths: fewer than there were, because two trials at one
    rate differ by more than their breaths show. `sure` is the share of them that one
    rate has to win to be named alone; `together` is the share that a tie has to hold.
    `agreement`: the correlation over the rates between the scores of the first and the
    second halves of the trials; below, the differences are chance.
    `most_left_out`: of a trial; above, the trial is not used.
    `widest_tie_per_min`: rates farther apart than that are no tie but no answer.
    `drift`: the change of score of the repeated first rate, 0 to 1, that makes the order
    count more than the rate.
    """

    rates_per_min: tuple[float, ...]
    minutes: float
    rest_minutes: float
    settle_s: float
    repeat_first: bool
    scaling: Scaling
    weights: Mapping[Criterion, float]
    draws: int
    draw_share: float
    agreement: float
    sure: float
    together: float
    widest_tie_per_min: float
    drift: float
    most_left_out: float

    def __post_init__(self) -> None:
        if len(set(self.rates_per_min)) < _FEWEST_RATES:
            raise ProtocolError("An assessment compares at least three rates.")
        if min(self.rates_per_min) <= 0:
            raise ProtocolError("A breathing rate is a positive number per minute.")
        if set(self.weights) != set(Criterion):
            missing = [one.value for one in Criterion if one not in self.weights]
            raise ProtocolError(f"A weight is missing: {', '.join(missing)}.")
        if min(self.weights.values()) < 0 or sum(self.weights.values()) <= 0:
            raise ProtocolError("Weights are numbers from 0 up, and not all are 0.")
        if self.settle_s >= 60.0 * self.minutes:
            raise ProtocolError("The time to settle leaves nothing of a trial.")
