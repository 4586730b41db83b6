"""The published method, against a slow reading of its formulas beat by beat."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from heartsease.hrv import beats
from heartsease.hrv.clean import lipponen_tarvainen
from heartsease.hrv.clean.artefact import KINDS, Kind
from heartsease.hrv.clean.series import series_of


def slow(rr):
    """Kind of each interval that the paper's flow chart calls an artefact."""
    n = len(rr)

    def around(values, place, width):
        half = width // 2
        return values[max(0, place - half) : place + half + 1]

    def threshold(values):
        sizes = np.abs(values)
        return [
            5.2
            * (
                np.quantile(around(sizes, i, 91), 0.75)
                - np.quantile(around(sizes, i, 91), 0.25)
            )
            / 2
            for i in range(n)
        ]

    d = [0.0] + [rr[i] - rr[i - 1] for i in range(1, n)]
    d[0] = sum(d[1:]) / (n - 1)
    th1 = threshold(d)
    d = [one / th if th > 0 else 0.0 for one, th in zip(d, th1, strict=True)]
    med = [np.median(around(rr, i, 11)) for i in range(n)]
    m = [r - k for r, k in zip(rr, med, strict=True)]
    m = [2 * one if one < 0 else one for one in m]
    th2 = threshold(m)
    m = [one / th if th > 0 else 0.0 for one, th in zip(m, th2, strict=True)]
    found = {}
    i = 0
    while i < n - 2:
        if abs(d[i]) <= 1:
            i += 1
            continue
        before = d[i - 1] if i else d[1]
        s12 = max(before, d[i + 1]) if d[i] > 0 else min(before, d[i + 1])
        if (d[i] > 1 and s12 < -0.13 * d[i] - 0.17) or (
            d[i] < -1 and s12 > -0.13 * d[i] + 0.17
        ):
            found[i] = Kind.ECTOPIC
            i += 1
            continue
        for j in [i, i + 1] if abs(d[i + 1]) < abs(d[i + 2]) else [i]:
            i = j + 1
            two = d[j + 1], d[j + 2] if j + 2 < n else d[2 * n - 2 - (j + 2)]
            long = d[j] > 1 and min(two) < -1
            short = d[j] < -1 and max(two) > 1
            if not (long or short or abs(m[j]) > 3):
                continue
            if short and abs(rr[j] + rr[j + 1] - med[j]) < th2[j]:
                found[j] = Kind.EXTRA
            elif long and abs(rr[j] / 2 - med[j]) < th2[j]:
                found[j] = Kind.MISSED
            else:
                found[j] = Kind.LONG if m[j] > 0 else Kind.SHORT
    return found


def first_places(rr):
    runs = lipponen_tarvainen.find(series_of(beats.from_intervals(rr)))
    return dict(zip(runs.start.tolist(), (KINDS[k] for k in runs.kind), strict=True))


def test_it_tells_the_four_kinds_of_the_paper_apart():
    chance = np.random.default_rng(1)
    rr = 800 + 20 * chance.standard_normal(400)
    rr[50] = 1600.0  # one beat missed
    rr[100], rr[101] = 250.0, 550.0  # one beat too many
    rr[150], rr[151] = 600.0, 1000.0  # an early beat and its pause
    rr[250] = 1150.0  # too long for one, too short for two

    found = first_places(rr)

    assert found[50] is Kind.MISSED
    assert found[100] is Kind.EXTRA
    assert found[150] is Kind.ECTOPIC
    assert found[250] is Kind.LONG


@settings(max_examples=40)  # the slow reading takes a second for ten
@given(
    seed=st.integers(0, 10_000),
    bad=st.dictionaries(
        st.integers(0, 118), st.sampled_from([0.3, 0.6, 1.4, 2.0, 3.0]), max_size=8
    ),
)
def test_it_finds_what_the_slow_reading_finds(seed, bad):
    rr = 800 + 25 * np.random.default_rng(seed).standard_normal(120)
    for place, factor in bad.items():
        rr[place] *= factor

    runs = lipponen_tarvainen.find(series_of(beats.from_intervals(rr)))
    expected = slow(rr)

    marked = {
        place
        for start, stop in zip(runs.start.tolist(), runs.stop.tolist(), strict=True)
        for place in range(start, stop)
    }
    for place, kind in expected.items():
        assert place in marked
        if kind is not Kind.MISSED and place + 1 < len(rr):
            assert place + 1 in marked
    assert len(marked) <= 2 * len(expected)
    assert {KINDS[kind] for kind in runs.kind} <= set(expected.values())
    changed = sum({Kind.EXTRA: -1, Kind.MISSED: 1}.get(k, 0) for k in expected.values())
    if (runs.count > 1).all():
        assert int(np.sum(runs.count - (runs.stop - runs.start))) == changed
