"""Intervals over time, with those that were left out marked where they came."""

from collections.abc import Iterator

import numpy as np

from heartsease.exchange.drawing.heart.axes import Frame, axes
from heartsease.hrv.arrays import Floats
from heartsease.hrv.beats import Beats

LINE = "#8d7bd1"
MARK = "#c9a24f"
_ROOM = 0.06  # of the height, kept free above and below
_MOST = 3000  # points of the line; beyond, a px holds only its extremes
_MOST_MARKS = 600
_HOUR, _MINUTE = 3600.0, 60.0
_LONG = 3 * _HOUR


def tachogram(
    beats: Beats,
    *,
    left_out_s: Floats,
    left_out_ms: Floats,
    left: float,
    top: float,
    width: float,
    height: float,
) -> Iterator[str]:
    """The parts of an SVG: kept intervals as a line, left-out ones as crosses.

    `left_out_s`, `left_out_ms`, (k,): when each left-out interval ended and how long it
    was; one far outside of the kept ones is drawn at the edge. The line breaks wherever
    beats are missing.
    """
    unit, name = (_HOUR, "hours") if beats.duration_s > _LONG else (_MINUTE, "minutes")
    nn = beats.nn_ms
    low, high = float(nn.min()), float(nn.max())
    room = max((high - low) * _ROOM, 5.0)
    frame = Frame(
        left=left,
        top=top,
        width=width,
        height=height,
        x_low=float(beats.times_s[0]) / unit,
        x_high=max(float(beats.times_s[-1]), float(beats.times_s[0]) + 1.0) / unit,
        y_low=low - room,
        y_high=high + room,
    )
    yield from axes(frame, title="Heartbeats over time", x_name=name, y_name="ms")
    for times, intervals in _runs(beats):
        times, intervals = _thinned(times, intervals, len(nn))
        points = " ".join(
            f"{frame.x(time / unit):.1f},{frame.y(interval):.1f}"
            for time, interval in zip(times.tolist(), intervals.tolist(), strict=True)
        )
        yield (
            f'<polyline points="{points}" fill="none" stroke="{LINE}" '
            'stroke-width="1.3" stroke-linejoin="round" stroke-linecap="round"/>'
        )
    every = max(-(-len(left_out_s) // _MOST_MARKS), 1)
    for time, interval in zip(left_out_s[::every], left_out_ms[::every], strict=True):
        x = frame.x(float(time) / unit)
        y = frame.y(float(np.clip(interval, frame.y_low, frame.y_high)))
        yield (
            f'<path d="M{x - 3.5:.1f} {y - 3.5:.1f}l7 7m0 -7l-7 7" fill="none" '
            f'stroke="{MARK}" stroke-width="1.6"/>'
        )


def _runs(beats: Beats) -> Iterator[tuple[Floats, Floats]]:
    """Times and intervals of each unbroken run of kept intervals."""
    places = np.flatnonzero(beats.kept)
    for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
        yield beats.times_s[run], beats.intervals_ms[run]


def _thinned(times: Floats, intervals: Floats, total: int) -> tuple[Floats, Floats]:
    """The least and greatest of every few beats, in their order."""
    each = -(-2 * total // _MOST)
    full = len(times) // each * each if each > 2 else 0
    if not full:
        return times, intervals
    rows = intervals[:full].reshape(-1, each)
    places = np.stack((rows.argmin(axis=1), rows.argmax(axis=1)), axis=1)
    chosen = np.sort(places, axis=1) + np.arange(0, full, each)[:, None]
    return times[chosen.ravel()], intervals[chosen.ravel()]
