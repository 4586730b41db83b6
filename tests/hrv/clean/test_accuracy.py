"""Cleaning keeps its promises on the half of the recordings it was not made on."""

import numpy as np
import pytest
from scripts import artefact_accuracy as accuracy

from heartsease.hrv import beats
from heartsease.hrv.clean import irregular
from heartsease.hrv.clean.artefact import Method
from heartsease.library.heart_rhythm import standard_irregular

pytestmark = pytest.mark.skipif(
    not accuracy.RECORDINGS.exists(), reason="the shared recordings are not here"
)


@pytest.fixture(scope="module")
def errors():
    found = {}
    for case in accuracy.cases(accuracy.RECORDINGS, accuracy.SCORED_ON):
        size = abs(accuracy.error(case, Method.HEARTSEASE))
        found.setdefault(case.kind, []).append(size)
    return found


def test_the_experiment_has_its_960_cases(errors):
    chosen = list(accuracy.segments(accuracy.RECORDINGS, accuracy.CHOSEN_ON))

    assert sum(map(len, errors.values())) + 16 * len(chosen) == 960


def test_no_record_is_on_both_sides():
    chosen, scored = accuracy.CHOSEN_ON, accuracy.SCORED_ON

    assert not {*chosen.segments, *chosen.ectopy} & {*scored.segments, *scored.ectopy}


def test_mixed_artefacts_change_rmssd_by_little(errors):
    assert np.median(errors["mixed"]) <= 4.0
    assert np.percentile(errors["mixed"], 95) <= 18.0


@pytest.mark.parametrize("kind", accuracy.KINDS)
def test_every_kind_alone_changes_rmssd_by_little(errors, kind):
    assert np.median(errors[kind]) <= 4.0
    assert np.percentile(errors[kind], 95) <= 18.0


def test_a_clean_segment_is_hardly_touched(errors):
    assert np.median(errors["none"]) <= 2.0
    assert np.percentile(errors["none"], 95) <= 2.0


def test_frequent_ectopic_beats_are_found_and_others_left_alone():
    sums = np.zeros(4)
    for name in accuracy.SCORED_ON.ectopy:
        record = accuracy.labelled(accuracy.RECORDINGS, name)
        if accuracy.burden_of(record) == "above 15 %":
            sums += accuracy.ectopy(record, Method.HEARTSEASE)
    hit, labels, wrong, others = sums

    assert labels > 10_000
    assert hit / labels >= 0.65
    assert 1 - wrong / others >= 0.99


@pytest.mark.parametrize(
    ("name", "withheld"),
    [
        ("mitdb_flac_ch0/203.atr", True),
        ("mitdb_flac_ch0/119.atr", False),
        ("mitdb_flac_ch0/230.atr", False),
    ],
)
def test_fibrillation_is_withheld_and_a_sinus_rhythm_is_not(name, withheld):
    record = accuracy.labelled(accuracy.RECORDINGS, name)

    rhythm = irregular.screen(beats.from_times(record.times_s), standard_irregular())

    assert rhythm.withheld is withheld
