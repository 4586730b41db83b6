"""What a medicine list shows of treatment, and what it never may say."""

import dataclasses
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.trials import (
    ON,
    TOLD,
    a_record,
    a_trial,
    formulary,
    judged,
    knowledge,
    mg,
    staged,
    taking,
)

from heartsease.core.record.record import Certainty, MedicineEntry, Provenance
from heartsease.core.staging.adequacy import TrialRole
from heartsease.core.staging.facts import derive
from heartsease.core.staging.infer import is_inferred, with_inferred
from heartsease.core.values.quantity import Quantity
from heartsease.core.values.unknown import Unknown

MARCH, APRIL, JUNE = date(2026, 3, 1), date(2026, 4, 12), date(2026, 6, 7)
GAP = knowledge().infer.prescription_gap_days


def inferred(record):
    return with_inferred(
        record, on=ON, formulary=formulary(), settings=knowledge().infer
    )


def shown(*entries, trials=(), **facts):
    """The trials that were added for these entries."""
    facts.setdefault("complete", False)
    record = inferred(a_record(*trials, medicines=entries, **facts))
    return [one for one in record.trials if is_inferred(one)]


def the_one(*entries, **facts):
    (trial,) = shown(*entries, **facts)
    return trial


def a_run(ingredient="sertraline", dose=100, *, start=MARCH, end=JUNE, **facts):
    return taking(ingredient, dose=dose, started_on=start, stopped_on=end, **facts)


# What it shows -------------------------------------------------------------------


def test_a_prescription_becomes_a_trial_marked_as_inferred():
    trial = the_one(a_run(taken_percent=90.0))

    assert trial.id == "inferred:sertraline:2026-03-01"
    assert trial.treatment == trial.text == "sertraline"
    assert trial.highest_dose == mg(100)
    assert (trial.started_on, trial.stopped_on) == (MARCH, JUNE)
    assert trial.ongoing is False
    assert trial.taken_percent == 90.0
    assert trial.this_episode is True
    assert trial.provenance == Provenance(source="told", certainty=Certainty.INFERRED)


def test_what_a_prescription_cannot_show_stays_open():
    trial = the_one(a_run())

    assert trial.percent_improvement is None
    assert trial.stopped_because is None
    assert trial.taken_percent is None
    assert trial.optimised is None


def test_enough_dose_and_time_is_still_no_failure():
    said = judged(the_one(a_run()))

    assert said.dose is True
    assert said.time is True
    assert isinstance(said.adherence, Unknown)
    assert isinstance(said.outcome, Unknown)
    assert isinstance(said.counts_as_failure, Unknown)


def test_too_low_a_dose_is_no_fair_try():
    said = judged(the_one(a_run("venlafaxine", 37.5, end=MARCH + timedelta(weeks=5))))

    assert said.dose is False
    assert said.time is False
    assert said.adequate is False


def test_a_stage_is_a_range_over_a_list_that_may_be_short():
    record = inferred(a_record(complete=False, medicines=(a_run(),)))
    staging = staged(record)

    assert (staging.failures.lowest, staging.failures.highest) == (0, 1)
    assert not staging.list_is_complete
    assert staging.says.endswith(knowledge().words.list_may_be_short)


def test_one_that_is_taken_still_is_ongoing_today():
    trial = the_one(a_run(end=None))
    later = the_one(a_run(end=ON + timedelta(days=30)))

    assert trial.ongoing is later.ongoing is True
    assert trial.stopped_on is later.stopped_on is None
    assert trial.days_at_or_above_minimum == (ON - MARCH).days


@pytest.mark.parametrize(
    ("began", "expected"),
    [
        (MARCH, True),
        (JUNE + timedelta(days=1), False),
        (APRIL, None),
        (None, None),
    ],
)
def test_only_dates_place_it_in_this_episode(began, expected):
    assert the_one(a_run(), began=began).this_episode is expected


# What is left out ----------------------------------------------------------------


@pytest.mark.parametrize(
    "entry",
    [
        taking("ibuprofen", dose=400),
        taking("unobtainium", dose=400),
        MedicineEntry(text="a blue pill", provenance=TOLD),
        taking("lofepramine", dose=140),  # no least dose is known to us
        taking("sertraline", dose=100, as_needed=True),
        taking("sertraline", dose=100, started_on=ON + timedelta(days=1)),
    ],
)
def test_other_entries_show_no_trial(entry):
    assert shown(entry) == []


@pytest.mark.parametrize(
    "dates",
    [
        {},
        {"started_on": APRIL},
        {"stopped_on": APRIL},
        {"started_on": date(2026, 1, 1), "stopped_on": MARCH},
        {"started_on": JUNE, "stopped_on": ON},
    ],
)
def test_a_told_trial_of_the_same_wins(dates):
    assert shown(a_run(), trials=(a_trial("sertraline", **dates),)) == []


@pytest.mark.parametrize(
    "told",
    [
        a_trial("sertraline", started_on=date(2020, 1, 1), stopped_on=date(2020, 9, 1)),
        a_trial("sertraline", started_on=date(2026, 9, 1)),
        a_trial("citalopram", started_on=MARCH, stopped_on=JUNE),
    ],
)
def test_a_told_trial_of_another_time_or_medicine_leaves_it(told):
    assert len(shown(a_run(), trials=(told,))) == 1


def test_without_a_start_any_earlier_told_trial_may_be_the_same():
    told = a_trial(
        "sertraline", started_on=date(2020, 1, 1), stopped_on=date(2020, 9, 1)
    )

    assert shown(taking("sertraline", dose=100), trials=(told,)) == []


def test_a_list_said_to_be_whole_has_nothing_added_before_that_day():
    early = a_run()
    late = a_run("citalopram", 20, start=ON - timedelta(days=9), end=None)
    record = a_record(medicines=(early, late, taking("duloxetine", dose=60)))
    whole = dataclasses.replace(record, trials_complete_on=ON - timedelta(days=30))

    assert inferred(record).trials == ()
    assert [one.treatment for one in inferred(whole).trials] == ["citalopram"]
    assert inferred(whole).trials_complete_on == whole.trials_complete_on


def test_completeness_is_never_inferred():
    record = a_record(complete=False, medicines=(a_run(),))

    assert inferred(record).trials_complete_on is None


# Runs ----------------------------------------------------------------------------


def two(gap, *, first=50, second=100):
    return (
        a_run(dose=first, start=MARCH, end=APRIL),
        a_run(dose=second, start=APRIL + timedelta(days=gap), end=None),
    )


def test_prescriptions_one_after_the_other_are_one_trial():
    trial = the_one(*two(GAP))

    assert trial.started_on == MARCH
    assert trial.ongoing is True
    assert trial.highest_dose == mg(100)
    assert trial.days_at_or_above_minimum == (ON - MARCH).days
    assert trial.optimised is True


def test_a_longer_gap_makes_two_trials():
    first, second = shown(*two(GAP + 1))

    assert first.stopped_on == APRIL
    assert second.started_on == APRIL + timedelta(days=GAP + 1)
    assert first.optimised is second.optimised is None


def test_reaching_the_least_dose_is_not_going_beyond_it():
    assert the_one(*two(0, first=25)).optimised is None


def test_a_lower_dose_later_is_not_a_raise():
    assert the_one(*two(0, first=150)).optimised is None


def test_days_below_the_least_dose_are_not_counted():
    trial = the_one(*two(0, first=25))

    assert trial.days_at_or_above_minimum == (ON - APRIL).days


def test_after_a_short_raise_the_dose_before_holds_again():
    low = a_run(dose=25, start=MARCH, end=ON)
    high = a_run(dose=100, start=APRIL, end=JUNE)

    assert the_one(low, high).days_at_or_above_minimum == (JUNE - APRIL).days


def test_a_prescription_never_closed_does_not_hide_the_newer_one():
    trial = the_one(
        a_run(dose=25, start=MARCH, end=None), a_run(dose=100, start=APRIL, end=None)
    )

    assert trial.highest_dose == mg(100)
    assert trial.days_at_or_above_minimum == (ON - APRIL).days


def test_rule_sets_that_disagree_on_the_least_dose_leave_the_days_to_the_dates():
    trial = the_one(
        a_run("venlafaxine", 75, end=APRIL), a_run("venlafaxine", 150, start=APRIL)
    )

    assert trial.days_at_or_above_minimum is None
    assert trial.highest_dose == mg(150)


def test_strengths_begun_together_may_be_taken_together():
    low, high = a_run(dose=25), a_run(dose=37.5)
    trial = the_one(low, high)

    assert trial.highest_dose is None
    assert trial.days_at_or_above_minimum is None
    assert isinstance(judged(trial).dose, Unknown)


def test_strengths_that_are_too_low_even_together_are_too_low():
    trial = the_one(a_run(dose=12.5), a_run(dose=25))

    assert trial.highest_dose == mg(25)
    assert judged(trial).dose is False


def test_a_medicine_without_a_dose_gives_none():
    trial = the_one(a_run(dose=None))

    assert trial.highest_dose is None
    assert isinstance(judged(trial).dose, Unknown)


def test_a_missing_dose_beside_one_that_is_enough_changes_nothing():
    trial = the_one(a_run(dose=None, end=APRIL), a_run(dose=100, start=APRIL))

    assert trial.highest_dose == mg(100)
    assert trial.days_at_or_above_minimum is None


def test_a_missing_dose_beside_one_that_is_too_low_leaves_the_dose_open():
    trial = the_one(a_run(dose=None, end=APRIL), a_run(dose=25, start=APRIL))

    assert trial.highest_dose is None


def test_a_dose_that_does_not_compare_is_not_known():
    tablets = dataclasses.replace(a_run(), daily_dose=Quantity(1.0, "[IU]"))

    assert the_one(tablets).highest_dose is None


def test_a_dose_in_grams_compares():
    grams = dataclasses.replace(a_run(), daily_dose=Quantity(0.1, "g"))

    assert the_one(grams, a_run(dose=50)).highest_dose == Quantity(0.1, "g")


def test_a_product_of_two_medicines_has_no_dose_of_one():
    both = dataclasses.replace(
        a_run("fluoxetine", 20), ingredients=("olanzapine", "fluoxetine")
    )
    added, alone = sorted(shown(both), key=lambda one: not one.augments)

    assert (added.treatment, added.augments) == ("olanzapine", ("fluoxetine",))
    assert alone.treatment == "fluoxetine"
    assert added.highest_dose is alone.highest_dose is None


def test_how_much_was_taken_is_known_when_all_say_the_same():
    def taken(one, other):
        return the_one(
            a_run(taken_percent=one, end=APRIL),
            a_run(taken_percent=other, start=APRIL),
        ).taken_percent

    assert taken(90.0, 90.0) == 90.0
    assert taken(90.0, 40.0) is None
    assert taken(90.0, None) is None


# Dates that are missing ------------------------------------------------------------


def test_an_entry_without_a_date_gives_no_dates():
    trial = the_one(taking("sertraline", dose=100))

    assert trial.id == "inferred:sertraline:1"
    assert (trial.started_on, trial.stopped_on, trial.ongoing) == (None, None, True)
    assert trial.days_at_or_above_minimum is None
    assert trial.optimised is None
    assert judged(trial).dose is True
    assert isinstance(judged(trial).time, Unknown)


def test_an_entry_without_a_date_joins_the_run_of_today():
    trial = the_one(taking("sertraline", dose=100), a_run(dose=50, end=None))

    assert trial.started_on == MARCH
    assert trial.highest_dose == mg(100)
    assert trial.days_at_or_above_minimum is None
    assert trial.optimised is None


def test_an_end_without_a_start_gives_the_end_only():
    trial = the_one(a_run(start=None))

    assert (trial.started_on, trial.stopped_on, trial.ongoing) == (None, JUNE, False)


def test_an_older_end_without_a_start_takes_the_start_away():
    trial = the_one(a_run(start=None, end=MARCH - timedelta(days=9)), a_run())

    assert trial.started_on is None
    assert trial.stopped_on == JUNE


def test_two_runs_without_a_start_are_told_apart():
    first, second = shown(a_run(start=None, end=MARCH), taking("sertraline"))

    assert [first.id, second.id] == ["inferred:sertraline:1", "inferred:sertraline:2"]


def test_an_end_before_the_start_has_no_length():
    trial = the_one(a_run(start=JUNE, end=MARCH))

    assert (trial.started_on, trial.stopped_on) == (JUNE, JUNE)
    assert trial.days_at_or_above_minimum is None


# Added to another ------------------------------------------------------------------


def test_an_agent_given_while_an_antidepressant_ran_was_added_to_it():
    added = a_run("aripiprazole", 5, start=APRIL)
    trial = next(one for one in shown(a_run(), added) if one.augments)

    assert trial.treatment == "aripiprazole"
    assert trial.augments == ("sertraline",)
    assert judged(trial).role is TrialRole.AUGMENTATION


def test_two_that_are_taken_today_run_together():
    trials = shown(taking("aripiprazole", dose=5), taking("sertraline", dose=100))

    assert [one.augments for one in trials] == [("sertraline",), ()]


def test_an_agent_given_without_an_antidepressant_shows_nothing():
    after = a_run("quetiapine", 300, start=JUNE, end=None)

    assert [one.treatment for one in shown(a_run(), after)] == ["sertraline"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"started_on": MARCH, "stopped_on": JUNE}, 1),
        ({"ongoing": True}, 1),
        ({"started_on": MARCH, "ongoing": True}, 1),
        ({"stopped_on": MARCH}, 0),
        ({"started_on": MARCH}, 0),  # how long is not known
    ],
)
def test_it_may_have_been_added_to_a_told_trial(told, expected):
    added = a_run("aripiprazole", 5, start=APRIL, end=None)

    assert len(shown(added, trials=(a_trial(**told),))) == expected


def test_a_told_therapy_is_no_antidepressant():
    added = a_run("aripiprazole", 5, start=APRIL, end=None)

    assert shown(added, trials=(a_trial("cbt", ongoing=True),)) == []


def test_an_antidepressant_added_all_through_is_a_combination():
    added = a_run("mirtazapine", 30, start=APRIL, end=JUNE - timedelta(days=9))
    still = a_run("mirtazapine", 30, start=APRIL, end=None)

    assert next(o for o in shown(a_run(), added) if o.augments).treatment == (
        "mirtazapine"
    )
    assert [bool(o.augments) for o in shown(a_run(end=None), still)] == [True, False]


@pytest.mark.parametrize("end", [None, ON])
def test_changing_one_for_another_is_not_adding_it(end):
    new = a_run("mirtazapine", 30, start=JUNE - timedelta(days=14), end=end)

    assert [one.augments for one in shown(a_run(), new)] == [(), ()]


def test_one_that_only_replaces_is_never_called_added():
    trials = shown(a_run(end=None), a_run("duloxetine", 60, start=APRIL, end=None))

    assert [one.augments for one in trials] == [(), ()]


def test_lithium_has_no_least_dose_so_that_only_equal_doses_are_shown():
    base = a_run(end=None)
    lithium = a_run("lithium", 600, start=APRIL)
    other = a_run("lithium", 900, start=APRIL)

    def dose(*entries):
        trial = next(o for o in shown(base, *entries) if o.augments)
        assert trial.days_at_or_above_minimum is None
        return trial.highest_dose

    assert dose(lithium) == mg(600)
    assert dose(lithium, other) is None
    assert dose(lithium, a_run("lithium", None, start=APRIL)) is None


# Facts of today --------------------------------------------------------------------


def facts_of(*entries):
    record = inferred(a_record(complete=False, medicines=entries))
    known = derive(record, on=ON, formulary=formulary(), knowledge=knowledge())
    return {key.removeprefix("fact:"): fact.value for key, fact in known.items()}


def test_a_renewed_prescription_is_not_a_new_start():
    long, new = a_run(end=None), a_run(start=ON - timedelta(days=9), end=None)
    facts = facts_of(long, new)

    assert facts_of(new)["current_time_below_minimum"] is True
    assert facts.get("current_time_below_minimum") is False


@pytest.mark.parametrize("turned", [False, True])
def test_the_newest_prescription_gives_the_dose_of_today(turned):
    entries = [a_run(dose=100, end=None), a_run(dose=25, start=APRIL, end=None)]
    facts = facts_of(*(entries[::-1] if turned else entries))

    assert facts["current_dose_below_minimum"] is True


def test_the_highest_dose_of_the_list_is_not_taken_for_that_of_today():
    facts = facts_of(a_run(dose=100, end=None), a_run(dose=None, start=APRIL, end=None))

    assert "current_dose_below_minimum" not in facts


# Laws ------------------------------------------------------------------------------

DAYS = st.none() | st.dates(date(2025, 1, 1), date(2026, 12, 31))


@st.composite
def entries(draw):
    start, end = draw(DAYS), draw(DAYS)
    if start and end and end < start:
        start, end = end, start
    return taking(
        draw(st.sampled_from(["sertraline", "venlafaxine", "mirtazapine", "lithium"])),
        dose=draw(st.none() | st.sampled_from([25, 75, 100, 150])),
        started_on=start,
        stopped_on=end,
        as_needed=draw(st.sampled_from([False, False, False, True])),
        taken_percent=draw(st.none() | st.sampled_from([50.0, 100.0])),
    )


@st.composite
def told_trials(draw):
    return a_trial(
        draw(st.sampled_from(["sertraline", "venlafaxine", "ect", None])),
        dose=100,
        started_on=draw(DAYS),
        ongoing=draw(st.none() | st.booleans()),
    )


@st.composite
def records(draw):
    return a_record(
        *draw(st.lists(told_trials(), max_size=2)),
        complete=draw(st.sampled_from([False, False, True])),
        medicines=tuple(draw(st.lists(entries(), max_size=6))),
    )


@given(records(), st.randoms())
def test_the_order_of_entries_makes_no_difference(record, random):
    shuffled = list(record.medicines)
    random.shuffle(shuffled)
    other = dataclasses.replace(record, medicines=tuple(shuffled))

    assert inferred(record).trials == inferred(other).trials


def test_the_same_dose_once_more_is_not_a_higher_one():
    def raised(second):
        first = taking("sertraline", dose=200, started_on=MARCH, stopped_on=APRIL)
        return the_one(
            first, taking("sertraline", dose=second, started_on=APRIL)
        ).optimised

    assert raised(200) is None
    assert raised(250) is True


def test_a_medicine_that_ended_on_no_known_day_is_no_trial_that_was_too_short():
    assert shown(taking("sertraline", dose=100, started_on=MARCH, ended=True)) == []
    dated = taking("sertraline", started_on=MARCH, stopped_on=JUNE, ended=True)
    assert the_one(dated).stopped_on == JUNE


@given(records())
def test_doing_it_twice_changes_nothing(record):
    once = inferred(record)

    assert inferred(once) == once


@given(records())
def test_an_inferred_trial_is_never_a_failure_and_told_ones_stay(record):
    after = inferred(record)

    assert set(record.trials) <= set(after.trials)
    assert len({one.id for one in after.trials}) == len(after.trials)
    for one in after.trials:
        if is_inferred(one):
            said = judged(one)
            assert said.counts_as_failure is not True
            assert isinstance(said.outcome, Unknown)


@given(records())
def test_recorded_days_never_exceed_the_dates(record):
    for one in inferred(record).trials:
        if is_inferred(one) and one.days_at_or_above_minimum is not None:
            end = one.stopped_on or ON
            assert 0 < one.days_at_or_above_minimum <= (end - one.started_on).days
