"""Beats while the recording is still running, with bounded memory.

The same steps as for a whole recording run again and again over the last seconds; a beat
is given out once what follows it has been seen.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from heartsease.hrv.errors import PulseError
from heartsease.hrv.ppg import channel, detect, frames, slope
from heartsease.hrv.ppg.detect import Pulse
from heartsease.hrv.ppg.frames import GRID_HZ, LOWEST_RATE_HZ, SHORTEST_S, Grid
from heartsease.hrv.ppg.rhythm import STEP_S as CHANNEL_STEP_S

WINDOW_S = 20.0  # two dozen beats: enough neighbours to judge each one by
LAG_S = 2.0  # a beat waits for the next one, even at 30/min
STEP_S = 0.5  # between two looks
_SAME_S = 0.05  # two looks differ by less about one beat
_EXACT_S = 0.005  # and by less than this when nothing about it is in doubt
_APART_S = 0.25  # two beats are farther apart than that
_HELD = (
    0.98  # of what earlier looks said about which way is up, so that it cannot flicker
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseBeat:
    """One beat: its time in s, the interval before it in ms (NaN where there is none),
    its likeness to its neighbours (0 to 1), and whether the interval counts."""

    time_s: float
    interval_ms: float
    quality: float
    kept: bool


class PulseStream:
    """Takes samples as they come and gives beats about `LAG_S` later.

    With `rate_hz` the samples are those of a sensor with an even rate and need no time
    stamps; without it every sample brings its own, as camera frames do.
    `upside_down` as in `detect`; None finds out, and holds on to what it found.
    A sample that a sensor lost is pushed as NaN, so that what follows keeps its time.
    Holds at most `WINDOW_S` and the `STEP_S` that has not been looked at.
    """

    def __init__(
        self,
        *,
        rate_hz: float | None = None,
        channels: int = 1,
        upside_down: bool | None = None,
    ) -> None:
        if rate_hz is not None and not (
            np.isfinite(rate_hz) and rate_hz >= LOWEST_RATE_HZ
        ):
            raise PulseError(
                f"A sampling rate of {rate_hz} Hz is not possible; "
                f"at least {LOWEST_RATE_HZ:.0f} Hz are needed."
            )
        self._rate_hz = rate_hz
        self._upside_down = upside_down
        self._values = np.empty((0, channels))
        self._times = np.empty(0)
        self._refusal: str | None = None
        self._rate_bpm: float | None = None
        self._lean = 0.0
        self._channels: tuple[int, ...] = ()
        self._channels_from_s = 0.0
        self._count = 0
        self._looked_s = -np.inf
        self._last_s = -np.inf

    @property
    def refusal(self) -> str | None:
        """Why the last `WINDOW_S` may not be used for variability; None when they may.

        None too until there is enough to look at.
        """
        return self._refusal

    @property
    def rate_bpm(self) -> float | None:
        """Pulses a minute in the last `WINDOW_S`; None where there is no clear pulse."""
        return self._rate_bpm

    def push(
        self, values: ArrayLike, *, times_s: ArrayLike | None = None
    ) -> list[PulseBeat]:
        """Takes samples (n,) or (n, channels), and gives the beats that are now certain.

        Frames that were sent twice are dropped.
        Raises `PulseError`, and takes nothing, for frames without a time stamp or with an
        earlier one than before.
        """
        rows, times = self._checked(values, times_s)
        self._count += len(rows)
        found: list[PulseBeat] = []
        for first, last in self._steps(times):
            self._values = np.concatenate((self._values, rows[first:last]))
            self._times = np.concatenate((self._times, times[first:last]))
            if self._times[-1] - self._looked_s >= STEP_S:
                found += self._look(until_s=float(self._times[-1]) - LAG_S)
        return found

    def finish(self) -> list[PulseBeat]:
        """Gives the beats of the last seconds; nothing follows them any more."""
        if not len(self._times):
            return []
        return self._look(until_s=np.inf)

    def _checked(
        self, values: ArrayLike, times_s: ArrayLike | None
    ) -> tuple[Floats, Floats]:
        try:
            rows = np.array(values, dtype=np.float64)
        except (TypeError, ValueError):
            raise PulseError("Not every sample is a number.") from None
        channels = self._values.shape[1]
        if rows.ndim < 2:
            rows = rows.reshape(-1, channels) if channels == 1 else np.atleast_2d(rows)
        if rows.ndim != 2 or rows.shape[1] != channels:
            raise PulseError(
                f"Rows of {channels} values are needed, not the shape {rows.shape}."
            )
        if self._rate_hz is not None:
            if times_s is not None:
                raise PulseError("A sensor with an even rate needs no time stamps.")
            return rows, (self._count + np.arange(len(rows))) / self._rate_hz
        if times_s is None:
            raise PulseError("Frames need a time stamp each.")
        times = np.atleast_1d(np.array(times_s, dtype=np.float64))
        if times.shape != (len(rows),) or not np.isfinite(times).all():
            raise PulseError(f"{len(rows)} finite time stamps are needed, one a row.")
        before = self._times[-1] if len(self._times) else -np.inf
        back = np.flatnonzero(np.diff(np.concatenate(([before], times))) < 0)
        if len(back):
            raise PulseError(f"Time stamp {back[0]} is earlier than the one before it.")
        return rows, times

    def _steps(self, times: Floats) -> list[tuple[int, int]]:
        """Pieces of at most `STEP_S`, so that a large push costs no more memory."""
        if not len(times):
            return []
        piece = np.floor((times - times[0]) / STEP_S)
        edges = np.flatnonzero(np.diff(piece)) + 1
        bounds = [0, *(int(one) for one in edges), len(times)]
        return list(zip(bounds[:-1], bounds[1:], strict=True))

    def _look(self, *, until_s: float) -> list[PulseBeat]:
        self._looked_s = float(self._times[-1])
        self._forget()
        if self._times[-1] - self._times[0] < SHORTEST_S:
            return []
        try:
            grid = self._grid()
        except PulseError as problem:
            # The finger is off, the sensor saturated, or frames come too slowly.
            self._refusal, self._rate_bpm = str(problem), None
            return []
        pulse = detect.from_grid(
            grid,
            upside_down=self._which_way(grid),
            held_channel=self._channel_at(grid.start_s),
        )
        self._refusal, self._rate_bpm = pulse.refusal, pulse.rate_bpm
        self._channels_from_s, self._channels = grid.start_s, pulse.channels
        return self._new(pulse, until_s=until_s)

    def _channel_at(self, time_s: float) -> int | None:
        """The channel that the look before took for this second."""
        if not self._channels:
            return None
        second = int((time_s - self._channels_from_s) / CHANNEL_STEP_S)
        return self._channels[min(second, len(self._channels) - 1)]

    def _which_way(self, grid: Grid) -> bool:
        if self._upside_down is not None:
            return self._upside_down
        now = channel.lean(grid.values, slope.rising(grid.values))
        self._lean = _HELD * self._lean + now
        return self._lean < 0

    def _grid(self) -> Grid:
        if self._rate_hz is None:
            return frames.from_frames(self._times, self._values)
        return frames.from_samples(
            self._values, rate_hz=self._rate_hz, start_s=float(self._times[0])
        )

    def _forget(self) -> None:
        old = int(np.searchsorted(self._times, self._times[-1] - WINDOW_S))
        if self._rate_hz is not None:
            # Whole steps, so that samples are averaged in the same groups each time.
            many = max(1, int(self._rate_hz // GRID_HZ))
            old -= old % many
        self._times, self._values = self._times[old:], self._values[old:]

    def _new(self, pulse: Pulse, *, until_s: float) -> list[PulseBeat]:
        beats, found = pulse.beats, []
        for row in range(len(beats)):
            time = float(beats.times_s[row])
            if time > until_s or time < self._last_s + _APART_S:
                continue
            off = abs(beats.times_s[row - 1] - self._last_s) if row else np.inf
            joined = off < _SAME_S
            interval = float(beats.intervals_ms[row]) if joined else np.nan
            if joined and np.isfinite(interval):
                interval = 1000 * (time - self._last_s)
            found.append(
                PulseBeat(
                    time_s=time,
                    interval_ms=interval,
                    quality=float(pulse.quality[row]),
                    kept=bool(beats.kept[row]) and off < _EXACT_S,
                )
            )
            self._last_s = time
        return found
