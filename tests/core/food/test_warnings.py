"""A food that does not go with a medicine is warned of at the moment of choosing."""

import pytest

from heartsease.core.food.warnings import warnings
from heartsease.core.safety.facts import Fact, Facts
from heartsease.library.knowledge import standard


def warned(tag, **given):
    facts = Facts({key.replace("__", ":"): Fact(value=v) for key, v in given.items()})
    return warnings(
        [standard().food.tags[tag]], rules_of=standard().rules_of, facts=facts
    )


def test_sauerkraut_with_an_mao_inhibitor_is_warned_of_for_sure():
    found = {
        one.rule.id: one.sure
        for one in warned("fermented", taking__tyramine_restricted=True)
    }

    assert found["S053"] is True


def test_aged_cheese_and_beer_are_warned_of_too():
    for tag in ("aged_or_cured", "alcohol"):
        found = {
            one.rule.id: one.sure
            for one in warned(tag, taking__tyramine_restricted=True)
        }

        assert found["S010"] is True


@pytest.mark.parametrize(
    ("tag", "about"),
    [
        ("fatty_fish", "Smoked, dried or pickled fish, and tins that stood open"),
        ("legumes", "Broad beans, and fermented soya"),
        ("ultra_processed", "Sausage, salami or old cheese in it"),
        ("alcohol", "Above all beer from the tap"),
    ],
)
def test_where_only_some_of_a_kind_is_dangerous_the_warning_says_which(tag, about):
    (found,) = [
        one
        for one in warned(tag, taking__tyramine_restricted=True)
        if one.rule.id == "S010"
    ]

    assert found.sure
    assert found.about == about


def test_every_rule_about_food_and_a_medicine_or_illness_stands_beside_some_food():
    """The food rows of the table of safety rules, but the question about eating."""
    about_food = (
        "mediterranean_diet", "less_sugar_trans_fat", "fermented_foods",
        "prebiotic_fibre", "grapefruit",
    )  # fmt: skip
    of_all_steps = {one.rule.id for one in standard().global_rules}
    said = {name for tag in standard().food.tags.values() for name in tag.warned_by}
    swaps = {name for one in standard().food.components for name in one.swap_asks}

    rules = {rule.id for step in about_food for rule in standard().rules_of[step]}

    held_by_the_gate, of_salt_in_all_food = {"S008", "S015"}, {"S011"}
    left = rules - of_all_steps - {name.partition(":")[2] for name in said}
    assert left == held_by_the_gate | of_salt_in_all_food
    assert of_salt_in_all_food <= {name.partition(":")[2] for name in swaps}


def test_a_medicine_list_that_nobody_filled_in_is_not_a_clear_one():
    (open_,) = [one for one in warned("fermented") if one.rule.id == "S053"]

    assert not open_.sure
    assert open_.missing == {"taking:tyramine_restricted"}


def test_somebody_who_takes_no_such_medicine_is_not_warned():
    found = {
        one.rule.id for one in warned("fermented", taking__tyramine_restricted=False)
    }

    assert "S053" not in found


def test_berries_carry_no_warning():
    assert warned("berries") == ()
