"""One recording on one sheet: beats over time, their rhythms, each against the next."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

import numpy as np

from heartsease.exchange.drawing.heart.poincare import poincare
from heartsease.exchange.drawing.heart.spectrum import spectrum
from heartsease.exchange.drawing.heart.tachogram import tachogram
from heartsease.hrv.arrays import Floats
from heartsease.hrv.beats import Beats
from heartsease.hrv.measures import Measured
from heartsease.hrv.nonlinear.poincare import pairs
from heartsease.hrv.series import series_of

WIDTH, HEIGHT = 900, 720
_PAPER = (
    "<style>svg{color:#23212b;background:#fbfaf7}"
    "@media(prefers-color-scheme:dark){svg{color:#ebe8f3;background:#15151c}}</style>"
)


def sheet(title: str, *, beats: Beats, measured: Measured, given: Beats) -> str:
    """An SVG file; `given` are the beats before cleaning, `beats` those measured.

    Expects at least one kept interval. A part that has too few beats says so.
    """
    left_out = _left_out(beats, given)
    series = series_of(beats)
    this, following = pairs(series)
    known = measured.known()
    return "\n".join(
        (
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
                'role="img" aria-labelledby="heart-title heart-desc" '
                'font-family="system-ui, sans-serif" font-size="12.5" '
                'fill="currentColor">'
            ),
            f'<title id="heart-title">{escape(title)}</title>',
            f'<desc id="heart-desc">{escape(_said(measured, len(left_out[0])))}</desc>',
            _PAPER,
            f'<text x="72" y="34" font-size="18" font-weight="600">{escape(title)}</text>',
            (
                f'<text x="72" y="56" opacity="0.8">'
                f"{escape(_said(measured, len(left_out[0])))}</text>"
            ),
            *tachogram(
                beats,
                left_out_s=left_out[0],
                left_out_ms=left_out[1],
                left=72.0,
                top=100.0,
                width=800.0,
                height=210.0,
            ),
            *(
                spectrum(
                    measured.spectrum, left=72.0, top=400.0, width=430.0, height=260.0
                )
                if measured.spectrum is not None
                and np.isfinite(measured.spectrum.power).all()
                else _absent(72.0, 400.0, "Too few beats in a row for a spectrum.")
            ),
            *(
                poincare(
                    this,
                    following,
                    sd1=known.get("sd1"),
                    sd2=known.get("sd2"),
                    left=616.0,
                    top=400.0,
                    side=256.0,
                )
                if len(this)
                else _absent(616.0, 400.0, "No two neighbours are kept.")
            ),
            "</svg>\n",
        )
    )


def _left_out(beats: Beats, given: Beats) -> tuple[Floats, Floats]:
    """End and length of every given interval that was not kept as it was."""
    there = np.flatnonzero(~np.isnan(given.intervals_ms))
    ends, lengths = given.times_s[there], given.intervals_ms[there]
    kept_ends, kept = beats.times_s[beats.kept], beats.intervals_ms[beats.kept]
    place = np.searchsorted(kept_ends, ends - 5e-4)
    inside = np.minimum(place, len(kept_ends) - 1)
    same = (np.abs(kept_ends[inside] - ends) < 1e-3) & (
        np.abs(kept[inside] - lengths) < 1.0
    )
    return ends[~same], lengths[~same]


def _said(measured: Measured, left_out: int) -> str:
    minutes = measured.duration_s / 60.0
    parts = [f"{measured.intervals:,} normal intervals in {minutes:,.1f} min"]
    if left_out:
        parts.append(f"{left_out:,} left out or repaired, marked with a cross")
    if measured.gaps:
        parts.append(f"{measured.gaps:,} gaps")
    return "; ".join(parts) + "."


def _absent(x: float, y: float, words: str) -> Iterator[str]:
    yield f'<text x="{x:g}" y="{y + 20:g}" opacity="0.8">{escape(words)}</text>'
