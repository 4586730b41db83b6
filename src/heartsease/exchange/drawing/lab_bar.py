"""One result on its bar: where it lies between low, usual and high.

The bar repeats what the words beside it say; it never says more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from heartsease.exchange.numbers import number

WIDTH, HEIGHT = 260, 62
LEFT, RIGHT, TOP, BOTTOM = 6.0, 254.0, 22.0, 34.0
GAP = 2.0  # between two zones
ROOM = 0.12  # of the axis, kept free outside the outermost mark
FAR = 2.0  # widths of the interval; a value farther away stands at the edge
LEAST_ZONE = 36.0  # a narrower zone has no room for its name
LETTER = 6.2  # about the width of a letter of the words under a zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the three zones are called."""

    low: str = "low"
    usual: str = "usual"
    high: str = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Zone:
    name: str
    start: float
    end: float
    usual: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    start: float
    end: float

    def x(self, value: float) -> float:
        share = (value - self.start) / (self.end - self.start)
        return LEFT + min(max(share, 0.0), 1.0) * (RIGHT - LEFT)


def lab_bar(
    value: float,
    *,
    low: float | None,
    high: float | None,
    said: str,
    words: Words | None = None,
) -> str:
    """An SVG, or "" when the interval has no limit at all or is upside down.

    `said` is the result in words, such as "Vitamin D: 38 nmol/L, low".
    """
    if (low is None and high is None) or (
        low is not None and high is not None and low >= high
    ):
        return ""
    names = words or Words()
    axis = _axis(value, low, high)
    zones = _zones(axis, low, high, names)
    return "\n".join(
        (
            (
                f'<svg class="lab-bar" xmlns="http://www.w3.org/2000/svg" '
                f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
                f"aria-label={quoteattr(said)} "
                'font-family="system-ui, sans-serif" font-size="11" fill="currentColor">'
            ),
            f"<title>{escape(said)}</title>",
            f"<desc>{escape(_described(low, high, names))}</desc>",
            *_drawn(zones, axis),
            *_limits(low, high, axis),
            _marker(axis, value),
            "</svg>",
        )
    )


def _described(low: float | None, high: float | None, words: Words) -> str:
    if low is not None and high is not None:
        return f"{words.usual}: {number(low)} to {number(high)}"
    if high is not None:
        return f"{words.usual}: up to {number(high)}"
    return f"{words.usual}: from {number(low or 0.0)}"


def _axis(value: float, low: float | None, high: float | None) -> _Axis:
    """A stretch around the limits that reaches to the value, unless it is far away."""
    inner = low if low is not None else 0.0
    outer = high if high is not None else 2 * inner
    width = outer - inner or 1.0
    start = max(min(inner - width / 2, value), inner - FAR * width)
    end = min(max(outer + width / 2, value), outer + FAR * width)
    room = (end - start) * ROOM
    start, end = start - room, end + room
    if inner >= 0 and value >= 0:  # nothing we measure this way is below zero
        start = max(start, 0.0)
    return _Axis(start=start, end=end)


def _zones(
    axis: _Axis, low: float | None, high: float | None, words: Words
) -> tuple[_Zone, ...]:
    zones = []
    if low is not None:
        zones.append(_Zone(name=words.low, start=axis.start, end=low, usual=False))
    zones.append(
        _Zone(
            name=words.usual,
            start=axis.start if low is None else low,
            end=axis.end if high is None else high,
            usual=True,
        )
    )
    if high is not None:
        zones.append(_Zone(name=words.high, start=high, end=axis.end, usual=False))
    return tuple(zones)


def _drawn(zones: tuple[_Zone, ...], axis: _Axis) -> Iterator[str]:
    for zone in zones:
        start, end = axis.x(zone.start), axis.x(zone.end)
        if end - start <= GAP:
            continue
        kind = "usual" if zone.usual else "outside"
        yield (
            f'<rect class="{kind}" x="{start:.1f}" y="{TOP:g}" '
            f'width="{end - start - GAP:.1f}" height="{BOTTOM - TOP:g}" rx="3" '
            f'fill-opacity="{0.45 if zone.usual else 0.14}"/>'
        )
        if end - start >= max(LEAST_ZONE, len(zone.name) * LETTER):
            yield (
                f'<text x="{(start + end - GAP) / 2:.1f}" y="{BOTTOM + 24:g}" '
                f'text-anchor="middle" opacity="0.85">{escape(zone.name)}</text>'
            )


def _limits(low: float | None, high: float | None, axis: _Axis) -> Iterator[str]:
    for limit in (low, high):
        if limit is not None:
            yield (
                f'<text x="{axis.x(limit) - GAP / 2:.1f}" y="{BOTTOM + 12:g}" '
                f'text-anchor="middle" font-size="10" opacity="0.75">{number(limit)}</text>'
            )


def _marker(axis: _Axis, value: float) -> str:
    """A pointer with the number above it; an arrow when the value is beyond the bar."""
    x, said = axis.x(value), number(value)
    if value > axis.end:
        said = f"{said} \N{RIGHTWARDS ARROW}"
    elif value < axis.start:
        said = f"\N{LEFTWARDS ARROW} {said}"
    edge = len(said) * LETTER / 2 + 2
    word = min(max(x, LEFT + edge), RIGHT - edge)
    return (
        f'<g class="mark"><path d="M{x:.1f} {BOTTOM + 2:g}V{TOP - 4:g}" '
        'stroke="currentColor" stroke-width="2.4" stroke-linecap="round"/>'
        f'<circle cx="{x:.1f}" cy="{(TOP + BOTTOM) / 2:g}" r="4.5"/>'
        f'<text x="{word:.1f}" y="{TOP - 8:g}" text-anchor="middle" font-size="13" '
        f'font-weight="650">{said}</text></g>'
    )
