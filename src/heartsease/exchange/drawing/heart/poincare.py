"""Each interval against the next, with the ellipse of SD1 and SD2."""

from collections.abc import Iterator

import numpy as np

from heartsease.exchange.drawing.heart.axes import Frame, axes
from heartsease.exchange.drawing.heart.tachogram import LINE, MARK
from heartsease.hrv.arrays import Floats

MOST_POINTS = 4000
_ROOM = 0.06


def poincare(
    this_ms: Floats,
    next_ms: Floats,
    *,
    sd1: float | None,
    sd2: float | None,
    left: float,
    top: float,
    side: float,
) -> Iterator[str]:
    """The parts of an SVG; of many points every few are drawn.

    `this_ms`, `next_ms`, (k,): pairs of kept neighbours. Both axes have the same scale.
    """
    both = np.concatenate((this_ms, next_ms))
    low, high = float(both.min()), float(both.max())
    room = max((high - low) * _ROOM, 5.0)
    frame = Frame(
        left=left,
        top=top,
        width=side,
        height=side,
        x_low=low - room,
        x_high=high + room,
        y_low=low - room,
        y_high=high + room,
    )
    yield from axes(
        frame, title="Each and the next", x_name="this, ms", y_name="next, ms"
    )
    yield (
        f'<path d="M{left:g} {top + side:g}L{left + side:g} {top:g}" '
        'stroke="currentColor" stroke-opacity="0.25" stroke-dasharray="4 4"/>'
    )
    every = -(-len(this_ms) // MOST_POINTS)
    yield f'<g fill="{LINE}" fill-opacity="0.55">'
    for x, y in zip(this_ms[::every].tolist(), next_ms[::every].tolist(), strict=True):
        yield f'<circle cx="{frame.x(x):.1f}" cy="{frame.y(y):.1f}" r="1.7"/>'
    yield "</g>"
    if sd1 is not None and sd2 is not None:
        px = side / (frame.x_high - frame.x_low)
        x, y = frame.x(float(this_ms.mean())), frame.y(float(next_ms.mean()))
        yield (
            f'<ellipse rx="{sd2 * px:.1f}" ry="{sd1 * px:.1f}" fill="none" '
            f'stroke="{MARK}" stroke-width="2" '
            f'transform="translate({x:.1f} {y:.1f}) rotate(-45)"/>'
        )
