"""The map as a flower: eight petals, one for each domain.

A petal's colour and pattern say what was found, its filled part how complete the look
was; the words beside it say both, so nothing rests on colour alone.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from heartsease.core.plan.map import Domain, State

WIDTH, HEIGHT = 860, 560
CENTRE = (430.0, 280.0)
HEART, REACH = 34.0, 176.0  # inner and outer end of a petal, in px
HALF_TURN = math.pi / 8 * 0.86  # half the angle of a petal, with a gap between two
LABEL = 26.0  # distance of the words from the petal's end

_FILL = {
    State.NOT_LOOKED_AT: "none",
    State.NOTHING_FOUND: "#7fa08a",
    State.WORTH_A_LOOK: "#c9a24f",
    State.LIKELY: "#8d7bd1",
}


@dataclass(frozen=True, slots=True)
class _Petal:
    angle: float
    domain: Domain


def flower(domains: Sequence[Domain], *, title: str, looked_at: str) -> str:
    """An SVG of the map; `looked_at` is a sentence with `{share}`."""
    return _svg(
        domains,
        title=title,
        box=f"0 0 {WIDTH} {HEIGHT}",
        label=lambda _, petal: _words(petal, looked_at),
    )


def standalone(svg: str) -> str:
    """The drawing as a file of its own, with its own paper in light and dark."""
    style = (
        "<style>svg{color:#23212b;background:#fbfaf7}"
        "@media(prefers-color-scheme:dark){svg{color:#ebe8f3;background:#15151c}}"
        "</style>"
    )
    return svg.replace("<defs>", f"{style}<defs>", 1) + "\n"


def numbered_flower(domains: Sequence[Domain], *, title: str) -> str:
    """A small flower whose petals carry numbers, for a list beside it."""
    edge = REACH * 1.22
    left, top = CENTRE[0] - edge, CENTRE[1] - edge
    return _svg(
        domains,
        title=title,
        box=f"{left:g} {top:g} {2 * edge:g} {2 * edge:g}",
        label=_number,
    )


def _svg(
    domains: Sequence[Domain],
    *,
    title: str,
    box: str,
    label: Callable[[int, "_Petal"], str],
) -> str:
    petals = [
        _Petal(-math.pi / 2 + math.tau * n / len(domains), domain)
        for n, domain in enumerate(domains)
    ]
    described = "; ".join(f"{one.name}: {one.state.value}" for one in domains)
    return "\n".join(
        (
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" '
                f'viewBox="{box}" '
                'role="img" aria-labelledby="map-title map-desc" '
                'font-family="system-ui, sans-serif" fill="currentColor">'
            ),
            f'<title id="map-title">{escape(title)}</title>',
            f'<desc id="map-desc">{escape(described)}</desc>',
            _patterns(),
            *(_drawn(petal) for petal in petals),
            *(label(place, petal) for place, petal in enumerate(petals, start=1)),
            f'<circle cx="{CENTRE[0]:g}" cy="{CENTRE[1]:g}" r="15" fill="#e3c36a"/>',
            "</svg>",
        )
    )


def _patterns() -> str:
    """Dots mark "likely contributing" for eyes and printers without its colour."""
    return (
        '<defs><pattern id="dots" width="9" height="9" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="9" height="9" fill="{_FILL[State.LIKELY]}"/>'
        '<circle cx="4.5" cy="4.5" r="1.5" fill="#f4f0ff"/></pattern>'
        '<pattern id="lines" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)">'
        f'<rect width="7" height="7" fill="{_FILL[State.WORTH_A_LOOK]}"/>'
        '<rect width="1.6" height="7" fill="#fff8e4"/></pattern></defs>'
    )


def _drawn(petal: _Petal) -> str:
    domain = petal.domain
    outline = _path(petal.angle, REACH)
    edge = (
        f'<path d="{outline}" fill="currentColor" fill-opacity="0.05" '
        f'stroke="currentColor" stroke-opacity="0.55" stroke-width="1.3"'
        f"{_dashes(domain)}/>"
    )
    parts = [edge]
    if domain.state is not State.NOT_LOOKED_AT:
        end = HEART + (REACH - HEART) * max(domain.completeness, 0.12)
        parts.append(f'<path d="{_path(petal.angle, end)}" fill="{_fill(domain)}"/>')
    return "\n".join(parts)


def _number(place: int, petal: _Petal) -> str:
    x, y = _at(petal.angle, REACH * 1.13)
    return (
        f'<text x="{x:.1f}" y="{y + 9:.1f}" text-anchor="middle" font-size="27" '
        f'font-weight="600">{place}</text>'
    )


def _fill(domain: Domain) -> str:
    match domain.state:
        case State.LIKELY:
            return "url(#dots)"
        case State.WORTH_A_LOOK:
            return "url(#lines)"
        case _:
            return _FILL[domain.state]


def _dashes(domain: Domain) -> str:
    return ' stroke-dasharray="5 5"' if domain.state is State.NOT_LOOKED_AT else ""


def _path(angle: float, reach: float) -> str:
    """A petal: two curves from the heart to a rounded end."""
    x0, y0 = _at(angle, HEART * 0.72)
    left, right = angle - HALF_TURN, angle + HALF_TURN
    lx, ly = _at(left, reach * 0.93)
    rx, ry = _at(right, reach * 0.93)
    tlx, tly = _at(left, reach * 0.5)
    trx, try_ = _at(right, reach * 0.5)
    ex, ey = _at(angle, reach * 1.12)
    return (
        f"M{x0:.1f} {y0:.1f} Q{tlx:.1f} {tly:.1f} {lx:.1f} {ly:.1f} "
        f"Q{ex:.1f} {ey:.1f} {rx:.1f} {ry:.1f} "
        f"Q{trx:.1f} {try_:.1f} {x0:.1f} {y0:.1f}Z"
    )


def _at(angle: float, radius: float) -> tuple[float, float]:
    return CENTRE[0] + radius * math.cos(angle), CENTRE[1] + radius * math.sin(angle)


def _words(petal: _Petal, looked_at: str) -> str:
    x, y = _at(petal.angle, REACH + LABEL)
    lean = math.cos(petal.angle)
    anchor = "middle" if abs(lean) < 0.1 else ("start" if lean > 0 else "end")
    # Above and below the flower the three lines move out of the petal's way.
    lift = -34.0 if math.sin(petal.angle) < -0.9 else 0.0
    domain = petal.domain
    looked = looked_at.format(share=f"{domain.completeness:.0%}")
    if not domain.completeness:
        looked = ""
    return (
        f'<text x="{x:.1f}" y="{y + lift:.1f}" text-anchor="{anchor}" font-size="15">'
        f'<tspan font-weight="600">{escape(domain.name)}</tspan>'
        f'<tspan x="{x:.1f}" dy="19">{escape(domain.state.value)}</tspan>'
        f'<tspan x="{x:.1f}" dy="18" font-size="13" opacity="0.75">'
        f"{escape(looked)}</tspan></text>"
    )
