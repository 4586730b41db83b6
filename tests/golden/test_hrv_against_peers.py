"""The same heart beats through other programs: equal where the convention is, and by name.

Peers' values lie beside the shared series; each was computed once by the program itself.
Some were given whole milliseconds, some beats on whole milliseconds, BioSPPy and heartpy the
intervals as they are.
"""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from tests.support.rr import (
    PEERS,
    SERIES,
    between_whole_ms,
    intervals_ms,
    whole_ms,
)

from heartsease.core.values.unknown import Unknown
from heartsease.hrv import beats, series
from heartsease.hrv.measures import METRICS, measure
from heartsease.hrv.nonlinear import matches
from heartsease.hrv.presets import neurokit2

pytestmark = pytest.mark.skipif(
    not PEERS.exists(), reason="the shared heart beats and peers' values are absent"
)
CLOSE = 1e-6  # relative, as asked of a preset

# Ours: the peers that hold to the same convention on every series, and their names.
SAME = {
    "mean_nn": {
        "neurokit2": "HRV_MeanNN",
        "hrvanalysis": "mean_nni",
        "pyhrv": "nni_mean",
    },
    "median_nn": {"neurokit2": "HRV_MedianNN", "hrvanalysis": "median_nni"},
    "min_nn": {"neurokit2": "HRV_MinNN", "pyhrv": "nni_min"},
    "max_nn": {"neurokit2": "HRV_MaxNN", "pyhrv": "nni_max"},
    "range_nn": {"hrvanalysis": "range_nni", "biosppy": "rr_minmax"},
    "iqr_nn": {"neurokit2": "HRV_IQRNN"},
    "prc20_nn": {"neurokit2": "HRV_Prc20NN"},
    "prc80_nn": {"neurokit2": "HRV_Prc80NN"},
    "mad_nn": {"neurokit2": "HRV_MadNN"},
    "mcv_nn": {"neurokit2": "HRV_MCVNN"},
    "mean_hr": {"heartpy": "bpm"},
    "mean_of_hr": {"hrvanalysis": "mean_hr", "pyhrv": "hr_mean", "systole": "MeanBPM"},
    "min_hr": {"hrvanalysis": "min_hr", "pyhrv": "hr_min"},
    "max_hr": {"hrvanalysis": "max_hr", "pyhrv": "hr_max"},
    "sd_hr": {"pyhrv": "hr_std"},
    "sdnn": {"neurokit2": "HRV_SDNN", "hrvanalysis": "sdnn", "pyhrv": "sdnn"},
    "cv_nn": {"neurokit2": "HRV_CVNN", "hrvanalysis": "cvnni"},
    "rmssd": {"neurokit2": "HRV_RMSSD", "hrvanalysis": "rmssd", "pyhrv": "rmssd"},
    "sdsd": {"neurokit2": "HRV_SDSD", "systole": "SDSD"},
    "cv_sd": {"neurokit2": "HRV_CVSD", "hrvanalysis": "cvsd"},
    "sd_rmssd": {"neurokit2": "HRV_SDRMSSD"},
    "nn50": {"hrvanalysis": "nni_50", "pyhrv": "nn50", "systole": "nn50"},
    "pnn50": {"hrvanalysis": "pnni_50", "pyhrv": "pnn50", "systole": "pnn50"},
    "nn20": {"hrvanalysis": "nni_20", "pyhrv": "nn20"},
    "pnn20": {"hrvanalysis": "pnni_20", "pyhrv": "pnn20"},
    "sd1": {"neurokit2": "HRV_SD1", "hrvanalysis": "sd1"},
    "sd2": {"neurokit2": "HRV_SD2"},
    "sd1_sd2": {"neurokit2": "HRV_SD1SD2", "heartpy": "sd1/sd2"},
    "s_area": {"neurokit2": "HRV_S"},
    "csi": {"neurokit2": "HRV_CSI", "pyhrv": "sd_ratio"},
    "cvi": {"neurokit2": "HRV_CVI"},
    "csi_modified": {"neurokit2": "HRV_CSI_Modified"},
    "gi": {"neurokit2": "HRV_GI"},
    "si": {"neurokit2": "HRV_SI"},
    "ai": {"neurokit2": "HRV_AI"},
    "pi": {"neurokit2": "HRV_PI"},
    "sd1_d": {"neurokit2": "HRV_SD1d"},
    "sd1_a": {"neurokit2": "HRV_SD1a"},
    "c1_d": {"neurokit2": "HRV_C1d"},
    "c1_a": {"neurokit2": "HRV_C1a"},
    "sd2_d": {"neurokit2": "HRV_SD2d"},
    "sd2_a": {"neurokit2": "HRV_SD2a"},
    "c2_d": {"neurokit2": "HRV_C2d"},
    "c2_a": {"neurokit2": "HRV_C2a"},
    "sdnn_d": {"neurokit2": "HRV_SDNNd"},
    "sdnn_a": {"neurokit2": "HRV_SDNNa"},
    "c_d": {"neurokit2": "HRV_Cd"},
    "c_a": {"neurokit2": "HRV_Ca"},
    "pip": {"neurokit2": "HRV_PIP"},
    "ials": {"neurokit2": "HRV_IALS"},
    "pss": {"neurokit2": "HRV_PSS"},
    "pas": {"neurokit2": "HRV_PAS"},
    "sampen": {"neurokit2": "HRV_SampEn", "hrvanalysis": "sampen", "pyhrv": "sampen"},
    "apen": {"neurokit2": "HRV_ApEn"},
    "higuchi": {"neurokit2": "HRV_HFD"},
    "katz": {"neurokit2": "HRV_KFD"},
    "lzc": {"neurokit2": "HRV_LZC"},
    "dfa_alpha1": {"pyhrv": "dfa_alpha1"},
}
GIVEN = {
    "neurokit2": between_whole_ms,
    "heartpy": intervals_ms,
    "biosppy": intervals_ms,
}
PRINTED = {"systole": 5e-7}  # it prints six decimals
SHORT = (
    "rr5_h10_dhyb",
    "rr5_nsr001",
    "rr5_pyhrv_short",
    "rr10_systole",
    "rr15_rhenan_rest",
    "rr60_pyhrv_long",
)


def peer_values(name: str, peer: str, part: str = "") -> dict[str, float]:
    file = PEERS / f"{name}__{peer}{part}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def apart(ours: dict[str, object], theirs: dict[str, float]) -> dict[str, object]:
    """What differs; a number they do not have is Unknown with us."""
    different = {}
    for name, value in theirs.items():
        mine = ours.get(name, "absent")
        if isinstance(mine, Unknown):
            same = not math.isfinite(value)
        else:
            same = isinstance(mine, float) and math.isclose(
                mine, value, rel_tol=CLOSE, abs_tol=1e-9
            )
        if not same:
            different[name] = (mine, value)
    return different


@pytest.mark.parametrize("name", SHORT[:3] + SHORT[4:])
def test_hrv_analysis_has_its_numbers_again(name):
    theirs = peer_values(name, "hrvanalysis")

    ours = measure(beats.from_intervals(whole_ms(name)), preset="hrvanalysis")

    assert len(theirs) == 32
    assert not apart(dict(ours.values), theirs)


@pytest.mark.parametrize("name", SHORT[:3] + SHORT[4:5])
def test_neurokit2_has_its_numbers_again(name):
    theirs = peer_values(name, "neurokit2")

    ours = measure(beats.from_intervals(intervals_ms(name)), preset="neurokit2")

    assert len(theirs) == 95
    assert not apart(dict(ours.values), theirs)


def test_a_day_of_beats_gives_hrv_analysis_its_numbers_again():
    theirs = {}
    for part in ("__time", "__freq", "__nonlin"):
        theirs |= peer_values("rr24_nsr001_NN", "hrvanalysis", part)

    ours = measure(
        beats.from_intervals(whole_ms("rr24_nsr001_NN")), preset="hrvanalysis"
    )

    assert len(theirs) == 32
    assert not apart(dict(ours.values), theirs)


def test_a_day_of_beats_gives_neurokit2_its_numbers_again():
    laid_out = series.series_of(beats.from_intervals(intervals_ms("rr24_nsr001_NN")))

    in_time = neurokit2.time(laid_out)
    bands = neurokit2.frequency(laid_out, normalised=False)

    ours = {f"HRV_{name}": value for name, value in (in_time | bands).items()}
    theirs = peer_values("rr24_nsr001_NN", "neurokit2", "__time")
    theirs |= peer_values("rr24_nsr001_NN", "neurokit2", "__freq")
    assert len(theirs) == 35
    assert not apart(ours, theirs)


@pytest.mark.parametrize("metric", SAME)
@pytest.mark.parametrize("name", SHORT)
def test_a_metric_equals_the_peers_that_share_its_convention(metric, name):
    ours = {
        given: measure(beats.from_intervals(given(name)), metrics=[metric])
        for given in (between_whole_ms, intervals_ms, whole_ms)
    }

    different = {}
    for peer, theirs in SAME[metric].items():
        value = peer_values(name, peer).get(theirs)
        if value is None:
            continue  # that peer did not finish this series
        mine = ours[GIVEN.get(peer, whole_ms)].values[metric]
        if mine != pytest.approx(value, rel=CLOSE, abs=PRINTED.get(peer, 1e-9)):
            different[peer] = (mine, value)
    assert not different


def test_every_metric_of_ours_is_compared_or_its_convention_is_decided():
    decided = (
        Path(__file__).parents[2] / "docs/decisions/0020-conventions-of-the-metrics.md"
    ).read_text(encoding="utf-8")

    alone = [
        metric
        for metric in METRICS
        if len(SAME.get(metric, ())) < 2 and f"`{metric}`" not in decided
    ]

    assert not alone


def test_every_shared_series_is_measured_without_an_infinite_number():
    files = sorted(SERIES.glob("rr*.txt*"))

    for file in files:
        name = file.name.split(".")[0]
        found = measure(beats.from_intervals(intervals_ms(name)))
        assert all(math.isfinite(value) for value in found.known().values())
        assert len(found.known()) >= 60
    assert len(files) == 9


def test_a_day_of_beats_has_the_matches_that_four_other_ways_of_counting_found():
    # antropy, NeuroKit2, a k-d tree and a sorted search agree on these, each pair once.
    values = intervals_ms("rr24_nsr001_NN")

    found = matches.totals(values, tolerance=0.2 * values.std(ddof=1))

    assert found == (2 * 571_603_504, 2 * 438_420_150)


def test_the_spectrum_lies_among_those_of_the_peers():
    name = "rr5_pyhrv_short"
    ours = measure(beats.from_intervals(whole_ms(name))).known()

    for metric, (places, field) in {
        "lf": ({"heartpy": "lf", "systole": "lf_power", "pyhrv": "fft_abs"}, 1),
        "hf": ({"heartpy": "hf", "systole": "hf_power", "pyhrv": "fft_abs"}, 2),
    }.items():
        values = []
        for peer, key in places.items():
            value = peer_values(name, peer)[key]
            values.append(value[field] if isinstance(value, list) else value)
        assert min(values) * 0.9 < ours[metric] < max(values) * 1.1
    assert np.isclose(ours["lf_nu"] + ours["hf_nu"], 100.0)
