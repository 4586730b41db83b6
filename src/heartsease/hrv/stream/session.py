"""A live session: push what arrives, get events back, and the session's numbers at any time.

Memory is bounded by the window, and the cost of a beat does not grow with the session.
No clock is asked and no socket opened here: times come in with what is pushed.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isnan, nan, sqrt
from typing import TypeAlias

import numpy as np

from heartsease.core.values.unknown import Unknown, unknown
from heartsease.hrv.beats import LONGEST_INTERVAL_MS, Beats
from heartsease.hrv.coherence import MOST_LEFT_OUT, WINDOW_S, Coherence, coherence
from heartsease.hrv.pacer import Pacer
from heartsease.hrv.stream import events
from heartsease.hrv.stream.check import Checker, Judged
from heartsease.hrv.stream.events import Event
from heartsease.hrv.stream.intake import (
    IMPOSSIBLE_MS,
    BeatAt,
    Packet,
    Placed,
    Timeline,
)

SILENT_AFTER_S = 5.0  # several missed packets; sooner would cry wolf at every late one


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """It is that late now, and nothing came: lets a stream notice silence."""

    now_s: float


Pushed: TypeAlias = Packet | BeatAt | Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """The session so far; the same numbers that the whole series would give.

    SDNN with n - 1, RMSSD over neighbours that are both kept, in ms; Unknown below two
    kept intervals (two kept neighbours).
    `coverage`: sum of all intervals over the receiver's clock; near 1 when nothing was
    lost, Unknown without arrival times.
    """

    beats: int
    kept: int
    left_out: float
    mean_nn_ms: float | Unknown
    sdnn_ms: float | Unknown
    rmssd_ms: float | Unknown
    coverage: float | Unknown
    repeated: int
    gaps: int
    windows: int
    frozen: int
    mean_ratio: float | Unknown
    mean_swing_bpm: float | Unknown
    mean_paced_share: float | Unknown


@dataclass(slots=True)
class _Sums:
    count: int = 0
    mean: float = 0.0
    squares: float = 0.0

    def add(self, value: float) -> None:
        self.count += 1
        off = value - self.mean
        self.mean += off / self.count
        self.squares += off * (value - self.mean)  # Welford 1962: no cancellation


@dataclass(slots=True, kw_only=True)
class Stream:
    """One person's session.

    `every_s`: scores are given at most that often, at the time of a beat.
    """

    pacer: Pacer | None = None
    window_s: float = WINDOW_S
    most_left_out: float = MOST_LEFT_OUT
    every_s: float = 1.0
    _timeline: Timeline = field(default_factory=Timeline)
    _checker: Checker = field(default_factory=Checker)
    _times: deque[float] = field(default_factory=deque)  # placed, not judged yet
    _window: deque[events.Beat] = field(default_factory=deque)
    _nn: _Sums = field(default_factory=_Sums)
    _steps: _Sums = field(default_factory=_Sums)  # of squared differences
    _ratio: _Sums = field(default_factory=_Sums)
    _swing: _Sums = field(default_factory=_Sums)
    _share: _Sums = field(default_factory=_Sums)
    _last: events.Beat | None = None
    _first_s: float = nan
    _scored_s: float = -np.inf
    _arrivals: tuple[float, float] = (nan, nan)
    _delivered_ms: float = 0.0
    _beats: int = 0
    _left_out_ms: float = 0.0
    _all_ms: float = 0.0
    _repeated: int = 0
    _gaps: int = 0
    _frozen: int = 0
    _silent: bool = False

    def push(self, given: Pushed) -> list[Event]:
        """What happened by this; raises `StreamError` when arrival times fall."""
        match given:
            case Moment():
                return self._moment(given.now_s)
            case BeatAt():
                return list(self._all(self._timeline.beat(given), given.time_s))
            case Packet():
                self._count_delivery(given)
                at = nan if given.arrived_s is None else given.arrived_s
                return list(self._all(self._timeline.packet(given), at))

    def finish(self) -> list[Event]:
        """The last beats, when nothing more will come."""
        told = list(self._all(self._timeline.finish(), nan))
        told.extend(self._judged(self._checker.finish()))
        return told

    @property
    def totals(self) -> Totals:
        """The numbers of the session so far."""
        nn = self._nn
        start, end = self._arrivals
        return Totals(
            beats=self._beats,
            kept=nn.count,
            left_out=self._left_out_ms / self._all_ms if self._all_ms else 0.0,
            mean_nn_ms=nn.mean if nn.count else unknown("heartbeats"),
            sdnn_ms=(
                sqrt(nn.squares / (nn.count - 1))
                if nn.count > 1
                else unknown("heartbeats")
            ),
            rmssd_ms=(
                sqrt(self._steps.mean) if self._steps.count else unknown("heartbeats")
            ),
            coverage=(
                self._delivered_ms / 1000.0 / (end - start)
                if end > start
                else unknown("arrival times")
            ),
            repeated=self._repeated,
            gaps=self._gaps,
            windows=self._ratio.count,
            frozen=self._frozen,
            mean_ratio=_mean(self._ratio),
            mean_swing_bpm=_mean(self._swing),
            mean_paced_share=_mean(self._share),
        )

    @property
    def window(self) -> Beats:
        """The judged beats of the window, as `Beats`."""
        return Beats(
            times_s=np.array([one.time_s for one in self._window]),
            intervals_ms=np.array([one.interval_ms for one in self._window]),
            kept=np.array([one.kept for one in self._window], dtype=bool),
        )

    def _moment(self, now_s: float) -> list[Event]:
        newest = self._timeline.newest_s
        if newest is None or self._silent or now_s - newest <= SILENT_AFTER_S:
            return []
        self._silent = True
        return [events.Silent(since_s=newest, at_s=now_s)]

    def _count_delivery(self, given: Packet) -> None:
        """For the coverage; the first packet only sets the clock."""
        if given.arrived_s is None or not given.intervals_ms:
            return
        start, _ = self._arrivals
        if isnan(start):
            self._arrivals = (given.arrived_s, given.arrived_s)
            return
        self._arrivals = (start, given.arrived_s)
        self._delivered_ms += sum(
            one for one in given.intervals_ms if 0 < one <= IMPOSSIBLE_MS
        )

    def _all(self, arrived: Iterator[Placed | Event], at_s: float) -> Iterator[Event]:
        for one in arrived:
            if not isinstance(one, Placed):
                self._note(one)
                yield one
                continue
            if self._silent:
                self._silent = False
                yield events.Reconnected(at_s=one.time_s if isnan(at_s) else at_s)
            self._times.append(one.time_s)
            yield from self._judged(self._checker.push(one.interval_ms))

    def _note(self, one: Event) -> None:
        if isinstance(one, events.Gap):
            self._gaps += 1
        elif isinstance(one, events.Repeated):
            self._repeated += one.count

    def _judged(self, decided: list[Judged]) -> Iterator[Event]:
        for one in decided:
            beat = events.Beat(
                time_s=self._times.popleft(), interval_ms=one.interval_ms, kept=one.kept
            )
            yield beat
            if one.kind is not None:
                yield events.Artefact(
                    time_s=beat.time_s, interval_ms=beat.interval_ms, kind=one.kind
                )
            self._add(beat)
            yield from self._score(beat)

    def _add(self, beat: events.Beat) -> None:
        self._beats += 1
        if isnan(self._first_s):
            self._first_s = beat.time_s
        if not isnan(beat.interval_ms):
            self._all_ms += beat.interval_ms
            self._left_out_ms += 0.0 if beat.kept else beat.interval_ms
        if beat.kept:
            self._nn.add(beat.interval_ms)
            if self._last is not None and self._last.kept:
                self._steps.add((beat.interval_ms - self._last.interval_ms) ** 2)
        self._last = beat
        self._window.append(beat)
        oldest = beat.time_s - self.window_s - LONGEST_INTERVAL_MS / 1000.0
        while self._window[0].time_s < oldest:
            self._window.popleft()

    def _score(self, beat: events.Beat) -> Iterator[Event]:
        if beat.time_s - self._scored_s < self.every_s:
            return
        seen = self._coherence(beat.time_s)
        if isinstance(seen, Unknown):
            return
        self._scored_s = beat.time_s
        if seen.frozen:
            self._frozen += 1
            yield events.Frozen(at_s=beat.time_s, left_out=seen.left_out)
            return
        self._ratio.add(seen.ratio)
        self._swing.add(seen.swing_bpm)
        if seen.paced is not None:
            self._share.add(seen.paced.share)
        yield events.Scored(window=seen)

    def _coherence(self, at_s: float) -> Coherence | Unknown:
        return coherence(
            self.window,
            at_s=at_s,
            started_s=self._first_s,
            pacer=self.pacer,
            window_s=self.window_s,
            most_left_out=self.most_left_out,
        )


def _mean(sums: _Sums) -> float | Unknown:
    return sums.mean if sums.count else unknown("a minute of clear rhythm")
