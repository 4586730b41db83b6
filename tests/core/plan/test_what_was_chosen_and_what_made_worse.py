"""A step that was chosen keeps its place; one that made somebody worse is not offered."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.builders import (
    TODAY,
    TOLD,
    a_condition,
    a_preference,
    everything_clear,
    records,
    with_more,
)

from heartsease.core.plan.look import look
from heartsease.core.plan.plan import Left, running_steps
from heartsease.core.record.record import AdverseReport, ChosenStep, Size
from heartsease.library.knowledge import standard


def chosen(intervention, *, started_on=TODAY, size=Size.USUAL, ended_on=None):
    return ChosenStep(
        intervention=intervention,
        size=size,
        started_on=started_on,
        judge_on=started_on + timedelta(weeks=4),
        ended_on=ended_on,
        provenance=TOLD,
    )


def report(intervention, *, offer_again=False):
    return AdverseReport(
        intervention=intervention, on=TODAY, offer_again=offer_again, provenance=TOLD
    )


def plan_of(record):
    return look(record, standard(), on=TODAY, with_questions=False).plan


def steps_of(record):
    return [one.intervention.id for one in plan_of(record).steps]


def left(record):
    return {one.intervention.id: one.left for one in plan_of(record).left_out}


def outranked(record):
    """Something that could be a step but for the three before it."""
    return next(
        name
        for name, why in left(record).items()
        if why in (Left.OUTRANKED, Left.SAME_DOMAIN)
    )


def test_a_chosen_step_stands_first_although_others_rank_higher():
    record = everything_clear()
    lower = outranked(record)

    record = replace(record, chosen_steps=(chosen(lower),))

    first = plan_of(record).steps[0]
    assert first.intervention.id == lower
    assert first.chosen == record.chosen_steps[0]
    assert len(plan_of(record).steps) <= 3


def test_a_chosen_step_that_ended_has_no_place_of_its_own():
    record = everything_clear()
    lower = outranked(record)

    record = replace(record, chosen_steps=(chosen(lower, ended_on=TODAY),))

    assert lower not in steps_of(record)


def test_a_gate_that_closes_takes_a_chosen_step_out():
    record = replace(everything_clear(), chosen_steps=(chosen("structured_exercise"),))
    assert "structured_exercise" in steps_of(record)

    record = with_more(record, a_condition("chest_pain_or_fainting"))

    assert "structured_exercise" not in steps_of(record)
    held = next(
        one
        for one in plan_of(record).left_out
        if one.intervention.id == "structured_exercise"
    )
    assert held.chosen is not None


def test_a_later_no_counts_more_than_having_chosen():
    record = replace(everything_clear(), chosen_steps=(chosen("walking"),))

    record = with_more(record, a_preference("walking", "no"))

    assert left(record)["walking"] is Left.NOT_WANTED


def test_what_made_somebody_worse_is_not_offered_whatever_else_they_said():
    record = replace(
        everything_clear(),
        chosen_steps=(chosen("walking"),),
        adverse_reports=(report("walking"),),
    )

    record = with_more(record, a_preference("walking", "want"))

    assert left(record)["walking"] is Left.MADE_WORSE


def test_it_comes_back_only_by_their_own_word():
    first = steps_of(everything_clear())[0]
    record = replace(
        everything_clear(), adverse_reports=(report(first, offer_again=True),)
    )
    assert first in steps_of(record)

    record = replace(record, adverse_reports=(*record.adverse_reports, report(first)))

    assert left(record)[first] is Left.MADE_WORSE


@given(
    record=records(),
    names=st.lists(st.sampled_from(sorted(standard().interventions)), max_size=4),
)
def test_nothing_that_made_somebody_worse_is_ever_a_step(record, names):
    record = replace(
        record,
        chosen_steps=tuple(chosen(one) for one in names),
        adverse_reports=tuple(report(one) for one in names),
    )

    assert not set(names) & set(steps_of(record))


@given(
    record=records(),
    names=st.sets(st.sampled_from(sorted(standard().interventions)), max_size=4),
)
def test_choosing_opens_no_gate(record, names):
    before = plan_of(record)
    closed = {
        one.intervention.id
        for one in before.left_out
        if one.left in (Left.BLOCKED, Left.ASK_FIRST, Left.CLINICIAN_FIRST, Left.PAUSED)
    }

    after = steps_of(
        replace(record, chosen_steps=tuple(chosen(one) for one in sorted(names)))
    )

    assert not closed & set(after)
    assert len(after) <= 3


@pytest.mark.parametrize("order", [1, -1])
def test_only_the_last_beginning_of_a_step_counts(order):
    earlier, later = date(2026, 9, 1), date(2026, 11, 1)
    told = [
        chosen("walking", started_on=earlier, ended_on=date(2026, 10, 1)),
        chosen("walking", started_on=later, size=Size.TINY),
    ][::order]

    running = running_steps(told, on=TODAY)

    assert running["walking"].started_on == later
    assert running_steps(told, on=earlier)["walking"].started_on == earlier
    assert running_steps(told, on=date(2026, 10, 15)) == {}


def test_where_two_records_differ_the_one_that_ended_is_right():
    told = [chosen("walking", ended_on=TODAY), chosen("walking")]

    assert running_steps(told, on=TODAY) == {}


@pytest.mark.parametrize("judge_on", [TODAY, TODAY - timedelta(days=9)])
def test_a_day_to_judge_that_lies_before_the_beginning_breaks_nothing(judge_on):
    odd = replace(chosen("walking"), judge_on=judge_on)

    picture = look(
        replace(everything_clear(), chosen_steps=(odd,)), standard(), on=TODAY
    )

    assert picture.plan.steps[0].chosen == odd
