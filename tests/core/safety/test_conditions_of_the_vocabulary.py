"""Each word of the vocabulary is answered True, False or Unknown, and explains itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartsease.core.safety.condition import (
    NEVER,
    All,
    Always,
    Answers,
    Any,
    Compare,
    IfKnown,
    Is,
    Not,
    OneOf,
    ask,
    holds,
    keys_of,
    reasons,
    used,
)
from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.values.unknown import Unknown, unknown


def facts(**values):
    """Facts by name: `asthma=True` is the fact `has:asthma`."""
    return Facts({f"has:{name}": Fact(value=value) for name, value in values.items()})


NOTHING = Facts({})
ASTHMA, COPD = Is("has:asthma"), Is("has:copd")
LOW_BMI = Compare(key="value:bmi", below=18.5)


def test_a_yes_or_no_fact_is_answered_as_it_was_said():
    assert ask(ASTHMA, facts(asthma=True)) is True
    assert ask(ASTHMA, facts(asthma=False)) is False
    assert ask(ASTHMA, NOTHING) == unknown("has:asthma")


@pytest.mark.parametrize(
    ("bounds", "inside", "outside"),
    [
        (Compare(key="k", at_least=10), (10, 11), (9.9,)),
        (Compare(key="k", above=10), (10.1,), (10, 9)),
        (Compare(key="k", at_most=10), (10, 9), (10.1,)),
        (Compare(key="k", below=10), (9.9,), (10, 11)),
        (Compare(key="k", at_least=2, below=4), (2, 3), (1, 4)),
        (Compare(key="k"), (-1, 0, 10**9), ()),
    ],
    ids=["at least", "above", "at most", "below", "between", "open"],
)
def test_a_number_is_held_against_every_bound(bounds, inside, outside):
    assert all(holds(bounds, number) for number in inside)
    assert not any(holds(bounds, number) for number in outside)
    assert ask(bounds, Facts({"k": Fact(value=inside[0])})) is True


def test_a_number_that_is_not_known_is_named():
    assert ask(LOW_BMI, NOTHING) == unknown("value:bmi")


def test_comparing_a_text_with_a_number_is_a_mistake_in_the_program():
    with pytest.raises(TypeError, match="value:bmi is text"):
        ask(LOW_BMI, Facts({"value:bmi": Fact(value="thin")}))


def test_a_text_is_held_against_a_list():
    low = OneOf("state:tsh", frozenset({"low", "very_low"}))

    assert ask(low, Facts({"state:tsh": Fact(value="low")})) is True
    assert ask(low, Facts({"state:tsh": Fact(value="usual")})) is False
    assert ask(low, NOTHING) == unknown("state:tsh")


def test_all_any_and_not_follow_what_is_known():
    known = facts(asthma=True)

    assert ask(All((ASTHMA, COPD)), known) == unknown("has:copd")
    assert ask(Any((ASTHMA, COPD)), known) is True
    assert ask(Not(ASTHMA), known) is False
    assert ask(Not(COPD), known) == unknown("has:copd")


def test_a_sign_that_counts_only_if_known_is_never_asked_for():
    sign = IfKnown(ASTHMA)

    assert ask(sign, NOTHING) is False
    assert ask(sign, facts(asthma=False)) is False
    assert ask(sign, facts(asthma=True)) is True


def test_always_holds_for_everybody_and_never_for_nobody():
    assert ask(Always(), NOTHING) is True
    assert ask(NEVER, NOTHING) is False


def test_the_keys_of_a_condition_are_all_it_can_depend_on():
    condition = All(
        (Any((ASTHMA, Not(COPD))), LOW_BMI, IfKnown(OneOf("sex", frozenset({"male"}))))
    )

    assert keys_of(condition) == {"has:asthma", "has:copd", "value:bmi", "sex"}
    assert keys_of(Always()) == frozenset()


def test_what_was_used_is_every_known_fact_in_the_order_of_keys():
    known = Facts({"value:bmi": Fact(value=17.0), "has:asthma": Fact(value=False)})

    found = used(All((LOW_BMI, ASTHMA, COPD)), known)

    assert [key for key, _ in found] == ["has:asthma", "value:bmi"]


def test_only_the_alternatives_that_hold_are_reasons():
    known = facts(asthma=True, copd=False)

    assert [key for key, _ in reasons(Any((ASTHMA, COPD)), known)] == ["has:asthma"]
    assert reasons(Any((COPD,)), known) == ()
    assert reasons(Any((ASTHMA,)), NOTHING) == ()


def test_the_reason_of_a_no_that_matters_is_the_fact_that_says_no():
    known = facts(asthma=False, copd=True)

    found = reasons(All((Not(ASTHMA), IfKnown(COPD), Always())), known)

    assert [key for key, _ in found] == ["has:asthma", "has:copd"]


def test_shared_answers_ask_each_condition_once_and_stay_right():
    asked = Answers(facts(asthma=True))

    assert asked(ASTHMA) is True
    assert asked(ASTHMA) is True
    assert asked(COPD) == unknown("has:copd")


LEAVES = st.sampled_from(
    [ASTHMA, COPD, LOW_BMI, Always(), OneOf("sex", frozenset({"male"}))]
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: Any(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)
EVERY_FACT = {
    "has:asthma": st.booleans(),
    "has:copd": st.booleans(),
    "value:bmi": st.sampled_from([17.0, 22.0]),
    "sex": st.sampled_from(["male", "female"]),
}


@given(
    CONDITIONS,
    st.fixed_dictionaries(EVERY_FACT),
    st.sets(st.sampled_from(sorted(EVERY_FACT))),
)
def test_taking_facts_away_never_turns_an_answer_around(condition, values, hidden):
    whole = Facts({key: Fact(value=value) for key, value in values.items()})
    some = Facts({k: Fact(value=v) for k, v in values.items() if k not in hidden})
    answer = ask(condition, some)

    assert isinstance(answer, Unknown) or answer == ask(condition, whole)


@given(
    CONDITIONS,
    st.fixed_dictionaries(EVERY_FACT),
    st.sets(st.sampled_from(sorted(EVERY_FACT))),
)
def test_an_unknown_names_facts_that_are_really_absent(condition, values, hidden):
    some = Facts({k: Fact(value=v) for k, v in values.items() if k not in hidden})
    answer = ask(condition, some)

    if isinstance(answer, Unknown):
        assert answer.missing
        assert answer.missing <= hidden
        assert answer.missing <= keys_of(condition)
