"""Laws that hold for every recording, and what is said when a number is not known."""

import math
import re
import subprocess
import sys
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from heartsease.core.values.unknown import Unknown
from heartsease.hrv import beats
from heartsease.hrv.errors import BeatsError, SettingsError
from heartsease.hrv.measures import FAMILIES, METRICS, PRESETS, measure
from heartsease.hrv.sources import SOURCES
from heartsease.hrv.spectrum.bands import Method, SpectrumSettings

seeds = st.integers(0, 2**32 - 1)

GROW_WITH_THE_UNIT = {
    "mean_nn", "median_nn", "min_nn", "max_nn", "range_nn", "prc20_nn", "prc80_nn",
    "iqr_nn", "mad_nn", "sdnn", "rmssd", "sdsd", "sd1", "sd2", "sd1_d", "sd1_a", "sd2_d",
    "sd2_a", "sdnn_d", "sdnn_a", "csi_modified",
}  # fmt: skip
SHRINK_WITH_THE_UNIT = {"mean_hr", "mean_of_hr", "min_hr", "max_hr", "sd_hr"}
WITHOUT_A_UNIT = {
    "mcv_nn", "cv_nn", "cv_sd", "sd_rmssd", "sd1_sd2", "csi", "gi", "si", "ai", "pi",
    "c1_d", "c1_a", "c2_d", "c2_a", "c_d", "c_a", "pip", "ials", "pss", "pas", "sampen",
    "apen", "mse", "rcmse", "dfa_alpha1", "dfa_alpha2", "higuchi", "katz", "lzc",
}  # fmt: skip
BLIND_TO_A_SHIFT = {
    "range_nn", "iqr_nn", "mad_nn", "sdnn", "rmssd", "ln_rmssd", "sdsd", "sd_rmssd",
    "nn50", "pnn50", "nn20", "pnn20", "hti", "tinn", "sd1", "sd2", "sd1_sd2", "s_area",
    "csi", "cvi", "csi_modified", "gi", "pi", "sd1_d", "sd1_a", "sd2_d", "sd2_a", "pip",
    "ials", "pss", "pas", "dfa_alpha1", "dfa_alpha2", "higuchi", "katz", "lzc",
}  # fmt: skip
BLIND_TO_ORDER = {
    "mean_nn", "median_nn", "min_nn", "max_nn", "range_nn", "prc20_nn", "prc80_nn",
    "iqr_nn", "mad_nn", "mcv_nn", "mean_hr", "mean_of_hr", "min_hr", "max_hr", "sd_hr",
    "sdnn", "cv_nn", "hti", "tinn",
}  # fmt: skip
BLIND_TO_DIRECTION = BLIND_TO_ORDER | {
    "rmssd", "ln_rmssd", "cv_sd", "sd_rmssd", "sdsd", "nn50", "pnn50", "nn20", "pnn20",
    "sd1", "sd2", "sd1_sd2", "s_area", "csi", "cvi", "csi_modified", "pip", "ials", "pss",
    "pas", "apen",
}  # fmt: skip


strange_rhythms = st.builds(
    lambda values, times: (values * times)[:250],
    st.lists(st.integers(300, 2000), min_size=1, max_size=60),
    st.integers(1, 250),
)


def a_recording(seed, n=400):
    """Whole milliseconds, five minutes and more, with breath and drift."""
    random = np.random.default_rng(seed)
    values = 850 + 40 * np.sin(np.arange(n) / 2.2) + np.cumsum(random.normal(0, 6, n))
    return np.round(np.clip(values + random.normal(0, 20, n), 350, 1900))


def numbers(values, metrics=None):
    return measure(beats.from_intervals(values), metrics=metrics).known()


def close(one, other):
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from([0.5, 2.0]))
def test_a_change_of_unit_changes_only_what_has_the_unit(seed, scale):
    values = a_recording(seed)
    names = GROW_WITH_THE_UNIT | SHRINK_WITH_THE_UNIT | WITHOUT_A_UNIT

    one, other = numbers(values, names), numbers(values * scale, names)

    assert one.keys() == other.keys()
    for name in one:
        factor = (
            scale
            if name in GROW_WITH_THE_UNIT
            else 1 / scale
            if name in SHRINK_WITH_THE_UNIT
            else 1.0
        )
        assert close(other[name], one[name] * factor), name


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from([-64.0, 128.0, 1024.0]))
def test_the_same_beats_later_each_vary_the_same(seed, shift):
    values = a_recording(seed)

    one = numbers(values, BLIND_TO_A_SHIFT)
    other = numbers(values + shift, BLIND_TO_A_SHIFT)

    assert one.keys() == other.keys()
    assert all(close(one[name], other[name]) for name in one)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_order_does_not_matter_to_what_only_counts(seed):
    values = a_recording(seed)
    shuffled = np.random.default_rng(seed + 1).permutation(values)

    one, other = numbers(values, BLIND_TO_ORDER), numbers(shuffled, BLIND_TO_ORDER)

    assert all(close(one[name], other[name]) for name in BLIND_TO_ORDER)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_a_recording_played_backwards_only_swaps_slowing_and_quickening(seed):
    values = a_recording(seed)

    one, other = numbers(values), numbers(values[::-1])

    # A backward row may end where a forward one has its odd last interval.
    assert all(close(one[name], other[name]) for name in BLIND_TO_DIRECTION)
    for name in ("sd1", "c1", "sd2", "c2", "sdnn", "c"):
        assert close(one[f"{name}_d"], other[f"{name}_a"])
    assert close(one["gi"] + other["gi"], 100.0)
    assert close(one["pi"] + other["pi"], 100.0)


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_parts_make_their_whole(seed):
    found = numbers(a_recording(seed))

    assert close(found["lf_nu"] + found["hf_nu"], 100.0)
    assert close(found["vlf"] + found["lf"] + found["hf"], found["total_power"])
    assert close(found["vlf_share"] + found["lf_share"] + found["hf_share"], 100.0)
    assert close(found["c1_d"] + found["c1_a"], 1.0)
    assert found["mean_of_hr"] >= found["mean_hr"]
    assert found["min_nn"] <= found["prc20_nn"] <= found["median_nn"]
    assert found["median_nn"] <= found["prc80_nn"] <= found["max_nn"]
    assert found["sampen"] >= 0


@settings(max_examples=25, deadline=None)
@given(seeds, st.floats(0.02, 0.4))
def test_a_left_out_beat_is_bridged_by_no_difference(seed, share):
    values = a_recording(seed)
    whole = beats.from_intervals(values)
    kept = whole.kept & (np.random.default_rng(seed).random(len(whole)) >= share)
    holed = beats.Beats(
        times_s=whole.times_s, intervals_ms=whole.intervals_ms, kept=kept
    )

    found = measure(holed, metrics=["mean_nn", "sdnn", "rmssd", "pnn50", "sd1"])

    steps = np.array(
        [
            values[k + 1] - values[k]
            for k in range(len(values) - 1)
            if kept[k + 1] and kept[k + 2]
        ]
    )
    of_kept = values[kept[1:]]
    assert found.pairs == len(steps)
    assert found.intervals == len(of_kept)
    assert found.left_out == pytest.approx(1 - len(of_kept) / len(values))
    assert found.values["mean_nn"] == pytest.approx(of_kept.mean())
    assert found.values["sdnn"] == pytest.approx(of_kept.std(ddof=1))
    assert found.values["rmssd"] == pytest.approx(math.sqrt(np.mean(steps**2)))
    assert found.values["pnn50"] == pytest.approx(100 * np.mean(np.abs(steps) > 50))
    assert found.values["sd1"] == pytest.approx(steps.std(ddof=1) / math.sqrt(2))


def test_a_silence_is_a_gap_and_the_time_it_takes_is_told():
    times = np.concatenate((np.arange(200) * 0.8, 200 + np.arange(200) * 0.8))
    values = np.random.default_rng(1).normal(0, 0.02, 400)

    found = measure(beats.from_times(times + values))

    assert found.gaps == 1
    assert found.uncovered == pytest.approx(40.8 / 359.2, abs=0.002)
    assert found.spectrum is not None
    assert found.spectrum.method.startswith("Lomb")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.floats(0.001, 1e5), max_size=45) | strange_rhythms,
    st.sampled_from(PRESETS),
)
def test_whatever_beats_come_every_number_is_finite_or_unknown(values, preset):
    found = measure(beats.from_intervals(values), preset=preset)

    for name, value in found.values.items():
        assert isinstance(value, Unknown) or math.isfinite(value), name


@settings(max_examples=10, deadline=None)
@given(st.integers(300, 2000), st.integers(260, 500))
def test_beats_that_never_vary_have_no_entropy_and_no_ratio(value, n):
    assume(value * n > 120_000)

    found = measure(beats.from_intervals([float(value)] * n)).values

    assert found["sdnn"] == 0.0
    assert found["rmssd"] == 0.0
    for name in ("sampen", "apen", "sd1_sd2", "dfa_alpha1", "lf_hf", "ln_rmssd", "gi"):
        assert isinstance(found[name], Unknown), name


@pytest.mark.parametrize("values", [[], [800.0]])
def test_nothing_and_one_interval_are_unknown_and_say_what_is_missing(values):
    found = measure(beats.from_intervals(values)).values

    assert found.keys() == METRICS.keys()
    for name in ("sdnn", "rmssd", "lf", "sampen"):
        value = found[name]
        assert isinstance(value, Unknown)
        assert value.missing
    assert isinstance(found["mean_nn"], Unknown) == (not values)


def test_one_beat_alone_has_no_number():
    found = measure(beats.from_times([3.0]))

    assert not found.known()
    assert math.isnan(found.left_out)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ([800, float("nan")], "Interval 1 is nan"),
        ([800, -3], "Interval 1 is -3"),
        ([0.0], "Interval 0 is 0"),
        ([800, float("inf")], "Interval 1 is inf"),
    ],
)
def test_impossible_intervals_never_reach_a_metric(wrong, says):
    with pytest.raises(BeatsError, match=says):
        measure(beats.from_intervals(wrong))


def test_unsorted_beats_never_reach_a_metric():
    with pytest.raises(BeatsError, match="not later"):
        measure(beats.from_times([0.0, 2.0, 1.0]))


@pytest.mark.parametrize("metric", list(METRICS))
def test_a_metric_is_unknown_just_below_its_shortest_length(metric):
    definition = METRICS[metric]
    n = definition.intervals - 1
    if definition.seconds:
        n = min(n, int(definition.seconds / 0.9) - 1)
        n = max(n, int(definition.seconds / 0.9) - 1) if definition.seconds > 60 else n
    values = 900 + 30 * np.sin(np.arange(n) * 1.3)

    found = measure(beats.from_intervals(values), metrics=[metric]).values[metric]

    assert isinstance(found, Unknown)


def test_chosen_metrics_are_those_of_the_full_set():
    recording = beats.from_intervals(a_recording(5))
    full = measure(recording)

    chosen = measure(recording, metrics=["rmssd", "hf", "sampen", "rmssd"])

    assert list(chosen.values) == ["rmssd", "hf", "sampen"]
    assert all(chosen.values[name] == full.values[name] for name in chosen.values)


def test_five_minutes_give_more_than_sixty_numbers():
    assert len(numbers(a_recording(9))) > 80


def test_a_result_says_how_it_was_made():
    found = measure(beats.from_intervals(a_recording(2)))

    assert found.intervals == 400
    assert found.left_out == 0.0
    assert found.preset == "heartsease"
    assert "cubic spline" in found.method
    assert found.duration_s == pytest.approx(a_recording(2).sum() / 1000)


def test_a_method_that_is_asked_for_is_used_and_named():
    recording = beats.from_intervals(a_recording(3))

    said = [
        measure(
            recording, metrics=["lf"], spectrum=SpectrumSettings(method=method)
        ).method
        for method in (Method.WELCH, Method.LOMB, Method.AR)
    ]

    assert "Welch" in said[0] or "Hann windows" in said[0]
    assert "Lomb" in said[1]
    assert "autoregressive" in said[2]


def test_a_name_that_there_is_not_is_refused_with_those_that_there_are():
    recording = beats.from_intervals(a_recording(1))

    with pytest.raises(SettingsError, match=r"no metric 'rmsd'.*rmssd"):
        measure(recording, metrics=["rmsd"])
    with pytest.raises(SettingsError, match=r"no preset 'kubios'.*kubios-like"):
        measure(recording, preset="kubios")
    with pytest.raises(SettingsError, match="window_s is -1"):
        SpectrumSettings(window_s=-1.0)
    with pytest.raises(SettingsError, match="choose one of the two"):
        SpectrumSettings(method=Method.LOMB, smoothness=500.0)


def test_the_kubios_like_preset_changes_its_bands_and_slopes_only():
    recording = beats.from_intervals(a_recording(4))

    ours, like = (
        numbers(a_recording(4)),
        measure(recording, preset="kubios-like").known(),
    )

    alone = measure(recording, metrics=["dfa_alpha1"], preset="kubios-like").known()

    assert alone["dfa_alpha1"] == like["dfa_alpha1"]
    same = {name for name in ours if close(ours[name], like.get(name, math.nan))}
    assert {"sdnn", "rmssd", "sampen"} <= same
    assert {"vlf", "dfa_alpha1", "dfa_alpha2"}.isdisjoint(same)


def test_every_definition_is_whole():
    listed = [metric for family in FAMILIES.values() for metric in family]

    assert len(listed) == len({metric.id for metric in listed})
    for metric in listed:
        assert all(
            (metric.name, metric.unit, metric.convention, metric.gaps, metric.source)
        )
        assert metric.intervals >= 1
        named = re.sub(r"length: |, with the denominators of .*", "", metric.source)
        assert set(named.split("; ")) <= SOURCES.keys()


TEN_MILLION = """
import re
import numpy as np
from heartsease.hrv import beats
from heartsease.hrv.measures import measure
random = np.random.default_rng(0)
values = np.round(800 + random.normal(0, 40, 10**7))
found = measure(beats.from_intervals(values))
# Not getrusage: that begins with the memory of whoever started this process.
status = open("/proc/self/status").read()
print(len(found.known()), int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) * 1024)
"""
BYTES_OF_A_BEAT = 130  # the beats themselves are 17, the intervals given 8


@pytest.mark.skipif(
    not Path("/proc/self/status").exists(),
    reason="this system does not tell the memory",
)
def test_ten_million_beats_stay_within_memory():
    done = subprocess.run(
        [sys.executable, "-c", TEN_MILLION], check=True, capture_output=True, text=True
    )

    known, most = map(int, done.stdout.split())
    assert known >= 60
    assert most < BYTES_OF_A_BEAT * 10**7


def test_the_engine_is_imported_without_scipy():
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, heartsease.hrv.measures; print('scipy' in sys.modules)",
        ],
        check=True,
        capture_output=True,
        text=True,
    )

    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("silence_s", [1e5, 1e9, 1e13])
def test_a_clock_gone_wrong_costs_no_memory_and_gives_no_made_up_spectrum(
    method, silence_s
):
    times = np.cumsum(np.array(a_recording(seed=3)) / 1000)
    apart = beats.from_times(np.concatenate((times, times[-1] + silence_s + times)))

    tracemalloc.start()
    found = measure(apart, spectrum=SpectrumSettings(method=method))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 100_000_000
    assert math.isfinite(found.known()["rmssd"])
    by_beats = method in (Method.AUTO, Method.LOMB)
    assert isinstance(found.values["hf"], Unknown) is not by_beats
    if by_beats:
        alone = measure(beats.from_times(times), metrics=["hf"]).known()["hf"]
        assert found.known()["hf"] == pytest.approx(alone, rel=0.5)
    else:
        assert "of the time are gaps" in found.method


def test_a_cloud_that_is_a_line_has_no_ratio_of_its_widths():
    ramp = measure(beats.from_intervals(np.linspace(600, 1200, 400))).values

    assert isinstance(ramp["csi"], Unknown)
    assert isinstance(ramp["csi_modified"], Unknown)
    assert ramp["sd2"] == pytest.approx(245, rel=0.01)


def test_a_preset_without_numbers_says_what_it_needs():
    short = measure(beats.from_intervals([800.0] * 20), preset="neurokit2")
    long = measure(beats.from_intervals([800.0, 810.0] * 40), preset="welltory")

    assert short.values == {}
    assert short.method == (
        "preset neurokit2: none, for it needs 50 normal intervals and 30 s of them"
    )
    assert long.method == "preset welltory, left-out beats closed up"
