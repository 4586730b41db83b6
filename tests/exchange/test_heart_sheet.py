"""A recording on one sheet: what was kept, what was left out, and no more than there is."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from heartsease.exchange.drawing.heart.axes import marks
from heartsease.exchange.drawing.heart.sheet import sheet
from heartsease.hrv import beats
from heartsease.hrv.measures import measure

SVG = "{http://www.w3.org/2000/svg}"


def a_recording(n=400):
    return beats.from_intervals(850 + 40 * np.sin(np.arange(n) / 2.2))


def without(whole, places):
    kept = whole.kept.copy()
    kept[places] = False
    return beats.Beats(
        times_s=whole.times_s, intervals_ms=whole.intervals_ms, kept=kept
    )


def drawn(measured, given=None):
    text = sheet(
        "one morning",
        beats=measured,
        measured=measure(measured),
        given=given if given is not None else measured,
    )
    return text, ElementTree.fromstring(text)


def crosses(text):
    return len(re.findall(r"l7 7m0 -7l-7 7", text))


def test_a_sheet_is_whole_and_says_in_words_what_it_shows():
    text, svg = drawn(a_recording())

    assert svg.find(f"{SVG}title").text == "one morning"
    assert "400 normal intervals in 5.7 min" in svg.find(f"{SVG}desc").text
    assert {"VLF", "LF", "HF"} <= {one.text for one in svg.iter(f"{SVG}text")}
    assert len(list(svg.iter(f"{SVG}circle"))) == 399
    assert crosses(text) == 0
    assert "nan" not in text


def test_each_left_out_beat_has_a_cross_and_breaks_the_line():
    whole = a_recording()

    text, svg = drawn(without(whole, [50, 51, 120]), given=whole)

    assert crosses(text) == 3
    assert "3 left out or repaired" in svg.find(f"{SVG}desc").text
    lines = [
        one for one in svg.iter(f"{SVG}polyline") if one.get("stroke-width") == "1.3"
    ]
    assert len(lines) == 3


def test_a_name_with_marks_of_its_own_stays_a_name():
    made = a_recording(60)

    text = sheet("<a> & b", beats=made, measured=measure(made), given=made)

    assert ElementTree.fromstring(text).find(f"{SVG}title").text == "<a> & b"


@pytest.mark.parametrize("n", [1, 2, 3, 40])
def test_a_few_beats_are_drawn_as_far_as_they_go(n):
    text, _ = drawn(a_recording(n))

    assert "Too few beats in a row for a spectrum." in text
    assert ("No two neighbours are kept." in text) == (n < 2)


def test_beats_that_never_vary_can_be_drawn():
    text, _ = drawn(beats.from_intervals([800.0] * 300))

    assert "nan" not in text


def test_a_day_of_beats_stays_a_small_file():
    text, _ = drawn(a_recording(100_000))

    assert len(text) < 700_000


def test_marks_are_round_and_inside():
    assert marks(0.0, 0.5) == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert marks(690, 1220) == pytest.approx([800, 1000, 1200])
