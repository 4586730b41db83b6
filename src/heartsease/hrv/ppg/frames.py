"""Samples and camera frames as they came, put on one even grid with their times kept.

Phones deliver frames late, drop some and send some twice.
Times are therefore kept per frame; nothing here assumes that a camera is even.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from heartsease.hrv.errors import PulseError

GRID_HZ = 100.0  # a parabola through 10 ms steps finds a slope to well under 1 ms
LOWEST_RATE_HZ = 20.0  # for RMSSD, with interpolation: Béres and Hejjel 2021
SHORTEST_S = 8.0  # what the rhythm needs to be seen at all
LEAST_SEEN = 0.01  # of the time; by a wrong stamp a recording can be years long
HOLE_S = 0.25  # a longer silence can hide the upstroke of a pulse
FLAT_S = 1.0  # no living pulse is flat for so long: sensor off, or saturated
STEADY_FRAMES = 15  # half a second of a phone camera
_BLOCK = 65_536  # rows at once, so that a day needs little more than it is long
LATE_S = 0.002  # frames that are less late than this are left as they are

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grid:
    """A recording at `GRID_HZ`.

    `start_s` is the time of the first row; `values` has the shape (n, channels).
    `seen` (n,) is False inside holes, where `values` only joins the two sides.
    `channels` names the columns of the input that are left.
    `late_ms` is how late frames came, as one standard deviation; 0 for a sensor.
    """

    start_s: float
    values: Floats
    seen: NDArray[np.bool_]
    channels: tuple[int, ...]
    rate_hz: float
    late_ms: float
    repeated: int

    @property
    def duration_s(self) -> float:
        """From the first sample to the last, holes included."""
        return (len(self.values) - 1) / GRID_HZ

    @property
    def times_s(self) -> Floats:
        """The time of each row."""
        return self.start_s + np.arange(len(self.values)) / GRID_HZ


def from_samples(values: ArrayLike, *, rate_hz: float, start_s: float = 0.0) -> Grid:
    """The grid of a sensor with an even rate; `values` (n,) or (n, channels).

    NaN is a missing sample.
    Raises `PulseError` for what cannot be a pulse recording; see `from_frames`.
    """
    if not (np.isfinite(rate_hz) and rate_hz > 0):
        raise PulseError(f"A sampling rate of {rate_hz} Hz is not possible.")
    table = _table(values)
    times = start_s + np.arange(len(table)) / rate_hz
    # A sensor repeats a value whenever its steps are coarse: that is no missing frame.
    return _on_grid(times, table, repeats_are_missing=False)


def from_frames(times_s: ArrayLike, values: ArrayLike) -> Grid:
    """The grid of frames with a time stamp each, in seconds, as a camera gives them.

    Frames with a stamp or a content that was there just before are dropped.
    Raises `PulseError`, naming the row, when stamps go back or are no numbers, when there
    are too few frames or too few a second, and when nothing in them ever changes.
    """
    table = _table(values)
    times = _numbers(times_s, "time stamp")
    if times.ndim != 1 or len(times) != len(table):
        raise PulseError(
            f"There are {times.size} time stamps for {len(table)} rows of values."
        )
    wrong = np.flatnonzero(~np.isfinite(times))
    if len(wrong):
        raise PulseError(f"Time stamp {wrong[0]} is {times[wrong[0]]}, not a number.")
    back = np.flatnonzero(np.diff(times) < 0)
    if len(back):
        row = int(back[0]) + 1
        raise PulseError(
            f"Time stamp {row} ({times[row]} s) is earlier than the one before it "
            f"({times[row - 1]} s); sort the rows by time first."
        )
    return _on_grid(times, table, repeats_are_missing=True)


def steady(times_s: Floats) -> tuple[Floats, float]:
    """The times at which frames were taken, from the times at which they were delivered.

    A late frame is followed by a short step, so neighbouring steps are anti-correlated;
    that covariance is the variance of the lateness. Dropped frames and a changing frame
    rate have no such mark and stay as they are. Where frames came late, their times are
    replaced by a running median around an even clock, which keeps every dropped frame.
    Returns times in s, shape (n,), never falling, and the lateness in s.
    """
    steps = np.diff(times_s)
    if len(steps) < STEADY_FRAMES:
        return times_s, 0.0
    usual = float(np.median(steps))
    off = steps - usual
    plain = np.abs(off) < 2 * usual
    pairs = plain[1:] & plain[:-1]
    if not pairs.any():
        return times_s, 0.0
    late = max(0.0, -float(np.mean(off[1:][pairs] * off[:-1][pairs]))) ** 0.5
    if late < LATE_S:
        return times_s, late
    even = np.arange(len(times_s)) * usual
    half = STEADY_FRAMES // 2
    rest = np.pad(times_s - even, half, mode="reflect", reflect_type="odd")
    middle = np.median(sliding_window_view(rest, STEADY_FRAMES), axis=1)
    return np.maximum.accumulate(middle + even), late


def _on_grid(times: Floats, table: Floats, *, repeats_are_missing: bool) -> Grid:
    given = len(table)
    table, channels = _usable_channels(table)
    whole = np.isfinite(table).all(axis=1)
    times, table = times[whole], table[whole]
    fresh = np.concatenate(([True], np.diff(times) > 0))
    if repeats_are_missing:
        fresh[1:] &= (np.diff(table, axis=0) != 0).any(axis=1)
    repeated = len(fresh) - int(fresh.sum())
    times, table = times[fresh], table[fresh]
    _check(times, given=given)
    taken, late = steady(times) if repeats_are_missing else (times, 0.0)
    rising = np.concatenate(([True], np.diff(taken) > 0))
    taken, table = taken[rising], table[rising]
    rate = 1.0 / float(np.median(np.diff(taken)))
    taken, table = _thinned(taken, table, rate)
    # Whole steps of the grid, so that a later start of the same recording meets it again.
    first = int(np.ceil(taken[0] * GRID_HZ))
    last = int(np.floor(taken[-1] * GRID_HZ))
    at = np.arange(first, last + 1) / GRID_HZ
    return Grid(
        start_s=first / GRID_HZ,
        values=_cubic(taken, table, at),
        seen=_seen(taken, table, at),
        channels=channels,
        rate_hz=rate,
        late_ms=1000 * late,
        repeated=repeated,
    )


def _table(values: ArrayLike) -> Floats:
    table = _numbers(values, "sample")
    if table.ndim == 1:
        table = table[:, None]
    if table.ndim != 2 or not table.size:
        raise PulseError(
            "Rows of samples are needed, with one column a channel, "
            f"not the shape {table.shape}."
        )
    return table


def _numbers(values: ArrayLike, what: str) -> Floats:
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise PulseError(f"Not every {what} is a number.") from None


def _usable_channels(table: Floats) -> tuple[Floats, tuple[int, ...]]:
    """Leaves out a channel that says nothing: never a number, or always the same one."""
    finite = np.isfinite(table)
    if not finite.any():
        raise PulseError("No sample is a number.")
    low = np.where(finite, table, np.inf).min(axis=0)
    high = np.where(finite, table, -np.inf).max(axis=0)
    enough = finite.sum(axis=0) >= 0.5 * finite.any(axis=1).sum()
    alive = np.flatnonzero(enough & (high > low))
    if not len(alive):
        raise PulseError(
            "The signal never changes; the sensor was off, or has always been saturated."
        )
    return table[:, alive], tuple(int(one) for one in alive)


def _check(times: Floats, *, given: int) -> None:
    if len(times) < 2 or times[-1] - times[0] < SHORTEST_S:
        long = times[-1] - times[0] if len(times) else 0.0
        raise PulseError(
            f"The recording has {long:.1f} s with samples in {given} rows; "
            f"at least {SHORTEST_S:.0f} s are needed."
        )
    rate = 1.0 / float(np.median(np.diff(times)))
    if rate < LOWEST_RATE_HZ * (1 - 1e-6):
        raise PulseError(
            f"There are {rate:.3g} samples a second; at least {LOWEST_RATE_HZ:.0f} are "
            "needed. Times are in seconds: were they given in milliseconds?"
        )
    span = float(times[-1] - times[0])
    if len(times) < LEAST_SEEN * LOWEST_RATE_HZ * span:
        raise PulseError(
            f"There are {len(times)} samples in {span:,.0f} s; nearly all of that time "
            "is empty. A time stamp may be wrong."
        )


def _thinned(times: Floats, table: Floats, rate: float) -> tuple[Floats, Floats]:
    """Means of neighbours where there are several samples to one step of the grid.

    Picking single samples would fold mains hum into the pulse.
    """
    many = int(rate // GRID_HZ)
    if many < 2:
        return times, table
    whole = len(times) // many * many
    return (
        times[:whole].reshape(-1, many).mean(axis=1),
        table[:whole].reshape(-1, many, table.shape[1]).mean(axis=1),
    )


def _cubic(times: Floats, table: Floats, at: Floats) -> Floats:
    """Cubic Hermite interpolation, (len(at), channels); slopes from a three-point parabola.

    Local on purpose: one wild frame bends its neighbours only, and a stream gets the
    same numbers as the whole recording.
    """
    width = np.diff(times)[:, None]
    chord = np.diff(table, axis=0) / width
    slope = np.empty_like(table)
    share = width[1:] / (width[1:] + width[:-1])
    slope[1:-1] = share * chord[:-1] + (1 - share) * chord[1:]
    slope[0], slope[-1] = chord[0], chord[-1]
    made = np.empty((len(at), table.shape[1]))
    for first in range(0, len(at), _BLOCK):
        some = at[first : first + _BLOCK]
        left = np.searchsorted(times, some, side="right") - 1
        left = np.clip(left, 0, len(width) - 1)
        h = width[left]
        u = (some - times[left])[:, None] / h
        v = 1 - u
        made[first : first + _BLOCK] = (
            table[left] * (1 + 2 * u) * v**2
            + table[left + 1] * u**2 * (3 - 2 * u)
            + h * u * v * (slope[left] * v - slope[left + 1] * u)
        )
    return made


def _seen(times: Floats, table: Floats, at: Floats) -> NDArray[np.bool_]:
    """False in holes between samples and in long flat runs of every channel."""
    seen = np.ones(len(at), dtype=bool)
    steps = np.diff(times)
    for hole in np.flatnonzero(steps > HOLE_S):
        seen[(at > times[hole]) & (at < times[hole + 1])] = False
    same = (np.diff(table, axis=0) == 0).all(axis=1).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], same, [0]))))
    for first, last in edges.reshape(-1, 2):
        if times[last] - times[first] > FLAT_S:
            seen[(at > times[first]) & (at < times[last])] = False
    return seen
