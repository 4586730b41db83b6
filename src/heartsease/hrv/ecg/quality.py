"""How far a lead can be trusted: stretch by stretch, and beat by beat.

A stretch without a signal has no beats. A stretch in which noise may pass for beats, or
in which the ventricles flutter, has beats that are shown and not counted.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from heartsease.hrv.ecg.bands import Row
from heartsease.hrv.ecg.candidates import Candidates, Places, Values, running_median
from heartsease.hrv.ecg.evidence import REFRACTORY_S, Flags, Verdict, beat_level
from heartsease.hrv.ecg.signal import Signal, runs

FLAT_S = 2.0  # longer than the stillest pause between two waves of a coarse recording
RAIL_S = 0.15  # longer than the top of a wide complex that is cut off
MARGIN_S = 0.1  # one half of a complex: what the filters smear over an edge
JOINED_S = 1.0  # a second between two holes holds at most two beats: one hole
CELL_S = 5.0
AROUND_S = 2.5  # each cell is judged with what lies on either side of it
# Both bounds chosen on one half of the MIT-BIH records with added electrode noise; what
# they take out and what they cost is in docs/reference/r-peaks.md.
LEAST_CONFIDENCE = 0.95
MOST_NOISE = 0.22  # usual energy between beats as a share of that of a beat
# Times the beats around: no beat of the 26 records reaches five, a knock at the lead
# reaches hundreds.
MOST_STRENGTH = 8.0
# A step of the base line, in heights of a beat: a lead that was pulled. From before to
# after a beat the heart does less in all but one of a thousand beats of the 26 records.
MOST_STEP = 2.0
STEP_FROM_S, STEP_WIDTH_S = 0.10, 0.08
STEP_REACH_S = 1.0
STEP_BEATS = 8  # on either side: they say how high a beat is here
# Flutter: Kuo and Dillman 1978, as tested by Amann et al. 2005 (doi:10.1186/1475-925X-
# 4-60): what is left when the wave is added to itself half a turn later is little for
# a wave and much for complexes with rests between them. Bounds chosen on record 207.
FLUTTER_WINDOW_S = 4.0
FLUTTER_STEP_S = 1.0
FLUTTER_RATE_HZ = 75.0  # enough for waves below 9 Hz
FLUTTER_HZ = (1.5, 9.0)
MOST_LEFT = 0.45
MOST_REST = 0.38  # share of time near the base line: of one cosine 0.13
REST = 0.2  # of the 95th percentile
CHUNK = 512  # windows at once; bounds memory


class Reason(StrEnum):
    """Why a stretch cannot be used."""

    MISSING = "missing"
    FLAT = "flat"
    SATURATED = "saturated"
    NOISE = "noise"
    FLUTTER = "flutter"
    NO_BEATS = "no beats"


NO_SIGNAL = frozenset({Reason.MISSING, Reason.FLAT, Reason.SATURATED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Seconds of the recording that no measure may use, and why."""

    start_s: float
    end_s: float
    reason: Reason


def without_signal(signal: Signal) -> tuple[Stretch, ...]:
    """Where samples are missing, do not change at all, or stand at the end of the scale.

    A sensor that came off and hums is not flat; it is found as noise.
    """
    samples, rate = signal.samples, signal.rate_hz
    still = runs(samples[1:] == samples[:-1])
    still[:, 1] += 1
    length = still[:, 1] - still[:, 0]
    flat = still[length >= FLAT_S * rate]
    at_end = np.isin(samples[still[:, 0]], (samples.min(), samples.max()))
    rail = still[at_end & (length >= RAIL_S * rate) & (length < FLAT_S * rate)]
    found = [
        *_stretches(signal.missing, signal, Reason.MISSING),
        *_stretches(flat, signal, Reason.FLAT),
        *_stretches(rail, signal, Reason.SATURATED),
    ]
    return tuple(sorted(found, key=lambda one: (one.start_s, one.end_s)))


def holes(stretches: tuple[Stretch, ...], *, after_s: float, rate_hz: float) -> Places:
    """Stretches as samples from `after_s` on, shape (m, 2), those that touch joined."""
    joined: list[list[float]] = []
    for one in stretches:
        if joined and one.start_s <= joined[-1][1] + JOINED_S:
            joined[-1][1] = max(joined[-1][1], one.end_s)
        else:
            joined.append([one.start_s, one.end_s])
    edges = (np.array(joined, np.float64).reshape(-1, 2) - after_s) * rate_hz
    return np.round(edges).astype(np.intp)


def confidence(candidates: Candidates, verdict: Verdict) -> Values:
    """For each beat, 0 to 1: it is one, none beside it was passed over, none is a rival.

    The smallest of: its own probability; the improbability of the likeliest candidate
    that was refused between it and its neighbours; the probability that it and not the
    strongest candidate in its refractory time is the beat (a P wave as tall as the QRS).
    """
    times = candidates.times_s
    beats = times[verdict.beats]
    if not len(beats):
        return np.empty(0)
    own = verdict.log_odds[verdict.beats]
    refused = np.flatnonzero(~verdict.beats)
    odds = verdict.log_odds[refused]
    after = np.searchsorted(beats, times[refused])
    nearest = np.clip(after, 0, len(beats) - 1)
    before = np.clip(after - 1, 0, len(beats) - 1)
    is_before = times[refused] - beats[before] < beats[nearest] - times[refused]
    nearest = np.where(is_before & (after > 0), before, nearest)
    apart = np.abs(beats[nearest] - times[refused]) > REFRACTORY_S
    between = np.zeros(len(beats) + 1)
    np.maximum.at(between, after[apart], _probability(odds[apart]))
    rivals = np.full(len(beats), -np.inf)
    np.maximum.at(rivals, nearest[~apart], odds[~apart])
    passed_over = np.maximum(between[:-1], between[1:])
    sure: Values = np.minimum(
        np.minimum(_probability(own), 1 - passed_over), _probability(own - rivals)
    )
    return sure


def _probability(log_odds: Values) -> Values:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30, 30))))


def noisy(
    candidates: Candidates, verdict: Verdict, sure: Values, *, duration_s: float
) -> tuple[Stretch, ...]:
    """Cells of five seconds in which the beats are not sure enough, joined."""
    if not len(candidates):
        return ()
    level = beat_level(candidates, verdict.beats)
    noise = np.exp(candidates.qrs_noise - level)[verdict.beats]
    strength = np.exp(candidates.qrs - level)[verdict.beats]
    times = candidates.times_s[verdict.beats]
    cells = max(1, int(duration_s / CELL_S))
    starts = np.arange(cells) * CELL_S
    ends = starts + CELL_S
    ends[-1] = duration_s  # the last one takes what is left over
    first = np.searchsorted(times, starts - AROUND_S)
    last = np.searchsorted(times, ends + AROUND_S)
    count = last - first
    total = np.concatenate(([0.0], np.cumsum(sure)))
    unsure = total[last] - total[first] < LEAST_CONFIDENCE * count
    loud_beats = np.concatenate(([0], np.cumsum(noise > MOST_NOISE)))
    loud = 2 * (loud_beats[last] - loud_beats[first]) > count
    knocks = np.concatenate(([0], np.cumsum(strength > MOST_STRENGTH)))
    knocked = knocks[last] > knocks[first]
    cells_bad = runs((unsure | loud | knocked) & (count > 0))
    return tuple(
        Stretch(
            start_s=float(starts[begin]),
            end_s=float(ends[end - 1]),
            reason=Reason.NOISE,
        )
        for begin, end in cells_bad
    )


def stepped(
    samples: Values, times_s: Values, heights: Values, *, rate_hz: float
) -> tuple[Stretch, ...]:
    """A second around each beat at which the base line jumps: it may be the jump itself."""
    if not len(times_s):
        return ()
    usual = running_median(np.abs(heights), STEP_BEATS)
    width = max(1, int(STEP_WIDTH_S * rate_hz))
    within = np.arange(width)
    first = (times_s - STEP_FROM_S) * rate_hz - width
    before = _mean_of(samples, first.astype(np.intp)[:, None] + within)
    later = (times_s + STEP_FROM_S) * rate_hz
    after = _mean_of(samples, later.astype(np.intp)[:, None] + within)
    jumps = times_s[np.abs(after - before) > MOST_STEP * usual]
    end_s = len(samples) / rate_hz
    return tuple(
        Stretch(
            start_s=max(0.0, float(time - STEP_REACH_S)),
            end_s=min(end_s, float(time + STEP_REACH_S)),
            reason=Reason.NOISE,
        )
        for time in jumps
    )


def _mean_of(samples: Values, places: Places) -> Values:
    mean: Values = samples[np.clip(places, 0, len(samples) - 1)].mean(axis=1)
    return mean


def fluttering(row: Row, *, rate_hz: float) -> tuple[Stretch, ...]:
    """Where the lead is one wave without rests, as in ventricular flutter.

    `row` is the lead between 1 and 30 Hz. An alarm for nobody: it only keeps waves
    from being counted as beats.
    """
    thinned = max(1, int(rate_hz // FLUTTER_RATE_HZ))
    row, rate_hz = row[::thinned], rate_hz / thinned
    width, step = int(FLUTTER_WINDOW_S * rate_hz), int(FLUTTER_STEP_S * rate_hz)
    if len(row) < width:
        return ()
    windows = np.lib.stride_tricks.sliding_window_view(row, width)[::step]
    flags = np.concatenate(
        [
            _is_wave(windows[first : first + CHUNK], rate_hz)
            for first in range(0, len(windows), CHUNK)
        ]
    )
    return tuple(
        Stretch(
            start_s=float(begin * step / rate_hz),
            end_s=float(((end - 1) * step + width) / rate_hz),
            reason=Reason.FLUTTER,
        )
        for begin, end in runs(flags)
    )


def _is_wave(windows: Row, rate_hz: float) -> Flags:
    centred = windows - windows.mean(axis=1, keepdims=True)
    size = np.abs(centred)
    travel = np.abs(np.diff(centred, axis=1)).sum(axis=1)
    moving = travel > 0
    half = np.pi * size.sum(axis=1) / np.where(moving, travel, 1.0)
    turns_hz = rate_hz / (2 * np.maximum(half, 0.5))
    wave: Flags = moving & (turns_hz >= FLUTTER_HZ[0]) & (turns_hz <= FLUTTER_HZ[1])
    shifts = np.where(wave, np.round(half), 0).astype(np.intp)
    for shift in np.unique(shifts[wave]):
        lines = np.flatnonzero(shifts == shift)
        now, before = slice(shift, None), slice(None, -shift)
        sums = np.abs(centred[lines, now] + centred[lines, before]).sum(axis=1)
        sizes = size[lines, now].sum(axis=1) + size[lines, before].sum(axis=1)
        wave[lines] = sums < MOST_LEFT * sizes
    lines = np.flatnonzero(wave)
    if len(lines):
        tall = np.percentile(size[lines], 95, axis=1, keepdims=True)
        wave[lines] = np.mean(size[lines] < REST * tall, axis=1) < MOST_REST
    return wave


def _stretches(places: Places, signal: Signal, reason: Reason) -> list[Stretch]:
    return [
        Stretch(
            start_s=max(0.0, float(first / signal.rate_hz - MARGIN_S)),
            end_s=min(signal.duration_s, float(last / signal.rate_hz + MARGIN_S)),
            reason=reason,
        )
        for first, last in places
    ]
