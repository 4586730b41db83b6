"""Which intervals are no heartbeats, judged live: two beats of look-ahead, no more.

A finer judgement with more hindsight is the work of `clean`; this one has to be made
while the person is breathing.
An interval is left out when it departs from the median of five (two kept before it,
itself, and the two after it), or far from the last fifteen kept ones. A heart in
resonance changes by a third within a breath, but from beat to beat it follows itself,
and a median of five follows with it.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from math import isnan
from statistics import median

import numpy as np
from numpy.typing import NDArray

AHEAD = 2
SHORTEST_MS = 300.0  # 200/min; shorter is two detections of one beat
LONGEST_MS = 2000.0  # 30/min; longer is a missed beat more often than a heart
LOCAL = 0.17  # of the median of five; docs/reference/hrv-live.md says what it costs
WIDE = 0.5  # of the median of the last kept ones: noise that agrees with itself
_BEFORE = 2
_REFERENCE = 15  # beats, about one slow breath and a half
_GIVE_UP = 6  # rejections in a row: then the heart changed, and we start anew
_DOUBLE = (1.7, 2.3)  # a missed beat leaves about twice the interval


class Kind(Enum):
    """In what way an interval is wrong, as far as two beats can tell."""

    SHORT = "short"
    LONG = "long"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One interval; `kind` is None when it is kept. Without an interval: not kept."""

    interval_ms: float
    kept: bool
    kind: Kind | None


@dataclass(slots=True)
class Checker:
    """Push intervals (NaN opens a new stretch); judgements come in the same order."""

    _waiting: deque[float] = field(default_factory=deque)
    _before: deque[float] = field(default_factory=lambda: deque(maxlen=_BEFORE))
    _reference: deque[float] = field(default_factory=lambda: deque(maxlen=_REFERENCE))
    _rejected: int = 0

    def push(self, interval_ms: float) -> list[Judged]:
        """What can be judged now."""
        if isnan(interval_ms):
            judged = self.finish()
            self._before.clear()
            judged.append(Judged(interval_ms=interval_ms, kept=False, kind=None))
            return judged
        self._waiting.append(interval_ms)
        return [self._judge()] if len(self._waiting) > AHEAD else []

    def finish(self) -> list[Judged]:
        """The rest, judged with what there is."""
        return [self._judge() for _ in range(len(self._waiting))]

    def _judge(self) -> Judged:
        one = self._waiting.popleft()
        kind = self._kind(one)
        if kind is None:
            self._before.append(one)
            self._reference.append(one)
            self._rejected = 0
        else:
            self._rejected += 1
            if self._rejected >= _GIVE_UP:
                self._before.clear()
                self._reference.clear()
                self._rejected = 0
        return Judged(interval_ms=one, kept=kind is None, kind=kind)

    def _kind(self, one: float) -> Kind | None:
        centre = median((*self._before, one, *self._waiting))
        usual = median(self._reference) if self._reference else centre
        if one > LONGEST_MS or one < SHORTEST_MS:
            wrong = True
        else:
            wrong = (
                abs(one - centre) > LOCAL * centre or abs(one - usual) > WIDE * usual
            )
        if not wrong:
            return None
        if one < centre or one < SHORTEST_MS:
            return Kind.SHORT
        return Kind.MISSED if _DOUBLE[0] < one / centre < _DOUBLE[1] else Kind.LONG


def kept(intervals_ms: Iterable[float]) -> NDArray[np.bool_]:
    """The same judgement over a whole series; shape (n,)."""
    checker = Checker()
    judged = [one for ms in intervals_ms for one in checker.push(float(ms))]
    judged.extend(checker.finish())
    return np.array([one.kept for one in judged], dtype=bool)
