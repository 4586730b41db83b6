"""A small line of scores over time, with its numbers in words for those who listen."""

from collections.abc import Sequence
from datetime import date
from xml.sax.saxutils import quoteattr

WIDTH, HEIGHT, EDGE = 150, 34, 4


def sparkline(
    points: Sequence[tuple[date, float]], *, highest: float, name: str
) -> str:
    """An SVG, or "" for fewer than two points; the vertical axis runs from 0."""
    if len({on for on, _ in points}) < 2 or highest <= 0:
        return ""
    first, last = points[0][0].toordinal(), points[-1][0].toordinal()
    span = max(last - first, 1)
    placed = [
        (
            EDGE + (on.toordinal() - first) / span * (WIDTH - 2 * EDGE),
            HEIGHT - EDGE - value / highest * (HEIGHT - 2 * EDGE),
        )
        for on, value in points
    ]
    said = ", ".join(f"{on.isoformat()}: {value:g}" for on, value in points)
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
    x, y = placed[-1]
    return (
        f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f"aria-label={quoteattr(f'{name}: {said}')}>"
        f'<line x1="{EDGE}" x2="{WIDTH - EDGE}" y1="{HEIGHT - EDGE}" '
        f'y2="{HEIGHT - EDGE}" stroke="currentColor" stroke-opacity="0.3"/>'
        f'<polyline points="{path}" fill="none" stroke="currentColor" '
        'stroke-width="1.6" stroke-linejoin="round"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="currentColor"/></svg>'
    )
