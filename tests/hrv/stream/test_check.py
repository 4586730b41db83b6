"""Live judgement of intervals: two beats of look-ahead, and no more."""

import numpy as np
import pytest
from tests.support.breathing_people import breathing, paced

from heartsease.hrv.simulate.artefacts import Kind, plant
from heartsease.hrv.stream import check
from heartsease.hrv.stream.check import Checker

HEART = breathing(paced(6, minutes=8), gain=0.12)


def found(kind, share=0.03):
    planted = plant(HEART, {kind: share}, generator=np.random.default_rng(5))
    out = ~np.concatenate(([True], check.kept(planted.beats.intervals_ms[1:])))
    return out[planted.wrong].mean(), 1 - out[~planted.wrong].mean()


@pytest.mark.parametrize(
    ("kind", "at_least"),
    [
        (Kind.MISSED, 0.99),
        (Kind.EXTRA, 0.85),
        (Kind.ECTOPIC, 0.7),
        (Kind.MISALIGNED, 0.5),
    ],
)
def test_planted_mistakes_are_found_and_the_rest_is_left_alone(kind, at_least):
    sensitivity, specificity = found(kind)

    assert sensitivity >= at_least
    assert specificity >= 0.98


def test_a_heart_that_swings_widely_with_the_breath_is_no_artefact():
    wide = breathing(paced(5.7), gain=0.18)

    assert check.kept(wide.intervals_ms[1:]).all()


def test_a_judgement_waits_for_two_beats():
    checker = Checker()

    assert checker.push(800) == []
    assert checker.push(810) == []
    assert [one.interval_ms for one in checker.push(790)] == [800]
    assert [one.interval_ms for one in checker.finish()] == [810, 790]


def test_a_doubled_interval_is_called_a_missed_beat():
    checker = Checker()

    judged = [one for ms in [800] * 5 + [1600] + [800] * 5 for one in checker.push(ms)]

    assert [one.kind for one in judged if one.kind] == [check.Kind.MISSED]


def test_a_heart_that_really_changed_is_believed_after_a_few_beats():
    changed = check.kept([900.0] * 30 + [420.0] * 30)

    assert changed[:28].all()
    assert changed[40:].all()


def test_a_gap_starts_a_new_stretch():
    checker = Checker()
    before = [one for ms in [800.0] * 3 for one in checker.push(ms)]

    at_gap = checker.push(float("nan"))

    assert len(before) == 1
    assert [one.kept for one in at_gap] == [True, True, False]


@pytest.mark.parametrize("impossible", [120.0, 2600.0])
def test_what_no_resting_heart_does_is_left_out(impossible):
    assert not check.kept([800.0] * 10 + [impossible] + [800.0] * 10)[10]
