"""The five modes of a result, and what the safety flow lifts and does not lift."""

from dataclasses import replace

import pytest
from tests.support.builders import (
    TODAY,
    a_condition,
    a_medicine,
    a_record,
    a_response,
    days_ago,
    everything_clear,
    with_more,
)

from heartsease.core.plan.look import look
from heartsease.core.plan.plan import Left
from heartsease.core.plan.safety import Mode, lifted
from heartsease.core.record.record import Person
from heartsease.core.safety.facts import Facts
from heartsease.library.knowledge import standard


def picture_of(record, *, on=TODAY):
    return look(record, standard(), on=on)


def with_thoughts(*, said=TODAY, flow_done=None):
    """Everything clear, but for item 9; the safety flow was done on that day."""
    clear = everything_clear()
    before = tuple(one for one in clear.responses if one.instrument != "phq9")
    thoughts = a_response("phq9", self_harm=1.0, on=said)
    record = with_more(replace(clear, responses=before), thoughts)
    return replace(record, safety_flow_done_on=flow_done)


def test_a_silent_record_is_asked_first():
    assert picture_of(a_record()).safety.mode is Mode.ASK


def test_somebody_who_answered_no_to_all_is_simply_not_in_another_mode():
    assert picture_of(everything_clear()).safety.mode is Mode.OPEN


def test_a_plan_to_die_is_an_emergency_whatever_else_was_answered():
    record = with_more(everything_clear(), a_condition("plan_or_means"))

    picture = picture_of(record)

    assert picture.safety.mode is Mode.EMERGENCY
    assert {one.left for one in picture.plan.left_out} == {Left.PAUSED}


def test_an_emergency_is_not_lifted_by_a_finished_safety_flow():
    record = replace(
        with_more(everything_clear(), a_condition("plan_or_means")),
        safety_flow_done_on=TODAY,
    )

    assert picture_of(record).safety.mode is Mode.EMERGENCY


def test_thoughts_pause_every_step_until_the_flow_was_done():
    picture = picture_of(with_thoughts())

    assert picture.safety.mode is Mode.FLOW
    assert picture.plan.steps == ()
    assert picture.plan.to_raise == ()


@pytest.mark.parametrize(
    ("said", "flow_done", "mode"),
    [
        (2, 2, Mode.AFTER_FLOW),
        (2, 0, Mode.AFTER_FLOW),
        (2, 3, Mode.FLOW),
        (2, -1, Mode.FLOW),
    ],
    ids=["the same day", "after", "before", "a day still to come"],
)
def test_the_flow_counts_only_when_it_was_done_after_what_was_said(
    said, flow_done, mode
):
    record = with_thoughts(said=days_ago(said), flow_done=days_ago(flow_done))

    assert picture_of(record).safety.mode is mode


def test_after_the_flow_the_pausing_rule_no_longer_holds_a_step_back():
    picture = picture_of(with_thoughts(said=days_ago(2), flow_done=days_ago(1)))

    assert picture.flow_done_on == days_ago(1)
    assert picture.plan.steps
    assert "S001" in {one.rule.id for one in picture.safety.fired}
    for step in picture.plan.steps:
        assert "S001" not in {rule.id for rule in step.gate.deciding}


def test_what_is_said_again_after_the_flow_pauses_again():
    record = with_more(
        with_thoughts(said=days_ago(4), flow_done=days_ago(3)),
        a_response("phq9", self_harm=2.0, on=days_ago(1)),
    )

    assert picture_of(record).safety.mode is Mode.FLOW


def test_nothing_is_lifted_that_does_not_hold():
    gone = lifted(standard().global_rules, Facts({}), flow_done_on=TODAY)

    assert gone == frozenset()


def test_rules_about_medicines_taken_together_are_listed_apart():
    record = with_more(
        everything_clear(), a_medicine("lithium"), a_medicine("ibuprofen")
    )

    picture = picture_of(record)

    assert "S080" in {one.rule.id for one in picture.safety.medicines}
    assert {o.key for one in picture.safety.medicines for o in one.because} >= {
        "taking:lithium"
    }


@pytest.mark.parametrize("country", ["GB", "gb", "ZZ", None])
def test_help_is_part_of_every_mode_in_every_country(country):
    person = Person(id="p", country=country)
    silent = a_record(person=person)

    for record in (silent, with_more(silent, a_condition("plan_or_means"))):
        help_ = picture_of(record).safety.help
        assert help_.directories
        assert bool(help_.lines) is (country in ("GB", "gb"))
