"""Unknown remembers what is missing and never passes for a yes or a no."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartsease.core.values.unknown import Unknown, all_of, any_of, negate, unknown

ANSWERS = st.sampled_from([True, False, unknown("a"), unknown("b"), unknown("a", "c")])


def test_an_unknown_has_no_truth_value():
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(unknown("has:glaucoma"))


def test_one_false_settles_all_and_one_true_settles_any():
    assert all_of([unknown("a"), False, True]) is False
    assert any_of([unknown("a"), True, False]) is True


def test_what_is_missing_is_gathered_from_every_part_that_is_open():
    assert all_of([unknown("a"), True, unknown("b")]) == unknown("a", "b")
    assert any_of([unknown("a"), False, unknown("b")]) == unknown("a", "b")


def test_nothing_at_all_is_true_for_all_and_false_for_any():
    assert all_of([]) is True
    assert any_of([]) is False


def test_the_opposite_of_not_knowing_is_not_knowing():
    assert negate(unknown("a")) == unknown("a")
    assert negate(True) is False
    assert negate(False) is True


@given(st.lists(ANSWERS))
def test_not_all_is_any_not(answers):
    negated = [negate(one) for one in answers]

    assert negate(all_of(answers)) == any_of(negated)
    assert negate(any_of(answers)) == all_of(negated)


@given(st.lists(ANSWERS), st.randoms(use_true_random=False))
def test_the_order_of_the_answers_makes_no_difference(answers, random):
    shuffled = list(answers)
    random.shuffle(shuffled)

    assert all_of(shuffled) == all_of(answers)
    assert any_of(shuffled) == any_of(answers)


@given(st.lists(ANSWERS, min_size=1))
def test_an_unknown_result_names_only_what_was_missing(answers):
    missing = set().union(*(o.missing for o in answers if isinstance(o, Unknown)))

    for answer in (all_of(answers), any_of(answers)):
        if isinstance(answer, Unknown):
            assert answer.missing <= missing
            assert answer.missing
