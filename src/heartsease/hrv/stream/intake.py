"""From what a sensor delivers to beats on one clock: late, lost, and repeated packets.

A packet arrives about once a second, and its arrival is not the time of a beat.
Intervals are therefore added up, and the arrivals only tell whether the sum still fits
the clock: far behind is a gap, ahead with the same numbers again is a repeat.
Straps really do both; one delivered the same beats up to five times.

Nothing arrives before it happened. So the packet that was quickest tells how far the sum
runs ahead of the clock, and beats are moved there in small steps: then the phase of the
heart against the breath is right to about a tenth of a second, and follows a sensor
whose clock drifts.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf, isfinite, nan

from heartsease.hrv.beats import LONGEST_INTERVAL_MS
from heartsease.hrv.errors import StreamError
from heartsease.hrv.stream.events import Event, Gap, Refused, Repeated

IMPOSSIBLE_MS = 64000.0  # 65535 / 1024 s is the largest value of the Heart Rate Service
BEHIND_S = 2.0  # a second between packets, and a second of lateness, are everyday
PATIENCE = 3  # packets that may come late together before the silence counts as a gap
PATIENCE_S = (
    1.5  # and the time they have to span: a radio that catches up sends at once
)
_SLOWLY = 0.05  # share of each new arrival in the usual delay: twenty packets
_AT_FIRST = 8  # packets until the usual delay is known; a plain mean before
_QUICKEST_OF = 120  # packets; two minutes hold one that carries a beat as it happens
_STEP_S = 0.02  # per beat; an interval is never stretched by more than a few per cent
_RISING_S = 1e-3  # two beats are at least so far apart
_REMEMBERED = 32  # intervals; a packet holds at most nine, and straps repeat several
_HALF = 0.5  # a repeat comes sooner than half of the time its beats would take


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """Intervals in ms, oldest first, and when they arrived, on the receiver's clock.

    `arrived_s` None means that nothing is known about arrival, as in a file: then the
    intervals follow one another without a check.
    """

    intervals_ms: Sequence[float]
    arrived_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BeatAt:
    """One beat that a detector placed in an ECG or a pulse wave, in seconds."""

    time_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A beat on the timeline; `interval_ms` is NaN at the first and after a gap."""

    time_s: float
    interval_ms: float


@dataclass(slots=True, kw_only=True)
class Timeline:
    """Bounded: the newest beat, the usual delay, and the last few intervals.

    `newest_s` is when the newest beat was placed. `_sum_s` is the bare sum of intervals,
    which is ahead of the clock by up to `_ahead_s`.
    """

    newest_s: float | None = None
    _sum_s: float | None = None
    _ahead_s: float = 0.0
    _quickest: deque[float] = field(default_factory=lambda: deque(maxlen=_QUICKEST_OF))
    _delay_s: float = 0.0
    _seen: int = 0
    _last_arrival_s: float = -inf
    _recent: deque[float] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    _held: list[tuple[float, list[float]]] = field(default_factory=list)

    def beat(self, given: BeatAt) -> Iterator[Placed | Event]:
        """A beat whose time is known already."""
        if not isfinite(given.time_s):
            yield Refused(value=given.time_s, reason="a time is a finite number")
            return
        if self.newest_s is None:
            self.newest_s = given.time_s
            yield Placed(time_s=given.time_s, interval_ms=nan)
            return
        step_ms = (given.time_s - self.newest_s) * 1000.0
        if step_ms <= 0:
            yield Repeated(at_s=given.time_s, count=1)
            return
        if step_ms > LONGEST_INTERVAL_MS:
            yield Gap(start_s=self.newest_s, end_s=given.time_s)
            step_ms = nan
        self.newest_s = given.time_s
        yield Placed(time_s=given.time_s, interval_ms=step_ms)

    def packet(self, given: Packet) -> Iterator[Placed | Event]:
        """The packet's beats, unless it is held back to see whether a gap was before."""
        intervals: list[float] = []
        for one in given.intervals_ms:
            if not (isfinite(one) and one > 0):
                yield Refused(value=one, reason="an interval is a positive number")
            elif one > IMPOSSIBLE_MS:
                # Time went by that nobody measured: the next beat opens a new stretch.
                yield Refused(value=one, reason="no sensor counts so far")
                intervals.append(LONGEST_INTERVAL_MS + 1.0)
            else:
                intervals.append(float(one))
        if given.arrived_s is None:
            yield from self._place(intervals)
            return
        arrived = given.arrived_s
        if not isfinite(arrived) or arrived < self._last_arrival_s:
            raise StreamError(
                f"A packet arrived at {arrived} s, before the last one at "
                f"{self._last_arrival_s} s. Arrival times have to rise."
            )
        since = arrived - self._last_arrival_s
        self._last_arrival_s = arrived
        if not intervals:
            return
        if self._sum_s is None:
            self._sum_s = arrived - sum(intervals) / 1000.0
            yield from self._place(intervals, first=True)
            self._learn(0.0)
            return
        again = self._repeated(intervals, arrived=arrived, since_s=since)
        if again:
            yield Repeated(at_s=arrived, count=again)
            intervals = intervals[again:]
            if not intervals:
                return
        yield from self._fit(intervals, arrived)

    def finish(self) -> Iterator[Placed | Event]:
        """What was held back, when nothing more will come."""
        yield from self._gap_before_held()

    def _fit(self, intervals: list[float], arrived: float) -> Iterator[Placed | Event]:
        assert self._sum_s is not None
        self._held.append((arrived, intervals))
        waiting = [one for _, part in self._held for one in part]
        ahead = self._sum_s + sum(waiting) / 1000.0 - arrived
        if ahead - self._delay_s >= -BEHIND_S:
            self._held.clear()
            yield from self._place(waiting)
            self._learn(ahead)
            return
        spans = arrived - self._held[0][0]
        if len(self._held) >= PATIENCE and spans >= PATIENCE_S:
            yield from self._gap_before_held()

    def _gap_before_held(self) -> Iterator[Placed | Event]:
        """The silence was real: time starts anew at the last arrival."""
        if not self._held or self._sum_s is None or self.newest_s is None:
            return
        arrived = self._held[-1][0]
        waiting = [one for _, part in self._held for one in part]
        self._held.clear()
        before = self.newest_s
        opens = arrived + self._delay_s - sum(waiting) / 1000.0
        self._sum_s = max(opens, self._sum_s + _RISING_S)
        placed = list(self._place(waiting, first=True))
        yield Gap(start_s=before, end_s=_first_of(placed))
        yield from placed

    def _place(
        self, intervals: list[float], *, first: bool = False
    ) -> Iterator[Placed | Event]:
        if self._sum_s is None:
            self._sum_s, first = 0.0, True
        if first:
            yield self._next(nan)
        for one in intervals:
            before = self.newest_s
            self._sum_s += one / 1000.0
            self._recent.append(one)
            if one > LONGEST_INTERVAL_MS:
                opens = self._next(nan)
                yield Gap(start_s=before or 0.0, end_s=opens.time_s)
                yield opens
            else:
                yield self._next(one)

    def _next(self, interval_ms: float) -> Placed:
        """One beat at the end of the sum, moved by a small step towards the clock."""
        assert self._sum_s is not None
        if self._quickest:
            off = max(self._quickest) - self._ahead_s
            self._ahead_s += min(max(off, -_STEP_S), _STEP_S)
        at = self._sum_s - self._ahead_s
        if self.newest_s is not None:
            at = max(at, self.newest_s + _RISING_S)
        self.newest_s = at
        return Placed(time_s=at, interval_ms=interval_ms)

    def _learn(self, ahead: float) -> None:
        """The usual delay follows slowly, and with it a sensor's clock that drifts."""
        self._seen += 1
        self._quickest.append(ahead)
        share = max(1.0 / self._seen, _SLOWLY) if self._seen < _AT_FIRST else _SLOWLY
        self._delay_s += share * (ahead - self._delay_s)

    def _repeated(
        self, intervals: list[float], *, arrived: float, since_s: float
    ) -> int:
        """How many of the first intervals were delivered before.

        The same numbers alone prove nothing: a steady heart sends them too.
        They are a repeat when they come faster than a heart could make them, or when
        without them the sum fits the clock better.
        """
        assert self._sum_s is not None
        held = [one for _, part in self._held for one in part]
        recent = [*self._recent, *held]
        waiting = sum(held)
        for count in range(min(len(intervals), len(recent)), 0, -1):
            if recent[-count:] != intervals[:count]:
                continue
            theirs = sum(intervals[:count]) / 1000.0
            if since_s < _HALF * theirs:
                return count
            with_them = (
                self._sum_s + (waiting + sum(intervals)) / 1000.0 - arrived
            ) - self._delay_s
            if abs(with_them - theirs) < abs(with_them):
                return count
        return 0


def _first_of(placed: list[Placed | Event]) -> float:
    return next(one.time_s for one in placed if isinstance(one, Placed))
