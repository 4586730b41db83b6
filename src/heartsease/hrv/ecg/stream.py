"""Heartbeats while the ECG is still coming in.

    detector = stream.Detector(rate_hz=130)
    detector.push(samples)   the beats that are certain by now, oldest first
    detector.finish()        the rest, when the recording ends

Twice a second the last seconds are looked at again as a whole, with the same steps as a
finished recording, and what lies at least `AHEAD_S` back is given out, once. So the beats
are those of `detect` except where only a longer view would have helped; how often is
measured in docs/reference/r-peaks.md. Of peaks of nearly one height the recording has
the one that most beats chose, the stream the one it began with. How the samples are cut
into packets makes no difference.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from heartsease.hrv.ecg import detect, signal
from heartsease.hrv.ecg.evidence import REFRACTORY_S

WINDOW_S = 16.0  # a dozen beats at 45/min: enough to know how a beat looks here
HOP_S = 0.5
AHEAD_S = 1.0  # a T wave and the start of the next beat are seen; more changes nothing
MOST_SETTLED = int(WINDOW_S / REFRACTORY_S)  # all that fit into the window
JITTER_S = 0.1  # a beat may move so far when more of the lead is seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One R peak, in seconds from the first sample pushed.

    `height` and `confidence` are those of `detect.Found`.
    `usable`: whether the stretch around it may be measured, as far as is known now.
    """

    time_s: float
    height: float
    confidence: float
    usable: bool


class Detector:
    """Keeps the last seconds of one lead, and nothing else, however long it runs."""

    def __init__(self, *, rate_hz: float) -> None:
        """Raises `EcgError` for a rate outside 100 to 4000 Hz."""
        signal.check_rate(rate_hz)
        self.rate_hz = rate_hz
        self._hop = int(round(HOP_S * rate_hz))
        self._window = int(round(WINDOW_S * rate_hz))
        self._kept = np.empty(0)
        self._kept_from = 0
        self._waiting = np.empty(0)
        self._given_until = 0.0
        self._last = -np.inf
        self._settled: deque[float] = deque(maxlen=MOST_SETTLED)

    @property
    def samples_held(self) -> int:
        """How many samples are in memory; never more than `WINDOW_S` and `HOP_S` of them."""
        return len(self._kept) + len(self._waiting)

    def push(self, samples: ArrayLike) -> list[Beat]:
        """Beats that became certain with these samples, shape (n,); n may be 0.

        Samples that were lost are pushed as NaN, so that time goes on.
        Raises `EcgError` when they are not one row of numbers, and keeps none of them.
        """
        new = signal.column(samples)
        beats: list[Beat] = []
        waiting = np.concatenate((self._waiting, new))
        whole = len(waiting) // self._hop * self._hop
        for first in range(0, whole, self._hop):
            self._keep(waiting[first : first + self._hop])
            beats.extend(self._certain(ahead_s=AHEAD_S))
        self._waiting = waiting[whole:].copy()
        return beats

    def finish(self) -> list[Beat]:
        """The beats of the last seconds. Afterwards nothing more can be pushed usefully."""
        self._keep(self._waiting)
        self._waiting = np.empty(0)
        return list(self._certain(ahead_s=0.0))

    def _keep(self, piece: NDArray[np.float64]) -> None:
        kept = np.concatenate((self._kept, piece))
        surplus = max(0, len(kept) - self._window)
        self._kept = kept[surplus:]
        self._kept_from += surplus

    def _certain(self, *, ahead_s: float) -> Iterator[Beat]:
        enough = signal.SHORTEST_S * self.rate_hz
        if np.count_nonzero(np.isfinite(self._kept)) < enough:
            return
        starts = self._kept_from / self.rate_hz
        settled = np.array(self._settled) - starts
        found = detect.find_beats(
            self._kept, rate_hz=self.rate_hz, settled_s=settled[settled >= 0]
        )
        until = starts + found.duration_s - ahead_s
        usable = found.usable_beats
        for place, time in enumerate(starts + found.times_s):
            # A beat may be seen a little earlier or later than half a second ago:
            # the jitter lets it through, the refractory time keeps it from coming twice.
            is_new = time > max(self._given_until - JITTER_S, self._last + REFRACTORY_S)
            if is_new and time <= until:
                self._last = float(time)
                self._settled.append(self._last)
                yield Beat(
                    time_s=float(time),
                    height=float(found.heights[place]),
                    confidence=float(found.confidence[place]),
                    usable=bool(usable[place]),
                )
        self._given_until = max(self._given_until, until)
