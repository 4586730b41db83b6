"""Measures of order equal their slow twins, and what their authors printed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.oracle import hrv_twins as twin

from heartsease.hrv import beats, histogram, series
from heartsease.hrv.nonlinear import dfa, entropy, fractal, matches, multiscale

seeds = st.integers(0, 2**32 - 1)


def a_series(seed, n=150, tick=1.0):
    """Beats with breath and drift; `tick` in ms, none for beats that are not quantised."""
    random = np.random.default_rng(seed)
    values = 850 + 40 * np.sin(np.arange(n) / 2.2) + np.cumsum(random.normal(0, 8, n))
    values = np.clip(values + random.normal(0, 15, n), 400, 1800)
    return np.round(values / tick) * tick if tick else values


def with_holes(values, seed):
    whole = beats.from_intervals(values)
    kept = whole.kept & (np.random.default_rng(seed).random(len(whole)) > 0.1)
    return series.series_of(
        beats.Beats(times_s=whole.times_s, intervals_ms=whole.intervals_ms, kept=kept)
    )


@settings(max_examples=12, deadline=None)
@given(seeds, st.sampled_from([1.0, 7.8125, None]), st.booleans())
def test_the_entropies_equal_their_twins(seed, tick, holes):
    values = a_series(seed, tick=tick)
    laid_out = (
        with_holes(values, seed)
        if holes
        else series.series_of(beats.from_intervals(values))
    )
    stretches = entropy.stretches(laid_out)
    tolerance = 0.2 * laid_out.nn_ms.std(ddof=1)

    ours = entropy.measure(laid_out)

    nn = laid_out.nn_ms
    assert ours["apen"] == pytest.approx(
        twin.approximate_entropy(nn, stretches, tolerance)
    )
    assert ours["sampen"] == pytest.approx(
        twin.sample_entropy(nn, stretches, tolerance), nan_ok=True
    )


@settings(max_examples=15, deadline=None)
@given(
    seeds,
    st.sampled_from([1.0, 7.8125, 0.5, None]),
    st.sampled_from([0, 3, 20.0, 31.25]),
)
def test_three_ways_of_counting_give_the_same_counts(seed, tick, tolerance):
    values = a_series(seed, n=300, tick=tick)
    two, three = np.arange(299), np.arange(298)

    table = matches.matches(values, two, three, tolerance=tolerance)
    windows = matches._windows(values, tolerance)

    assert (matches._of_two(windows, two) == table[0]).all()
    assert (matches._blocks(windows, two, places=2)[0] == table[0]).all()
    assert (matches._slab(windows, three) == table[1]).all()
    assert (matches._blocks(windows, three, places=3)[1] == table[1]).all()


@pytest.mark.parametrize("tick", [7.8125, 1.0, None])
def test_a_long_recording_is_counted_like_a_short_one(tick, monkeypatch):
    values = a_series(7, n=1500, tick=tick)
    fast = matches.totals(values, tolerance=25.0)

    monkeypatch.setattr(matches, "TABLE_UP_TO", 10_000)

    assert matches.totals(values, tolerance=25.0) == fast


@settings(max_examples=6, deadline=None)
@given(seeds, st.booleans())
def test_multiscale_entropy_equals_its_twin(seed, refined):
    values = a_series(seed, n=250)
    plain = multiscale.profile(values, scales=5)

    ours = multiscale.both(values, scales=5)[refined].mean()

    assert ours == pytest.approx(
        twin.multiscale_entropy(values, 5, refined), nan_ok=True
    )
    assert np.array_equal(plain, multiscale.both(values, scales=5)[0], equal_nan=True)


@settings(max_examples=10, deadline=None)
@given(seeds, st.integers(260, 700))
def test_the_fluctuations_equal_their_twin(seed, n):
    values = a_series(seed, n=n)

    assert dfa.slope(values, dfa.NEAR) == pytest.approx(
        twin.fluctuation_slope(values, dfa.NEAR), rel=1e-9
    )
    assert dfa.slope(values, dfa.FAR) == pytest.approx(
        twin.fluctuation_slope(values, dfa.FAR), rel=1e-9
    )


def test_noise_has_the_slopes_that_theory_gives():
    noise = np.random.default_rng(1).normal(0, 1, 20_000)

    assert dfa.slope(noise, dfa.FAR) == pytest.approx(0.5, abs=0.05)
    assert dfa.slope(np.cumsum(noise), dfa.FAR) == pytest.approx(1.5, abs=0.05)


@settings(max_examples=20, deadline=None)
@given(seeds, st.integers(100, 300))
def test_the_dimensions_equal_their_twins(seed, n):
    values = a_series(seed, n=n)

    assert fractal.higuchi(values) == pytest.approx(twin.higuchi(values, 10))
    assert fractal.katz(values) == pytest.approx(twin.katz(list(values)))


def test_a_line_has_dimension_one_and_noise_two():
    noise = np.random.default_rng(2).normal(0, 1, 20_000)

    assert fractal.higuchi(np.arange(1000.0)) == pytest.approx(1.0)
    assert fractal.higuchi(noise) == pytest.approx(2.0, abs=0.02)


@given(st.lists(st.sampled_from([0, 1]), min_size=1, max_size=120))
def test_the_patterns_equal_their_twin(sequence):
    assert fractal.patterns(bytes(sequence)) == twin.patterns(bytes(sequence))


@given(seeds, st.integers(1, 90), st.integers(60, 400))
def test_patterns_in_long_runs_equal_their_twin(seed, run, n):
    random = np.random.default_rng(seed)
    sequence = bytes(np.repeat(random.integers(0, 2, n), run)[:n].tolist())

    assert fractal.patterns(sequence) == twin.patterns(sequence)


def test_the_sequence_of_lempel_and_ziv_has_six_patterns():
    # 0 . 001 . 10 . 100 . 1000 . 101, the example of their paper of 1976.
    sequence = bytes(int(one) for one in "0001101001000101")

    assert fractal.patterns(sequence) == 6


@given(st.lists(st.integers(0, 12), min_size=1, max_size=14).filter(any))
def test_the_triangle_equals_its_twin(counts):
    ours = histogram.triangle_base_ms(np.array(counts), bin_ms=2.0)

    assert ours == pytest.approx(twin.triangle_base(counts, 2.0))
