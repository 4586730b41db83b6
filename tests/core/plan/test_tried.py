"""A step is judged only when it was really tried; nothing noted is not "not done"."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from heartsease.core.plan.futility import check
from heartsease.core.plan.running import Running, RunningKind
from heartsease.core.plan.tried import DAYS, Tried, tried
from heartsease.core.record.record import (
    AfterFeel,
    Choice,
    Practice,
    Provenance,
    Response,
)
from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard

START = date(2026, 10, 26)
ON = START + timedelta(weeks=4)
FORM = Provenance(source="form")


def noted(*days, after=None, intervention="walking"):
    return [
        Practice(intervention=intervention, on=START + timedelta(one), after=after,
                 provenance=FORM)
        for one in days
    ]  # fmt: skip


def scored(day, each):
    items = standard().instruments["phq9"].items
    return Response(
        instrument="phq9", on=START + timedelta(day),
        answers={one.id: each for one in items}, provenance=FORM,
    )  # fmt: skip


def looked_at(practices):
    """A step on its day, with a score that has not moved."""
    known = standard()
    return check(
        Running(key="walking", kind=RunningKind.STEP, started_on=START, judge_on=ON,
                judged_by="phq9"),
        responses=[scored(0, 1), scored(28, 1)],
        decisions=(),
        practices=practices,
        instrument=known.instruments["phq9"],
        rules=known.futility,
        on=ON,
    )  # fmt: skip


def test_days_and_feelings_are_counted_and_other_steps_are_not():
    practices = [
        *noted(8, 9, 9, after=AfterFeel.BETTER),
        *noted(10, after=AfterFeel.WORSE),
        *noted(11),
        *noted(12, intervention="yoga"),
        *noted(-1, 29),
    ]

    found = tried(practices, "walking", started_on=START, on=ON)

    assert found == Tried(days=28, done_days=4, better=3, same=0, worse=1)


def test_a_step_that_began_this_week_has_only_this_weeks_days():
    found = tried(noted(0, 1), "walking", started_on=START, on=START + timedelta(2))

    assert (found.days, found.done_days) == (3, 2)


@given(st.lists(st.integers(-10, 60)), st.integers(0, 60))
def test_never_more_days_done_than_there_were(days, later):
    on = START + timedelta(later)

    found = tried(noted(*days), "walking", started_on=START, on=on)

    assert 0 <= found.done_days <= found.days <= DAYS


def test_a_step_done_twice_a_week_is_judged():
    found = looked_at(noted(*range(1, 28, 3)))

    assert found.answer is Choice.STOP_AND_TALK
    assert found.taken is True


def test_a_step_noted_on_two_days_is_not_called_failed():
    found = looked_at(noted(3, 10))

    assert found.taken is False
    assert found.answer == Unknown(missing=frozenset({"practice:walking"}))


def test_nothing_noted_leaves_it_unknown_whether_it_was_tried():
    found = looked_at([])

    assert isinstance(found.taken, Unknown)
    assert found.answer is Choice.STOP_AND_TALK
