"""One plot's frame: where a number lies in px, its axes and their words."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

_STEPS = (1.0, 2.0, 5.0)
_LINES = 5  # about as many marks as an axis can bear


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A rectangle in px and the numbers its edges stand for; `y_low` lies at the bottom."""

    left: float
    top: float
    width: float
    height: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def x(self, value: float) -> float:
        """Where a number of the lower axis lies."""
        return (
            self.left + (value - self.x_low) / (self.x_high - self.x_low) * self.width
        )

    def y(self, value: float) -> float:
        """Where a number of the side axis lies."""
        share = (value - self.y_low) / (self.y_high - self.y_low)
        return self.top + self.height * (1.0 - share)


def marks(low: float, high: float) -> list[float]:
    """A few round numbers from `low` to `high`."""
    rough = (high - low) / _LINES
    size = 10.0 ** math.floor(math.log10(rough))
    step = next((one * size for one in _STEPS if one * size >= rough), 10.0 * size)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [place * step for place in range(first, last + 1)]


def axes(frame: Frame, *, title: str, x_name: str, y_name: str) -> Iterator[str]:
    """The title, thin lines at round numbers, the numbers, and what they are."""
    right, bottom = frame.left + frame.width, frame.top + frame.height
    yield (
        f'<text x="{frame.left:g}" y="{frame.top - 14:g}" font-size="15" '
        f'font-weight="600">{escape(title)}</text>'
    )
    for value in marks(frame.y_low, frame.y_high):
        y = frame.y(value)
        yield (
            f'<path d="M{frame.left:g} {y:.1f}H{right:g}" stroke="currentColor" '
            f'stroke-opacity="0.12"/><text x="{frame.left - 7:g}" y="{y + 4:.1f}" '
            f'text-anchor="end">{value:,g}</text>'
        )
    for value in marks(frame.x_low, frame.x_high):
        yield (
            f'<text x="{frame.x(value):.1f}" y="{bottom + 18:g}" '
            f'text-anchor="middle">{value:,g}</text>'
        )
    yield (
        f'<path d="M{frame.left:g} {frame.top:g}V{bottom:g}H{right:g}" fill="none" '
        f'stroke="currentColor" stroke-opacity="0.45"/>'
        f'<text x="{right:g}" y="{bottom + 36:g}" text-anchor="end" opacity="0.8">'
        f"{escape(x_name)}</text>"
        f'<text x="{right:g}" y="{frame.top - 14:g}" text-anchor="end" opacity="0.8">'
        f"{escape(y_name)}</text>"
    )
