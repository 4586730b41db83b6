"""How likely a condition is before it is asked: counts first, conventions after."""

import pytest

from heartsease.core.plan.chance import Priors, chance
from heartsease.core.safety.condition import (
    NEVER,
    All,
    Always,
    Any,
    Compare,
    IfKnown,
    Is,
    Not,
    OneOf,
)
from heartsease.core.safety.facts import Fact, Facts
from heartsease.library.knowledge import standard

ASSUMED = standard().ranking.chance
PRIORS = Priors(
    yes={"has:asthma": 0.1, "screen:scoff": 0.2},
    bands={"state:tsh": {"low": 0.05, "usual": 0.9, "high": 0.05}},
    crossing={"value:bmi": 0.4},
    assumed=ASSUMED,
)
NOTHING = Facts({})
ASTHMA, SCOFF = Is("has:asthma"), Is("screen:scoff")


def of(condition, **known):
    facts = Facts({f"has:{name}": Fact(value=value) for name, value in known.items()})
    return chance(condition, facts, PRIORS)


def test_a_fact_that_is_known_is_certain_either_way():
    assert of(ASTHMA, asthma=True) == 1.0
    assert of(ASTHMA, asthma=False) == 0.0


def test_an_open_fact_has_the_share_that_was_counted():
    assert of(ASTHMA) == 0.1


@pytest.mark.parametrize(
    ("key", "assumed"),
    [
        ("has:something", ASSUMED.condition),
        ("taking:something", ASSUMED.medicine_class),
        ("screen:something", ASSUMED.screen),
        ("fact:something", ASSUMED.fact),
    ],
)
def test_where_nobody_counted_each_kind_of_key_has_its_convention(key, assumed):
    assert of(Is(key)) == assumed


def test_all_any_and_not_treat_their_parts_as_independent():
    assert of(All((ASTHMA, SCOFF))) == pytest.approx(0.02)
    assert of(Any((ASTHMA, SCOFF))) == pytest.approx(0.28)
    assert of(Not(ASTHMA)) == pytest.approx(0.9)


def test_a_sign_that_counts_only_if_known_has_no_chance_while_it_is_silent():
    assert of(IfKnown(ASTHMA)) == 0.0
    assert of(IfKnown(ASTHMA), asthma=True) == 1.0


def test_always_is_certain_and_never_is_impossible():
    assert of(Always()) == 1.0
    assert of(NEVER) == 0.0


def test_a_band_that_was_counted_adds_the_shares_of_its_names():
    out_of_range = OneOf("state:tsh", frozenset({"low", "high"}))

    assert of(out_of_range) == pytest.approx(0.1)


def test_a_band_or_a_number_that_nobody_counted_has_the_convention():
    assert of(OneOf("state:zinc", frozenset({"low"}))) == ASSUMED.comparison
    assert of(Compare(key="value:zinc", below=3)) == ASSUMED.comparison


def test_a_number_has_the_share_of_people_beyond_its_bound_or_its_own_answer():
    overweight = Compare(key="value:bmi", at_least=25)

    assert of(overweight) == 0.4
    known = Facts({"value:bmi": Fact(value=31.0)})
    assert chance(overweight, known, PRIORS) == 1.0
    assert chance(Not(overweight), known, PRIORS) == 0.0
    assert chance(OneOf("state:tsh", frozenset({"low"})), NOTHING, PRIORS) == 0.05
