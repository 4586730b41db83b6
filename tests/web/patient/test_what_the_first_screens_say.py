"""The words of the first screens, worked out without a database."""

import math
from datetime import date

import pytest
from tests.support.builders import (
    TODAY,
    a_condition,
    a_record,
    a_response,
    days_ago,
    everything_clear,
    with_more,
)

from heartsease.core.plan.look import look
from heartsease.library.knowledge import standard
from heartsease.web.patient import yes_no as card_form
from heartsease.web.patient.screens.ask import form as ask_form
from heartsease.web.patient.screens.ask import present as ask
from heartsease.web.patient.screens.consent.form import born_on
from heartsease.web.patient.screens.consent.present import agreed, countries, zones
from heartsease.web.patient.screens.now import present as now
from heartsease.web.patient.screens.now.days import FirstWeek
from heartsease.web.patient.voice import words

KNOWN = standard()
PHQ9 = KNOWN.instruments["phq9"]
CALM = {item.id: 1.0 for item in PHQ9.items} | {"self_harm": 0.0}


def result(*entries, instrument="phq9"):
    picture = look(a_record(*entries), KNOWN, on=TODAY)
    return ask.result(picture, KNOWN.instruments[instrument], words())


def shown(record, later=()):
    picture = look(record, KNOWN, on=TODAY)
    return now.now(
        picture,
        knowledge=KNOWN,
        words=words(),
        later=later,
        week=FirstWeek(day=30, done_today=False, was_away=False),
        counts={"safety_plan": 1, "medicine": 1},
    )


# --- results --------------------------------------------------------------------------


def test_a_positive_screen_is_said_in_its_own_words_and_not_as_a_diagnosis():
    said = result(a_response("phq9", **{**CALM, "mood": 3.0}))
    assert said.band == "moderate"
    assert said.total.startswith("10 of 27 points")
    assert said.means == (PHQ9.screen.says,)


def test_a_calm_result_says_that_nothing_stands_out():
    calm = dict.fromkeys(CALM, 0.0)
    assert result(a_response("phq9", **calm)).means == (
        "Nothing in these answers stands out.",
    )


def test_skipped_questions_leave_no_total_and_no_reassurance():
    said = result(a_response("phq9", mood=0.0))
    assert said.total == ""
    assert said.means == (
        "Some questions were skipped, so there is no total. That is okay.",
    )


def test_more_points_mean_better_where_the_questionnaire_says_so():
    who5 = {item.id: 5.0 for item in KNOWN.instruments["who5"].items}
    said = result(a_response("who5", **who5), instrument="who5")
    assert "better time" in said.total


def test_the_result_tells_how_the_score_moved():
    before = {**CALM, "mood": 3.0, "sleep": 3.0, "energy": 3.0, "worth": 3.0}
    said = result(
        a_response("phq9", on=days_ago(28), **before), a_response("phq9", **CALM)
    )
    assert any(one.startswith("Better by 8 points") for one in said.course)


def test_nothing_is_made_up_for_a_questionnaire_that_was_not_answered():
    assert result().total == ""
    assert result().means == ("Nothing is kept for these questions right now.",)


# --- questions ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "id_", sorted(id_ for id_, one in KNOWN.instruments.items() if ask.is_askable(one))
)
def test_every_question_has_words_and_a_way_to_answer(id_):
    instrument = KNOWN.instruments[id_]
    asked = ask.questions(
        instrument, ask.items_for(instrument, None), typed={}, errors={}
    )
    assert asked
    for one in asked:
        assert one.text
        assert one.choices or float(one.low) < float(one.high)


@pytest.mark.parametrize("id_", ["madrs", "hamd17", "c_ssrs"])
def test_words_we_may_not_show_are_not_shown(id_):
    assert not ask.is_askable(KNOWN.instruments[id_])


def test_a_question_for_women_is_left_out_for_men_only():
    phq15 = KNOWN.instruments["phq15"]
    every = len(phq15.items)
    assert len(ask.items_for(phq15, "male")) == every - 1
    assert len(ask.items_for(phq15, "female")) == every
    assert len(ask.items_for(phq15, None)) == every


@pytest.mark.parametrize("text", ["nan", "inf", "-1", "4", "0.5", "two"])
def test_an_answer_that_is_not_offered_is_not_read(text):
    filled = ask_form.read(PHQ9, PHQ9.items, {"answer-mood": text})
    assert filled.given == {}
    assert set(filled.errors) == {"mood"}


def test_a_number_may_be_written_with_a_comma():
    nosas = KNOWN.instruments["nosas"]
    (item,) = (one for one in nosas.items if one.unit == "kg/m2")
    filled = ask_form.read(nosas, (item,), {f"answer-{item.id}": " 24,5 "})
    assert math.isclose(filled.given[item.id], 24.5)


# --- cards ----------------------------------------------------------------------------

HEART = next(card for card in KNOWN.cards if card.id == "heart")


def test_silence_on_a_card_is_not_a_no():
    filled = card_form.read(HEART.terms, {})
    assert filled.said == {}
    assert len(filled.skipped) == len(HEART.terms)


def test_an_answer_nobody_offered_counts_as_silence():
    assert card_form.read(HEART.terms, {"has-stroke": "maybe"}).said == {}


def test_a_question_of_another_card_is_not_read():
    assert card_form.read(HEART.terms, {"has-pregnant": "yes"}).said == {}


# --- now ------------------------------------------------------------------------------


def test_a_silent_record_is_asked_about_depression_first_and_told_why():
    first = shown(a_record(energy="some")).first
    assert first.id == "instrument:phq9"
    assert first.title == "A few questions: how strong depression is"
    assert first.reason == (
        "This comes first, to keep you safe. We ask it of everybody."
    )
    assert first.minutes == "about 2 minutes"
    assert first.url == "/ask/phq9/"


def test_steps_are_named_and_nothing_is_asked_twice():
    page = shown(everything_clear())
    assert len(page.steps) == 3
    assert page.first not in page.rest


def test_everything_put_aside_leaves_a_calm_page():
    every = [one.question.id for one in look(a_record(), KNOWN, on=TODAY).questions]
    page = shown(a_record(), later=every)
    assert page.first is None
    assert page.rest == ()
    assert page.put_aside


def test_low_energy_makes_the_page_short_and_the_questions_single():
    page = shown(a_record(energy="low"))
    assert page.short
    assert page.first.url == "/ask/phq9/?one=1"


def test_what_has_to_be_read_first_stands_on_the_page():
    record = with_more(everything_clear(), a_condition("mania_now"))
    (notice,) = shown(record).notices
    assert any("needs a clinician today" in one for one in notice.sentences)


def test_after_the_safety_steps_the_page_says_to_keep_the_lines_close():
    record = a_record(a_response("phq9", self_harm=1.0), safety_flow_done_on=TODAY)
    (notice,) = shown(record).notices
    assert "keep the help lines close" in notice.sentences[0]


def test_that_a_question_comes_first_is_said_once():
    assert shown(a_record()).notices == ()


def test_a_question_tells_which_steps_wait_for_it():
    record = with_more(a_record(energy="okay"), a_response("phq9", **CALM))
    picture = look(record, KNOWN, on=TODAY)
    waited_for = next(one for one in picture.questions if one.waits)
    told = now.asked(waited_for, knowledge=KNOWN, words=words())
    assert KNOWN.interventions[waited_for.waits[0]].name in told.reason


# --- the first page -------------------------------------------------------------------


def test_a_year_counts_from_its_middle_and_a_date_from_its_day():
    assert born_on("1984") == date(1984, 7, 1)
    assert born_on("1984-05-21") == date(1984, 5, 21)
    assert born_on("1984-02-30") is None


def test_every_country_with_lines_can_be_chosen_and_the_directory_is_none():
    offered = countries(KNOWN.crisis_lines)
    assert len(offered) == len(KNOWN.crisis_lines)
    assert offered[0][0] == ""
    assert ("GB", "United Kingdom") in offered
    assert "international" not in dict(offered)


def test_the_time_zone_of_somebody_who_does_not_care_is_there_first():
    assert zones(["America/New_York"], chosen="UTC") == (
        ("UTC", "UTC (world time)"),
        ("America/New_York", "America/New York"),
    )


def test_a_second_name_of_a_zone_is_shown_only_to_who_has_chosen_it():
    known = ["Etc/GMT+5", "US/Pacific"]

    assert [name for name, _said in zones(known, chosen="UTC")] == ["UTC"]
    assert [name for name, _said in zones(known, chosen="US/Pacific")] == [
        "UTC",
        "US/Pacific",
    ]


def test_what_is_agreed_to_says_what_this_is_not():
    said = " ".join(agreed(words()))
    for part in ("does not diagnose", "Nobody is watching", "Do not stop or change"):
        assert part in said
