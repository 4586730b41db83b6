"""A key that is absent is Unknown by its own name; supposing changes nothing but itself."""

from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.values.unknown import unknown

FACTS = Facts(
    {"has:asthma": Fact(value=False), "value:bmi": Fact(value=22.0)},
    {"value:ferritin": "the result is too old"},
)


def test_a_known_fact_is_given_and_an_absent_one_is_unknown_by_name():
    assert FACTS.get("value:bmi") == Fact(value=22.0)
    assert FACTS.get("has:copd") == unknown("has:copd")


def test_a_known_no_is_a_fact_and_not_a_silence():
    assert FACTS.get("has:asthma") == Fact(value=False)


def test_supposing_sets_some_keys_and_leaves_the_rest_and_the_original_alone():
    supposed = FACTS.supposing({"has:asthma": True, "has:copd": True})

    assert supposed.get("has:asthma") == Fact(value=True, note="supposed")
    assert supposed.get("has:copd") == Fact(value=True, note="supposed")
    assert supposed.get("value:bmi") == FACTS.get("value:bmi")
    assert supposed.notes == FACTS.notes
    assert FACTS.get("has:asthma") == Fact(value=False)


def test_going_through_facts_gives_their_keys():
    assert set(FACTS) == {"has:asthma", "value:bmi"}
