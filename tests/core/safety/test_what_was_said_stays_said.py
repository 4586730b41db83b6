"""A yes about suicide is not forgotten before it was answered, however long ago."""

from dataclasses import replace

import pytest
from tests.support.builders import (
    TODAY,
    a_condition,
    a_response,
    days_ago,
    everything_clear,
    with_more,
)

from heartsease.core.plan.look import look
from heartsease.core.plan.safety import Mode
from heartsease.library.knowledge import standard

NO_TO_ALL = {"wish_dead": 0.0, "family_better_off": 0.0, "thoughts": 0.0}


def mode_of(record):
    return look(record, standard(), on=TODAY, with_questions=False).safety.mode


def clear_of(instrument):
    """Everything was asked and denied today, except this one questionnaire."""
    clear = everything_clear()
    rest = tuple(one for one in clear.responses if one.instrument != instrument)
    return replace(clear, responses=rest)


def clear_but_for(condition):
    clear = everything_clear()
    rest = tuple(one for one in clear.conditions if one.condition != condition)
    return replace(clear, conditions=rest)


def all_no(*, on, **changes):
    return a_response("asq", on=on, **{**NO_TO_ALL, "attempt": 0.0, **changes})


# --- the ASQ --------------------------------------------------------------------------


@pytest.mark.parametrize("days", [0, 1, 2, 21])
def test_a_yes_on_the_asq_pauses_until_the_safety_steps_were_done(days):
    record = with_more(clear_of("asq"), all_no(on=days_ago(days), thoughts=1.0))

    assert mode_of(record) is Mode.FLOW


def test_after_its_time_a_yes_on_the_asq_no_longer_pauses():
    record = with_more(clear_of("asq"), all_no(on=days_ago(22), thoughts=1.0))

    assert mode_of(record) is Mode.OPEN


def test_the_steps_done_since_then_lift_an_old_yes_on_the_asq():
    record = with_more(clear_of("asq"), all_no(on=days_ago(5), thoughts=1.0))

    done = replace(record, safety_flow_done_on=days_ago(5))

    assert mode_of(done) is Mode.AFTER_FLOW


def test_a_later_no_on_the_whole_asq_takes_the_yes_back():
    record = with_more(
        clear_of("asq"),
        all_no(on=days_ago(5), thoughts=1.0),
        all_no(on=days_ago(2)),
    )

    assert mode_of(record) is Mode.OPEN


def test_an_asq_that_was_begun_and_left_does_not_erase_the_yes_before_it():
    record = with_more(
        clear_of("asq"),
        all_no(on=days_ago(1), thoughts=1.0),
        a_response("asq", on=TODAY, wish_dead=0.0),
    )

    assert mode_of(record) is Mode.FLOW


def test_of_two_asq_of_one_day_the_yes_counts_also_when_it_was_left_half_way():
    record = with_more(
        clear_of("asq"),
        a_response("asq", on=TODAY, thoughts=1.0),
        all_no(on=TODAY),
    )

    assert mode_of(record) is Mode.FLOW


# --- a plan, and what was tried -------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "days", "mode"),
    [
        ("plan_or_means", 0, Mode.EMERGENCY),
        ("plan_or_means", 1, Mode.EMERGENCY),
        ("plan_or_means", 2, Mode.FLOW),
        ("plan_or_means", 21, Mode.FLOW),
        ("plan_or_means", 22, Mode.OPEN),
        ("recent_suicidal_behaviour", 14, Mode.EMERGENCY),
        ("recent_suicidal_behaviour", 15, Mode.FLOW),
        ("recent_suicidal_behaviour", 90, Mode.FLOW),
        ("recent_suicidal_behaviour", 91, Mode.OPEN),
    ],
)
def test_an_emergency_that_is_over_still_asks_for_the_safety_steps(
    condition, days, mode
):
    record = with_more(
        clear_but_for(condition), a_condition(condition, on=days_ago(days))
    )

    assert mode_of(record) is mode


def test_a_newer_no_takes_back_that_there_was_a_plan():
    record = with_more(
        clear_but_for("plan_or_means"),
        a_condition("plan_or_means", on=days_ago(3)),
        a_condition("plan_or_means", False, on=days_ago(2)),
    )

    assert mode_of(record) is Mode.OPEN


def test_a_yes_and_a_no_of_one_day_are_a_yes():
    record = with_more(
        clear_but_for("plan_or_means"),
        a_condition("plan_or_means", False, on=days_ago(3)),
        a_condition("plan_or_means", on=days_ago(3)),
    )

    assert mode_of(record) is Mode.FLOW


def test_what_is_dated_in_the_future_says_nothing_yet():
    record = with_more(
        clear_but_for("plan_or_means"), a_condition("plan_or_means", on=days_ago(-1))
    )

    assert mode_of(record) is Mode.OPEN


# --- the same question in other questionnaires ----------------------------------------


@pytest.mark.parametrize(
    ("instrument", "item"),
    [("epds", "q10"), ("qids_sr16", "q12"), ("bdi2", "q9"), ("madrs", "q10")],
)
def test_the_question_on_suicide_counts_in_every_questionnaire_that_has_one(
    instrument, item
):
    record = with_more(
        clear_of(instrument), a_response(instrument, on=days_ago(1), **{item: 1.0})
    )

    assert mode_of(record) is Mode.FLOW


@pytest.mark.parametrize("item", ["wish_dead", "thoughts", "method", "behaviour_ever"])
def test_a_yes_on_the_columbia_screener_pauses(item):
    record = with_more(
        clear_of("c_ssrs"), a_response("c_ssrs", on=days_ago(3), **{item: 1.0})
    )

    assert mode_of(record) is Mode.FLOW


@pytest.mark.parametrize("item", ["intent", "plan", "behaviour_3_months"])
def test_intent_a_plan_or_a_recent_attempt_on_the_columbia_screener_is_an_emergency(
    item,
):
    record = with_more(clear_of("c_ssrs"), a_response("c_ssrs", **{item: 1.0}))

    assert mode_of(record) is Mode.EMERGENCY
