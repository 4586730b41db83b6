"""Laws every staging model keeps, whatever the trials are."""

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.trials import a_record, a_trial, staged

from heartsease.core.record.record import Stopped
from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.staging.stage import Status
from heartsease.core.values.unknown import Unknown

MODELS = ("ema", "thase_rush", "mgh_s", "maudsley")
DRUGS = st.sampled_from(
    ["sertraline", "venlafaxine", "nortriptyline", "phenelzine", "bupropion", None]
)


@st.composite
def trials(draw):
    return a_trial(
        draw(DRUGS),
        dose=draw(st.none() | st.sampled_from([10, 75, 150, 300])),
        weeks=draw(st.none() | st.integers(0, 20)),
        taken_percent=draw(st.none() | st.sampled_from([50.0, 100.0])),
        percent_improvement=draw(st.none() | st.sampled_from([0.0, 40.0, 80.0])),
        stopped_because=draw(st.none() | st.sampled_from(Stopped)),
        optimised=draw(st.none() | st.booleans()),
        this_episode=draw(st.none() | st.booleans()),
        augments=draw(st.sampled_from([(), ("citalopram",)])),
    )


def points(staging):
    return {one.model: (one.lowest, one.highest) for one in staging.stages}


@given(st.lists(trials(), max_size=5), st.randoms())
def test_the_order_of_trials_makes_no_difference(listed, random):
    record = a_record(*listed)
    shuffled = list(record.trials)
    random.shuffle(shuffled)
    other = dataclasses.replace(record, trials=tuple(shuffled))

    assert staged(record) == staged(other)


@given(st.lists(trials(), max_size=4), st.sampled_from(["dose", "weeks", "taken"]))
def test_an_inadequate_trial_never_raises_a_stage(listed, short_of):
    facts = {"dose": 300, "weeks": 20}
    inadequate = {
        "dose": a_trial("desvenlafaxine", **{**facts, "dose": 10}),
        "weeks": a_trial("desvenlafaxine", **{**facts, "weeks": 2}),
        "taken": a_trial("desvenlafaxine", **facts, taken_percent=40.0),
    }[short_of]
    before = points(staged(a_record(*listed)))
    after = points(staged(a_record(*listed, inadequate)))

    assert after == before


@given(st.lists(trials(), max_size=4), DRUGS)
def test_one_more_failure_never_lowers_a_stage(listed, drug):
    before = points(staged(a_record(*listed)))
    after = points(staged(a_record(*listed, a_trial(drug, dose=300, weeks=20))))

    for model in MODELS:
        assert after[model][0] >= before[model][0]
        assert after[model][1] >= before[model][1]


@given(st.lists(trials(), max_size=5))
def test_the_lowest_is_never_above_the_highest(listed):
    for low, high in points(staged(a_record(*listed))).values():
        assert low <= high


@given(st.lists(trials(), min_size=1, max_size=4))
def test_a_range_names_what_would_settle_it(listed):
    for one in staged(a_record(*listed)).stages:
        assert one.lowest == one.highest or one.missing


def test_the_same_medicine_twice_counts_once():
    once = a_trial("sertraline", dose=100, weeks=8)
    again = a_trial("sertraline", dose=200, weeks=10)

    assert staged(a_record(once, again)).failures.lowest == 1


def test_no_trials_and_no_word_on_completeness_says_nothing():
    staging = staged(a_record(complete=False))

    for one in staging.stages:
        assert one.lowest is None
        assert isinstance(one.total, Unknown)
    assert staging.status is Status.PSEUDO_RESISTANCE_NOT_EXCLUDED
    assert isinstance(staging.ema_reached, Unknown)


def test_a_whole_and_empty_list_is_no_failure():
    staging = staged(a_record())

    assert staging.stage("thase_rush").total == 0
    assert staging.stage("mgh_s").total == 0
    assert staging.ema_reached is False


def test_a_list_that_may_be_short_leaves_too_few_failures_open():
    trial = a_trial(dose=100, weeks=12)

    assert isinstance(staged(a_record(trial, complete=False)).ema_reached, Unknown)
    assert staged(a_record(trial)).ema_reached is False


@pytest.mark.parametrize(
    "facts",
    [{"dose": None}, {"weeks": None}, {"taken_percent": None}],
    ids=["dose", "time", "adherence"],
)
def test_anything_unknown_keeps_pseudo_resistance_open(facts):
    trial = a_trial(**{"dose": 100, "weeks": 12, **facts})
    staging = staged(a_record(trial), diagnosis=True)

    assert staging.status is Status.PSEUDO_RESISTANCE_NOT_EXCLUDED
    assert staging.missing


def test_an_unconfirmed_diagnosis_keeps_pseudo_resistance_open():
    trial = a_trial(dose=100, weeks=12)

    open_ = staged(a_record(trial))
    settled = staged(a_record(trial), diagnosis=True)

    assert open_.status is Status.PSEUDO_RESISTANCE_NOT_EXCLUDED
    assert open_.missing == {"diagnosis"}
    assert settled.status is Status.TRIALS_SETTLED


def test_it_counts_trials_and_never_says_what_someone_has():
    trials_ = [
        a_trial("sertraline", dose=100, weeks=12),
        a_trial("venlafaxine", dose=225, weeks=12),
    ]
    staging = staged(a_record(*trials_))

    assert staging.says == ("You appear to have had 2 trials that meet adequacy rules.")
    assert "resistant" not in staging.says.lower()


def test_each_point_leads_back_to_its_trials_and_a_source():
    staging = staged(a_record(a_trial("sertraline", dose=100, weeks=12)))
    item = staging.stage("mgh_s").items[0]
    (assessed,) = staging.assessed["mgh_atrq"]

    assert item.trials == (assessed.trial.id,)
    assert item.citation.source == "hagg-2020"
    assert all(
        reason.citation is not None
        for reason in assessed.adequacy.reasons
        if reason.needed is not None
    )


def scored(total):
    return Facts({"score:phq9": Fact(value=total, on=date(2026, 11, 1))})


def test_a_score_only_proposes_a_severity():
    item = severity_of(staged(a_record(a_trial()), facts=scored(16.0)))

    assert item.proposed == "moderate"
    assert "clinician:severity" in item.missing


def test_a_score_never_proposes_psychosis_and_never_rules_it_out():
    item = severity_of(staged(a_record(a_trial()), facts=scored(27.0)))

    assert item.proposed == "severe"
    assert (item.lowest, item.highest) == (4, 5)


def test_a_clinician_settles_severity():
    item = severity_of(
        staged(a_record(a_trial()), confirmed_severity="severe_with_psychosis")
    )

    assert item.lowest == item.highest == 5
    assert item.missing == frozenset()


def severity_of(staging):
    items = staging.stage("maudsley").items
    return next(one for one in items if one.id == "severity")


def test_the_dutch_items_are_shown_without_a_total():
    staging = staged(a_record(a_trial("sertraline", dose=100, weeks=12)))
    seen = {one.flag.id: one.seen for one in staging.dm_trd}

    assert seen["duration"] == 22.0
    assert seen["antidepressants"].lowest == 1
    assert isinstance(seen["personality"], Unknown)
    assert "dm_trd" not in {one.model for one in staging.stages}
