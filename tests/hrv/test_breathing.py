"""The rate of the breath is told when the heart shows it, and not otherwise."""

import numpy as np
import pytest
from tests.support.breathing_people import breathing as a_heart
from tests.support.breathing_people import paced

from heartsease.core.values.unknown import Unknown
from heartsease.hrv import beats, breathing
from heartsease.hrv.beats import Beats
from heartsease.hrv.breathing import Way
from heartsease.hrv.simulate.person import Person, record


def free(rate, *, seed=0, seconds=240, **traits):
    return record(
        Person(free_per_min=rate, **traits),
        seconds=seconds,
        generator=np.random.default_rng(seed),
    )


@pytest.mark.parametrize("rate", [9, 12, 15, 18, 22])
def test_free_breathing_is_read_to_one_breath_a_minute(rate):
    recorded = free(rate)
    true = 60 / np.diff(recorded.breaths_s[(recorded.breaths_s > 60)]).mean()

    seen = breathing.from_rhythm(recorded.beats, start_s=60, end_s=240)

    assert seen.rate_per_min == pytest.approx(true, abs=1.0)
    assert seen.way is Way.RHYTHM
    assert 0 < seen.confidence <= 1


@pytest.mark.parametrize("seed", range(6))
def test_a_heart_that_the_breath_does_not_move_gives_no_rate(seed):
    silent = free(14, seed=seed, gain=0.0, vagal_gain=0.0, mayer=0.02)

    assert isinstance(breathing.from_rhythm(silent.beats), Unknown)


@pytest.mark.parametrize("rate", [4.5, 6.0])
def test_slow_breathing_without_a_pacer_is_not_guessed(rate):
    heart = a_heart(paced(rate))

    assert isinstance(breathing.from_rhythm(heart), Unknown)


@pytest.mark.parametrize("rate", [3.5, 4.5, 5.7, 6.5])
def test_with_a_pacer_slow_breathing_is_known(rate):
    pacer = paced(rate)

    seen = breathing.from_pacer(a_heart(pacer), pacer, start_s=30, end_s=170)

    assert seen.rate_per_min == pytest.approx(rate)
    assert seen.way is Way.PACER
    assert seen.confidence > 0.5


def test_somebody_who_breathes_otherwise_is_not_said_to_follow_the_pacer():
    heart = a_heart(paced(7.0))

    seen = breathing.from_pacer(heart, paced(5.0), start_s=30, end_s=170)

    assert seen == Unknown(frozenset({"whether the breath goes with the pacer"}))


def test_outside_of_the_pacer_there_is_no_paced_rate():
    pacer = paced(6, minutes=2)

    seen = breathing.from_pacer(a_heart(pacer), pacer, start_s=60, end_s=160)

    assert seen == Unknown(frozenset({"a breathing pacer"}))


def test_too_short_or_too_broken_is_unknown():
    heart = free(15).beats
    broken = Beats(
        times_s=heart.times_s,
        intervals_ms=heart.intervals_ms,
        kept=heart.kept & (np.arange(len(heart)) % 6 > 0),
    )

    assert isinstance(breathing.from_rhythm(heart, end_s=40), Unknown)
    assert breathing.from_rhythm(broken) == Unknown(
        frozenset({"heartbeats with fewer gaps"})
    )
    assert isinstance(breathing.from_rhythm(beats.from_intervals([])), Unknown)
