"""Facts worked out from trials and medicines; absent means not known."""

from datetime import date, timedelta

import pytest
from tests.support.trials import (
    ON,
    TOLD,
    a_record,
    a_trial,
    formulary,
    knowledge,
    taking,
)

from heartsease.core.record.record import Stopped
from heartsease.core.staging.facts import derive
from heartsease.core.staging.treatment import named


def values(record, **answers):
    derived = derive(
        record, on=ON, formulary=formulary(), knowledge=knowledge(), **answers
    )
    return {key.removeprefix("fact:"): fact.value for key, fact in derived.items()}


def test_an_empty_record_says_nothing_but_what_it_knows():
    assert values(a_record(complete=False, began=None)) == {}


def test_whole_lists_allow_a_no():
    known = values(a_record(medicines_complete_on=ON))

    assert known["psychotherapy_tried"] is False
    assert known["ect_tried"] is False
    assert known["on_antidepressant"] is False
    assert known["current_dose_below_minimum"] is False
    assert known["trials_listed"] == 0
    assert known["serotonergic_count"] == 0


def test_failures_are_counted_when_the_list_is_whole():
    trial = a_trial("sertraline", dose=100, weeks=12)

    assert values(a_record(trial))["adequate_failures"] == 1
    assert "adequate_failures" not in values(a_record(trial, complete=False))


def test_two_failures_are_enough_to_speak_of_in_a_list_that_may_be_short():
    trials = [
        a_trial("sertraline", dose=100, weeks=12),
        a_trial("venlafaxine", dose=225, weeks=12),
    ]

    assert values(a_record(*trials, complete=False))["adequate_failures"] == 2


def test_a_low_dose_that_did_not_help_was_short():
    low = a_trial("sertraline", dose=25, weeks=12)
    helped = a_trial("sertraline", dose=25, weeks=12, percent_improvement=90)

    assert values(a_record(low))["dose_or_time_short"] is True
    assert values(a_record(helped))["dose_or_time_short"] is False


def test_a_trial_still_running_is_not_yet_too_short():
    running = a_trial(
        dose=100,
        ongoing=True,
        started_on=ON - timedelta(days=10),
        stopped_because=None,
    )
    known = values(a_record(running, medicines_complete_on=ON))

    assert known["dose_or_time_short"] is False
    assert known["current_time_below_minimum"] is True


def test_an_earlier_episode_is_left_out():
    earlier = a_trial("sertraline", dose=25, weeks=12, this_episode=False)

    assert values(a_record(earlier))["dose_or_time_short"] is False


def test_an_open_trial_makes_adequacy_unknown():
    assert values(a_record(a_trial(weeks=12)))["adequacy_unknown"] is True
    assert values(a_record(a_trial(dose=100, weeks=12)))["adequacy_unknown"] is False


def test_a_therapy_of_which_little_is_known_leaves_the_medicines_settled():
    known = values(a_record(a_trial(dose=100, weeks=12), a_trial("counselling")))

    assert known["adequacy_unknown"] is False
    assert known["dose_or_time_short"] is False
    assert known["psychotherapy_tried"] is True
    assert "psychotherapy_adequate" not in known


@pytest.mark.parametrize(("weeks", "early"), [(2, True), (12, False)])
def test_stopping_early_for_side_effects(weeks, early):
    trial = a_trial(dose=100, weeks=weeks, stopped_because=Stopped.SIDE_EFFECTS)

    assert values(a_record(trial))["stopped_early_for_side_effects"] is early


def test_adherence_is_in_doubt_when_a_medicine_is_often_missed():
    now = taking("sertraline", dose=100, taken_percent=60.0)

    assert values(a_record(medicines=(now,)))["adherence_in_doubt"] is True


def test_adherence_nobody_asked_about_is_not_settled():
    now = taking("sertraline", dose=100)

    assert "adherence_in_doubt" not in values(a_record(medicines=(now,)))


@pytest.mark.parametrize(("dose", "below"), [(25, True), (50, False)])
def test_the_dose_taken_now_is_compared_with_the_least(dose, below):
    now = taking("sertraline", dose=dose, started_on=date(2026, 1, 1))
    known = values(a_record(medicines=(now,)))

    assert known["on_antidepressant"] is True
    assert known["current_dose_below_minimum"] is below
    assert known["current_time_below_minimum"] is False


def test_a_small_dose_beside_a_full_one_is_not_below():
    now = (taking("amitriptyline", dose=10), taking("sertraline", dose=100))

    assert values(a_record(medicines=now))["current_dose_below_minimum"] is False


def test_a_dose_that_is_not_known_is_not_compared():
    now = taking("sertraline")

    assert "current_dose_below_minimum" not in values(a_record(medicines=(now,)))


def test_an_ongoing_trial_fills_what_the_medicine_list_lacks():
    running = a_trial("sertraline", dose=25, ongoing=True, stopped_because=None)
    known = values(a_record(running, medicines=(taking("sertraline"),)))

    assert known["current_dose_below_minimum"] is True


def test_a_stopped_medicine_is_not_taken():
    old = taking("sertraline", dose=100, stopped_on=date(2026, 1, 1))
    known = values(a_record(medicines=(old,), medicines_complete_on=ON))

    assert known["on_antidepressant"] is False


def test_a_name_nobody_recognises_keeps_the_list_from_being_whole():
    odd = taking("sertraline")
    odd = type(odd)(text="blue pill", provenance=TOLD)
    known = values(a_record(medicines=(odd,), medicines_complete_on=ON))

    assert "on_antidepressant" not in known
    assert "serotonergic_count" not in known


def test_a_list_said_to_be_whole_grows_old():
    record = a_record(medicines_complete_on=ON - timedelta(days=100))

    assert "on_antidepressant" in values(record)
    assert "on_antidepressant" not in values(record, medicines_days=90)


def test_one_medicine_of_a_list_that_may_be_short_is_not_counted():
    one = (taking("sertraline"),)
    two = (taking("sertraline"), taking("tramadol"))

    assert "serotonergic_count" not in values(a_record(medicines=one))
    assert values(a_record(medicines=two))["serotonergic_count"] == 2
    assert (
        values(a_record(medicines=one, medicines_complete_on=ON))["serotonergic_count"]
        == 1
    )


def test_a_medicine_that_is_still_washing_out_is_counted():
    stopped = taking("fluoxetine", stopped_on=ON - timedelta(days=20))
    known = values(a_record(medicines=(stopped,), medicines_complete_on=ON))

    assert known["serotonergic_count"] == 1
    assert known["on_antidepressant"] is False


def test_what_was_tried_is_told_apart():
    trials = [
        a_trial("cbt", sessions=12, trained_therapist=True),
        a_trial("rtms", sessions=30),
        a_trial("esketamine", sessions=8),
        a_trial("aripiprazole", dose=5, weeks=6, augments=("sertraline",)),
    ]
    known = values(a_record(*trials))

    assert known["psychotherapy_tried"] is True
    assert known["psychotherapy_adequate"] is True
    assert known["rtms_tried"] is True
    assert known["esketamine_tried"] is True
    assert known["augmentation_tried"] is True
    assert known["ect_tried"] is False


def test_a_name_nobody_recognises_may_have_been_anything():
    known = values(a_record(a_trial(None, text="blue pill", dose=20, weeks=8)))

    assert known["trials_listed"] == 1
    assert known["adequacy_unknown"] is True
    for name in ("ect_tried", "psychotherapy_tried", "dose_or_time_short"):
        assert name not in known
    assert "adequate_failures" not in known


def test_a_medicine_to_be_started_is_not_taken_yet():
    later = taking("sertraline", dose=100, started_on=ON + timedelta(days=3))
    known = values(a_record(medicines=(later,), medicines_complete_on=ON))

    assert known["on_antidepressant"] is False


def test_whole_months_of_the_episode_are_counted():
    assert values(a_record(began=date(2025, 11, 23)))["episode_months"] == 12
    assert values(a_record(began=date(2025, 11, 24)))["episode_months"] == 11


def test_the_course_of_scores_is_passed_on_only_when_known():
    known = values(a_record(), early_non_response=True)

    assert known["early_non_response"] is True
    assert "no_response_by_week_8" not in known


def test_a_treatment_is_found_by_its_exact_names():
    treatments = knowledge().treatments

    assert named("tms", treatments) == "rtms"
    assert named("Cognitive behavioural therapy", treatments) == "cbt"
    assert named("talking", treatments) is None
