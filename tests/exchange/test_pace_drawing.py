"""The drawing of an assessment is well-formed, and says in words all that it shows."""

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from tests.support.breathing_people import breathing, paced

from heartsease.core.values.unknown import unknown
from heartsease.exchange.drawing.resonance import resonance
from heartsease.hrv.pacer import Pacer, Section
from heartsease.hrv.resonance import said
from heartsease.hrv.resonance.assess import Verdict, assess, assess_slide
from heartsease.library.biofeedback import standard_heart_words, standard_resonance

SAY = standard_heart_words()
PROTOCOL = standard_resonance().protocol
SVG = "{http://www.w3.org/2000/svg}"


def found_in(**traits):
    plan = paced(*PROTOCOL.rates_per_min, 6.5, minutes=3, rest=1)
    return assess(
        breathing(plan, seed=4, **traits),
        plan,
        protocol=PROTOCOL,
        generator=np.random.default_rng(0),
    )


CASES = {
    Verdict.ONE: found_in(resonance_per_min=5.5, gain=0.15, damping=0.2),
    Verdict.TIE: found_in(resonance_per_min=5.25, gain=0.12, damping=0.3),
    Verdict.NONE: found_in(gain=0.04, damping=5.0),
}


def drawn(found):
    return resonance(found, sentence=said.sentence(found, SAY), say=SAY)


def inside(box, picture):
    _, _, width, height = map(float, box.split())
    for text in picture.iter(f"{SVG}text"):
        yield 0 <= float(text.get("x")) <= width and 0 <= float(text.get("y")) <= height


@pytest.mark.parametrize("verdict", list(Verdict))
def test_the_drawing_says_every_pace_its_swing_and_how_often_it_was_best(verdict):
    found = CASES[verdict]

    picture = ET.fromstring(drawn(found))

    described = picture.find(f"{SVG}desc").text
    assert found.verdict is verdict
    assert said.sentence(found, SAY) in described
    for one in found.rated:
        assert f"At {one.rate_per_min:g} breaths a minute" in described
    assert all(inside(picture.get("viewBox"), picture))
    assert len(picture.findall(f"{SVG}rect")) == len(found.rated)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_only_what_the_verdict_names_is_marked(verdict):
    found = CASES[verdict]

    picture = drawn(found)

    assert picture.count("url(#pace-dots)") == len(found.rates)
    assert picture.count(f">{SAY('drawing.named')}<") == len(found.rates)


def test_many_short_trials_of_a_slide_have_short_words():
    slide = standard_resonance().slide
    section = Section(start_s=0, end_s=900, first_per_min=6.75, last_per_min=4.25)
    found = assess_slide(
        breathing(Pacer(sections=(section,)), resonance_per_min=5.5),
        section,
        protocol=PROTOCOL,
        breaths=slide.breaths,
        generator=np.random.default_rng(0),
    )

    picture = drawn(found)

    assert len(found.rated) > 6
    assert "best in" not in ET.fromstring(picture).find(f"{SVG}text").text
    assert f">{SAY('drawing.won_short', share='0')}<" in picture


def test_the_sentence_names_no_pace_that_the_verdict_does_not():
    one, tie, none = (said.sentence(CASES[each], SAY) for each in Verdict)

    assert "5.5" in one
    assert "Take the one that feels best" in tie
    assert not any(f"{rate:g}" in none for rate in PROTOCOL.rates_per_min if rate != 6)


def test_what_is_not_known_stands_below_every_result():
    for found in (*CASES.values(), unknown("three breathing rates")):
        told = said.remarks(found, SAY)

        assert SAY("resonance.evidence") in told
    assert SAY("resonance.weights") in said.remarks(CASES[Verdict.ONE], SAY)
    assert SAY("resonance.again") in said.remarks(CASES[Verdict.TIE], SAY)
    reason = CASES[Verdict.NONE].reason.value
    assert SAY(f"resonance.{reason}") in said.remarks(CASES[Verdict.NONE], SAY)


def test_too_little_has_a_sentence_too():
    assert said.sentence(unknown("x"), SAY) == SAY("resonance.too_little")
