"""A food that does not go with a medicine is warned of at the moment of choosing."""

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
