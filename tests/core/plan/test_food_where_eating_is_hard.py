"""Where eating is hard the map speaks of no food and no weight, as it promises."""

import pytest
from tests.support.builders import (
    TODAY,
    a_condition,
    a_record,
    a_response,
    an_observation,
)

from heartsease.core.plan.look import look
from heartsease.library.knowledge import standard

FOOD_AND_WEIGHT = {
    "bmi_high", "diet_pattern_poor", "fish_rarely", "low_fibre", "sugar_high",
}  # fmt: skip
PROMISE = "eating_disorder_possible"


def told(*entries):
    return a_record(
        a_condition("pregnant", False),
        an_observation("bmi", 33.0),
        an_observation("fish_servings", 0.0),
        an_observation("fibre", 5.0),
        an_observation("added_sugar", 200.0),
        a_response("medas", total=3.0),
        *entries,
    )


def on_the_map(picture):
    return {
        one.definition.id
        for domain in picture.domains
        for one in (*domain.found, *domain.ruled_out, *domain.open)
    }


@pytest.mark.parametrize(
    "hard",
    [
        a_response("scoff", total=4.0),
        a_condition("eating_disorder"),
        a_condition("past_eating_disorder"),
    ],
    ids=("a screen", "known", "in the past"),
)
def test_food_and_weight_stand_nowhere_on_the_map(hard):
    picture = look(told(hard), standard(), on=TODAY)

    assert on_the_map(picture).isdisjoint(FOOD_AND_WEIGHT)
    plan = picture.plan
    reasons = {
        one.definition.id
        for step in (*plan.steps, *plan.to_raise, *plan.left_out)
        for one in step.because
    }
    assert reasons.isdisjoint(FOOD_AND_WEIGHT)


def test_the_promise_itself_is_still_said():
    picture = look(told(a_response("scoff", total=4.0)), standard(), on=TODAY)

    assert PROMISE in on_the_map(picture)


@pytest.mark.parametrize(
    "easy", [(), (a_response("scoff", total=0.0),)], ids=("not asked", "no")
)
def test_without_it_they_are_found_as_ever(easy):
    picture = look(told(*easy), standard(), on=TODAY)

    found = {one.definition.id for domain in picture.domains for one in domain.found}
    assert found >= FOOD_AND_WEIGHT


def test_every_finding_that_is_left_out_is_one_of_these():
    left_out = {one.id for one in standard().findings.values() if one.left_out_by}

    assert left_out == FOOD_AND_WEIGHT
