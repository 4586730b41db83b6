"""A rhythm from which nothing can be measured is recognised, and nothing is withheld idly."""

import math

import numpy as np
import pytest

from heartsease.core.values.unknown import Unknown
from heartsease.hrv import beats
from heartsease.hrv.clean import irregular
from heartsease.library.heart_rhythm import standard_irregular

RULE = standard_irregular()


def screened(intervals):
    return irregular.screen(beats.from_intervals(intervals), RULE)


def test_intervals_without_any_pattern_are_withheld_with_the_reason():
    chance = np.random.default_rng(1)

    rhythm = screened(chance.uniform(400, 1000, 640))

    assert rhythm.withheld is True
    assert (rhythm.windows, rhythm.irregular) == (10, 10)
    assert "not a diagnosis" in rhythm.reason


def test_a_heart_that_follows_the_breath_widely_is_not_withheld():
    chance = np.random.default_rng(1)
    breath = 900 + 150 * np.sin(np.arange(640) * 2 * np.pi / 5)

    rhythm = screened(breath + 20 * chance.standard_normal(640))

    assert rhythm.withheld is False
    assert rhythm.reason == ""


def test_an_extra_beat_now_and_then_is_not_withheld():
    chance = np.random.default_rng(1)
    intervals = 900 + 25 * chance.standard_normal(640)
    intervals[10::15] *= 0.7

    assert screened(intervals).withheld is False


def test_too_few_beats_leave_it_unknown_and_not_regular():
    rhythm = screened([800.0] * 63)

    assert isinstance(rhythm.withheld, Unknown)
    assert "only 63 intervals" in rhythm.reason


def test_the_entropy_is_what_counting_pairs_by_hand_gives():
    chance = np.random.default_rng(2)
    window = chance.uniform(600, 1000, 40)
    pairs = [(i, j) for i in range(39) for j in range(i + 1, 39)]
    one = [p for p in pairs if abs(window[p[0]] - window[p[1]]) <= 30]
    two = [p for p in one if abs(window[p[0] + 1] - window[p[1] + 1]) <= 30]
    by_hand = (
        -math.log(len(two) / len(one)) + math.log(60) - math.log(float(window.mean()))
    )

    found = irregular.entropies(window[None, :], tolerance_ms=30.0)

    assert found[0] == pytest.approx(by_hand)
