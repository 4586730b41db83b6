"""The marks of a fair try: on them, and one step to each side."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.support.trials import (
    ON,
    a_record,
    a_trial,
    formulary,
    judged,
    knowledge,
    staged,
    taking,
)

from heartsease.core.record.record import Stopped
from heartsease.core.staging.adequacy import Criterion, in_episode, longest_days
from heartsease.core.staging.ema import reached
from heartsease.core.staging.infer import with_inferred
from heartsease.core.values.unknown import Unknown, unknown

BEGAN = date(2026, 3, 1)
A_DAY = timedelta(1)


def reason_for(one, criterion):
    return next(each for each in one.reasons if each.criterion is criterion)


def test_a_trial_that_begins_with_the_episode_is_of_it_and_one_that_ends_then_may_be():
    assert in_episode(BEGAN, None, BEGAN) is True
    assert in_episode(BEGAN - A_DAY, None, BEGAN) is None
    assert in_episode(BEGAN - A_DAY, BEGAN, BEGAN) is None
    assert in_episode(BEGAN - A_DAY, BEGAN - A_DAY, BEGAN) is False
    assert in_episode(None, BEGAN - A_DAY, BEGAN) is False


def test_a_trial_lasts_from_its_first_day_to_its_last_and_never_less_than_none():
    def days(**facts):
        return longest_days(a_trial(**facts), on=ON)

    assert days(started_on=BEGAN, stopped_on=BEGAN + timedelta(9)) == 9
    assert days(started_on=BEGAN, stopped_on=BEGAN) == 0
    assert days(started_on=ON + A_DAY) == 0
    assert days(stopped_on=BEGAN) is None


def test_no_day_at_a_dose_is_no_dose_and_one_day_is():
    rules = knowledge().rules["mgh_atrq"]
    assert rules.taken_percent > 0

    def dose(days):
        return judged(a_trial("lithium", days_at_or_above_minimum=days)).dose

    assert dose(0) is False
    assert dose(1) is True
    assert isinstance(dose(None), Unknown)


def test_a_dose_was_taken_enough_from_the_mark_on():
    mark = knowledge().rules["mgh_atrq"].taken_percent

    def taken(percent):
        return judged(a_trial(dose=100, weeks=12, taken_percent=percent)).adherence

    assert taken(mark) is True
    assert taken(mark - 0.5) is False


def test_a_response_is_one_from_the_mark_on():
    mark = knowledge().rules["mgh_atrq"].response_percent

    def helped_too_little(percent):
        one = a_trial(dose=100, weeks=12, percent_improvement=percent)
        return judged(one).outcome

    assert helped_too_little(mark) is False
    assert helped_too_little(mark - 0.5) is True


def test_what_the_outcome_was_read_from_is_what_is_shown():
    told = a_trial(percent_improvement=20.0, stopped_because=Stopped.NO_EFFECT)
    silent = replace(told, percent_improvement=None)

    assert reason_for(judged(told), Criterion.OUTCOME).found == 20.0
    assert reason_for(judged(silent), Criterion.OUTCOME).found == "no_effect"


ECT = knowledge().treatments["ect"]
BOTH, ONE = ECT.minimum_sessions, ECT.minimum_sessions_unilateral


@pytest.mark.parametrize(
    ("bilateral", "sessions", "expected"),
    [
        (True, BOTH, True),
        (True, BOTH - 1, False),
        (False, ONE, True),
        (False, ONE - 1, False),
        (None, max(BOTH, ONE), True),
        (None, min(BOTH, ONE) - 1, False),
    ],
)
def test_a_course_of_ect_is_long_enough_from_its_mark_on(bilateral, sessions, expected):
    trial = a_trial("ect", sessions=sessions, bilateral=bilateral)

    assert judged(trial).dose is expected


def test_between_the_two_marks_of_ect_only_the_side_can_tell():
    assert BOTH != ONE
    trial = a_trial("ect", id="e", sessions=min(BOTH, ONE), bilateral=None)

    assert judged(trial).dose == unknown("trial:e.bilateral")


def test_only_what_certainly_failed_is_named_as_a_failure():
    sure = a_trial("sertraline", dose=200, weeks=12)
    open_ = a_trial("venlafaxine", dose=225, weeks=12, taken_percent=None)

    stages = staged(a_record(sure, open_)).stages

    for stage in stages:
        for item in stage.items:
            assert not any("venlafaxine" in name for name in item.trials)
    assert any(
        "sertraline" in name for s in stages for i in s.items for name in i.trials
    )


def test_two_names_nobody_knows_may_be_two_treatments():
    one = replace(a_trial(dose=200, weeks=12), treatment=None, text="Blau")
    other = replace(one, text="Grün")

    assert staged(a_record(one)).failures.highest == 1
    assert staged(a_record(one, other)).failures.highest == 2


def test_an_open_dose_of_another_episode_or_of_a_talk_keeps_nothing_open():
    def missing(*trials):
        return {one for one in staged(a_record(*trials)).missing if "taken" in one}

    here = a_trial("sertraline", dose=200, weeks=12, taken_percent=None)
    elsewhere = replace(here, this_episode=False)
    talk = a_trial("cbt", sessions=4, taken_percent=None)

    assert missing(here)
    assert not missing(elsewhere)
    assert not missing(talk)


def test_entries_that_lie_within_each_other_are_one_run():
    new_year, autumn = date(2026, 1, 1), date(2026, 10, 1)
    spans = (
        (new_year, date(2026, 9, 1)),
        (date(2026, 2, 1), date(2026, 3, 1)),
        (date(2026, 9, 2), autumn),
    )
    entries = tuple(
        taking("sertraline", dose=100, started_on=start, stopped_on=end)
        for start, end in spans
    )

    found = with_inferred(
        a_record(medicines=entries, complete=False),
        on=ON,
        formulary=formulary(),
        settings=knowledge().infer,
    )

    (trial,) = found.trials
    assert (trial.started_on, trial.stopped_on) == (new_year, autumn)


# --- what is counted ------------------------------------------------------------------

EMA = knowledge().ema
NEEDED = EMA.failures_needed


def stage_of(model, *trials, **facts):
    (found,) = (
        s for s in staged(a_record(*trials, **facts)).stages if s.model == model
    )
    return found


def a_failure(name, **facts):
    return a_trial(name, dose=400, weeks=20, **facts)


TWO = (a_failure("sertraline"), a_failure("venlafaxine"))


@pytest.mark.parametrize(
    ("lowest", "highest", "whole", "expected"),
    [
        (NEEDED, NEEDED, True, True),
        (NEEDED, NEEDED, False, True),
        (NEEDED - 1, NEEDED - 1, True, False),
        (NEEDED - 1, NEEDED - 1, False, "unknown"),
        (NEEDED - 1, NEEDED, True, "unknown"),
        (None, NEEDED, True, "unknown"),
        (NEEDED, None, True, "unknown"),
    ],
)
def test_the_definition_is_met_from_its_number_on_and_never_by_a_list_that_may_be_short(
    lowest, highest, whole, expected
):
    stage = replace(
        stage_of(EMA.id), lowest=lowest, highest=highest, list_is_complete=whole
    )

    found = reached(EMA, stage)

    assert ("unknown" if isinstance(found, Unknown) else found) == expected


def test_as_many_failures_as_the_definition_needs_have_its_word():
    assert len(TWO) == NEEDED
    assert stage_of(EMA.id, *TWO).lowest_label == EMA.reached_label
    assert stage_of(EMA.id, TWO[0]).lowest_label == EMA.not_reached_label


def test_a_rule_that_holds_or_may_hold_is_counted_as_possible_and_one_that_fails_is_not():
    def items(*trials):
        return [
            (bool(one.lowest), bool(one.highest))
            for one in stage_of(knowledge().thase_rush.id, *trials).items
        ]

    open_ = a_failure("sertraline", taken_percent=None)

    assert items(TWO[0])[0] == (True, True)
    assert items(open_)[0] == (False, True)
    assert items(replace(TWO[0], percent_improvement=90.0))[0] == (False, False)


def test_a_failure_that_is_certain_is_named_in_each_stage_and_an_open_one_in_none():
    open_ = a_failure("mirtazapine", taken_percent=None)
    found = stage_of(knowledge().thase_rush.id, TWO[0], open_)

    named = {name for one in found.items for name in one.trials}

    assert any("sertraline" in one for one in named)
    assert not any("mirtazapine" in one for one in named)


def test_no_trial_at_all_is_said_apart_from_none_that_was_a_fair_try():
    words = knowledge().words
    short = a_trial(dose=100, weeks=1)

    assert staged(a_record(complete=False)).says == words.none_listed
    assert staged(a_record(complete=True)).says == words.none
    assert staged(a_record(short, complete=True)).says == words.none


def test_a_name_nobody_knows_is_shown_as_it_was_written():
    trial = replace(a_trial(), treatment=None, text="Blaue Tropfen")

    assert "Blaue Tropfen" in {one.found for one in judged(trial).reasons}
