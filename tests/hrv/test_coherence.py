"""Coherence says how much is one wave, and says nothing when too much is missing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.breathing_people import breathing, paced

from heartsease.core.values.unknown import Unknown
from heartsease.hrv import beats, coherence
from heartsease.hrv.beats import Beats
from heartsease.hrv.pacer import Pacer, Section, Shape, steady
from heartsease.hrv.simulate.artefacts import Kind, plant
from heartsease.hrv.simulate.person import Person, response
from heartsease.hrv.stream import check

PACER = paced(6)
HEART = breathing(PACER, resonance_per_min=6, gain=0.1)
QUIET = {"mayer": 0.0, "slow_noise": 0.0, "jitter_ms": 0.0, "wander": 0.0}


def judged(heart):
    kept = np.concatenate(([False], check.kept(heart.intervals_ms[1:])))
    return Beats(times_s=heart.times_s, intervals_ms=heart.intervals_ms, kept=kept)


@pytest.mark.parametrize("rate", [3.5, 4.5, 5.5, 6.5, 7.0])
def test_the_peak_is_the_paced_rate(rate):
    pacer = paced(rate)

    seen = coherence.coherence(breathing(pacer), at_s=170, pacer=pacer)

    assert seen.peak_per_min == pytest.approx(rate, abs=0.3)
    assert seen.paced.rate_per_min == pytest.approx(rate)


@pytest.mark.parametrize("rate", [4.5, 5.5, 6.0, 6.5])
def test_the_lag_behind_the_breath_is_the_one_the_heart_was_given(rate):
    person = {"resonance_per_min": 5.5, **QUIET}
    pacer = paced(rate)
    true = -np.degrees(np.angle(response(Person(**person), rate)))

    seen = coherence.coherence(breathing(pacer, **person), at_s=175, pacer=pacer)

    assert seen.paced.lag_deg == pytest.approx(true, abs=6)
    assert seen.paced.lock > 0.98


def test_swing_is_told_in_beats_a_minute():
    person = {"resonance_per_min": 6, "gain": 0.1, "heart_rate_bpm": 70, **QUIET}

    seen = coherence.coherence(breathing(PACER, **person), at_s=170, pacer=PACER)

    assert seen.swing_bpm == pytest.approx(2 * 70 * 0.12, rel=0.06)


def test_one_wave_alone_has_the_highest_ratio_that_this_window_allows():
    times = np.cumsum(0.8 + 0.02 * np.sin(0.2 * np.pi * np.arange(0, 240, 0.8)))

    seen = coherence.coherence(beats.from_times(times), at_s=times[-1])

    assert 0.89 < seen.share < 0.91
    assert seen.ratio == pytest.approx(seen.share / (1 - seen.share), rel=1e-6)
    assert seen.ratio_squared == pytest.approx(seen.ratio**2)


def test_noise_has_little_coherence():
    rng = np.random.default_rng(3)
    noisy = beats.from_intervals(rng.normal(900, 40, 200))

    assert coherence.coherence(noisy, at_s=170).ratio < 0.5


def test_four_seven_eight_breathing_is_inside_the_window():
    shape = Shape(inhale=4, hold=7, exhale=8)
    pacer = Pacer(sections=(steady(60 / 19, start_s=0, end_s=240, shape=shape),))

    seen = coherence.coherence(
        breathing(pacer, resonance_per_min=4, damping=0.6), at_s=230, pacer=pacer
    )

    assert seen.peak_per_min == pytest.approx(60 / 19, abs=0.35)


def test_a_sliding_pacer_is_followed():
    pacer = Pacer(
        sections=(Section(start_s=0, end_s=600, first_per_min=6.75, last_per_min=4.25),)
    )

    seen = coherence.coherence(breathing(pacer), at_s=300, pacer=pacer)

    assert seen.paced.rate_per_min == pytest.approx(5.5, abs=0.01)
    assert seen.paced.lock > 0.9


def test_artefacts_freeze_the_window():
    spoilt = judged(
        plant(HEART, {Kind.MISSED: 0.06}, generator=np.random.default_rng(1)).beats
    )

    seen = coherence.coherence(spoilt, at_s=150, pacer=PACER)

    assert seen.left_out > coherence.MOST_LEFT_OUT
    assert seen.frozen
    assert isinstance(coherence.score(seen), Unknown)


def test_a_few_left_out_beats_hardly_change_the_numbers():
    clean = coherence.coherence(HEART, at_s=150, pacer=PACER)
    kept = HEART.kept.copy()
    kept[120] = False
    one_out = Beats(times_s=HEART.times_s, intervals_ms=HEART.intervals_ms, kept=kept)

    seen = coherence.coherence(one_out, at_s=150, pacer=PACER)

    assert not seen.frozen
    assert seen.share == pytest.approx(clean.share, abs=0.02)
    assert seen.swing_bpm == pytest.approx(clean.swing_bpm, rel=0.05)


def test_half_a_minute_is_needed():
    assert coherence.coherence(HEART, at_s=28) == Unknown(
        frozenset({"30 s of heartbeats"})
    )
    assert isinstance(coherence.coherence(beats.from_intervals([]), at_s=10), Unknown)


def test_a_heart_that_does_not_move_has_no_coherence():
    still = beats.from_intervals([800.0] * 200)

    seen = coherence.coherence(still, at_s=100)

    assert isinstance(seen, Unknown) or seen.share < 1


def test_the_score_needs_a_pacer_and_never_reaches_a_hundred():
    without = coherence.coherence(HEART, at_s=150)
    with_pacer = coherence.coherence(HEART, at_s=150, pacer=PACER)

    assert isinstance(coherence.score(without), Unknown)
    assert 60 < coherence.score(with_pacer) < 100
    assert coherence.score(with_pacer, usual_swing_bpm=1e-9) > coherence.score(
        with_pacer, usual_swing_bpm=20.0
    )


@given(st.integers(0, 10_000), st.floats(0.0, 0.2), st.floats(3.5, 7.5))
def test_every_part_stays_in_its_range(seed, gain, rate):
    pacer = paced(rate, minutes=1.5)

    seen = coherence.coherence(
        breathing(pacer, seed=seed, gain=gain), at_s=85, pacer=pacer
    )

    assert 0 <= seen.share <= 1
    assert seen.ratio >= 0
    assert 0 <= seen.paced.lock <= 1 + 1e-12
    assert -180 <= seen.paced.lag_deg < 180
    assert 0 <= coherence.score(seen) < 100
    assert 0 <= coherence.score(seen, usual_swing_bpm=10.0) < 100
