"""A pacer says which part of which breath is asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartsease.hrv.errors import PacerError
from heartsease.hrv.pacer import Pacer, Section, Shape, steady

parts = st.floats(0.5, 8)


def test_six_a_minute_are_ten_seconds_a_breath():
    section = steady(6.0, start_s=5.0, end_s=65.0)

    assert np.allclose(section.breaths_s, 5.0 + 10.0 * np.arange(7))
    assert Pacer(sections=(section,)).cycles_at([5.0, 17.5])[1] == pytest.approx(1.25)


def test_between_the_sections_nobody_is_asked_to_breathe():
    pacer = Pacer(
        sections=(steady(6, start_s=0, end_s=60), steady(5, start_s=120, end_s=180))
    )

    assert np.isnan(pacer.cycles_at([90.0])[0])
    assert np.isnan(pacer.rate_at([90.0])[0])
    assert pacer.section_at(90.0) is None
    assert pacer.rate_at([150.0])[0] == 5


def test_a_sliding_rate_passes_through_every_rate():
    section = Section(start_s=0, end_s=600, first_per_min=6.75, last_per_min=4.25)

    assert section.rate_at(np.array([0.0, 300.0, 600.0])).tolist() == [6.75, 5.5, 4.25]
    assert section.cycles_at(np.array([600.0]))[0] == pytest.approx(55.0)
    assert np.all(np.diff(section.breaths_s, 2) > 0)


@given(parts, st.floats(0, 8), parts, st.floats(0, 8))
def test_lungs_are_empty_first_full_after_the_in_breath_and_never_beyond(a, b, c, d):
    shape = Shape(inhale=a, hold=b, exhale=c, rest=d)

    volume = shape.volume(np.linspace(0, 3, 400))

    assert volume[0] == 0
    assert volume.min() >= 0
    assert volume.max() <= 1
    assert shape.volume([a / (a + b + c + d)])[0] == pytest.approx(1.0)
    assert np.abs(np.diff(shape.volume(np.linspace(0, 3, 40000)))).max() < 0.01


def test_the_crest_of_an_even_breath_is_its_middle():
    assert Shape(inhale=5, exhale=5).crest == pytest.approx(0.5)
    assert Shape(inhale=4, exhale=6).crest < 0.5


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"end_s": 0.0}, "not after its start"),
        ({"first_per_min": 0.0}, "positive number per minute"),
        ({"start_s": np.nan}, "finite"),
    ],
)
def test_an_impossible_section_is_refused(wrong, says):
    fine = {"start_s": 0.0, "end_s": 60.0, "first_per_min": 6.0, "last_per_min": 6.0}

    with pytest.raises(PacerError, match=says):
        Section(**{**fine, **wrong})


def test_overlapping_sections_and_breaths_without_air_are_refused():
    with pytest.raises(PacerError, match=r"overlap at 30"):
        Pacer(
            sections=(steady(6, start_s=0, end_s=60), steady(5, start_s=30, end_s=90))
        )
    with pytest.raises(PacerError, match="out-breath"):
        Shape(exhale=0)
    with pytest.raises(PacerError, match="from 0 up"):
        Shape(hold=-1)
