"""Staging of worked examples: one published in full, others from published points."""

from datetime import date

import pytest
from tests.support.trials import ON, a_record, a_trial, staged

from heartsease.core.values.unknown import Unknown

# Current Psychiatry 2012;11(3), "Personalizing depression treatment: 2 clinical tools",
# case report: five trials, of which the ATRQ calls only two failures (sertraline, and
# aripiprazole added to duloxetine); citalopram was too short, venlafaxine too low, and
# duloxetine first helped by 80 %.
# The case gives no adherence and no reasons for stopping: full adherence and "too
# little effect" are assumed, and improvement for aripiprazole is its "no response".
CASE_REPORT = (
    a_trial("sertraline", dose=100, weeks=13, percent_improvement=0),
    a_trial("citalopram", dose=20, days_at_or_above_minimum=30, percent_improvement=0),
    a_trial("venlafaxine", dose=75, weeks=7, percent_improvement=30),
    a_trial("duloxetine", dose=90, weeks=104, percent_improvement=80),
    a_trial(
        "aripiprazole",
        dose=10,
        days_at_or_above_minimum=28,
        percent_improvement=0,
        augments=("duloxetine",),
    ),
)


def test_of_the_five_trials_of_the_case_report_two_were_failures():
    judged = {
        one.trial.treatment: one.adequacy
        for one in staged(a_record(*CASE_REPORT)).assessed["mgh_atrq"]
    }

    assert {name for name, one in judged.items() if one.failed is True} == {
        "sertraline",
        "aripiprazole",
    }
    assert judged["citalopram"].time is False
    assert judged["venlafaxine"].dose is False
    assert judged["duloxetine"].outcome is False


def test_the_case_report_has_one_failed_antidepressant_given_alone():
    staging = staged(a_record(*CASE_REPORT))

    assert staging.failures.lowest == staging.failures.highest == 1
    assert staging.ema_reached is False
    assert staging.stage("mgh_s").total == 1.5  # 1 failure and half a point for adding


def failed(name, dose, **facts):
    return a_trial(name, dose=dose, weeks=12, **facts)


SSRI = failed("sertraline", 150)
OTHER_SSRI = failed("escitalopram", 20)
SNRI = failed("venlafaxine", 225)
TCA = failed("nortriptyline", 100)
MAOI = failed("phenelzine", 60)
ECT = a_trial("ect", sessions=10, bilateral=True)
ECT_ONE_SIDE = a_trial("ect", sessions=12, bilateral=False)


# Thase and Rush 1997: I one class, II two different classes, III and a tricyclic,
# IV and an MAO inhibitor, V and bilateral ECT.
@pytest.mark.parametrize(
    ("trials", "stage"),
    [
        ((), 0),
        ((SSRI,), 1),
        ((SSRI, OTHER_SSRI), 1),
        ((SSRI, SNRI), 2),
        ((SSRI, MAOI), 2),
        ((SSRI, TCA), 3),
        ((SSRI, SNRI, TCA), 3),
        ((SSRI, TCA, MAOI), 4),
        ((SSRI, TCA, MAOI, ECT), 5),
        ((SSRI, TCA, MAOI, ECT_ONE_SIDE), 4),
        ((SSRI, ECT), 1),
    ],
)
def test_thase_rush_goes_up_by_classes(trials, stage):
    assert staged(a_record(*trials)).stage("thase_rush").total == stage


def test_thase_rush_gives_a_range_when_the_side_of_ect_is_not_known():
    ect = a_trial("ect", sessions=12)
    result = staged(a_record(SSRI, TCA, MAOI, ect)).stage("thase_rush")

    assert (result.lowest, result.highest) == (4, 5)
    assert (result.lowest_label, result.highest_label) == ("IV", "V")
    assert any(key.endswith(".bilateral") for key in result.missing)


ADDED = a_trial("aripiprazole", dose=5, weeks=8, augments=("sertraline",))
ADDED_TOO = a_trial("lithium", weeks=6, augments=("sertraline",))


# Hagg 2020, 10.1371/journal.pone.0236434, Panel 1: 1 per adequate trial without
# response, 0.5 for optimising, 0.5 per augmentation, 3 for ECT.
@pytest.mark.parametrize(
    ("trials", "points"),
    [
        ((SSRI,), 1.0),
        ((failed("sertraline", 200, optimised=True),), 1.5),
        ((SSRI, SNRI, ADDED), 2.5),
        ((SSRI, SNRI, ADDED, ADDED_TOO), 3.0),
        ((failed("sertraline", 200, optimised=True), SNRI, TCA, ADDED, ECT), 7.0),
    ],
)
def test_mgh_points_add_up(trials, points):
    assert staged(a_record(*trials)).stage("mgh_s").total == points


def test_mgh_gives_a_range_when_optimising_is_not_known():
    result = staged(a_record(failed("sertraline", 200, optimised=None))).stage("mgh_s")

    assert (result.lowest, result.highest) == (1.0, 1.5)
    assert isinstance(result.total, Unknown)


NINE = [
    failed(name, dose)
    for name, dose in {
        "sertraline": 150,
        "escitalopram": 20,
        "paroxetine": 40,
        "venlafaxine": 225,
        "duloxetine": 90,
        "mirtazapine": 45,
        "nortriptyline": 100,
        "vortioxetine": 20,
        "bupropion": 300,
    }.items()
]
FURTHER = [failed("phenelzine", 60), failed("agomelatine", 50)]
ACUTE, SUB_ACUTE, CHRONIC = date(2026, 3, 1), date(2025, 9, 1), date(2023, 1, 1)


# Fekadu 2018, 10.1186/s12888-018-1679-x, Table 3: duration 1 to 3, severity
# 1 to 5, total 3 to 15, mild 3 to 6, moderate 7 to 10, severe 11 to 15; points for
# treatments from Hagg 2020, Panel 1.
@pytest.mark.parametrize(
    ("trials", "began", "severity", "total", "band"),
    [
        ([SSRI], ACUTE, "subsyndromal", 3, "mild"),
        ([SSRI, SNRI], ACUTE, "moderate", 5, "mild"),
        ([SSRI, SNRI, ADDED], SUB_ACUTE, "moderate", 7, "moderate"),
        (NINE[:4], SUB_ACUTE, "moderate", 7, "moderate"),
        (NINE[:5], CHRONIC, "severe", 10, "moderate"),
        ([*NINE, ADDED], CHRONIC, "severe", 12, "severe"),
        (
            [*NINE, *FURTHER, ADDED, ECT],
            CHRONIC,
            "severe_with_psychosis",
            15,
            "severe",
        ),
    ],
)
def test_maudsley_points_add_up(trials, began, severity, total, band):
    staging = staged(a_record(*trials, began=began), confirmed_severity=severity)
    result = staging.stage("maudsley")

    assert result.total == total
    assert result.lowest_label == result.highest_label == band


@pytest.mark.parametrize(
    ("began", "points"),
    [
        (ON, 1),
        (date(2025, 11, 23), 1),  # 12 months
        (date(2025, 10, 23), 2),  # 13 months
        (date(2024, 11, 23), 2),  # 24 months
        (date(2024, 10, 23), 3),  # 25 months
    ],
)
def test_maudsley_duration_changes_after_12_and_24_months(began, points):
    (item,) = [
        one
        for one in staged(a_record(SSRI, began=began)).stage("maudsley").items
        if one.id == "duration"
    ]

    assert item.lowest == item.highest == points


def test_maudsley_without_dates_or_severity_is_an_honest_range():
    result = staged(a_record(SSRI, began=None)).stage("maudsley")

    assert (result.lowest, result.highest) == (3, 9)
    assert {"episode_started_on", "clinician:severity"} <= result.missing


def test_a_trial_of_unknown_dose_widens_every_model_and_fills_in_nothing():
    open_ = a_trial("venlafaxine", weeks=12)
    staging = staged(a_record(SSRI, open_), confirmed_severity="moderate")

    assert (staging.failures.lowest, staging.failures.highest) == (1, 2)
    assert staging.stage("thase_rush").lowest_label == "I"
    assert staging.stage("thase_rush").highest_label == "II"
    assert staging.stage("mgh_s").highest == 2.0
    assert isinstance(staging.ema_reached, Unknown)
