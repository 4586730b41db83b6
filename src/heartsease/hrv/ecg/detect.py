"""Heartbeats in a whole recording of one ECG lead.

    found = detect.find_beats(samples, rate_hz=250)
    found.times_s      when each R peak came, in seconds, finer than a sample
    found.confidence   how sure each one is
    found.unusable     stretches that no measure may use, and why
    found.beats        the same as `Beats`, ready for every measure

The steps are in their own modules: `bands`, `candidates`, `evidence`, `fiducial`,
`quality`. How well it does is in docs/reference/r-peaks.md.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from heartsease.hrv.beats import LONGEST_INTERVAL_MS, Beats
from heartsease.hrv.ecg import bands, candidates, evidence, fiducial, quality, signal
from heartsease.hrv.ecg.quality import NO_SIGNAL, Reason, Stretch

Values = NDArray[np.float64]

PIECE_S = 3600.0
EDGE_S = 0.04  # half a complex: nearer to an end a click cannot be told from a beat
AROUND_S = 60.0  # dozens of beats: as much as any judgement looks at


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """The beats of one lead; columns of shape (n,).

    `times_s`: R peaks in seconds from the first sample, strictly rising.
    `heights`: of the R peak between 3 and 30 Hz, in the unit of the lead, with its sign.
    `confidence`: 0 to 1, that this is a beat and none beside it was passed over.
    `unusable`: in order; stretches may overlap when there are two reasons.
    """

    rate_hz: float
    duration_s: float
    times_s: Values
    heights: Values
    confidence: Values
    unusable: tuple[Stretch, ...]

    @property
    def beats(self) -> Beats:
        """For the measures. Where there is no signal there is a gap; the intervals that
        touch any other unusable stretch are there, and are not kept.
        """
        return _beats(self.times_s, self.unusable)

    @property
    def usable_beats(self) -> NDArray[np.bool_]:
        """For each beat, whether it lies in no unusable stretch; shape (n,)."""
        usable = np.ones(len(self.times_s), bool)
        for one in self.unusable:
            usable &= (self.times_s <= one.start_s) | (self.times_s >= one.end_s)
        return usable

    @property
    def usable_share(self) -> float:
        """The share of the recording in which beats may be measured, 0 to 1."""
        edges = sorted((one.start_s, one.end_s) for one in self.unusable)
        lost = reached = 0.0
        for start, end in edges:
            lost += max(0.0, end - max(start, reached))
            reached = max(reached, end)
        return max(0.0, 1.0 - lost / self.duration_s)

    @property
    def is_upside_down(self) -> bool:
        """Whether most R peaks point down: the lead may have been put on the wrong way."""
        return bool(np.median(self.heights) < 0) if len(self.heights) else False


def find_beats(
    samples: ArrayLike, *, rate_hz: float, settled_s: Values | None = None
) -> Found:
    """Every R peak of one ECG lead, shape (n,), in any unit, at 100 to 4000 Hz.

    NaN and infinite samples are holes. Gain, offset and polarity do not matter.
    A beat whose R peak is less than 40 ms from either end is not given. A lead without any heartbeat gives no or unusable beats, not an error.
    `settled_s`: R peaks in seconds that an earlier look gave out, rising; a live lead is
    then timed on the same peak of its complexes from one look to the next.
    Raises `EcgError` for an impossible rate, less than five seconds, more than one lead
    or nothing but holes.
    """
    lead = signal.read(samples, rate_hz=rate_hz)
    silent = quality.without_signal(lead)
    parts = [
        _look(lead, silent, begin, end, settled_s)
        for begin, end in _pieces(lead.duration_s)
    ]
    times = np.concatenate([part.times_s for part in parts])
    sure = np.concatenate([part.confidence for part in parts])
    order = _one_each(times, sure)
    order = order[(times[order] >= EDGE_S) & (times[order] <= lead.duration_s - EDGE_S)]
    times = times[order]
    unusable = (
        *silent,
        *(one for part in parts for one in part.unusable),
        *_pauses(times, lead.duration_s),
    )
    return Found(
        rate_hz=rate_hz,
        duration_s=lead.duration_s,
        times_s=times,
        heights=np.concatenate([part.heights for part in parts])[order],
        confidence=sure[order],
        unusable=_in_order(unusable),
    )


def _pieces(duration_s: float) -> list[tuple[float, float]]:
    """An hour or two at a time, so that a day needs no more memory than that."""
    count = max(1, int(duration_s / PIECE_S))
    edges = [*(number * PIECE_S for number in range(count)), duration_s]
    return list(zip(edges[:-1], edges[1:], strict=True))


def _look(
    lead: signal.Signal,
    silent: tuple[Stretch, ...],
    begin_s: float,
    end_s: float,
    settled_s: Values | None,
) -> Found:
    """What is found between two moments, a minute on either side looked at too."""
    rate = lead.rate_hz
    first = int(max(0.0, begin_s - AROUND_S) * rate)
    last = int(np.ceil(min(lead.duration_s, end_s + AROUND_S) * rate))
    starts = first / rate
    split = bands.split(lead.samples[first:last], rate_hz=rate)
    holes = quality.holes(silent, after_s=starts, rate_hz=split.rate_hz)
    possible, energy = candidates.find(split, holes=holes)
    verdict = evidence.judge(possible, energy)
    places, heights = fiducial.refine(
        split.fine,
        possible.places[verdict.beats],
        rate_hz=split.rate_hz,
        settled=None if settled_s is None else (settled_s - starts) * split.rate_hz,
    )
    sure = quality.confidence(possible, verdict)
    times = starts + places / split.rate_hz
    mine = (times >= begin_s) & (times < end_s)
    doubtful = (
        *quality.noisy(possible, verdict, sure, duration_s=(last - first) / rate),
        *quality.stepped(
            lead.samples[first:last], times - starts, heights, rate_hz=rate
        ),
        *quality.fluttering(split.whole, rate_hz=split.rate_hz),
    )
    return Found(
        rate_hz=rate,
        duration_s=end_s - begin_s,
        times_s=times[mine],
        heights=heights[mine],
        confidence=sure[mine],
        unusable=tuple(
            Stretch(
                start_s=max(begin_s, starts + one.start_s),
                end_s=min(end_s, starts + one.end_s),
                reason=one.reason,
            )
            for one in doubtful
            if starts + one.end_s > begin_s and starts + one.start_s < end_s
        ),
    )


def _in_order(stretches: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """By their start; what goes on from one piece into the next is one stretch."""
    joined: list[Stretch] = []
    for reason in Reason:
        ours = sorted(
            (one for one in stretches if one.reason is reason), key=lambda o: o.start_s
        )
        for one in ours:
            former = joined[-1] if joined and joined[-1].reason is reason else None
            if former and former.end_s >= one.start_s:
                joined[-1] = replace(former, end_s=max(former.end_s, one.end_s))
            else:
                joined.append(one)
    return tuple(sorted(joined, key=lambda one: (one.start_s, one.end_s)))


def _one_each(times: Values, sure: Values) -> NDArray[np.intp]:
    """In order; of two that climbed the same peak or nearly, the surer one."""
    order = np.argsort(times, kind="stable")
    everything = np.ones(len(order), bool)
    left = evidence.one_at_a_time(
        times[order], sure[order], everything, apart_s=evidence.REFRACTORY_S
    )
    return order[left]


def _pauses(times: Values, duration_s: float) -> list[Stretch]:
    """Where no beat was found for longer than any interval: a pause, or a loose lead."""
    longest = LONGEST_INTERVAL_MS / 1000
    edges = np.concatenate(([0.0], times, [duration_s]))
    long = np.flatnonzero(np.diff(edges) > longest)
    return [
        Stretch(
            start_s=float(edges[at]), end_s=float(edges[at + 1]), reason=Reason.NO_BEATS
        )
        for at in long
    ]


def _beats(times: Values, unusable: tuple[Stretch, ...]) -> Beats:
    intervals = np.diff(times, prepend=np.nan) * 1000
    intervals[~(intervals <= LONGEST_INTERVAL_MS)] = np.nan
    kept = np.isfinite(intervals)
    for stretch in unusable:
        # The interval that ends at beat i reaches from beat i - 1 to beat i.
        first = int(np.searchsorted(times, stretch.start_s))
        last = int(np.searchsorted(times, stretch.end_s)) + 1
        kept[first:last] = False
        if stretch.reason in NO_SIGNAL:
            intervals[first:last] = np.nan
    return Beats(times_s=times.copy(), intervals_ms=intervals, kept=kept)
