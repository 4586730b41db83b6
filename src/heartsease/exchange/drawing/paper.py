"""Drawings of a course for paper: scores, the scales of a check-in, and nights.

Black on white, and nothing in them is told by colour alone. A day without a word has no
mark, and no line is drawn over it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from heartsease.core.sleep.diary import hours_drawn
from heartsease.exchange.drawing.marks import Bar, Dot, Drawing, Label, Line, Mark
from heartsease.exchange.drawing.trajectory import Band, Start, band_of

FULL, THIRD = 190.0, 61.0  # mm: one across A4, and three beside each other
EDGE = 6.0  # room for the numbers of the axis
COURSE_HEIGHT, SCALE_HEIGHT, NIGHTS_HEIGHT = 46.0, 24.0, 40.0
HEAD, FOOT = 5.0, 4.5  # room for a name above, and for days below
APART = 4.0  # two numbers nearer than this would cover each other
CLOCKS_APART = 6 * 60  # minutes between two lines behind the nights


@dataclass(frozen=True, slots=True, kw_only=True)
class NightSpan:
    """One night: asleep from and to, in minutes after the midnight of its day."""

    on: date  # the day of getting up
    begins: float | None
    ends: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """Where days and values are on the paper."""

    first: date
    last: date
    highest: float
    width: float
    height: float
    lowest: float = 0.0
    left: float = EDGE + 1.0
    right: float = 2.0

    @property
    def bottom(self) -> float:
        return self.height - FOOT

    def x(self, on: date) -> float:
        days = max((self.last - self.first).days, 1)
        share = (on - self.first).days / days
        return self.left + share * (self.width - self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - value / self.highest * (self.bottom - HEAD)


def course(
    points: Sequence[tuple[date, float]],
    *,
    name: str,
    highest: float,
    bands: Sequence[Band] = (),
    starts: Sequence[Start] = (),
) -> Drawing | None:
    """Scores over time, with the names of their bands and numbers for starts.

    Points and starts are in order of time. None with fewer than two days: one answer is
    a number and no course.
    """
    if len({on for on, _ in points}) < 2:
        return None
    frame = _Frame(
        first=points[0][0],
        last=max([points[-1][0], *(one.on for one in starts)]),
        highest=highest,
        width=FULL,
        height=COURSE_HEIGHT,
        left=EDGE + 3.0,  # so that the first number stands clear of the axis
        right=36.0,  # the names of the bands stand there
    )
    scores = ", ".join(
        f"{on.isoformat()}: {value:g}"
        + (f" ({band})" if (band := band_of(value, bands)) else "")
        for on, value in points
    )
    begun = "; ".join(
        f"{place}: {one.name}, {one.on.isoformat()}"
        for place, one in enumerate(starts, start=1)
    )
    marks = (
        *_axis(frame),
        *_bands(bands, frame),
        *_starts(starts, frame),
        *_through(points, frame, over_gaps=True),
        *_numbers(points, frame),
    )
    return Drawing(
        said=f"{name}: {scores}." + (f" {begun}." if begun else ""),
        width=FULL,
        height=COURSE_HEIGHT,
        marks=marks,
    )


def scale(
    points: Sequence[tuple[date, float]],
    *,
    name: str,
    first: date,
    last: date,
    highest: float,
) -> Drawing:
    """One scale of the check-ins over the days from `first` to `last`."""
    frame = _Frame(
        first=first, last=last, highest=highest, width=THIRD, height=SCALE_HEIGHT
    )
    said = ", ".join(f"{on.isoformat()}: {value:g}" for on, value in points)
    return Drawing(
        said=f"{name}: {said}",
        width=THIRD,
        height=SCALE_HEIGHT,
        marks=(
            Label(x=0.0, y=3.0, text=name, bold=True),
            *_axis(frame),
            *_through(points, frame, over_gaps=False),
        ),
    )


def nights(
    spans: Sequence[NightSpan], *, name: str, first: date, last: date
) -> Drawing:
    """One bar for each night from falling asleep to waking; "?" where a time is missing."""
    hours = hours_drawn(
        (one.begins, one.ends)
        for one in spans
        if one.begins is not None and one.ends is not None
    )
    frame = _Frame(
        first=first,
        last=last,
        lowest=hours[0],
        highest=hours[1],
        width=FULL,
        height=NIGHTS_HEIGHT,
        right=4.0,
    )
    left = EDGE + 5.0
    return Drawing(
        said=f"{name}: " + ", ".join(map(_night_said, spans)),
        width=FULL,
        height=NIGHTS_HEIGHT,
        marks=(*_clock_lines(frame, left), *_night_bars(spans, frame, left)),
    )


def _axis(frame: _Frame) -> Iterator[Mark]:
    right = frame.width - frame.right
    yield Line(
        points=((EDGE, HEAD), (EDGE, frame.bottom), (right, frame.bottom)), width=0.15
    )
    for value in (0.0, frame.highest):
        yield Label(
            x=EDGE - 1.0, y=frame.y(value) + 0.9, text=f"{value:g}", anchor="end"
        )
    below = frame.height - 0.8
    yield Label(x=EDGE, y=below, text=_short(frame.first, frame))
    yield Label(x=right, y=below, text=_short(frame.last, frame), anchor="end")


def _bands(bands: Sequence[Band], frame: _Frame) -> Iterator[Mark]:
    right = frame.width - frame.right
    for place, band in enumerate(bands):
        # Whole numbers: a band reaches to where the next one begins.
        after = bands[place + 1].low if place + 1 < len(bands) else frame.highest
        if band.low > 0:
            edge = frame.y(band.low)
            yield Line(points=((EDGE, edge), (right, edge)), width=0.1, dash=0.8)
        middle = frame.y((after + band.low) / 2)
        yield Label(x=right + 4.0, y=middle + 0.9, text=band.name)


def _starts(starts: Sequence[Start], frame: _Frame) -> Iterator[Mark]:
    before, row = -APART, 0
    for place, one in enumerate(starts, start=1):
        x = max(frame.x(one.on), EDGE)
        row = (row + 1) % 2 if x - before < APART else 0
        before = x
        yield Line(points=((x, HEAD), (x, frame.bottom)), width=0.15, dash=0.5)
        yield Label(
            x=x, y=HEAD - 0.6 - row * 2.2, text=f"{place}", anchor="middle", bold=True
        )


def _through(
    points: Sequence[tuple[date, float]], frame: _Frame, *, over_gaps: bool
) -> Iterator[Mark]:
    for (before, low), (after, high) in pairwise(points):
        if over_gaps or after - before <= timedelta(days=1):
            ends = ((frame.x(before), frame.y(low)), (frame.x(after), frame.y(high)))
            yield Line(points=ends, width=0.35)
    for on, value in points:
        yield Dot(x=frame.x(on), y=frame.y(value))


def _numbers(points: Sequence[tuple[date, float]], frame: _Frame) -> Iterator[Mark]:
    """The number above its dot, the newest always, others where there is room."""
    nearest = frame.width
    for on, value in reversed(points):
        if nearest - frame.x(on) >= APART:
            nearest = frame.x(on)
            yield Label(
                x=nearest, y=frame.y(value) - 1.4, text=f"{value:g}", anchor="middle"
            )


def _clock_lines(frame: _Frame, left: float) -> Iterator[Mark]:
    for minute in range(int(frame.lowest), int(frame.highest) + 1, CLOCKS_APART):
        y = _clock_y(minute, frame)
        yield Line(
            points=((left, y), (frame.width, y)), width=0.1, dash=0.0 if minute else 0.8
        )
        yield Label(x=left - 1.0, y=y + 0.9, text=clock(minute), anchor="end")


def _night_bars(
    spans: Sequence[NightSpan], frame: _Frame, left: float
) -> Iterator[Mark]:
    days = (frame.last - frame.first).days + 1
    column = (frame.width - left) / days
    for number in range(days - 1, -1, -7):
        on = frame.first + timedelta(days=number)
        yield Label(
            x=left + (number + 0.5) * column,
            y=frame.height - 0.8,
            text=_short(on, frame),
            anchor="middle" if number + 1 < days else "end",
        )
    for one in spans:
        x = left + (one.on - frame.first).days * column
        if one.begins is None or one.ends is None:
            y = _clock_y(0, frame) - 1.0
            yield Label(x=x + column / 2, y=y, text="?", anchor="middle")
            continue
        top, bottom = _clock_y(one.begins, frame), _clock_y(one.ends, frame)
        yield Bar(x=x + column * 0.2, y=top, width=column * 0.6, height=bottom - top)


def _clock_y(minute: float, frame: _Frame) -> float:
    """The earliest hour is at the top."""
    share = (minute - frame.lowest) / (frame.highest - frame.lowest)
    return HEAD + share * (frame.bottom - HEAD)


def _night_said(one: NightSpan) -> str:
    if one.begins is None or one.ends is None:
        return f"{one.on.isoformat()}: ?"
    return f"{one.on.isoformat()}: {clock(one.begins)}-{clock(one.ends)}"


def clock(minute: float) -> str:
    """Minutes after midnight, or before it, as a clock shows them."""
    hours, rest = divmod(round(minute) % (24 * 60), 60)
    return f"{hours}:{rest:02d}"


def _short(on: date, frame: _Frame) -> str:
    """A day and month; the year too, where a drawing spans more than one."""
    year = f" {on.year}" if frame.first.year != frame.last.year else ""
    return f"{on.day} {on:%b}{year}"
