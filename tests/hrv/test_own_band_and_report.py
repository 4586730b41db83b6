"""A session is compared with the person's own ones, in one kind sentence."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.breathing_people import breathing, paced

from heartsease.core.values.unknown import Unknown, unknown
from heartsease.hrv import beats, own_band, report
from heartsease.hrv.beats import Beats
from heartsease.hrv.errors import SettingsError
from heartsease.hrv.own_band import Place, Rule
from heartsease.hrv.stream.intake import BeatAt
from heartsease.hrv.stream.session import Stream
from heartsease.library.biofeedback import standard_heart_words, standard_own_band

RULE = standard_own_band().rule
SAY = standard_heart_words()
PACER = paced(6, minutes=4)
HEART = breathing(PACER)


def totals():
    stream = Stream(pacer=PACER)
    for at in HEART.times_s:
        stream.push(BeatAt(time_s=float(at)))
    stream.finish()
    return stream.totals


TOTALS = totals()


def told(earlier, irregular=False, **changes):
    one = report.session(
        replace(TOTALS, **changes),
        earlier_swings_bpm=earlier,
        rule=RULE,
        irregular=irregular,
    )
    return report.sentence(one, SAY)


def test_before_there_are_enough_sessions_nothing_is_usual():
    assert own_band.band([10.0] * (RULE.sessions_needed - 1), RULE) == Unknown(
        frozenset({f"{RULE.sessions_needed} sessions"})
    )
    assert "After 7 sessions" in told([10.0, 11.0])


@pytest.mark.parametrize(
    ("usual", "word"),
    [(18.0, "about as it mostly does"), (3.0, "more than"), (90.0, "less than")],
)
def test_the_sentence_says_where_the_session_lies(usual, word):
    earlier = [usual * f for f in (0.7, 0.8, 0.95, 1.0, 1.05, 1.2, 1.4, 1.5)]

    assert word in told(earlier)


def test_a_short_or_broken_session_blames_nobody():
    short = told([10.0] * 9, mean_swing_bpm=unknown("x"), windows=0)
    broken = told([10.0] * 9, windows=10, frozen=30)

    assert short == SAY("session.too_short")
    assert broken == SAY("session.unclear")
    assert "your fault" not in short + broken


def test_an_irregular_rhythm_is_compared_with_nothing():
    one = report.session(
        TOTALS, earlier_swings_bpm=[10.0] * 9, rule=RULE, irregular=True
    )

    assert report.sentence(one, SAY) == SAY("session.irregular")
    assert isinstance(one.swing_bpm, Unknown)
    assert isinstance(one.place, Unknown)


def test_a_rhythm_that_could_not_be_screened_is_not_called_irregular():
    assert "mostly does" in told([10.0] * 9, irregular=unknown("hrv:regular"))


def test_what_was_left_out_and_what_the_number_is_not_stand_below():
    one = report.session(
        replace(TOTALS, left_out=0.034),
        earlier_swings_bpm=[],
        rule=RULE,
        irregular=False,
    )

    assert report.remarks(one, SAY) == (
        "3 % of the beats could not be read and were left out.",
        SAY("session.not_health"),
    )


def test_one_odd_session_does_not_move_the_band():
    usual = [9.0, 10.0, 10.5, 11.0, 9.5, 10.2, 10.8, 9.9]

    before = own_band.band(usual, RULE)
    after = own_band.band([*usual, 80.0], RULE)

    assert after.middle == pytest.approx(before.middle, rel=0.03)
    assert own_band.place(80.0, after) is Place.ABOVE


def test_old_sessions_are_forgotten():
    long_ago = [100.0] * 50
    newer = [10.0, 11.0, 12.0] * 10

    assert own_band.band([*long_ago, *newer], RULE).high < 20


@given(st.lists(st.floats(0.5, 80), min_size=7, max_size=40), st.floats(0.1, 10))
def test_the_band_scales_with_the_unit(sessions, factor):
    one = own_band.band(sessions, RULE)
    other = own_band.band([factor * each for each in sessions], RULE)

    assert one.low <= one.middle <= one.high
    assert other.middle == pytest.approx(factor * one.middle)
    assert other.high == pytest.approx(factor * one.high)


@given(st.lists(st.floats(0.5, 80), min_size=7, max_size=30), st.randoms())
def test_the_order_of_the_sessions_in_the_band_does_not_matter(sessions, random):
    mixed = list(sessions)
    random.shuffle(mixed)

    assert own_band.band(mixed, RULE).middle == pytest.approx(
        own_band.band(sessions, RULE).middle
    )


def test_what_is_no_number_is_no_session():
    with_gaps = [10.0, float("nan"), 0.0, -4.0, 11.0, 12.0, 10.0, 9.0, 10.0, 11.0]

    assert own_band.band(with_gaps, RULE).sessions == 7


def test_a_band_of_one_session_is_refused():
    with pytest.raises(SettingsError, match="two sessions or more"):
        Rule(sessions_needed=1, sessions_looked_at=30, width=1.0)


def test_the_picture_has_a_line_only_where_beats_were_kept():
    kept = HEART.kept.copy()
    kept[100:104] = False
    with_hole = Beats(times_s=HEART.times_s, intervals_ms=HEART.intervals_ms, kept=kept)

    drawn = report.picture(with_hole, pacer=PACER)

    hole = (float(HEART.times_s[99]), float(HEART.times_s[103]))
    inside = (drawn.times_s > hole[0]) & (drawn.times_s < hole[1])
    assert drawn.left_out_s == (hole,)
    assert np.isnan(drawn.heart_rate_bpm[inside]).all()
    assert len(drawn.times_s) == 600
    assert np.nanmax(drawn.breath) <= 1


def test_nothing_recorded_is_an_empty_picture():
    drawn = report.picture(beats.from_intervals([]))

    assert len(drawn.times_s) == 0
    assert drawn.left_out_s == ()


def test_every_sentence_about_the_heart_can_be_filled_in():
    filled = {"swing": "8", "needed": 7, "share": "3 %", "rate": "5.5", "rates": "5"}

    for name, sentence in SAY.sentences.items():
        assert not re.search(r"[{}]", SAY(name, **filled)), name
        assert sentence.endswith(".") or name.startswith("drawing."), name
