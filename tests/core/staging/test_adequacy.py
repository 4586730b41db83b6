"""One trial, judged: what is enough, what is short, and what is not known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.trials import a_trial, formulary, judged, knowledge, mg

from heartsease.core.record.record import Certainty, Stopped
from heartsease.core.staging.adequacy import Criterion, TrialRole, assess
from heartsease.core.values.quantity import Quantity
from heartsease.core.values.unknown import Unknown, unknown


def reason_for(adequacy, criterion):
    return next(one for one in adequacy.reasons if one.criterion is criterion)


def test_enough_dose_time_and_adherence_without_help_is_a_failure():
    one = judged(a_trial("sertraline", dose=100, weeks=12))

    assert one.adequate is True
    assert one.failed is True
    assert one.counts_as_failure is True
    assert one.missing == frozenset()


def test_a_low_dose_is_not_adequate_and_says_which_threshold():
    one = judged(a_trial("venlafaxine", dose=75, weeks=7))
    reason = reason_for(one, Criterion.DOSE)

    assert one.dose is False
    assert one.adequate is False
    assert one.counts_as_failure is False
    assert (reason.found, reason.needed, reason.unit) == (75.0, 150.0, "mg/d")
    assert reason.citation.source == "current-psychiatry-2012"


def test_the_two_rule_sets_ask_for_different_times():
    trial = a_trial("citalopram", dose=20, weeks=4)

    assert judged(trial, "athf_sf").time is True
    assert judged(trial, "mgh_atrq").time is False


@pytest.mark.parametrize(
    ("field", "nothing"),
    [
        ("highest_dose", None),
        ("days_at_or_above_minimum", None),
        ("taken_percent", None),
        ("this_episode", None),
        ("stopped_because", None),
    ],
)
def test_a_missing_fact_leaves_the_verdict_open_and_is_named(field, nothing):
    trial = a_trial("sertraline", dose=100, weeks=12, id="a", **{field: nothing})
    one = judged(trial)

    assert one.counts_as_failure == unknown(f"trial:a.{field}")
    assert f"trial:a.{field}" in one.missing


def test_no_outcome_and_no_telling_reason_leaves_the_outcome_open():
    trial = a_trial(
        dose=100,
        weeks=12,
        id="a",
        percent_improvement=None,
        stopped_because=Stopped.COST_OR_ACCESS,
    )

    assert judged(trial).outcome == unknown("trial:a.percent_improvement")
    assert judged(trial).adequate is True


def test_a_short_trial_is_no_failure_even_when_nothing_else_is_known():
    trial = a_trial(
        weeks=2, taken_percent=None, percent_improvement=None, stopped_because=None
    )

    assert judged(trial).counts_as_failure is False


def test_stopping_for_want_of_effect_stands_in_for_a_percentage():
    trial = a_trial(dose=100, weeks=12, percent_improvement=None)
    reason = reason_for(judged(trial), Criterion.OUTCOME)

    assert reason.answer is True
    assert reason.certainty is Certainty.INFERRED


def test_a_percentage_outweighs_the_reason_for_stopping():
    trial = a_trial(dose=100, weeks=12, percent_improvement=80)

    assert judged(trial).outcome is False


def test_intolerance_is_not_failure():
    trial = a_trial(dose=100, weeks=12, stopped_because=Stopped.SIDE_EFFECTS)
    one = judged(trial)

    assert one.intolerance is True
    assert one.failed is False


def test_time_can_be_worked_out_from_dates_and_says_so():
    trial = a_trial(dose=100, started_on=date(2026, 1, 1), stopped_on=date(2026, 3, 31))
    reason = reason_for(judged(trial), Criterion.TIME)

    assert reason.answer is True
    assert reason.found == 89
    assert reason.certainty is Certainty.INFERRED


def test_weeks_that_are_still_to_come_are_not_counted():
    planned = a_trial(
        dose=100, started_on=date(2026, 11, 1), stopped_on=date(2027, 3, 1)
    )
    reason = reason_for(judged(planned), Criterion.TIME)

    assert reason.answer is False
    assert reason.found == 22


def test_dates_that_are_too_close_settle_it_without_a_dose():
    trial = a_trial(started_on=date(2026, 1, 1), stopped_on=date(2026, 1, 20))

    assert judged(trial).time is False


def test_dates_without_a_dose_say_nothing_about_time_at_a_dose():
    trial = a_trial(id="a", started_on=date(2026, 1, 1), stopped_on=date(2026, 6, 1))

    assert isinstance(judged(trial).time, Unknown)
    assert isinstance(judged(trial).dose, Unknown)


def test_an_ongoing_trial_runs_to_the_day_it_is_judged():
    trial = a_trial(
        dose=100, started_on=date(2026, 8, 1), ongoing=True, stopped_because=None
    )

    assert judged(trial).time is True


def test_a_trial_of_which_the_end_is_not_known_stays_open():
    trial = a_trial(dose=100, id="a", started_on=date(2025, 8, 1))

    assert judged(trial).time == unknown("trial:a.stopped_on")


def test_a_dose_in_another_unit_is_converted():
    for unit, value in (("g/d", 0.1), ("mg", 100.0), ("g", 0.1)):
        trial = a_trial(weeks=12, highest_dose=Quantity(value, unit))

        assert judged(trial).dose is True


def test_a_dose_in_a_unit_that_cannot_be_compared_is_not_known():
    trial = a_trial(id="a", weeks=12, highest_dose=Quantity(2.0, "{tablet}"))

    assert judged(trial).dose == unknown("trial:a.highest_dose")


def test_an_added_antidepressant_is_an_augmentation():
    trial = a_trial("mirtazapine", dose=30, weeks=8, augments=("sertraline",))
    one = judged(trial)

    assert one.role is TrialRole.AUGMENTATION
    assert one.failed is True
    assert one.counts_as_failure is False


def test_an_augmentation_has_a_least_dose_of_its_own():
    trial = a_trial("bupropion", dose=150, weeks=8, augments=("sertraline",))
    alone = a_trial("bupropion", dose=150, weeks=8)

    assert judged(trial).dose is True
    assert judged(alone).dose is False


def test_lithium_goes_by_recorded_days_and_not_by_dose():
    by_dose = a_trial("lithium", id="a", dose=900, augments=("sertraline",))
    by_days = a_trial("lithium", weeks=5, augments=("sertraline",))

    assert judged(by_dose).dose == unknown("trial:a.days_at_or_above_minimum")
    assert judged(by_days).adequate is True


def test_a_supplement_is_not_counted():
    one = judged(a_trial("st_johns_wort", dose=900, weeks=8))

    assert one.role is TrialRole.NOT_COUNTED
    assert one.counts_as_failure is False


def test_a_name_we_do_not_recognise_leaves_everything_open():
    one = judged(a_trial(None, id="a", text="blue pill", dose=20, weeks=8))

    assert one.role is TrialRole.NOT_RECOGNISED
    assert one.counts_as_failure == unknown("trial:a.treatment")


def test_a_medicine_for_something_else_is_not_counted():
    assert judged(a_trial("levothyroxine", dose=1, weeks=8)).role is (
        TrialRole.NOT_COUNTED
    )
    assert judged(a_trial("emdr", sessions=8)).role is TrialRole.NOT_COUNTED


def test_an_id_that_knowledge_does_not_have_is_not_recognised():
    assert judged(a_trial("unobtainium")).role is TrialRole.NOT_RECOGNISED


@pytest.mark.parametrize(
    ("began", "ended", "expected"),
    [
        (date(2026, 2, 1), None, True),
        (date(2025, 1, 1), date(2025, 6, 1), False),
        (date(2025, 1, 1), date(2026, 6, 1), unknown("trial:a.this_episode")),
    ],
)
def test_the_episode_of_a_trial_can_be_told_from_dates(began, ended, expected):
    trial = a_trial(id="a", this_episode=None, started_on=began, stopped_on=ended)
    one = assess(
        trial,
        rules=knowledge().rules["athf_sf"],
        formulary=formulary(),
        treatments=knowledge().treatments,
        episode_started_on=date(2026, 1, 1),
    )

    assert one.this_episode == expected


def test_therapy_needs_sessions_and_a_trained_therapist():
    trained = {"trained_therapist": True}
    enough = a_trial("cbt", sessions=12, **trained)
    short = a_trial("cbt", sessions=5, **trained)
    open_ = a_trial("cbt", id="a", sessions=12)

    assert judged(enough).adequate is True
    assert judged(short).adequate is False
    assert judged(open_).adequate == unknown("trial:a.trained_therapist")


@pytest.mark.parametrize(
    ("sessions", "bilateral", "expected"),
    [
        (6, True, True),
        (6, False, False),
        (8, None, True),
        (5, None, False),
        (7, None, unknown("trial:a.bilateral")),
        (None, True, unknown("trial:a.sessions")),
    ],
)
def test_ect_on_one_side_needs_more_sessions(sessions, bilateral, expected):
    trial = a_trial("ect", id="a", sessions=sessions, bilateral=bilateral)

    assert judged(trial).adequate == expected


def test_esketamine_needs_its_weeks_too():
    dates = {"started_on": date(2026, 1, 1), "stopped_on": date(2026, 1, 15)}
    trial = a_trial("esketamine", sessions=8, **dates)

    assert judged(trial).adequate is False


MAYBE = {
    "weeks": st.none() | st.integers(0, 30),
    "taken_percent": st.none() | st.floats(0, 100),
    "percent_improvement": st.none() | st.floats(-50, 100),
    "stopped_because": st.none() | st.sampled_from(Stopped),
    "this_episode": st.none() | st.booleans(),
}


@given(st.fixed_dictionaries(MAYBE), st.sampled_from(["athf_sf", "mgh_atrq"]))
def test_an_unknown_dose_never_counts_as_adequate(facts, rules):
    one = judged(a_trial("sertraline", **facts), rules)

    assert one.adequate is not True
    assert one.counts_as_failure is not True


@given(
    st.fixed_dictionaries(MAYBE),
    st.floats(0, 400),
    st.floats(0, 400),
)
def test_a_higher_dose_is_never_less_adequate(facts, one, other):
    low, high = sorted((one, other))
    facts = {**facts, "weeks": facts["weeks"], "taken_percent": 100.0}
    lower = judged(a_trial("sertraline", **facts, highest_dose=mg(low)))
    higher = judged(a_trial("sertraline", **facts, highest_dose=mg(high)))

    assert not (lower.adequate is True and higher.adequate is not True)
