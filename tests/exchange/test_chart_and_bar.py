"""The chart of scores and the bar of a result say in words all that they draw."""

import xml.etree.ElementTree as ET
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartsease.exchange.drawing.lab_bar import LEFT, RIGHT, lab_bar
from heartsease.exchange.drawing.trajectory import RIGHT as CHART_END
from heartsease.exchange.drawing.trajectory import (
    Band,
    Start,
    band_of,
    trajectory,
)

SVG = "{http://www.w3.org/2000/svg}"
BANDS = (
    Band(name="mild <", low=0, high=9),
    Band(name="middle", low=10, high=19),
    Band(name="severe", low=20, high=27),
)
POINTS = ((date(2026, 1, 5), 22.0), (date(2026, 3, 2), 12.0))
numbers = st.floats(min_value=0, max_value=1e5, allow_nan=False)


def chart(points=POINTS, **changed):
    settled = {"highest": 27, "title": 'Scores & "more"', "bands": BANDS}
    return trajectory(points, **{**settled, **changed})


def pointer(svg):
    mark = ET.fromstring(svg).find(f"{SVG}g[@class='mark']")
    return float(mark.find(f"{SVG}circle").get("cx"))


def zones(svg):
    rects = ET.fromstring(svg).findall(f"{SVG}rect")
    return [
        (one.get("class"), float(one.get("x")), float(one.get("width")))
        for one in rects
    ]


def test_the_chart_says_every_score_its_band_and_every_start():
    starts = (Start(on=date(2026, 1, 9), name="First & second"),)

    picture = ET.fromstring(chart(starts=starts))

    said = picture.find(f"{SVG}desc").text
    assert "2026-01-05: 22 (severe)" in said
    assert "2026-03-02: 12 (middle)" in said
    assert "1: First & second, 2026-01-09" in said
    assert picture.find(f"{SVG}title").text == 'Scores & "more"'


def test_the_line_falls_as_the_score_falls():
    picture = ET.fromstring(chart())

    first, last = picture.find(f".//{SVG}polyline").get("points").split()
    assert float(first.split(",")[1]) < float(last.split(",")[1])
    assert float(first.split(",")[0]) < float(last.split(",")[0])


def test_a_single_score_is_a_dot_without_a_line():
    picture = ET.fromstring(chart(POINTS[:1]))

    assert picture.find(f".//{SVG}polyline") is None
    assert len(picture.findall(f".//{SVG}g[@class='line']/{SVG}circle")) == 1


def test_without_a_score_there_is_no_chart():
    assert chart(()) == ""
    assert chart(highest=0) == ""


def test_a_start_after_the_last_score_is_still_inside_the_chart():
    starts = (Start(on=date(2026, 9, 1), name="Later"),)

    lines = ET.fromstring(chart(starts=starts)).findall(f".//{SVG}g[@class='start']")

    x = float(lines[0].find(f"{SVG}path").get("d").split()[0].removeprefix("M"))
    assert x == pytest.approx(CHART_END)


def test_starts_close_together_keep_their_numbers_apart():
    starts = [Start(on=date(2026, 1, day), name=f"No {day}") for day in (9, 10, 11)]

    badges = ET.fromstring(chart(starts=starts)).findall(
        f".//{SVG}g[@class='start']/{SVG}circle"
    )

    places = {(one.get("cx"), one.get("cy")) for one in badges}
    assert len(places) == 3


def test_the_band_of_a_score_between_two_bands_has_no_name():
    assert band_of(20, BANDS) == "severe"
    assert band_of(9.5, BANDS) == ""


def test_the_bar_says_the_result_and_what_is_usual():
    picture = ET.fromstring(lab_bar(38, low=50, high=125, said="Vitamin <D>: 38, low"))

    assert picture.find(f"{SVG}title").text == "Vitamin <D>: 38, low"
    assert picture.find(f"{SVG}desc").text == "usual: 50 to 125"


@pytest.mark.parametrize(
    ("low", "high", "described"),
    [(None, 3, "usual: up to 3"), (30, None, "usual: from 30")],
)
def test_an_interval_with_one_limit_is_described_by_it(low, high, described):
    picture = ET.fromstring(lab_bar(2, low=low, high=high, said="A result"))

    assert picture.find(f"{SVG}desc").text == described


@pytest.mark.parametrize(("low", "high"), [(None, None), (5, 5), (9, 3)])
def test_an_interval_that_says_nothing_is_not_drawn(low, high):
    assert lab_bar(4, low=low, high=high, said="A result") == ""


@given(value=numbers, low=numbers, width=st.floats(min_value=0.5, max_value=1e4))
def test_the_pointer_stands_in_the_zone_of_its_value(value, low, width):
    svg = lab_bar(value, low=low, high=low + width, said="A result")

    x = pointer(svg)
    _, start, wide = next(one for one in zones(svg) if one[0] == "usual")
    slack = 2.2  # the gap between two zones, and rounding
    assert LEFT <= x <= RIGHT
    if value < low:
        assert x <= start + slack
    elif value > low + width:
        assert x >= start + wide - slack
    else:
        assert start - slack <= x <= start + wide + slack
