"""Which rate: the six criteria over all rates, redrawn many times, with an honest answer.

Breaths are drawn again in blocks of two (a moving-block bootstrap, Kuensch 1989; fewer
than there were, as in Bickel, Goetze and van Zwet 1997) and the whole assessment is judged
anew each time. That shows how much the answer hangs on the breaths that happened; it
cannot show what another day would bring. Between two assessments the rate changed in two
thirds of people (Capdevila 2021), so that an answer is an interval, a tie or none more
often than a number.
The best protection against seeing a resonance where none is: the first halves of the
trials and the second halves have to agree about which rates are good.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from heartsease.core.values.unknown import Unknown, unknown
from heartsease.hrv.beats import Beats
from heartsease.hrv.pacer import Pacer, Section
from heartsease.hrv.resonance import trial as trials
from heartsease.hrv.resonance.protocol import Criterion, Protocol, Scaling
from heartsease.hrv.resonance.trial import Trial

_BLOCK = 2  # breaths; neighbours resemble each other
_RESOLVED = 3.0  # standard deviations of the redrawn criterion; less is not a range
_SAME_RATE = 0.05  # per minute: two trials at one rate
_RAYLEIGH = 4.6  # n x lock^2 above which chance is below 1 % (-ln 0.01)
_INTERVAL = (5.0, 95.0)  # per cent of the redrawn best rates


class Verdict(StrEnum):
    """What can honestly be said."""

    ONE = "one"
    TIE = "tie"
    NONE = "none"


class Reason(StrEnum):
    """Why there is no clear rate."""

    DOES_NOT_FOLLOW = "does_not_follow"
    HALVES_DISAGREE = "halves_disagree"
    SCATTERED = "scattered"
    DRIFTED = "drifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """One rate: its criteria (mean over its trials), their scores 0 to 1, and the whole.

    `support`: the share of redrawn assessments that it won.
    """

    rate_per_min: float
    trials: int
    breaths: int
    criteria: Mapping[Criterion, float]
    scores: Mapping[Criterion, float]
    score: float
    support: float
    lag_deg: float | Unknown
    lock: float
    peak_per_min: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Resonance:
    """The result of one assessment.

    `rates`: what can be named: one rate, several that tie, or none.
    `interval_per_min`: where the middle nine tenths of the redrawn best rates lie; the
    best is read between the tested rates by a parabola.
    `at_edge`: the best is the slowest or fastest that was tried; it may lie beyond.
    `agreement`: -1 to 1, between the first and second halves of the trials.
    `drift`: how far the score of the first rate moved by its repeat, -1 to 1.
    """

    verdict: Verdict
    reason: Reason | None
    rates: tuple[float, ...]
    best_per_min: float
    interval_per_min: tuple[float, float]
    at_edge: bool
    confidence: float
    agreement: float
    drift: float | Unknown
    rated: tuple[Rated, ...]
    not_used: tuple[Unknown, ...]


def assess(
    heart: Beats,
    pacer: Pacer,
    *,
    protocol: Protocol,
    generator: np.random.Generator,
    phase_known: bool = True,
) -> Resonance | Unknown:
    """The verdict on one assessment; its sections are the trials.

    Unknown when fewer than three rates have a usable trial.
    """
    cut = [
        trials.cut(
            heart,
            section,
            settle_s=protocol.settle_s,
            most_left_out=protocol.most_left_out,
            phase_known=phase_known,
        )
        for section in pacer.sections
    ]
    usable = [one for one in cut if isinstance(one, Trial)]
    refused = tuple(one for one in cut if isinstance(one, Unknown))
    return judge(usable, protocol=protocol, generator=generator, not_used=refused)


def assess_slide(
    heart: Beats,
    section: Section,
    *,
    protocol: Protocol,
    breaths: int,
    generator: np.random.Generator,
    phase_known: bool = True,
) -> Resonance | Unknown:
    """The verdict on a rate that slides, in short trials of so many breaths each.

    A slide goes through every rate once, so that what time changes and what the rate
    changes cannot be told apart; `drift` stays Unknown.
    """
    cut = trials.slide(
        heart,
        section,
        breaths=breaths,
        settle_s=protocol.settle_s,
        most_left_out=protocol.most_left_out,
        phase_known=phase_known,
    )
    usable = [one for one in cut if isinstance(one, Trial)]
    refused = tuple(one for one in cut if isinstance(one, Unknown))
    return judge(usable, protocol=protocol, generator=generator, not_used=refused)


def judge(
    usable: Sequence[Trial],
    *,
    protocol: Protocol,
    generator: np.random.Generator,
    not_used: tuple[Unknown, ...] = (),
) -> Resonance | Unknown:
    """The verdict on trials that were cut already, in the order of time."""
    rates = _rates(usable)
    if len(rates) < 3:
        return unknown("three breathing rates with clear heartbeats")
    found = np.stack([_matrix(one, None) for one in usable])  # trials, 1, criteria
    redrawn = np.stack(
        [_matrix(one, _drawn(one, protocol, generator)) for one in usable]
    )
    which = np.array([_nearest(rates, one.rate_per_min) for one in usable])
    weights = np.array([protocol.weights[one] for one in Criterion])
    weights = weights / weights.sum()
    per_rate = _by_rate(found, which, len(rates))
    again_per_rate = _by_rate(redrawn, which, len(rates))
    scale = _Scale(
        kind=protocol.scaling,
        least=_RESOLVED * np.median(again_per_rate.std(axis=1), axis=0),
    )
    scores = scale(per_rate)
    whole = (scores @ weights)[:, 0]
    again = scale(again_per_rate) @ weights
    won = np.bincount(again.argmax(axis=0), minlength=len(rates)) / again.shape[1]
    between = np.array([_between(rates, one) for one in again.T])
    rated = tuple(
        _rated(
            [one for one, at in zip(usable, which, strict=True) if at == place],
            rate=rates[place],
            criteria=per_rate[place, 0],
            scores=scores[place, 0],
            whole=float(whole[place]),
            won=float(won[place]),
        )
        for place in range(len(rates))
    )
    drift = _drift(found, which, scale, weights)
    agreement = _agreement(usable, which, scale, weights)
    named, verdict, reason = _verdict(rated, drift, agreement, protocol)
    low, high = np.percentile(between, _INTERVAL)
    return Resonance(
        verdict=verdict,
        reason=reason,
        rates=named,
        best_per_min=float(_between(rates, whole)),
        interval_per_min=(float(low), float(high)),
        at_edge=int(whole.argmax()) in (0, len(rates) - 1),
        confidence=float(
            sum(one.support for one in rated if one.rate_per_min in named)
        ),
        agreement=agreement,
        drift=drift,
        rated=rated,
        not_used=not_used,
    )


def _verdict(
    rated: Sequence[Rated],
    drift: float | Unknown,
    agreement: float,
    protocol: Protocol,
) -> tuple[tuple[float, ...], Verdict, Reason | None]:
    best = max(rated, key=lambda one: one.support)
    if best.breaths * best.lock**2 < _RAYLEIGH:
        return (), Verdict.NONE, Reason.DOES_NOT_FOLLOW
    if not isinstance(drift, Unknown) and abs(drift) > protocol.drift:
        return (), Verdict.NONE, Reason.DRIFTED
    if agreement < protocol.agreement:
        return (), Verdict.NONE, Reason.HALVES_DISAGREE
    if best.support >= protocol.sure:
        return (best.rate_per_min,), Verdict.ONE, None
    holding: list[Rated] = []
    for one in sorted(rated, key=lambda each: each.support, reverse=True):
        holding.append(one)
        if sum(each.support for each in holding) >= protocol.together:
            break
    named = tuple(sorted(one.rate_per_min for one in holding))
    if named[-1] - named[0] > protocol.widest_tie_per_min + _SAME_RATE:
        return (), Verdict.NONE, Reason.SCATTERED
    return named, Verdict.TIE, None


def _rates(usable: Sequence[Trial]) -> list[float]:
    """The different rates, from slow to fast."""
    rates: list[float] = []
    for one in sorted(usable, key=lambda each: each.rate_per_min):
        if not rates or one.rate_per_min - rates[-1] > _SAME_RATE:
            rates.append(round(one.rate_per_min, 2))
    return rates


def _nearest(rates: Sequence[float], rate: float) -> int:
    return int(np.argmin(np.abs(np.array(rates) - rate)))


def _matrix(one: Trial, drawn: NDArray[np.int64] | None) -> NDArray[np.float64]:
    """Shape (ways, criteria)."""
    measured = trials.measure(one, drawn)
    return np.stack([measured[each] for each in Criterion], axis=-1)


def _drawn(
    one: Trial, protocol: Protocol, generator: np.random.Generator
) -> NDArray[np.int64]:
    """Numbers of breaths, in blocks of two that may wrap around; shape (draws, taken)."""
    taken = max(round(protocol.draw_share * one.breaths), _BLOCK)
    blocks = -(-taken // _BLOCK)
    starts = generator.integers(0, one.breaths, size=(protocol.draws, blocks, 1))
    order = (starts + np.arange(_BLOCK)) % one.breaths
    return np.asarray(order.reshape(protocol.draws, -1)[:, :taken])


def _by_rate(
    found: NDArray[np.float64], which: NDArray[np.int64], rates: int
) -> NDArray[np.float64]:
    """Trials at one rate are averaged; shape (rates, ways, criteria)."""
    return np.stack([found[which == place].mean(axis=0) for place in range(rates)])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Scale:
    """Criteria as 0 to 1 over the rates.

    `least`, shape (criteria,): a range smaller than that is mostly noise, and is not
    stretched to the whole: a criterion that hardly differs gives every rate the half.
    """

    kind: Scaling
    least: NDArray[np.float64]

    def __call__(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """`values`: shape (rates, ways, criteria)."""
        if self.kind is Scaling.RANK:
            above = (values[:, np.newaxis] > values[np.newaxis]).sum(axis=1)
            same = (values[:, np.newaxis] == values[np.newaxis]).sum(axis=1) - 1
            return np.asarray((above + 0.5 * same) / (len(values) - 1))
        low, high = values.min(axis=0), values.max(axis=0)
        width = np.maximum(high - low, self.least)
        safe = np.where(width > 0, width, 1.0)
        return np.asarray(0.5 + (values - (low + high) / 2.0) / safe)


def _between(rates: Sequence[float], scores: NDArray[np.float64]) -> float:
    """The top of the parabola through the best rate and its neighbours."""
    top = int(np.argmax(scores))
    if not 0 < top < len(rates) - 1:
        return rates[top]
    x = np.array(rates[top - 1 : top + 2]) - rates[top]
    bend, slope, _ = np.polyfit(x, scores[top - 1 : top + 2], 2)
    if bend >= 0:
        return rates[top]
    return float(
        np.clip(rates[top] - slope / (2.0 * bend), rates[top - 1], rates[top + 1])
    )


def _agreement(
    usable: Sequence[Trial],
    which: NDArray[np.int64],
    scale: _Scale,
    weights: NDArray[np.float64],
) -> float:
    """Pearson's correlation of the halves' scores over the rates; 0 when one is flat."""
    rates = int(which.max()) + 1
    halves = [
        np.stack([_matrix(one, half[np.newaxis]) for one, half in pairs])
        for pairs in (
            [(one, np.arange(one.breaths // 2)) for one in usable],
            [(one, np.arange(one.breaths // 2, one.breaths)) for one in usable],
        )
    ]
    first, second = (
        (scale(_by_rate(half, which, rates)) @ weights)[:, 0] for half in halves
    )
    if not (np.std(first) > 0 and np.std(second) > 0):
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def _drift(
    found: NDArray[np.float64],
    which: NDArray[np.int64],
    scale: _Scale,
    weights: NDArray[np.float64],
) -> float | Unknown:
    """Last minus first score of the rate that was shown first, each trial for itself."""
    again = np.flatnonzero(which == which[0])
    if len(again) < 2:
        return unknown("the first rate a second time")
    each = (scale(found) @ weights)[:, 0]
    return float(each[again[-1]] - each[again[0]])


def _rated(
    own: Sequence[Trial],
    *,
    rate: float,
    criteria: NDArray[np.float64],
    scores: NDArray[np.float64],
    whole: float,
    won: float,
) -> Rated:
    lags = [trials.lag_deg(one) for one in own]
    known = [one for one in lags if not isinstance(one, Unknown)]
    turned = np.angle(np.mean(np.exp(1j * np.radians(known)))) if known else 0.0
    breaths = sum(one.breaths for one in own)
    return Rated(
        rate_per_min=rate,
        trials=len(own),
        breaths=breaths,
        criteria=dict(zip(Criterion, criteria.tolist(), strict=True)),
        scores=dict(zip(Criterion, scores.tolist(), strict=True)),
        score=whole,
        support=won,
        lag_deg=float(np.degrees(turned))
        if known
        else unknown("when the breaths began"),
        lock=sum(trials.lock(one) * one.breaths for one in own) / breaths,
        peak_per_min=sum(one.peak_per_min * one.breaths for one in own) / breaths,
    )
