"""A week of meals: what is counted, what stays unknown, and which way the indexes go."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartsease.core.food.definition import Parameter
from heartsease.core.food.week import week
from heartsease.core.record.record import Meal, Provenance
from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard

SUNDAY = date(2026, 11, 22)
KNOWN = replace(standard().food, fewest_meals=1)
GOOD = ("leafy_greens", "legumes", "berries", "whole_grains", "nuts", "olive_oil")


def a_meal(*tags, back=0, moment="lunch"):
    return Meal(
        on=SUNDAY - timedelta(days=back),
        moment=moment,
        tags=tags,
        provenance=Provenance(source="test"),
    )


def looked_at(*meals):
    return week(meals, until=SUNDAY, known=KNOWN)


def test_the_open_lines_are_those_that_were_not_met():
    seen = looked_at(*(a_meal(*GOOD, back=n) for n in range(7)))

    assert seen.open_lines
    assert {one.met for one in seen.open_lines} == {False}
    assert len(seen.open_lines) < len(seen.lines)


def test_too_few_days_leave_both_indexes_unknown():
    seen = looked_at(*(a_meal(*GOOD, back=n) for n in range(KNOWN.fewest_days - 1)))

    assert isinstance(seen.mediterranean, Unknown)
    assert isinstance(seen.inflammatory, Unknown)
    assert seen.counts["berries"] == KNOWN.fewest_days - 1


def test_one_meal_a_day_leaves_both_unknown_though_every_day_is_written():
    few = [a_meal("nuts", back=n) for n in range(7)]
    more = [a_meal("nuts", back=n, moment="dinner") for n in range(7)]
    known = standard().food

    thin = week(few, until=SUNDAY, known=known)
    full = week(few + more, until=SUNDAY, known=known)

    assert isinstance(thin.inflammatory, Unknown)
    assert isinstance(thin.mediterranean, Unknown)
    assert thin.open_lines == ()
    assert not isinstance(full.inflammatory, Unknown)


def test_a_parameter_that_is_not_known_of_a_food_moves_nothing():
    fibre = Parameter(id="Fiber", weight=-0.663, mean=20.0, deviation=5.0, unit="g")
    tag = replace(KNOWN.tags["legumes"], nutrients={"Energy": 200.0})
    other = replace(tag, nutrients={"Energy": 200.0, "Fiber": 0.0})

    def index(one):
        known = replace(
            KNOWN, tags={"legumes": one}, parameters=(fibre,), energy_mean=2000.0
        )
        meals = [a_meal("legumes", back=n) for n in range(7)]
        return week(meals, until=SUNDAY, known=known).inflammatory

    assert index(tag) == 0.0
    assert index(other) > 0.0  # no fibre at all is less than the average day holds


def test_one_portion_a_day_worked_out_by_hand():
    """200 of 2,000 kcal: a tenth of 20 g fibre goes, 10 g come, so 8 g more; z = 1.6.

    The table of the normal distribution gives Phi(1.6) = 0.9452, so 2 Phi - 1 = 0.8904,
    and -0.663 x 0.8904 = -0.5903.
    """
    fibre = Parameter(id="Fiber", weight=-0.663, mean=20.0, deviation=5.0, unit="g")
    tag = replace(KNOWN.tags["legumes"], nutrients={"Energy": 200.0, "Fiber": 10.0})
    known = replace(
        KNOWN, tags={"legumes": tag}, parameters=(fibre,), energy_mean=2000.0
    )

    seen = week(
        [a_meal("legumes", back=n) for n in range(7)], until=SUNDAY, known=known
    )

    assert seen.inflammatory == pytest.approx(-0.5903, abs=2e-4)


def test_no_meal_at_all_is_unknown_and_not_a_bad_week():
    seen = looked_at()

    assert seen.mediterranean == Unknown(frozenset({"meals"}))
    assert seen.lines == ()


def test_what_was_eaten_before_the_week_does_not_count():
    seen = looked_at(*(a_meal("berries", back=n) for n in range(20)))

    assert seen.days_written == 7
    assert seen.counts["berries"] == 7


def test_days_that_were_not_written_are_stretched_over_not_taken_as_empty():
    few = looked_at(*(a_meal("legumes", back=n) for n in (0, 2, 4, 6)))

    (beans,) = [line for line in few.lines if line.component.id == "beans"]

    assert beans.times == pytest.approx(7)
    assert beans.met


def test_greens_and_beans_lie_on_the_calmer_side_of_sausage_and_sweets():
    calm = looked_at(*(a_meal(*GOOD, back=n) for n in range(7)))
    other = looked_at(
        *(
            a_meal("ultra_processed", "added_sugar", "red_meat", back=n)
            for n in range(7)
        )
    )

    assert calm.inflammatory < other.inflammatory
    assert calm.mediterranean > other.mediterranean


def test_one_tag_twice_in_one_meal_counts_once():
    once = looked_at(*(a_meal("nuts", back=n) for n in range(5)))
    twice = looked_at(*(a_meal("nuts", "nuts", back=n) for n in range(5)))

    assert once.inflammatory == twice.inflammatory
    assert once.lines == twice.lines


def test_alcohol_changes_no_index():
    dry = looked_at(*(a_meal("nuts", back=n) for n in range(5)))
    wet = looked_at(*(a_meal("nuts", "alcohol", back=n) for n in range(5)))

    assert dry.inflammatory == wet.inflammatory
    assert dry.mediterranean == wet.mediterranean


@given(
    st.lists(
        st.tuples(
            st.integers(0, 6), st.lists(st.sampled_from(sorted(KNOWN.tags)), max_size=5)
        ),
        max_size=30,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_meals_never_matters(eaten, random):
    meals = [a_meal(*tags, back=back) for back, tags in eaten]
    mixed = meals.copy()
    random.shuffle(mixed)

    one, other = looked_at(*meals), looked_at(*mixed)

    assert one.lines == other.lines
    if not isinstance(one.inflammatory, Unknown):
        assert one.inflammatory == pytest.approx(other.inflammatory)
        assert 0 <= one.mediterranean <= 1
