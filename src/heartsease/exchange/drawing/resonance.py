"""An assessment of the breathing pace: one column for each rate, the named ones marked.

The height is the score, 0 to 1; the words on the columns say the swing and how often the
rate won, so that nothing rests on height or colour alone.
"""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from heartsease.hrv.resonance.assess import Rated, Resonance
from heartsease.hrv.resonance.protocol import Criterion
from heartsease.hrv.say import Say

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 28.0, 612.0, 96.0, 318.0
WIDEST = 76.0  # of a column
NARROW = 108.0  # px for a column; below, the words on it are the short ones
LEAST = 3.0  # px; a score of 0 is still a column that can be seen
_LINE = 52  # signs of the heading that fit on a line
_NAMED, _OTHER = "#8d7bd1", "#7fa08a"


def resonance(found: Resonance, *, sentence: str, say: Say) -> str:
    """An SVG with its title, a description in words, and the sentence as its heading."""
    title = say("drawing.title")
    described = "; ".join(
        say(
            "drawing.described",
            rate=f"{one.rate_per_min:g}",
            swing=_swing(one),
            share=_won(one),
        )
        for one in found.rated
    )
    return "\n".join(
        (
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" '
                f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
                'aria-labelledby="pace-title pace-desc" '
                'font-family="system-ui, sans-serif" fill="currentColor">'
            ),
            f'<title id="pace-title">{escape(title)}</title>',
            f'<desc id="pace-desc">{escape(f"{sentence} {described}.")}</desc>',
            _defs(),
            *_heading(sentence),
            (
                f'<line x1="{LEFT:g}" y1="{BOTTOM:g}" x2="{RIGHT:g}" y2="{BOTTOM:g}" '
                'stroke="currentColor" stroke-opacity="0.5"/>'
            ),
            *_columns(found, say),
            (
                f'<text x="{(LEFT + RIGHT) / 2:g}" y="{HEIGHT - 14}" font-size="16" '
                f'text-anchor="middle" fill-opacity="0.8">{escape(say("drawing.pace"))}'
                "</text>"
            ),
            "</svg>",
        )
    )


def _defs() -> str:
    """Dots mark what is named for eyes and printers without its colour."""
    return (
        '<defs><pattern id="pace-dots" width="9" height="9" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="9" height="9" fill="{_NAMED}"/>'
        '<circle cx="4.5" cy="4.5" r="1.5" fill="#f4f0ff"/></pattern></defs>'
    )


def _heading(sentence: str) -> Iterator[str]:
    for place, line in enumerate(_lines(sentence)):
        yield (
            f'<text x="{LEFT:g}" y="{28 + 23 * place}" font-size="19" '
            f'font-weight="600">{escape(line)}</text>'
        )


def _lines(sentence: str) -> Sequence[str]:
    """Broken between words; SVG does not wrap by itself."""
    lines = [""]
    for word in sentence.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _columns(found: Resonance, say: Say) -> Iterator[str]:
    room = (RIGHT - LEFT) / len(found.rated)
    width = min(room * 0.62, WIDEST)
    for place, one in enumerate(found.rated):
        middle = LEFT + room * (place + 0.5)
        height = max(min(max(one.score, 0.0), 1.0) * (BOTTOM - TOP - 44), LEAST)
        named = one.rate_per_min in found.rates
        fill = "url(#pace-dots)" if named else f'{_OTHER}" fill-opacity="0.75'
        top = BOTTOM - height
        yield (
            f'<rect x="{middle - width / 2:.1f}" y="{top:.1f}" width="{width:.1f}" '
            f'height="{height:.1f}" rx="4" fill="{fill}"/>'
        )
        yield _text(middle, top - 26, say("drawing.swing", swing=_swing(one)), 14)
        won = "drawing.won" if room >= NARROW else "drawing.won_short"
        yield _text(middle, top - 9, say(won, share=_won(one)), 12, 0.75)
        yield _text(middle, BOTTOM + 24, f"{one.rate_per_min:g}", 18, bold=named)
        if named:
            yield _text(middle, BOTTOM + 42, say("drawing.named"), 12, 0.8)


def _text(
    x: float, y: float, words: str, size: int, opacity: float = 1, *, bold: bool = False
) -> str:
    weight = ' font-weight="700"' if bold else ""
    faint = "" if opacity == 1 else f' fill-opacity="{opacity:g}"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="middle"'
        f"{weight}{faint}>{escape(words)}</text>"
    )


def _swing(one: Rated) -> str:
    return f"{one.criteria[Criterion.SWING]:.0f}"


def _won(one: Rated) -> str:
    return f"{100 * one.support:.0f}"
