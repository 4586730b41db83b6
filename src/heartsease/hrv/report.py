"""One finished session: a sentence, the person's own band, what was left out, a picture.

There is no score of health here and no comparison with other people. Words come in from
outside; this module only chooses which one is true.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heartsease.core.values.unknown import Unknown, unknown
from heartsease.hrv import own_band
from heartsease.hrv.beats import Beats
from heartsease.hrv.own_band import Band, Place, Rule
from heartsease.hrv.pacer import Pacer
from heartsease.hrv.say import Say
from heartsease.hrv.stream.session import Totals

_PICTURE_POINTS = 600  # a phone shows no more, and half an hour stays a small value
_WORTH_SAYING = 0.01  # of the beats; less was left out in every recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`swing_bpm` is the mean of the windows that could be trusted.

    `left_out` is the share of the session's time without a trusted interval, 0 to 1.
    `own` is the band of the sessions before this one.
    `irregular`: the rhythm was screened (`clean.irregular`) and is none that these
    numbers can read; then nothing is compared.
    """

    swing_bpm: float | Unknown
    left_out: float
    own: Band | Unknown
    place: Place | Unknown
    sessions_needed: int
    readable: bool
    irregular: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Picture:
    """What is drawn; three columns of one table, shape (k,), with k at most 600.

    `heart_rate_bpm` is NaN where nothing is known, `breath` (0 empty, 1 full) is NaN
    where no pace was given. `left_out_s`: stretches without trusted beats.
    """

    times_s: NDArray[np.float64]
    heart_rate_bpm: NDArray[np.float64]
    breath: NDArray[np.float64]
    left_out_s: tuple[tuple[float, float], ...]


def session(
    totals: Totals,
    *,
    earlier_swings_bpm: Sequence[float],
    rule: Rule,
    irregular: bool | Unknown,
) -> Session:
    """The session against the person's own earlier ones, oldest first.

    More frozen windows than good ones make it unreadable; then nothing is compared.
    `irregular` is the screen's answer; too short for one is Unknown, and such a session
    has no windows to compare either.
    """
    own = own_band.band(earlier_swings_bpm, rule)
    swing = totals.mean_swing_bpm
    readable = totals.windows > totals.frozen or totals.windows + totals.frozen == 0
    where: Place | Unknown
    if isinstance(swing, Unknown):
        where = swing
    elif irregular is True:
        where = swing = unknown("a regular rhythm")
    elif not readable:
        where = swing = unknown("a clear signal")
    else:
        where = own if isinstance(own, Unknown) else own_band.place(swing, own)
    return Session(
        swing_bpm=swing,
        left_out=totals.left_out,
        own=own,
        place=where,
        sessions_needed=rule.sessions_needed,
        readable=readable,
        irregular=irregular is True,
    )


def sentence(one: Session, say: Say) -> str:
    """The one sentence that is true of a session; never blame, never a promise."""
    if one.irregular:
        return say("session.irregular")
    if not one.readable:
        return say("session.unclear")
    if isinstance(one.swing_bpm, Unknown):
        return say("session.too_short")
    swing = f"{one.swing_bpm:.0f}"
    if isinstance(one.place, Unknown):
        return say("session.no_band", swing=swing, needed=one.sessions_needed)
    return say(f"session.{one.place.value}", swing=swing)


def remarks(one: Session, say: Say) -> tuple[str, ...]:
    """What stands below the sentence: what was left out, and what the number is not."""
    said: list[str] = []
    if one.left_out >= _WORTH_SAYING:
        said.append(say("session.left_out", share=f"{100 * one.left_out:.0f} %"))
    if not isinstance(one.swing_bpm, Unknown):
        said.append(say("session.not_health"))
    return tuple(said)


def picture(
    heart: Beats, *, pacer: Pacer | None = None, points: int = _PICTURE_POINTS
) -> Picture:
    """Heart rate and paced breath over the session, thinned out evenly.

    Between two kept intervals that follow one another the line is straight; where
    anything was left out there is no line.
    """
    if not len(heart):
        nothing = np.empty(0)
        return Picture(
            times_s=nothing, heart_rate_bpm=nothing, breath=nothing, left_out_s=()
        )
    times = np.linspace(heart.times_s[0], heart.times_s[-1], max(points, 2))
    ends = heart.times_s[heart.kept]
    rates = 60000.0 / heart.nn_ms
    drawn = np.interp(times, ends, rates) if len(ends) else np.full(len(times), np.nan)
    missing = _left_out(heart)
    for start, end in missing:
        drawn[(times > start) & (times < end)] = np.nan
    return Picture(
        times_s=times,
        heart_rate_bpm=drawn,
        breath=_breath(times, pacer),
        left_out_s=missing,
    )


def _left_out(heart: Beats) -> tuple[tuple[float, float], ...]:
    """Neighbouring stretches are joined."""
    found: list[tuple[float, float]] = []
    for place in np.flatnonzero(~heart.kept[1:]) + 1:
        start, end = float(heart.times_s[place - 1]), float(heart.times_s[place])
        if found and found[-1][1] == start:
            start = found.pop()[0]
        found.append((start, end))
    return tuple(found)


def _breath(times: NDArray[np.float64], pacer: Pacer | None) -> NDArray[np.float64]:
    breath = np.full(len(times), np.nan)
    for section in pacer.sections if pacer else ():
        inside = (times >= section.start_s) & (times <= section.end_s)
        breath[inside] = section.shape.volume(section.cycles_at(times[inside]))
    return breath
