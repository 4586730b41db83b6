"""Scores over time, with the bands of severity and the starts of treatments marked.

A start carries a number, so that a list beside the drawing can name the treatment.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

WIDTH, HEIGHT = 400, 250
LEFT, RIGHT, TOP, BOTTOM = 30.0, 368.0, 40.0, 220.0
SHADES = (0.03, 0.11)  # bands take turns, so that neighbours differ in print too
BADGE = 9.0  # radius of the number of a start
APART = 2 * BADGE + 2  # two numbers closer than this stand above each other
SHORT_DAYS = 62  # two months: below, both ends can have one name
LEAST_BAND = 14.0  # a lower band has no room for its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A stretch of the score and its name, from `low` up to `high`, both included."""

    name: str
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The day a treatment began."""

    on: date
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    first: date
    last: date
    highest: float

    def x(self, on: date) -> float:
        days = max((self.last - self.first).days, 1)
        return LEFT + (on - self.first).days / days * (RIGHT - LEFT)

    def said(self, on: date) -> str:
        """A month, with its day where the drawing spans few weeks."""
        short = (self.last - self.first).days < SHORT_DAYS
        return f"{on.day} {on:%b %Y}" if short else f"{on:%b %Y}"

    def y(self, value: float) -> float:
        return BOTTOM - value / self.highest * (BOTTOM - TOP)


def trajectory(
    points: Sequence[tuple[date, float]],
    *,
    highest: float,
    title: str,
    bands: Sequence[Band] = (),
    starts: Sequence[Start] = (),
) -> str:
    """An SVG, or "" without a score; the axis runs from 0 to `highest`.

    Points and starts are in order of time; starts get their numbers in that order.
    A start before the first score stands at the left edge, one after the last score
    widens the drawing.
    """
    if not points or highest <= 0:
        return ""
    first = points[0][0]
    last = max([points[-1][0], *(one.on for one in starts)])
    frame = _Frame(first=first, last=last, highest=highest)
    return "\n".join(
        (
            (
                f'<svg class="trajectory" xmlns="http://www.w3.org/2000/svg" '
                f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
                f'aria-label={quoteattr(title)} font-family="system-ui, sans-serif" '
                'font-size="13" fill="currentColor">'
            ),
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(_said(points, bands, starts))}</desc>",
            *_bands(bands, frame),
            *_axis(frame),
            *_starts(starts, frame),
            *_scores(points, frame),
            *_band_names(bands, frame),
            "</svg>",
        )
    )


def band_of(value: float, bands: Sequence[Band]) -> str:
    """The name of the band a score is in, or ""."""
    return next((one.name for one in bands if one.low <= value <= one.high), "")


def _said(
    points: Sequence[tuple[date, float]],
    bands: Sequence[Band],
    starts: Sequence[Start],
) -> str:
    scores = ", ".join(_score_said(on, value, bands) for on, value in points)
    begun = "; ".join(
        f"{place}: {one.name}, {one.on.isoformat()}"
        for place, one in enumerate(starts, start=1)
    )
    return f"{scores}. {begun}." if begun else f"{scores}."


def _score_said(on: date, value: float, bands: Sequence[Band]) -> str:
    name = band_of(value, bands)
    return f"{on.isoformat()}: {value:g}" + (f" ({name})" if name else "")


def _bands(bands: Sequence[Band], frame: _Frame) -> Iterator[str]:
    for place, (_band, top, bottom) in enumerate(_placed(bands, frame)):
        yield (
            f'<rect x="{LEFT:g}" y="{top:.1f}" width="{RIGHT - LEFT:g}" '
            f'height="{bottom - top:.1f}" fill-opacity="{SHADES[place % 2]:g}"/>'
        )


def _placed(
    bands: Sequence[Band], frame: _Frame
) -> Iterator[tuple[Band, float, float]]:
    """Each band with its upper and lower edge."""
    for place, band in enumerate(bands):
        # Whole numbers: a band reaches to where the next one begins.
        after = bands[place + 1].low if place + 1 < len(bands) else frame.highest
        yield band, frame.y(after), frame.y(band.low)


def _band_names(bands: Sequence[Band], frame: _Frame) -> Iterator[str]:
    """The names, over the line, so that it never strikes one out."""
    for band, top, bottom in _placed(bands, frame):
        if bottom - top >= LEAST_BAND:
            yield (
                f'<text x="{RIGHT - 8:g}" y="{(top + bottom) / 2 + 4:.1f}" '
                f'text-anchor="end" font-size="12.5" opacity="0.8">'
                f"{escape(band.name)}</text>"
            )


def _axis(frame: _Frame) -> Iterator[str]:
    yield (
        f'<path d="M{LEFT:g} {TOP:g}V{BOTTOM:g}H{RIGHT:g}" fill="none" '
        'stroke="currentColor" stroke-opacity="0.4"/>'
    )
    for value in (0.0, frame.highest):
        yield (
            f'<text x="{LEFT - 6:g}" y="{frame.y(value) + 4:.1f}" '
            f'text-anchor="end">{value:g}</text>'
        )
    yield f'<text x="{LEFT:g}" y="{BOTTOM + 20:g}">{frame.said(frame.first)}</text>'
    if frame.last > frame.first:  # a single day stands at the left edge
        yield (
            f'<text x="{RIGHT:g}" y="{BOTTOM + 20:g}" text-anchor="end">'
            f"{frame.said(frame.last)}</text>"
        )


def _starts(starts: Sequence[Start], frame: _Frame) -> Iterator[str]:
    before, row = -APART, 0
    for place, one in enumerate(starts, start=1):
        x = max(frame.x(one.on), LEFT)
        row = row + 1 if x - before < APART else 0
        before = x
        y = TOP - BADGE - 4 - (row % 2) * APART / 2
        x_badge = min(x + row // 2 * APART, RIGHT - BADGE)
        yield (
            f'<g class="start"><path d="M{x:.1f} {y + BADGE:.1f}V{BOTTOM:g}" '
            'stroke="currentColor" stroke-opacity="0.6" stroke-dasharray="3 4"/>'
            f'<circle cx="{x_badge:.1f}" cy="{y:.1f}" r="{BADGE:g}" fill="none" '
            'stroke="currentColor" stroke-opacity="0.7"/>'
            f'<text x="{x_badge:.1f}" y="{y + 4:.1f}" text-anchor="middle" '
            f'font-size="12" font-weight="600">{place}</text></g>'
        )


def _scores(points: Sequence[tuple[date, float]], frame: _Frame) -> Iterator[str]:
    placed = [(frame.x(on), frame.y(value)) for on, value in points]
    yield '<g class="line">'
    if len(placed) > 1:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        yield (
            f'<polyline points="{path}" fill="none" stroke="currentColor" '
            'stroke-width="2.4" stroke-linejoin="round" stroke-linecap="round"/>'
        )
    for x, y in placed:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6"/>'
    x, y = placed[-1]
    yield (
        f'<text x="{x + 8:.1f}" y="{y + 5:.1f}" font-size="15" '
        f'font-weight="650">{points[-1][1]:g}</text></g>'
    )
