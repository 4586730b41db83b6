"""What was spoilt is known, and what was not stays as it was."""

import numpy as np
import pytest
from tests.support.breathing_people import breathing, paced

from heartsease.hrv.simulate.artefacts import Kind, plant
from heartsease.hrv.simulate.strap import Strap, packets

HEART = breathing(paced(6, minutes=5))


def rng():
    return np.random.default_rng(8)


@pytest.mark.parametrize("kind", list(Kind))
def test_an_interval_that_is_not_marked_wrong_was_not_touched(kind):
    planted = plant(HEART, {kind: 0.03}, generator=rng())

    untouched = planted.beats.intervals_ms[~planted.wrong][1:]

    assert planted.counts[kind] > 0
    assert planted.wrong.any()
    assert np.isin(untouched.round(6), HEART.intervals_ms.round(6)).all()


def test_missed_and_extra_beats_change_the_count():
    missed = plant(HEART, {Kind.MISSED: 0.02}, generator=rng())
    extra = plant(HEART, {Kind.EXTRA: 0.02}, generator=rng())

    assert len(missed.beats) == len(HEART) - missed.counts[Kind.MISSED]
    assert len(extra.beats) == len(HEART) + extra.counts[Kind.EXTRA]


def test_a_strap_counts_in_1024ths_of_a_second_and_loses_nothing_by_itself():
    sent = packets(HEART, Strap(), generator=rng())

    intervals = np.concatenate([one.intervals_ms for one in sent])

    assert len(intervals) == len(HEART) - 1
    assert np.allclose(intervals * 1.024, np.round(intervals * 1.024))
    assert np.abs(intervals - HEART.intervals_ms[1:]).max() < 1.0
    assert np.all(np.diff([one.arrived_s for one in sent]) >= 0)
    assert max(len(one.intervals_ms) for one in sent) <= 9


def test_a_fast_clock_counts_more():
    sent = packets(HEART, Strap(drift_ppm=1000), generator=rng())

    whole = sum(sum(one.intervals_ms) for one in sent)

    assert whole == pytest.approx(HEART.intervals_ms[1:].sum() * 1.001, rel=1e-5)


def test_a_lost_stretch_is_gone_or_comes_later():
    lost = packets(HEART, Strap(lost_s=[(100, 120)]), generator=rng())
    later = packets(HEART, Strap(lost_s=[(100, 120)], keeps=True), generator=rng())

    assert not any(100.5 < one.arrived_s < 120 for one in lost)
    assert sum(len(one.intervals_ms) for one in later) == len(HEART) - 1
    assert sum(len(one.intervals_ms) for one in lost) < len(HEART) - 15
