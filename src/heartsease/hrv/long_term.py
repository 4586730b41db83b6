"""Segments of a long recording: how the hour and the minute share its variability."""

from dataclasses import dataclass

import numpy as np

from heartsease.core.values.unknown import Unknown, unknown
from heartsease.hrv.arrays import Floats
from heartsease.hrv.beats import Beats
from heartsease.hrv.metric import Metric
from heartsease.hrv.series import Series, series_of

SEGMENTS_MIN = (1, 2, 5)
LEAST_FILLED = 0.5  # of a segment; a thinner one is as good as missing
LEAST_SEGMENTS = 3
LEAST_BEATS_OF_HOUR = 60
DAY_S, HOUR_S = 86_400.0, 3_600.0
_GAPS = "segments follow the clock; one that kept intervals fill by less than half is left out"
_SOURCE = "Task Force 1996; Shaffer and Ginsberg 2017"


def _pair(minutes: int) -> tuple[Metric, Metric]:
    shortest = LEAST_SEGMENTS * minutes * 60.0
    missing = f"{LEAST_SEGMENTS} full segments of {minutes} min"
    return (
        Metric(
            id=f"sdann_{minutes}",
            name=f"SDANN, {minutes} min",
            unit="ms",
            convention=f"SD (ddof 1) of the mean NN of every full {minutes}-min segment",
            gaps=_GAPS,
            source=_SOURCE,
            intervals=LEAST_SEGMENTS,
            seconds=shortest * LEAST_FILLED,
            undefined=missing,
        ),
        Metric(
            id=f"sdnn_index_{minutes}",
            name=f"SDNN index, {minutes} min",
            unit="ms",
            convention=f"mean of the SD (ddof 1) of NN in every full {minutes}-min segment",
            gaps=_GAPS,
            source=_SOURCE,
            intervals=LEAST_SEGMENTS,
            seconds=shortest * LEAST_FILLED,
            undefined=missing,
        ),
    )


METRICS = tuple(metric for minutes in SEGMENTS_MIN for metric in _pair(minutes))


def measure(series: Series) -> dict[str, float]:
    """SDANN and SDNN index for each length of segment; NaN with fewer than three."""
    numbers: dict[str, float] = {}
    for minutes in SEGMENTS_MIN:
        means, deviations = segments(series, length_s=minutes * 60.0)
        enough = len(means) >= LEAST_SEGMENTS
        numbers[f"sdann_{minutes}"] = float(means.std(ddof=1)) if enough else np.nan
        numbers[f"sdnn_index_{minutes}"] = (
            float(deviations.mean()) if enough else np.nan
        )
    return numbers


def segments(series: Series, *, length_s: float) -> tuple[Floats, Floats]:
    """Mean and SD (ddof 1) of NN in every full segment that is filled enough, in ms.

    An interval belongs to the segment in which it ends.
    """
    # The last beat of a recording of exactly n segments ends the n-th, not a next one.
    full = int(series.span_s / length_s + 1e-9)
    if not full:
        return np.empty(0), np.empty(0)
    where = (
        np.ceil((series.at_s - series.start_s) / length_s - 1e-9).astype(np.int64) - 1
    )
    inside = where < full
    nn, where = series.nn_ms[inside], np.maximum(where[inside], 0)
    # Only segments that hold beats: a silence may last for years by a clock gone wrong.
    _, where = np.unique(where, return_inverse=True)
    count = np.bincount(where)
    total = np.bincount(where, weights=nn)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = total / count
        squares = np.bincount(where, weights=(nn - means[where]) ** 2)
        deviations = np.sqrt(squares / (count - 1))
    good = (total >= LEAST_FILLED * length_s * 1000.0) & (count > 1)
    return means[good], deviations[good]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One hour of the clock, over all days of the recording; ms, and beats a minute."""

    hour: int
    intervals: int
    filled_s: float
    mean_hr: float | Unknown
    sdnn: float | Unknown
    rmssd: float | Unknown


def by_hour(beats: Beats, *, first_beat_s: float) -> tuple[Hour, ...]:
    """The 24 hours of the clock; `first_beat_s` is the first beat, in s after midnight.

    SDNN is the SD (ddof 1) within the hour, RMSSD over joined neighbours that both end in
    it. An hour with fewer than 60 kept intervals is Unknown.
    """
    series = series_of(beats)
    if not len(series):
        return tuple(_hour(hour, series.nn_ms, series.nn_ms) for hour in range(24))
    clock = first_beat_s + series.at_s - beats.times_s[0]
    hours = (clock % DAY_S // HOUR_S).astype(np.int64)
    stay = series.joined & (np.diff(hours) == 0) & (np.diff(series.at_s) < HOUR_S)
    differences = np.diff(series.nn_ms)
    return tuple(
        _hour(
            hour,
            series.nn_ms[hours == hour],
            differences[stay & (hours[1:] == hour)],
        )
        for hour in range(24)
    )


def _hour(hour: int, nn: Floats, differences: Floats) -> Hour:
    enough = len(nn) >= LEAST_BEATS_OF_HOUR
    missing = unknown(f"{LEAST_BEATS_OF_HOUR} normal intervals in this hour")
    return Hour(
        hour=hour,
        intervals=len(nn),
        filled_s=float(nn.sum()) / 1000.0,
        mean_hr=60_000.0 / float(nn.mean()) if enough else missing,
        sdnn=float(nn.std(ddof=1)) if enough else missing,
        rmssd=(
            float(np.sqrt(np.mean(differences**2)))
            if enough and len(differences)
            else missing
        ),
    )
