"""When the check of every two weeks is due, what it holds, and whose turn it is."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.builders import TODAY, a_response, days_ago

from heartsease.core.plan.fortnight import round_on
from heartsease.library.knowledge import standard

ROTATION = standard().rotation
TURNS = [one.instrument for one in ROTATION.turns]


def round_of(*responses, energy="okay", on=TODAY):
    return round_on(responses, ROTATION, on=on, energy=energy)


def phq9(days):
    return a_response("phq9", on=days_ago(days), mood=1.0)


def other(instrument, days):
    return a_response(instrument, on=days_ago(days), one=1.0)


def test_before_the_first_answer_there_is_none():
    assert round_of() is None
    assert round_of(other("gad7", 3)) is None


@pytest.mark.parametrize(("days", "due"), [(0, False), (13, False), (14, True)])
def test_it_is_due_on_the_fourteenth_day(days, due):
    found = round_of(phq9(days))

    assert found.is_due(TODAY) is due
    assert found.due_on == days_ago(days - 14)


def test_one_that_was_passed_over_comes_round_two_weeks_later():
    assert round_of(phq9(27)).due_on == days_ago(13)
    assert round_of(phq9(28)).due_on == TODAY
    assert round_of(phq9(60), other("gad7", 40)).done == ()


def test_the_first_sitting_is_no_check_even_when_it_took_two_days():
    assert not round_of(phq9(1), phq9(0)).is_due(TODAY)


def test_a_check_that_was_begun_stays_open_for_some_days_and_then_is_over():
    last = ROTATION.open_days
    begun = round_of(phq9(14 + last), phq9(last))
    over = round_of(phq9(15 + last), phq9(last + 1))

    assert begun.is_due(TODAY)
    assert begun.open_parts() == ("gad7", TURNS[0])
    assert not over.is_due(TODAY)


def test_answers_given_before_they_were_due_begin_a_check_too():
    found = round_of(phq9(10), phq9(0))

    assert found.began_on == TODAY
    assert "phq9" in found.done


def test_what_was_answered_or_skipped_is_not_open():
    found = round_of(phq9(14), phq9(0), other("gad7", 0))

    assert found.done == ("phq9", "gad7")
    assert found.open_parts([TURNS[0]]) == ()


def test_an_answer_from_before_the_check_is_not_one_of_it():
    assert "gad7" not in round_of(phq9(14), phq9(0), other("gad7", 2)).done


def test_an_answer_from_a_day_to_come_is_not_looked_at():
    assert round_of(phq9(14), phq9(-3)).due_on == TODAY


def test_on_a_low_day_it_is_the_main_questionnaire_alone():
    assert round_of(phq9(14), energy="low").parts == ("phq9",)


def test_the_turn_is_of_what_was_answered_longest_ago():
    answered = [other(id_, 30 + place) for place, id_ in enumerate(TURNS)]

    assert round_of(phq9(14), *answered[1:]).parts[-1] == TURNS[0]
    assert round_of(phq9(14), *answered).parts[-1] == TURNS[-1]


@given(st.lists(st.integers(0, 60).map(phq9), min_size=1, max_size=6))
def test_the_next_check_is_never_sooner_than_two_weeks_after_the_last(given_):
    found = round_of(*given_)

    if found.began_on is None:
        last = max(one.on for one in given_)
        waited = (found.due_on - last).days
        assert waited >= ROTATION.days
        assert waited % ROTATION.days == 0
        assert (TODAY - found.due_on).days < ROTATION.days
    else:
        assert "phq9" in found.done
        assert found.due_on - found.began_on <= timedelta(days=ROTATION.days)
