"""A small drawing for paper: a few marks in millimetres, without any colour.

The same marks become an SVG and, in the visit page, lines of a PDF, so that both show
the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

SMALL = 2.5  # mm, height of type: about 7 pt
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line through two points or more; `dash` is how long it is drawn, and left out."""

    points: tuple[tuple[float, float], ...]
    width: float = 0.2
    dash: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    x: float
    y: float
    radius: float = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A filled rectangle; `x` and `y` are its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words; `y` is the line they stand on."""

    x: float
    y: float
    text: str
    anchor: Anchor = "start"
    bold: bool = False


Mark = Line | Dot | Bar | Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """`said` are the same numbers in words, for those who listen."""

    said: str
    width: float
    height: float
    marks: tuple[Mark, ...]


def svg(drawing: Drawing) -> str:
    """In the colour of the text around it; everything typed by somebody is escaped."""
    return "\n".join(
        (
            (
                f'<svg class="on-paper" xmlns="http://www.w3.org/2000/svg" '
                f'viewBox="0 0 {drawing.width:g} {drawing.height:g}" role="img" '
                f"aria-label={quoteattr(drawing.said)} "
                f'font-family="system-ui, sans-serif" font-size="{SMALL:g}" '
                'fill="currentColor">'
            ),
            *_marks(drawing),
            "</svg>",
        )
    )


def _marks(drawing: Drawing) -> Iterator[str]:
    for mark in drawing.marks:
        match mark:
            case Line():
                points = " ".join(f"{x:.2f},{y:.2f}" for x, y in mark.points)
                dash = f' stroke-dasharray="{mark.dash:g}"' if mark.dash else ""
                yield (
                    f'<polyline points="{points}" fill="none" stroke="currentColor" '
                    f'stroke-width="{mark.width:g}"{dash}/>'
                )
            case Dot():
                yield f'<circle cx="{mark.x:.2f}" cy="{mark.y:.2f}" r="{mark.radius:g}"/>'
            case Bar():
                yield (
                    f'<rect x="{mark.x:.2f}" y="{mark.y:.2f}" '
                    f'width="{mark.width:.2f}" height="{mark.height:.2f}"/>'
                )
            case Label():
                bold = ' font-weight="650"' if mark.bold else ""
                yield (
                    f'<text x="{mark.x:.2f}" y="{mark.y:.2f}" '
                    f'text-anchor="{mark.anchor}"{bold}>{escape(mark.text)}</text>'
                )
