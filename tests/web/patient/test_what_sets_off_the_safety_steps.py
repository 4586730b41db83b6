"""Which answers, by themselves, lead to the safety screen at once."""

import pytest

from heartsease.library.knowledge import standard
from heartsease.web.patient.alarm import sets_off


@pytest.mark.parametrize(
    "key",
    [
        "item:phq9.self_harm",
        "item:asq.acuity",
        "item:epds.q10",
        "item:qids_sr16.q12",
        "item:bdi2.q9",
        "item:madrs.q10",
        "item:c_ssrs.wish_dead",
        "item:c_ssrs.thoughts",
        "item:c_ssrs.method",
        "item:c_ssrs.intent",
        "item:c_ssrs.plan",
        "item:c_ssrs.behaviour_ever",
        "item:c_ssrs.behaviour_3_months",
        "screen:asq",
        "has:self_harm_words",
        "has:plan_or_means",
        "has:recent_suicidal_behaviour",
    ],
)
def test_one_yes_about_suicide_is_enough_wherever_it_is_given(key):
    assert sets_off({key: 1.0 if key.startswith("item") else True}, standard())
    assert not sets_off({key: 0.0 if key.startswith("item") else False}, standard())


def test_an_answer_about_something_else_sets_off_nothing():
    assert not sets_off({"item:phq9.mood": 3.0, "has:epilepsy": True}, standard())
