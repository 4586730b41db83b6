"""Intervals that arrived over the air: lost and repeated ones are seen by the clock."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.beats import LONGEST_INTERVAL_MS, Beats
from heartsease.importers.errors import FileRefused

LOST_S = 3.0  # packets come once a second and late at times; more is lost beats
MOST_COVERED = 1.3  # more beats than time: the strap sent them again
LEAST_COVERED = 0.9
LONGEST_SILENCE_S = 366 * 86_400.0  # in one file; more is a clock that was set anew


def beats_of_arrivals(
    intervals_ms: NDArray[np.float64], arrived_s: NDArray[np.float64]
) -> tuple[Beats, tuple[str, ...]]:
    """Beats by their own intervals, with a gap where the clock ran ahead of them.

    Arrival is not the time of a beat, so beats are only moved to it after a gap.
    Raises `FileRefused` when there are more beats than there was time, or when the clock
    jumps by more than a year.
    """
    silence = float(np.max(np.diff(arrived_s), initial=0.0))
    if not silence <= LONGEST_SILENCE_S:
        raise FileRefused(
            f"The time jumps ahead by {silence / 86_400:,.0f} days from one interval to "
            "the next.",
            advice="Correct the time of that line, or leave the line out.",
            field="time",
        )
    coverage = covered(intervals_ms, arrived_s)
    if coverage > MOST_COVERED:
        raise FileRefused(
            f"The intervals add up to {coverage:.1f} times the time in which they "
            "arrived: beats were sent more than once, or the times are wrong.",
            advice="Record again, with another program if it comes back.",
            field="time",
        )
    times = [float(arrived_s[0]) - float(intervals_ms[0]) / 1000.0]
    gaps = [True]
    for length, arrived in zip(intervals_ms, arrived_s, strict=True):
        time = times[-1] + length / 1000.0
        lost = arrived - time > LOST_S
        times.append(float(arrived) if lost else float(time))
        gaps.append(bool(lost) or length > LONGEST_INTERVAL_MS)
    silent = np.array(gaps)
    told = np.where(silent, np.nan, np.concatenate(([np.nan], intervals_ms)))
    column = np.array(times) - times[0]
    notes: Sequence[str] = ()
    if coverage < LEAST_COVERED:
        notes = (f"Only {100 * coverage:.0f} % of the time is covered by beats.",)
    beats = Beats(times_s=column, intervals_ms=told, kept=~np.isnan(told))
    return beats, tuple(notes)


def covered(intervals_ms: NDArray[np.float64], arrived_s: NDArray[np.float64]) -> float:
    """Time in beats over time on the clock; 1.0 for a single arrival."""
    span = float(arrived_s[-1] - arrived_s[0])
    return float(intervals_ms[1:].sum()) / 1000.0 / span if span > 0 else 1.0
