"""The simulated heart does what its parameters say, by a way of its own."""

import numpy as np
import pytest
from tests.support.breathing_people import breathing, paced

from heartsease.hrv.simulate.person import Person, record, response

QUIET = {"mayer": 0.0, "slow_noise": 0.0, "jitter_ms": 0.0, "wander": 0.0}


def test_a_heart_that_nothing_moves_beats_at_its_rate():
    still = breathing(paced(6), heart_rate_bpm=60, gain=0.0, vagal_gain=0.0, **QUIET)

    assert len(still) == 179  # the integral reaches 180 exactly where the record ends
    assert np.allclose(still.nn_ms, 1000.0, atol=0.05)


def test_the_heart_swings_most_at_the_resonance():
    person = Person(resonance_per_min=5.3)
    rates = np.arange(3.5, 8.01, 0.1)

    sizes = [abs(response(person, rate)) for rate in rates]

    assert rates[int(np.argmax(sizes))] == pytest.approx(5.3)
    assert np.angle(response(person, 5.3)) == pytest.approx(0.0)
    assert np.angle(response(person, 4.5)) > 0 > np.angle(response(person, 6.5))


def test_the_swing_in_the_beats_is_the_one_that_was_asked_for():
    person = Person(heart_rate_bpm=70, gain=0.1, resonance_per_min=6, **QUIET)
    heart = record(
        person, seconds=180, generator=np.random.default_rng(0), pacer=paced(6)
    ).beats

    rate = 60000 / heart.nn_ms[60:]

    # A breath of 4 s in and 6 s out is no pure wave: its first harmonic is a little less.
    asked = 2 * 70 * (person.gain + person.vagal_gain)
    assert np.ptp(rate) == pytest.approx(asked, rel=0.05)


def test_drift_makes_the_heart_faster_by_that_much():
    heart = breathing(paced(6, minutes=6), drift_bpm_per_min=1.0, **QUIET)

    rate = 60000 / heart.nn_ms

    assert rate[-80:].mean() - rate[:80].mean() == pytest.approx(4.8, abs=0.6)


def test_breaths_come_at_the_rate_of_the_pacer_or_freely():
    generator = np.random.default_rng(4)
    followed = record(
        Person(), seconds=180, generator=generator, pacer=paced(5)
    ).breaths_s
    free = record(Person(free_per_min=12), seconds=600, generator=generator).breaths_s

    assert np.diff(followed).mean() == pytest.approx(12.0, rel=0.02)
    assert 60 / np.diff(free).mean() == pytest.approx(12.0, rel=0.06)


def test_the_same_generator_gives_the_same_heart():
    assert np.array_equal(breathing(paced(6)).times_s, breathing(paced(6)).times_s)
    assert not np.array_equal(
        breathing(paced(6)).times_s[:50], breathing(paced(6), seed=2).times_s[:50]
    )


def test_a_heart_that_slows_for_an_hour_never_stops():
    person = Person(heart_rate_bpm=60, drift_bpm_per_min=-2.0)

    heart = record(person, seconds=3600, generator=np.random.default_rng(0)).beats

    assert heart.nn_ms.max() < 60_000
    assert heart.times_s[-1] > 3500
    assert 60_000 / (heart.times_s[-1] - heart.times_s[-2]) / 1000 == pytest.approx(
        12, rel=0.2
    )
