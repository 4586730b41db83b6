"""What the history of treatments says about the medicines that still count today."""

import pytest
from tests.support.builders import TODAY, a_medicine, a_record, a_trial, days_ago

from heartsease.core.plan.look import look
from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard


def value_of(key, *entries, on=TODAY, **facts):
    picture = look(a_record(*entries, **facts), standard(), on=on, with_questions=False)
    fact = picture.facts.get(key)
    return "unknown" if isinstance(fact, Unknown) else fact.value


@pytest.mark.parametrize(
    ("stopped", "expected"),
    [(0, True), (13, True), (14, False), (400, False)],
)
def test_a_trial_that_ended_is_washed_out_before_it_stops_to_count(stopped, expected):
    ended = a_trial("phenelzine", ongoing=False, stopped_on=days_ago(stopped))

    assert (
        value_of("taking:tyramine_restricted", ended, medicines_complete_on=TODAY)
        is expected
    )


def test_a_trial_that_has_not_begun_is_not_taken_yet():
    planned = a_trial("lithium", started_on=days_ago(-3), stopped_on=days_ago(-30))

    assert value_of("taking:lithium", planned, medicines_complete_on=TODAY) is False


def test_medicines_together_are_counted_over_the_list_and_the_running_trials():
    entries = (a_medicine("sertraline"), a_trial("tranylcypromine", ongoing=True))

    assert value_of("fact:serotonergic_count", *entries) == 2
    assert (
        value_of("fact:serotonergic_count", *entries, medicines_complete_on=TODAY) == 2
    )


def test_a_medicine_on_the_list_and_in_the_history_is_counted_once():
    entries = (a_medicine("sertraline"), a_trial("sertraline", ongoing=True))

    assert (
        value_of("fact:serotonergic_count", *entries, medicines_complete_on=TODAY) == 1
    )


def test_a_trial_that_is_washing_out_is_counted_with_what_is_taken():
    entries = (
        a_medicine("sertraline"),
        a_trial("phenelzine", ongoing=False, stopped_on=days_ago(5)),
    )

    assert (
        value_of("fact:serotonergic_count", *entries, medicines_complete_on=TODAY) == 2
    )
