"""The power spectral density, its bands shaded in turns and named."""

from collections.abc import Iterator

import numpy as np

from heartsease.exchange.drawing.heart.axes import Frame, axes
from heartsease.exchange.drawing.heart.tachogram import LINE
from heartsease.hrv.spectrum.bands import HF_HZ, LF_HZ, VLF_HZ
from heartsease.hrv.spectrum.density import Density

HIGHEST_HZ = 0.5
_BANDS = (("VLF", VLF_HZ, 0.05), ("LF", LF_HZ, 0.11), ("HF", HF_HZ, 0.05))


def spectrum(
    density: Density, *, left: float, top: float, width: float, height: float
) -> Iterator[str]:
    """The parts of an SVG, up to 0.5 Hz."""
    shown = (density.frequencies_hz > 0) & (density.frequencies_hz <= HIGHEST_HZ)
    frequencies, power = density.frequencies_hz[shown], density.power[shown]
    frame = Frame(
        left=left,
        top=top,
        width=width,
        height=height,
        x_low=0.0,
        x_high=HIGHEST_HZ,
        y_low=0.0,
        y_high=max(float(np.max(power, initial=0.0)) * 1.08, 1.0),
    )
    for name, (low, high), shade in _BANDS:
        x, end = frame.x(low), frame.x(high)
        yield (
            f'<rect x="{x:.1f}" y="{top:g}" width="{end - x:.1f}" height="{height:g}" '
            f'fill-opacity="{shade:g}"/><text x="{(x + end) / 2:.1f}" y="{top + 17:g}" '
            f'text-anchor="middle" opacity="0.8">{name}</text>'
        )
    yield from axes(frame, title="Rhythms in them", x_name="Hz", y_name="ms²/Hz")
    points = " ".join(
        f"{frame.x(frequency):.1f},{frame.y(value):.1f}"
        for frequency, value in zip(frequencies.tolist(), power.tolist(), strict=True)
    )
    yield (
        f'<polyline points="{points}" fill="none" stroke="{LINE}" stroke-width="1.8" '
        'stroke-linejoin="round"/>'
    )
