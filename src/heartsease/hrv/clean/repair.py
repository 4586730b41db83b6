"""Repairs by kind, on beat times: a new table of beats, and what was done."""

import numpy as np
from numpy.typing import NDArray

from heartsease.hrv.beats import Beats
from heartsease.hrv.clean.artefact import KINDS, Done, Found, Runs
from heartsease.hrv.clean.series import Series

MOST_ADDED = 3  # beats; a longer silence is a gap, because nobody knows what was in it


def repair(beats: Beats, series: Series, runs: Runs) -> tuple[Beats, tuple[Found, ...]]:
    """The beats with every run of artefacts replaced by evenly spaced ones.

    What takes the place of a run is kept only where the run says that it is as good as
    measured. Where more than `MOST_ADDED` beats would have to be made up there is a gap
    instead.
    """
    first, last = series.beat[runs.start], series.beat[runs.stop - 1]
    intervals = runs.stop - runs.start
    silent = runs.count - intervals > MOST_ADDED
    spoken = ~silent
    made = _respaced(
        beats,
        first[spoken],
        last[spoken],
        runs.count[spoken],
        runs.measured[spoken],
    )
    made = _with_gaps(made, beats, first[silent], last[silent], runs.count[silent])
    return made, _found(beats, runs, first, last, silent)


def leave_out(
    beats: Beats, series: Series, runs: Runs
) -> tuple[Beats, tuple[Found, ...]]:
    """The same beats, with the intervals of every run no longer kept."""
    kept = beats.kept.copy()
    kept[series.beat[_inside(runs.start, runs.stop)]] = False
    left = Beats(times_s=beats.times_s, intervals_ms=beats.intervals_ms, kept=kept)
    first, last = series.beat[runs.start], series.beat[runs.stop - 1]
    return left, _found(beats, runs, first, last, np.zeros(len(runs), dtype=bool))


def _respaced(
    beats: Beats,
    first: NDArray[np.intp],
    last: NDArray[np.intp],
    count: NDArray[np.intp],
    measured: NDArray[np.bool_],
) -> Beats:
    rows = np.ones(len(beats), dtype=np.intp)
    rows[_inside(first, last + 1)] = 0
    rows[last] = count
    source = np.repeat(np.arange(len(beats)), rows)
    times, lengths, kept = (
        beats.times_s[source], beats.intervals_ms[source], beats.kept[source],
    )  # fmt: skip
    stop = np.cumsum(rows)[last]
    of_run = np.repeat(np.arange(len(first)), count)
    place = _inside(stop - count, stop)
    begin = beats.times_s[first - 1]
    whole = np.add.reduceat(
        np.append(beats.intervals_ms, 0.0), np.column_stack([first, last + 1]).ravel()
    )[::2] if len(first) else np.empty(0)  # fmt: skip
    step = (beats.times_s[last] - begin) / count
    rank = place - (stop - count)[of_run] + 1
    times[place] = begin[of_run] + step[of_run] * rank
    times[stop - 1] = beats.times_s[last]  # exactly, not within rounding
    lengths[place] = (whole / count)[of_run]
    kept[place] = measured[of_run]
    return Beats(times_s=times, intervals_ms=lengths, kept=kept)


def _with_gaps(
    made: Beats,
    beats: Beats,
    first: NDArray[np.intp],
    last: NDArray[np.intp],
    count: NDArray[np.intp],
) -> Beats:
    """Silences without an interval; what is beside them in the same run is left out."""
    if not len(first):
        return made
    places = _inside(first, last + 1)
    usual = (beats.times_s[last] - beats.times_s[first - 1]) / count * 1000.0
    long = beats.intervals_ms[places] > 2 * np.repeat(usual, last + 1 - first)
    silent = np.isin(made.times_s, beats.times_s[places[long]])
    doubtful = np.isin(made.times_s, beats.times_s[places])
    return Beats(
        times_s=made.times_s,
        intervals_ms=np.where(silent, np.nan, made.intervals_ms),
        kept=made.kept & ~doubtful,
    )


def _inside(start: NDArray[np.intp], stop: NDArray[np.intp]) -> NDArray[np.intp]:
    """Every place from each start up to its stop."""
    size = stop - start
    total = int(size.sum())
    offset = np.repeat(start - np.concatenate(([0], np.cumsum(size)[:-1])), size)
    return np.arange(total, dtype=np.intp) + offset if total else np.empty(0, np.intp)


def _found(
    beats: Beats,
    runs: Runs,
    first: NDArray[np.intp],
    last: NDArray[np.intp],
    silent: NDArray[np.bool_],
) -> tuple[Found, ...]:
    columns = (
        runs.kind.tolist(), (runs.stop - runs.start).tolist(), runs.count.tolist(),
        beats.times_s[first - 1].tolist(), beats.times_s[last].tolist(), silent.tolist(),
    )  # fmt: skip
    return tuple(
        Found(
            kind=KINDS[kind],
            done=Done.GAP if gap else _done(size, now),
            start_s=start,
            stop_s=stop,
            intervals=size,
            now=size if gap else now,
        )
        for kind, size, now, start, stop, gap in zip(*columns, strict=True)
    )


def _done(intervals: int, now: int) -> Done:
    if now > intervals:
        return Done.ADDED
    if now < intervals:
        return Done.REMOVED
    return Done.LEFT_OUT if now == 1 else Done.MOVED
