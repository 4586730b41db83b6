"""The pictures are well-formed, and everything they show is also said in words."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pytest
from tests.support.builders import TODAY, a_record, everything_clear

from heartsease.core.plan.look import look
from heartsease.core.plan.map import DOMAINS, State
from heartsease.exchange.drawing.flower import flower
from heartsease.exchange.drawing.sparkline import sparkline
from heartsease.library.knowledge import standard

SVG = "{http://www.w3.org/2000/svg}"


def domains_of(record):
    return look(record, standard(), on=TODAY).domains


def drawn(domains, **words):
    settled = {"title": "The map", "looked_at": "looked at {share}"}
    return flower(domains, **{**settled, **words})


def words_of(svg):
    return " ".join(" ".join(ET.fromstring(svg).itertext()).split())


@pytest.mark.parametrize("record", [a_record(), everything_clear()])
def test_the_flower_is_well_formed_and_says_every_domain_and_its_state(record):
    domains = domains_of(record)

    svg = drawn(domains)

    picture = ET.fromstring(svg)
    assert picture.find(f"{SVG}title").text == "The map"
    described = picture.find(f"{SVG}desc").text
    for one in domains:
        assert f"{one.name}: {one.state.value}" in described
        assert one.name in words_of(svg).replace(described, "")
    assert len(domains) == len(DOMAINS) == 8


def test_the_flower_is_named_for_those_who_listen():
    picture = ET.fromstring(drawn(domains_of(everything_clear())))
    named = picture.get("aria-labelledby").split()

    assert picture.get("role") == "img"
    assert named == [one.get("id") for one in (picture[0], picture[1])]


def in_state(state, completeness=0.5):
    return tuple(
        replace(one, state=state, completeness=completeness)
        for one in domains_of(a_record())
    )


def test_each_state_looks_different_without_any_colour():
    looks = {}
    for state in State:
        petals = [
            (path.get("fill"), path.get("stroke-dasharray"))
            for path in ET.fromstring(drawn(in_state(state))).iter(f"{SVG}path")
        ]
        looks[state] = tuple(sorted(map(str, petals)))

    assert len(set(looks.values())) == len(State)
    assert "url(#dots)" in str(looks[State.LIKELY])
    assert "url(#lines)" in str(looks[State.WORTH_A_LOOK])
    assert "5 5" in str(looks[State.NOT_LOOKED_AT])


def test_a_domain_nobody_looked_at_has_no_filled_petal_and_no_share():
    svg = drawn(in_state(State.NOT_LOOKED_AT, 0.0))

    assert len(list(ET.fromstring(svg).iter(f"{SVG}path"))) == 8
    assert "%" not in words_of(svg)


def test_a_share_is_said_for_a_domain_that_was_looked_at():
    assert words_of(drawn(in_state(State.NOTHING_FOUND, 0.25))).count("25%") == 8


def test_words_with_marks_in_them_cannot_break_the_picture():
    odd = replace(domains_of(a_record())[0], name='<script>"&')

    svg = drawn((odd,), title="<b>&", looked_at="<i>{share}")

    assert '<script>"&' in words_of(svg)
    assert "<script" not in svg


def test_the_same_domains_give_the_same_picture():
    domains = domains_of(everything_clear())

    assert drawn(domains) == drawn(tuple(domains))


# --- the line of scores ---------------------------------------------------------------

POINTS = ((date(2026, 9, 1), 20.0), (date(2026, 10, 1), 10.0), (date(2026, 11, 1), 0.0))


def test_the_line_says_each_day_and_number_in_words():
    picture = ET.fromstring(sparkline(POINTS, highest=20, name="PHQ-9"))

    assert picture.get("role") == "img"
    assert picture.get("aria-label") == (
        "PHQ-9: 2026-09-01: 20, 2026-10-01: 10, 2026-11-01: 0"
    )


def test_the_line_goes_down_on_the_page_when_the_score_falls():
    (line,) = ET.fromstring(sparkline(POINTS, highest=20, name="x")).iter("polyline")
    placed = [tuple(map(float, p.split(","))) for p in line.get("points").split()]

    assert [x for x, _ in placed] == sorted(x for x, _ in placed)
    assert [y for _, y in placed] == [4.0, 17.0, 30.0]


@pytest.mark.parametrize(
    ("points", "highest"),
    [((), 27), (POINTS[:1], 27), ((POINTS[0], POINTS[0]), 27), (POINTS, 0)],
    ids=["nothing", "one day", "one day twice", "no scale"],
)
def test_nothing_is_drawn_where_there_is_no_course(points, highest):
    assert sparkline(points, highest=highest, name="x") == ""


def test_a_name_with_marks_in_it_cannot_break_the_line():
    svg = sparkline(POINTS, highest=20, name='a "b" <c> & d')

    assert ET.fromstring(svg).get("aria-label").startswith('a "b" <c> & d')
