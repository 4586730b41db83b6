"""Which treatments run, what a look at them may say, and when it asks again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from tests.support.builders import (
    TODAY,
    TOLD,
    a_medicine,
    a_record,
    a_response,
    a_trial,
    days_ago,
    records,
)

from heartsease.core.plan.futility import Basis
from heartsease.core.plan.look import look
from heartsease.core.plan.running import RunningKind
from heartsease.core.record.record import Choice, ChosenStep, Decision, Size
from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard


def checks_of(record, *, on=TODAY):
    return look(record, standard(), on=on, with_questions=False).checks


def check_of(record, *, on=TODAY):
    (one,) = checks_of(record, on=on)
    return one


def scores(*totals):
    """PHQ-9 totals by the number of days ago."""
    return [
        a_response("phq9", on=days_ago(days), total=total) for days, total in totals
    ]


def a_running_trial(weeks=4, treatment="sertraline", **facts):
    started_on = days_ago(7 * weeks)
    return a_trial(treatment, started_on=started_on, ongoing=True, **facts)


def a_step(intervention="walking", weeks=4, judge_weeks=8, **facts):
    started_on = days_ago(7 * weeks)
    return ChosenStep(
        intervention=intervention,
        size=Size.TINY,
        started_on=started_on,
        judge_on=started_on + timedelta(weeks=judge_weeks),
        provenance=TOLD,
        **facts,
    )


def settled(choice, *, on=TODAY, treatment="sertraline", **facts):
    return Decision(treatment=treatment, choice=choice, on=on, provenance=TOLD, **facts)


def test_a_trial_runs_only_when_it_was_said_to_go_on():
    stopped = a_trial("lithium", id="a", started_on=days_ago(90), ongoing=False)
    silent = a_trial("venlafaxine", id="b", started_on=days_ago(90))

    found = checks_of(a_record(stopped, silent, a_running_trial()))

    assert [one.treatment.key for one in found] == ["sertraline"]


def test_a_prescription_that_runs_is_looked_at_without_being_told_as_a_trial():
    found = check_of(a_record(a_medicine("sertraline", started_on=days_ago(30))))

    assert found.treatment.kind is RunningKind.MEDICINE
    assert isinstance(found.answer, Unknown)


def test_a_name_nobody_knows_is_treated_as_a_medicine():
    trial = a_trial(None, text="snarkroot", started_on=days_ago(56), ongoing=True)

    found = check_of(a_record(trial, *scores((56, 20), (0, 20))))

    assert found.treatment.key == "snarkroot"
    assert found.answer is Choice.TALK


def test_a_treatment_told_twice_is_looked_at_once_from_its_last_start():
    old, new = {"weeks": 60}, {"weeks": 4}

    for first, second in ((old, new), (new, old)):
        record = a_record(
            a_running_trial(**first, id="a"), a_running_trial(**second, id="b")
        )
        assert check_of(record).treatment.started_on == days_ago(28)


def test_a_step_that_was_chosen_runs_until_it_is_ended():
    running = a_record(chosen_steps=(a_step(),))
    ended = a_record(chosen_steps=(a_step(ended_on=TODAY),))

    assert check_of(running).treatment.kind is RunningKind.STEP
    assert checks_of(ended) == ()


def test_a_conversation_with_a_prescriber_is_not_looked_at_as_a_step():
    known = standard().interventions
    talk = next(id_ for id_, one in known.items() if one.kind.value == "discuss")

    assert checks_of(a_record(chosen_steps=(a_step(talk),))) == ()


def test_a_step_without_a_score_from_before_begins_with_its_first_score():
    step = a_step(weeks=6, judge_weeks=8)

    found = check_of(a_record(*scores((14, 20), (0, 19)), chosen_steps=(step,)))

    assert found.week == 2
    assert found.answer is Choice.GIVE_UNTIL
    assert found.until == days_ago(14) + timedelta(weeks=4)


def test_a_step_with_a_measure_of_its_own_is_not_judged_by_the_mood_score():
    own = next(
        id_
        for id_, one in standard().interventions.items()
        if one.kind.value == "offer"
        and one.who.value == "you"
        and one.judge.measure != standard().futility.measure
    )
    asked = {"weeks": 4, "judge_weeks": 8}

    before = check_of(
        a_record(*scores((28, 20), (0, 20)), chosen_steps=(a_step(own, **asked),))
    )
    after = check_of(
        a_record(
            *scores((70, 20), (0, 20)),
            chosen_steps=(a_step(own, weeks=10, judge_weeks=8),),
        )
    )

    assert (before.answer, before.says) == (Choice.GIVE_UNTIL, "own_measure")
    assert isinstance(after.answer, Unknown)
    assert all(key.startswith("measure:") for key in after.answer.missing)


def test_a_memory_settles_what_no_score_can_and_is_marked_as_one():
    record = a_record(
        a_running_trial(weeks=9, percent_improvement=30.0), *scores((0, 12))
    )

    found = check_of(record)

    assert (found.answer, found.basis) == (Choice.GIVE_UNTIL, Basis.TOLD)


def test_a_score_before_the_start_counts_more_than_a_memory():
    record = a_record(
        a_running_trial(weeks=8, percent_improvement=90.0), *scores((56, 20), (0, 20))
    )

    found = check_of(record)

    assert (found.answer, found.basis) == (Choice.TALK, Basis.SCORES)


def test_a_decision_with_a_day_waits_for_that_day():
    record = a_record(
        a_running_trial(weeks=8),
        *scores((56, 20), (0, 18)),
        settled(Choice.GIVE_UNTIL, until=days_ago(-7)),
    )
    later = replace(record, responses=(*record.responses, *scores((-7, 18))))

    assert check_of(a_record(*record.trials, *record.responses)).asks
    assert not check_of(record).asks
    assert check_of(later, on=days_ago(-7)).asks


def test_a_decision_without_a_day_waits_for_the_next_look():
    record = a_record(
        a_running_trial(weeks=4),
        *scores((28, 20), (0, 20)),
        settled(Choice.KEEP, week=4),
    )

    assert not check_of(record).asks
    assert check_of(record, on=days_ago(-28)).asks


def test_a_decision_about_an_earlier_course_does_not_count():
    record = a_record(
        a_running_trial(weeks=4), settled(Choice.KEEP, on=days_ago(90), week=12)
    )

    assert check_of(record).decisions == ()


def test_the_newest_decision_comes_first_and_the_older_ones_stay():
    record = a_record(
        a_running_trial(weeks=8),
        settled(Choice.KEEP, on=days_ago(30), week=2),
        settled(Choice.TALK, on=days_ago(2), week=8),
    )

    assert [one.choice for one in check_of(record).decisions] == [
        Choice.TALK,
        Choice.KEEP,
    ]


def test_a_step_without_a_day_to_judge_it_is_not_given_until_nowhere():
    step = a_step(weeks=8, judge_weeks=0)

    found = check_of(a_record(*scores((56, 20), (0, 20)), chosen_steps=(step,)))

    assert isinstance(found.answer, Unknown)


def test_the_first_weeks_ask_for_nothing():
    found = check_of(a_record(a_running_trial(weeks=1), *scores((7, 20))))

    assert (found.week, found.asks) == (None, False)


@settings(max_examples=40, deadline=None)
@given(records())
def test_whatever_the_record_no_medicine_is_answered_with_a_stop(record):
    for one in checks_of(record):
        if one.treatment.kind is not RunningKind.STEP:
            assert one.answer is not Choice.STOP_AND_TALK
        if isinstance(one.answer, Unknown):
            assert one.answer.missing
            assert one.says == ""
        else:
            assert one.says
        if one.answer is Choice.GIVE_UNTIL:
            assert one.until is not None
            assert one.until > days_ago(0) - timedelta(days=1)
        else:
            assert one.until is None


@pytest.mark.parametrize("share", [0, 10, 30, 60, 100])
@pytest.mark.parametrize("weeks", [2, 4, 8, 12])
def test_more_improvement_is_never_answered_with_less_patience(weeks, share):
    patience = [Choice.TALK, Choice.GIVE_UNTIL, Choice.KEEP]

    def answer(total):
        record = a_record(a_running_trial(weeks), *scores((7 * weeks, 20), (0, total)))
        return patience.index(check_of(record).answer)

    total = 20 * (100 - share) / 100

    assert answer(max(total - 1, 0)) >= answer(total)


# --- worse in the person's own words, and steps that were begun again -----------------


@pytest.mark.parametrize("weeks", [1, 2, 4, 30])
def test_worse_in_ones_own_words_is_a_talk_at_any_week_and_never_a_wait(weeks):
    one = check_of(a_record(a_running_trial(weeks=weeks, percent_improvement=-20.0)))

    assert one.answer is Choice.TALK
    assert one.basis is Basis.TOLD
    assert one.worse
    assert one.asks
    assert one.says == "told_worse_talk"


def test_no_change_in_ones_own_words_is_not_called_worse():
    one = check_of(a_record(a_running_trial(weeks=2, percent_improvement=0.0)))

    assert not one.worse
    assert one.answer is Choice.GIVE_UNTIL


def test_scores_from_before_it_began_go_before_what_is_remembered():
    record = a_record(
        a_running_trial(weeks=4, percent_improvement=-20.0),
        *scores((28, 20.0), (0, 8.0)),
    )

    one = check_of(record)

    assert one.basis is Basis.SCORES
    assert not one.worse


def test_a_step_whose_last_beginning_has_ended_does_not_run():
    forgotten = a_step(weeks=20)
    ended = a_step(weeks=4, ended_on=days_ago(3))

    for steps in ((forgotten, ended), (ended, forgotten)):
        assert checks_of(a_record(chosen_steps=steps)) == ()


def test_where_two_records_of_one_beginning_differ_the_ended_one_is_right():
    running, ended = a_step(weeks=4), a_step(weeks=4, ended_on=days_ago(3))

    for steps in ((running, ended), (ended, running)):
        assert checks_of(a_record(chosen_steps=steps)) == ()
