"""The assessment finds the rate of people who have one, and says so when there is none."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.breathing_people import breathing, paced

from heartsease.core.values.unknown import Unknown
from heartsease.hrv.errors import ProtocolError
from heartsease.hrv.pacer import Pacer, Section
from heartsease.hrv.resonance import trial
from heartsease.hrv.resonance.assess import (
    Reason,
    Verdict,
    assess,
    assess_slide,
    judge,
)
from heartsease.hrv.resonance.protocol import Criterion, Protocol, Scaling
from heartsease.hrv.simulate.artefacts import Kind, plant
from heartsease.hrv.simulate.person import Person, response
from heartsease.hrv.stream import check
from heartsease.library.biofeedback import standard_resonance

PROTOCOL = standard_resonance().protocol
RATES = PROTOCOL.rates_per_min
PLAN = paced(*RATES, RATES[0], minutes=3, rest=1)
CLEAR = {"gain": 0.12, "damping": 0.25}


def assessed(seed=1, plan=PLAN, protocol=PROTOCOL, **traits):
    heart = breathing(plan, seed=seed, **traits)
    return assess(heart, plan, protocol=protocol, generator=np.random.default_rng(seed))


@pytest.mark.parametrize("true", [4.8, 5.2, 5.6, 6.0, 6.3])
def test_a_clear_resonance_is_found_to_three_tenths_of_a_breath(true):
    found = assessed(resonance_per_min=true, **CLEAR)

    assert found.verdict in (Verdict.ONE, Verdict.TIE)
    assert min(abs(rate - true) for rate in found.rates) <= 0.3
    assert found.best_per_min == pytest.approx(true, abs=0.45)


def test_what_is_named_is_right_in_nine_of_ten_people_with_a_clear_resonance():
    rng = np.random.default_rng(12)
    truths = rng.uniform(4.6, 6.4, 16)
    found = [
        (true, assessed(seed=100 + n, resonance_per_min=true, **CLEAR))
        for n, true in enumerate(truths)
    ]

    named = [(true, one) for true, one in found if one.rates]
    right = [min(abs(r - true) for r in one.rates) <= 0.3 for true, one in named]
    off = [abs(one.best_per_min - true) for true, one in found]
    assert len(named) >= 14
    assert np.mean(right) >= 0.9
    assert np.mean(off) < 0.25


def test_a_heart_that_does_not_follow_the_breath_gets_no_rate():
    verdicts = [assessed(seed=seed, gain=0.0, vagal_gain=0.0) for seed in range(20, 32)]

    assert sum(one.verdict is Verdict.NONE for one in verdicts) >= 11
    assert any(one.reason is Reason.DOES_NOT_FOLLOW for one in verdicts)


def test_a_heart_that_answers_every_rate_alike_seldom_gets_one():
    verdicts = [assessed(seed=seed, gain=0.05, damping=5.0) for seed in range(40, 56)]

    assert sum(bool(one.rates) for one in verdicts) <= 4


def test_no_rate_is_named_alone_unless_it_wins_as_often_as_the_protocol_asks():
    for seed in range(8):
        found = assessed(seed=seed, resonance_per_min=5.25, **CLEAR)

        by_rate = {one.rate_per_min: one.support for one in found.rated}
        assert sum(by_rate.values()) == pytest.approx(1.0)
        if found.verdict is Verdict.ONE:
            assert by_rate[found.rates[0]] >= PROTOCOL.sure
        if found.verdict is Verdict.TIE:
            assert found.confidence >= PROTOCOL.together
            assert len(found.rates) > 1


def test_a_heart_that_changes_while_it_is_measured_shows_as_drift():
    plan = paced(*RATES, RATES[0], minutes=3, rest=0)
    heart = breathing(plan, resonance_per_min=5.5, gain=0.02, damping=3)
    strict = replace(PROTOCOL, drift=0.0)

    found = assess(heart, plan, protocol=strict, generator=np.random.default_rng(1))

    assert found.verdict is Verdict.NONE
    assert found.reason in (Reason.DRIFTED, Reason.DOES_NOT_FOLLOW)


def test_without_a_repeat_drift_is_unknown():
    found = assessed(plan=paced(*RATES, minutes=3), resonance_per_min=5.5, **CLEAR)

    assert found.drift == Unknown(frozenset({"the first rate a second time"}))


def test_the_best_rate_at_the_end_of_the_range_is_told():
    found = assessed(resonance_per_min=4.0, **CLEAR)

    assert found.at_edge
    assert found.best_per_min == 4.5


def test_the_lag_turns_from_leading_to_following_through_the_resonance():
    found = assessed(resonance_per_min=5.5, **CLEAR)

    lags = {one.rate_per_min: one.lag_deg for one in found.rated}
    person = Person(resonance_per_min=5.5, **CLEAR)
    assert lags[4.5] < lags[5.5] < lags[6.5]
    for rate, lag in lags.items():
        true = -np.degrees(np.angle(response(person, rate)))
        assert lag == pytest.approx(true, abs=14)


def test_when_the_breaths_began_is_not_known_only_the_steadiness_counts():
    heart = breathing(PLAN, resonance_per_min=5.5, **CLEAR)

    found = assess(
        heart,
        PLAN,
        protocol=PROTOCOL,
        generator=np.random.default_rng(0),
        phase_known=False,
    )

    assert all(isinstance(one.lag_deg, Unknown) for one in found.rated)
    assert all(0 <= one.criteria[Criterion.SYNCHRONY] <= 1 for one in found.rated)
    assert found.best_per_min == pytest.approx(5.5, abs=0.7)


def test_the_peak_of_each_trial_is_its_paced_rate():
    found = assessed(resonance_per_min=5.5, **CLEAR)

    for one in found.rated:
        assert one.peak_per_min == pytest.approx(one.rate_per_min, abs=0.15)


def test_a_trial_full_of_artefacts_is_not_used_and_named():
    heart = breathing(PLAN, resonance_per_min=5.5, **CLEAR)
    kept = heart.kept & ~((heart.times_s > 250) & (heart.times_s < 330))
    spoilt = type(heart)(
        times_s=heart.times_s, intervals_ms=heart.intervals_ms, kept=kept
    )

    found = assess(spoilt, PLAN, protocol=PROTOCOL, generator=np.random.default_rng(0))

    assert len(found.not_used) == 1
    assert "clear heartbeats at 6/min" in found.not_used[0].missing
    assert {one.rate_per_min for one in found.rated} == {6.5, 5.5, 5.0, 4.5}


def test_a_few_artefacts_that_were_left_out_do_not_move_the_answer():
    heart = breathing(PLAN, resonance_per_min=5.5, **CLEAR)
    spoilt = plant(
        heart, {Kind.MISSED: 0.01, Kind.EXTRA: 0.01}, generator=np.random.default_rng(3)
    ).beats
    kept = np.concatenate(([False], check.kept(spoilt.intervals_ms[1:])))
    judged = type(heart)(
        times_s=spoilt.times_s, intervals_ms=spoilt.intervals_ms, kept=kept
    )

    found = assess(judged, PLAN, protocol=PROTOCOL, generator=np.random.default_rng(0))

    assert found.best_per_min == pytest.approx(5.5, abs=0.35)


def test_fewer_than_three_rates_are_no_assessment():
    few = assessed(plan=paced(6, 5, minutes=3))

    assert few == Unknown(frozenset({"three breathing rates with clear heartbeats"}))


@pytest.mark.parametrize("true", [4.9, 5.4, 6.1])
def test_a_sliding_rate_finds_a_clear_resonance_too(true):
    section = Section(start_s=0, end_s=900, first_per_min=6.75, last_per_min=4.25)
    heart = breathing(
        Pacer(sections=(section,)), seed=5, resonance_per_min=true, **CLEAR
    )

    found = assess_slide(
        heart,
        section,
        protocol=PROTOCOL,
        breaths=standard_resonance().slide.breaths,
        generator=np.random.default_rng(5),
    )

    assert found.best_per_min == pytest.approx(true, abs=0.45)
    assert isinstance(found.drift, Unknown)


@settings(max_examples=12)
@given(st.integers(0, 1000), st.sampled_from(list(Scaling)), st.booleans())
def test_scores_and_supports_stay_in_their_range(seed, scaling, phase_known):
    plan = paced(6.5, 5.5, 4.5, 6.5, minutes=2)
    heart = breathing(plan, seed=seed, gain=0.05)

    found = assess(
        heart,
        plan,
        protocol=replace(PROTOCOL, scaling=scaling, draws=60),
        generator=np.random.default_rng(seed),
        phase_known=phase_known,
    )

    for one in found.rated:
        assert 0 <= one.support <= 1
        assert -1e-9 <= one.score <= 1 + 1e-9
        assert all(-1e-9 <= score <= 1 + 1e-9 for score in one.scores.values())
    low, high = found.interval_per_min
    assert 4.5 <= low <= high <= 6.5


def test_the_same_generator_gives_the_same_verdict():
    assert assessed(seed=3, resonance_per_min=5.5) == assessed(
        seed=3, resonance_per_min=5.5
    )


def test_each_criterion_measures_what_it_says():
    plan = paced(6, minutes=3)
    quiet = {"mayer": 0, "slow_noise": 0, "jitter_ms": 0, "wander": 0}
    heart = breathing(
        plan, heart_rate_bpm=60, gain=0.08, vagal_gain=0, resonance_per_min=6, **quiet
    )
    cut = trial.cut(heart, plan.sections[0], settle_s=30, most_left_out=0.1)

    found = {one: float(value[0]) for one, value in trial.measure(cut).items()}

    assert cut.breaths == 15
    assert found[Criterion.SYNCHRONY] == pytest.approx(1.0, abs=0.01)
    assert found[Criterion.SWING] == pytest.approx(2 * 60 * 0.08, rel=0.05)
    assert found[Criterion.LF_POWER] == pytest.approx(np.var(cut.interval_ms), rel=0.05)
    assert found[Criterion.LF_PEAK] > 5000
    assert found[Criterion.SMOOTHNESS] > 0.99
    assert found[Criterion.FEW_PEAKS] == -1


def test_noise_is_less_smooth_and_has_more_peaks():
    plan = paced(6, minutes=3)
    noisy = breathing(plan, gain=0.01, vagal_gain=0.0, mayer=0.03, slow_noise=0.04)
    cut = trial.cut(noisy, plan.sections[0], settle_s=30, most_left_out=0.1)

    found = {one: float(value[0]) for one, value in trial.measure(cut).items()}

    assert found[Criterion.SMOOTHNESS] < 0.95
    assert found[Criterion.FEW_PEAKS] < -1


def test_a_judgement_needs_trials():
    assert isinstance(
        judge([], protocol=PROTOCOL, generator=np.random.default_rng(0)), Unknown
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"rates_per_min": (6.0, 5.0)}, "at least three rates"),
        ({"rates_per_min": (6.0, 5.0, -4.0)}, "positive"),
        ({"weights": {Criterion.SWING: 1.0}}, "A weight is missing: synchrony"),
        ({"weights": dict.fromkeys(Criterion, 0.0)}, "not all are 0"),
        ({"settle_s": 200.0}, "leaves nothing"),
    ],
)
def test_a_plan_that_cannot_answer_is_refused(wrong, says):
    fine = {name: getattr(PROTOCOL, name) for name in Protocol.__slots__}

    with pytest.raises(ProtocolError, match=says):
        Protocol(**{**fine, **wrong})
