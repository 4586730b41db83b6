"""Finds artefacts in beats, repairs them, and says what was done or why it refuses."""

from collections.abc import Callable, Mapping

import numpy as np

from heartsease.hrv.beats import Beats
from heartsease.hrv.clean import heartsease_rule, lipponen_tarvainen, local_median
from heartsease.hrv.clean.artefact import Cleaned, Found, Method, Runs
from heartsease.hrv.clean.repair import leave_out, repair
from heartsease.hrv.clean.series import Series, series_of

# Above a fifth, what is measured is no longer the heart but our repair; the recording
# was bad or the rhythm is not one from which these measures mean anything.
REFUSE_ABOVE = 0.20
FEWEST_INTERVALS = 20  # with fewer, the local median is made of the artefacts as well

_FIND: Mapping[Method, Callable[[Series], Runs]] = {
    Method.HEARTSEASE: heartsease_rule.find,
    Method.LIPPONEN_TARVAINEN: lipponen_tarvainen.find,
    Method.LOCAL_MEDIAN: local_median.find,
}


def clean(
    beats: Beats,
    *,
    method: Method = Method.HEARTSEASE,
    refuse_above: float = REFUSE_ABOVE,
) -> Cleaned:
    """The repaired beats, every artefact with what was done, and shares.

    `refuse_above` is the largest share (0 to 1) of the given intervals that may belong
    to artefacts. Above it, and for fewer than 20 intervals, `refusal` says why no
    measure may be taken; the beats come back all the same, to be looked at.
    Intervals that were left out before, and gaps, stay as they are.
    """
    if not 0 <= refuse_above <= 1:
        raise ValueError(f"refuse_above is {refuse_above}; a share is from 0 to 1.")
    series = series_of(beats)
    if len(series) < FEWEST_INTERVALS:
        return Cleaned(
            beats=beats,
            found=(),
            method=method,
            share_found=0.0,
            share_left=0.0,
            share_made=0.0,
            refusal=(
                f"{_counted(len(series))}; at least "
                f"{FEWEST_INTERVALS} are needed to tell artefacts from the heart."
            ),
        )
    runs = _FIND[method](series)
    share = float(np.sum(runs.stop - runs.start)) / len(series)
    cleaned, found = _repaired(beats, series, runs, method)
    return Cleaned(
        beats=cleaned,
        found=found,
        method=method,
        share_found=share,
        share_left=_share_left(cleaned, method),
        share_made=1 - float(np.count_nonzero(cleaned.kept)) / max(1, _spans(cleaned)),
        refusal=_refusal(share, refuse_above),
    )


def _counted(intervals: int) -> str:
    if intervals == 1:
        return "There is only 1 heartbeat interval"
    return f"There are only {intervals} heartbeat intervals"


def _repaired(
    beats: Beats, series: Series, runs: Runs, method: Method
) -> tuple[Beats, tuple[Found, ...]]:
    if not len(runs):
        return beats, ()
    if method is Method.LOCAL_MEDIAN:
        return leave_out(beats, series, runs)
    return repair(beats, series, runs)


def _share_left(cleaned: Beats, method: Method) -> float:
    series = series_of(cleaned)
    runs = _FIND[method](series)
    return float(np.sum(runs.stop - runs.start)) / max(1, len(series))


def _spans(beats: Beats) -> int:
    return int(np.count_nonzero(~np.isnan(beats.intervals_ms)))


def _refusal(share: float, refuse_above: float) -> str:
    if share <= refuse_above:
        return ""
    return (
        f"{100 * share:.0f} % of the heartbeat intervals look like artefacts, more than "
        f"the {100 * refuse_above:.0f} % up to which a measure can be trusted."
    )
