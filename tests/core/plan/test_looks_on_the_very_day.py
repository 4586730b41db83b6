"""The edges of a look at what runs: the day itself, a day before, and a day after.

The days are worked out from knowledge/plan/futility.toml, so that they move with it.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from heartsease.core.plan.futility import Basis, check
from heartsease.core.plan.running import Running, RunningKind, running
from heartsease.core.plan.tried import DAYS, Tried, tried
from heartsease.core.record.record import (
    AfterFeel,
    Choice,
    ChosenStep,
    Decision,
    Person,
    Practice,
    Provenance,
    Record,
    Response,
    Size,
    Trial,
)
from heartsease.core.staging.stage import assess_all
from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard

START = date(2026, 6, 1)
FORM = Provenance(source="form")
RULES = standard().futility
WINDOW, CURRENT = RULES.window_days, RULES.current_days
WEEK_2 = START + timedelta(weeks=2)


def scored(on, total):
    return Response(instrument="phq9", on=on, total=float(total), provenance=FORM)


def a_running(kind=RunningKind.THERAPY, **facts):
    settled = {"key": "cbt", "kind": kind, "started_on": START}
    return Running(**{**settled, **facts})


def a_look(on, *responses, treatment=None, decisions=(), practices=(), rules=RULES):
    return check(
        treatment or a_running(),
        responses=responses,
        decisions=decisions,
        practices=practices,
        instrument=standard().instruments["phq9"],
        rules=rules,
        on=on,
    )


def the_first_look(kind):
    return next(one for one in RULES.rules if one.kind is kind).looks[0].week


# --- when it is due -------------------------------------------------------------------


@pytest.mark.parametrize("kind", [RunningKind.MEDICINE, RunningKind.THERAPY])
def test_a_look_is_due_from_the_first_day_of_its_window_and_not_before(kind):
    first = START + timedelta(weeks=the_first_look(kind), days=-WINDOW)
    scores = (scored(START, 20), scored(first - timedelta(1), 8))

    due = a_look(first, *scores, treatment=a_running(kind))
    early = a_look(first - timedelta(1), *scores, treatment=a_running(kind))

    assert due.week == the_first_look(kind)
    assert (early.week, early.basis) == (None, Basis.EARLY)
    assert early.until == first + timedelta(days=WINDOW)


def a_medicine_look(on, *responses):
    return a_look(on, *responses, treatment=a_running(RunningKind.MEDICINE))


def test_a_score_counts_for_a_look_from_the_first_day_of_its_window():
    opens = WEEK_2 - timedelta(days=WINDOW)

    inside = a_medicine_look(WEEK_2, scored(START, 20), scored(opens, 8))
    outside = a_medicine_look(
        WEEK_2, scored(START, 20), scored(opens - timedelta(1), 8)
    )

    assert (inside.answer, inside.improvement_percent) == (Choice.KEEP, 60.0)
    assert isinstance(outside.answer, Unknown)


def test_a_score_is_a_base_for_an_answer_up_to_its_last_day():
    last = START + timedelta(weeks=12)
    scores = (scored(START, 20), scored(last, 8))

    def looked(days):
        on = last + timedelta(days=days)
        return a_medicine_look(on, *scores).answer

    assert looked(CURRENT) is Choice.KEEP
    assert isinstance(looked(CURRENT + 1), Unknown)


def test_a_score_that_is_worse_counts_up_to_its_last_day():
    scores = (scored(START, 8), scored(START + timedelta(1), 20))

    def worse(days):
        return a_medicine_look(START + timedelta(days=1 + days), *scores).worse

    assert worse(CURRENT) is True
    assert worse(CURRENT + 1) is False


def test_that_it_is_worse_rests_on_the_source_of_that_rule_and_a_look_on_its_own():
    worse = a_medicine_look(WEEK_2, scored(START, 8), scored(START + timedelta(1), 20))
    better = a_medicine_look(WEEK_2, scored(START, 20), scored(WEEK_2, 8))
    reliable = standard().instruments["phq9"].course.reliable

    assert worse.citations == (reliable.citation,)
    assert better.citations == RULES.rules[0].looks[0].citations
    assert reliable.citation not in better.citations


# --- a step on one's own --------------------------------------------------------------


def a_step(judge_on, judged_by="phq9", **facts):
    return a_running(
        RunningKind.STEP, key="walking", judge_on=judge_on, judged_by=judged_by, **facts
    )


def test_a_step_with_a_measure_of_its_own_waits_until_the_day_and_asks_on_it():
    step = a_step(START + timedelta(weeks=8), judged_by="ferritin")

    before = a_look(step.judge_on - timedelta(1), treatment=step)
    on_it = a_look(step.judge_on, treatment=step)

    assert (before.answer, before.until) == (Choice.GIVE_UNTIL, step.judge_on)
    assert before.says == "own_measure"
    assert isinstance(on_it.answer, Unknown)
    assert on_it.answer.missing == {"measure:ferritin"}


def test_a_step_that_began_unmeasured_is_judged_later_by_as_many_days():
    late = timedelta(days=10)
    step = a_step(START + timedelta(weeks=8))
    first = scored(START + late, 20)

    found = a_look(step.judge_on + late - timedelta(10), first, treatment=step)

    assert found.next_on == step.judge_on + late


def practised(days):
    return [
        Practice(intervention="walking", on=one, after=AfterFeel.SAME, provenance=FORM)
        for one in days
    ]


def test_a_step_that_was_tried_fairly_is_judged_and_one_that_was_not_is_left_open():
    judge = START + timedelta(weeks=4)
    scores = (scored(START, 20), scored(judge, 20))
    some = practised(judge - timedelta(n) for n in range(8))
    few = some[:2]

    def looked(practices):
        step = a_step(judge)
        return a_look(judge, *scores, treatment=step, practices=practices)

    assert isinstance(looked(few).answer, Unknown)
    assert looked(few).answer.missing == {"practice:walking"}
    assert looked(some + practised([judge - timedelta(9)])).answer in (
        Choice.STOP_AND_TALK,
        Choice.TALK,
    )


def test_what_was_done_is_counted_for_a_step_alone():
    begun = a_look(WEEK_2, treatment=a_step(None), practices=practised([START]))

    assert begun.tried is not None
    assert begun.tried.done_days == 1
    assert a_look(WEEK_2, treatment=a_running()).tried is None
    assert a_look(WEEK_2, treatment=a_step(None, started_on=None)).tried is None


def test_often_enough_is_reached_on_the_mark_itself():
    assert Tried(days=28, done_days=8).enough(days_a_week=2.0, key="x") is True
    assert Tried(days=28, done_days=7).enough(days_a_week=2.0, key="x") is False
    assert isinstance(
        Tried(days=28, done_days=0).enough(days_a_week=2.0, key="x"), Unknown
    )


def test_the_first_day_and_today_are_counted_and_the_days_around_them_are_not():
    on = START + timedelta(days=DAYS - 1)

    def done(*days):
        return tried(practised(days), "walking", started_on=START, on=on).done_days

    assert tried([], "walking", started_on=START, on=on).days == DAYS
    assert done(START, on) == 2
    assert done(START - timedelta(1), on + timedelta(1)) == 0


# --- what was settled, and what runs --------------------------------------------------


def test_what_was_settled_on_the_first_day_belongs_to_the_treatment():
    def settled(on):
        one = Decision(treatment="cbt", choice=Choice.KEEP, on=on, provenance=FORM)
        return len(a_look(WEEK_2, decisions=(one,)).decisions)

    assert settled(START) == 1
    assert settled(START - timedelta(1)) == 0
    assert settled(WEEK_2) == 1
    assert settled(WEEK_2 + timedelta(1)) == 0


def a_trial(id_, started_on):
    return Trial(
        id=id_,
        treatment="sertraline",
        started_on=started_on,
        ongoing=True,
        provenance=FORM,
    )


def runs(*trials, steps=(), on=START):
    known = standard()
    rules = known.staging.rules[known.staging.facts.adequacy_rules]
    record = Record(person=Person(id="p"), trials=trials)
    assessed = assess_all(
        record,
        rules=rules,
        formulary=known.formulary,
        treatments=known.staging.treatments,
        on=on,
    )
    return running(assessed, steps, interventions=known.interventions, on=on)


def test_a_treatment_runs_from_its_first_day():
    assert len(runs(a_trial("a", START))) == 1
    assert runs(a_trial("a", START + timedelta(1))) == ()


def test_of_two_courses_of_one_treatment_the_one_that_began_last_runs():
    older, newer = a_trial("a", START - timedelta(50)), a_trial("b", START)
    same_day = a_trial("c", START)

    (one,) = runs(older, newer)
    (other,) = runs(newer, replace(older, id="z"))
    (first,) = runs(newer, same_day)

    assert one.trial.trial.id == other.trial.trial.id == "b"
    assert first.trial.trial.id == "b"


def test_a_step_runs_up_to_the_day_before_it_was_ended():
    def step(**facts):
        settled = {"started_on": START, "judge_on": WEEK_2, "size": Size.TINY}
        return ChosenStep(intervention="walking", provenance=FORM, **settled, **facts)

    def going(one, on):
        return len(runs(steps=(one,), on=on))

    assert going(step(), START) == 1
    assert going(step(), START - timedelta(1)) == 0
    ended = step(ended_on=START + timedelta(5))
    assert going(ended, START + timedelta(4)) == 1
    assert going(ended, START + timedelta(5)) == 0
