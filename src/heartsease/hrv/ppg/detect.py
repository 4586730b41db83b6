"""From a pulse recording to beats, each with how far it can be trusted.

What comes out is the variability of the pulse, not of the heart: the way from the heart
to the finger takes longer or shorter from beat to beat.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import ArrayLike, NDArray

from heartsease.hrv.beats import Beats
from heartsease.hrv.ppg import channel, frames, quality, rhythm, slope, track
from heartsease.hrv.ppg.frames import GRID_HZ, Grid
from heartsease.hrv.ppg.quality import NEIGHBOURS

GOOD = 0.88  # correlation with the neighbours from which a beat counts
COVERED = 0.8  # of the recording in good intervals, from which variability is given
LONGEST_INTERVAL_S = 2.5  # 24/min; a longer one is a beat not seen, and no interval
RHYTHMIC = 0.42  # median autocorrelation; noise of every colour tried stays below 0.41
MISSED = 1.5  # times the expected interval: a pause, or a beat that was not seen
STEEP_FALL = 1.5  # times the usual rise; blood leaves more slowly, so that was movement
MS_PER_MINUTE = 60_000
METHOD = (
    "Pulse-rate variability, from the steepest rise of the pulse wave; "
    "it is not heart rate variability from an ECG."
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pulse:
    """The beats of one pulse recording, and what can be said from them.

    `beats`: all beats found; `kept` where the interval lies between two good beats.
    Early beats whose pulse is clear are kept; telling them apart is the work of `clean`.
    `quality` (n,): per beat, 0 to 1, the correlation with its neighbours' shape.
    `coverage`: the share of the recording, 0 to 1, that lies in kept intervals.
    `rate_bpm`: pulses a minute, from the median interval; None where the beats cannot be
    told from noise.
    `refusal`: why no variability may be worked out; None when it may.
    `channels`: the input column taken in each second.
    `late_ms`, `repeated`: how late frames came (standard deviation), and how many were
    sent twice.
    """

    beats: Beats
    quality: Floats
    coverage: float
    rate_bpm: float | None
    refusal: str | None
    channels: tuple[int, ...]
    upside_down: bool
    duration_s: float
    rate_hz: float
    late_ms: float
    repeated: int
    method: str = METHOD


def from_samples(
    values: ArrayLike,
    *,
    rate_hz: float,
    start_s: float = 0.0,
    upside_down: bool | None = None,
) -> Pulse:
    """The beats of a sensor on a finger or wrist, with an even rate.

    `values` (n,) or (n, channels), in any unit; NaN is a missing sample.
    `upside_down` says that more blood is a lower value; None finds out.
    Raises `PulseError` for what cannot be a pulse recording.
    """
    grid = frames.from_samples(values, rate_hz=rate_hz, start_s=start_s)
    return from_grid(grid, upside_down=upside_down)


def from_frames(
    times_s: ArrayLike, values: ArrayLike, *, upside_down: bool | None = True
) -> Pulse:
    """The beats of camera frames: time stamps in seconds (n,), means (n, channels).

    Blood takes light away, so a camera sees the pulse upside down.
    Raises `PulseError` for what cannot be a pulse recording.
    """
    return from_grid(frames.from_frames(times_s, values), upside_down=upside_down)


def from_grid(
    grid: Grid, *, upside_down: bool | None, held_channel: int | None = None
) -> Pulse:
    """The beats of a recording that is on the grid already.

    `held_channel` is the input column that was in use before the recording began.
    """
    slopes = slope.rising(grid.values)
    if upside_down is None:
        upside_down = channel.lean(grid.values, slopes) < 0
    if upside_down:
        slopes = -slopes
    held = grid.channels.index(held_channel) if held_channel in grid.channels else None
    one, taken = channel.combine(grid.values, slopes, held=held)
    beating = rhythm.find(one)
    places = track.beats(one, grid.seen, beating)
    trust = quality.index(one, places)
    clear = _clear_view(one, grid.seen, channel.by_row(taken, slopes), places)
    beats = _beats(grid, places, trust, clear, beating)
    covered = float(beats.nn_ms.sum() / 1000 / grid.duration_s)
    rate = None
    if covered >= COVERED or np.median(beating.strength) >= RHYTHMIC:
        rate = _rate_bpm(beats)
    return Pulse(
        beats=beats,
        quality=trust,
        coverage=covered,
        rate_bpm=rate,
        refusal=_refusal(covered, rate),
        channels=tuple(grid.channels[one] for one in taken),
        upside_down=upside_down,
        duration_s=grid.duration_s,
        rate_hz=grid.rate_hz,
        late_ms=grid.late_ms,
        repeated=grid.repeated,
    )


def _clear_view(
    slope_of_pulse: Floats,
    seen: NDArray[np.bool_],
    column: NDArray[np.intp],
    places: Floats,
) -> NDArray[np.bool_]:
    """For each beat but the first, whether nothing was hidden since the last.

    Hidden by a hole, by movement, or by a change of channel.
    """
    if len(places) < 2:
        return np.empty(0, dtype=bool)
    rows = np.clip(np.round(places).astype(np.intp), 0, len(seen) - 1)
    unseen = np.concatenate(([0], np.cumsum(~seen)))
    whole = (np.diff(unseen[rows]) == 0) & (np.diff(column[rows]) == 0)
    rises = np.pad(slope_of_pulse[rows], NEIGHBOURS, mode="reflect")
    usual = np.median(sliding_window_view(rises, 2 * NEIGHBOURS + 1), axis=1)[1:]
    lowest = np.minimum.reduceat(slope_of_pulse, rows)[:-1]
    return np.asarray(whole & (lowest > -STEEP_FALL * usual))


def _beats(
    grid: Grid,
    places: Floats,
    trust: Floats,
    clear: NDArray[np.bool_],
    beating: rhythm.Rhythm,
) -> Beats:
    times = grid.start_s + places / GRID_HZ
    if not len(times):
        return Beats(times_s=times, intervals_ms=times, kept=np.empty(0, dtype=bool))
    steps = np.diff(times)
    long = steps > MISSED * beating.expected(places[1:] / GRID_HZ)
    missed = (steps > LONGEST_INTERVAL_S) | (long & ~clear)
    intervals = np.concatenate(([np.nan], np.where(missed, np.nan, 1000 * steps)))
    good = trust >= GOOD
    kept = np.zeros(len(times), dtype=bool)
    kept[1:] = good[1:] & good[:-1] & clear & ~long
    return Beats(times_s=times, intervals_ms=intervals, kept=kept)


def _rate_bpm(beats: Beats) -> float | None:
    given = beats.intervals_ms[np.isfinite(beats.intervals_ms)]
    return float(MS_PER_MINUTE / np.median(given)) if len(given) else None


def _refusal(covered: float, rate_bpm: float | None) -> str | None:
    if rate_bpm is None:
        return (
            "There is no pulse in this recording that can be told from noise. "
            "Keep the finger still and warm, press lightly, and record again."
        )
    if covered >= COVERED:
        return None
    return (
        f"Only {covered:.0%} of the recording has a pulse that is clear enough; "
        f"{COVERED:.0%} are needed to say how much it varies. "
        "Keep the finger still and warm, press lightly, and record again."
    )
