"""A breath as a circle that draws itself, without any script."""

from dataclasses import dataclass

from heartsease.core.practices.definition import Pacer

SMALL, LARGE = 46, 104  # radius of the circle, in units of the drawing
_SOFT = ".4 0 .6 1"  # slow at both ends, as a breath is


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What stands in the circle during one part, and when it is seen."""

    part: str  # "in" | "hold" | "out" | "rest"
    values: str
    key_times: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One breath for SVG's own animation; the parts that take no time are left out."""

    cycle: str
    radii: str
    key_times: str
    splines: str
    words: tuple[Word, ...]


def drawn(pacer: Pacer) -> Drawn:
    """The breath of a pacer, as shares of one whole breath."""
    parts = [
        (name, seconds / pacer.cycle_s, radius)
        for name, seconds, radius in (
            ("in", pacer.breathe_in_s, LARGE),
            ("hold", pacer.hold_in_s, LARGE),
            ("out", pacer.breathe_out_s, SMALL),
            ("rest", pacer.hold_out_s, SMALL),
        )
        if seconds > 0
    ]
    ends, passed = [], 0.0
    for _, share, _ in parts:
        passed += share
        ends.append(passed)
    ends[-1] = 1.0
    starts = [0.0, *ends[:-1]]
    return Drawn(
        cycle=f"{pacer.cycle_s:g}s",
        radii=";".join(str(one) for one in (SMALL, *(radius for *_, radius in parts))),
        key_times=";".join(f"{one:.4f}" for one in (0.0, *ends)),
        splines=";".join(_SOFT for _ in parts),
        words=tuple(
            _word(name, start, end)
            for (name, *_), start, end in zip(parts, starts, ends, strict=True)
        ),
    )


def counted(seconds: float) -> str:
    """A part of a breath to count along: 1, 2, 3, 4."""
    return ", ".join(str(one) for one in range(1, round(seconds) + 1))


def _word(part: str, start: float, end: float) -> Word:
    values, times = ["1"], [start]
    if start > 0:
        values, times = ["0", *values], [0.0, *times]
    if end < 1:
        values, times = [*values, "0"], [*times, end]
    return Word(
        part=part,
        values=";".join(values),
        key_times=";".join(f"{one:.4f}" for one in times),
    )
