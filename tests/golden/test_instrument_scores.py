"""Whole questionnaires as people fill them in, with totals worked by hand."""

from datetime import date
from importlib.resources import files

import pytest
from tests.support.instrument_cases import a_response

from heartsease.core.instruments.definition import Band
from heartsease.core.instruments.score import score
from heartsease.core.instruments.trajectory import (
    Change,
    StatementKind,
    Trajectory,
    follow,
)
from heartsease.library import instruments

ALL = instruments.load(files("heartsease.knowledge"))

PHQ9 = [
    "interest",
    "mood",
    "sleep",
    "energy",
    "appetite",
    "worth",
    "concentration",
    "movement",
    "self_harm",
]
GAD7 = ["nervous", "control_worry", "worry", "relax", "restless", "irritable", "afraid"]
WHO5 = ["cheerful", "calm", "active", "rested", "interested"]
MEDAS = [
    "olive_oil_main",
    "olive_oil_spoons",
    "vegetables",
    "fruit",
    "red_meat",
    "butter",
    "sweet_drinks",
    "wine",
    "legumes",
    "fish",
    "sweets",
    "nuts",
    "white_meat",
    "sofrito",
]
CESD = [f"q{n}" for n in range(1, 21)]


@pytest.mark.parametrize(
    ("name", "items", "answers", "total", "band", "screen"),
    [
        # 3+3+2+3+1+2+2+1+1 = 18
        ("phq9", PHQ9, [3, 3, 2, 3, 1, 2, 2, 1, 1], 18, "moderately_severe", True),
        # 1+0+1+1+0+0+1+0+0 = 4
        ("phq9", PHQ9, [1, 0, 1, 1, 0, 0, 1, 0, 0], 4, "minimal", False),
        # 2+2+3+2+1+2+1 = 13
        ("gad7", GAD7, [2, 2, 3, 2, 1, 2, 1], 13, "moderate", True),
        # (2+1+1+0+2) x 4 = 24
        ("who5", WHO5, [2, 1, 1, 0, 2], 24, "very_low", True),
        # 1, 4 spoons 1, 2 veg 1, 2 fruit 0, 0.5 meat 1, 1 butter 0, 0 drinks 1,
        # 2 wine 0, 3 legumes 1, 2 fish 0, 2 sweets 1, 1 nuts 0, 1, 3 sofrito 1 = 9
        (
            "medas",
            MEDAS,
            [1, 4, 2, 2, 0.5, 1, 0, 2, 3, 2, 2, 1, 1, 3],
            9,
            "moderate",
            False,
        ),
        # sixteen items of 1 and the four turned items of 2 (counting 1) = 20
        (
            "cesd",
            CESD,
            [2 if n in (4, 8, 12, 16) else 1 for n in range(1, 21)],
            20,
            "",
            True,
        ),
    ],
)
def test_a_filled_in_questionnaire_has_the_total_worked_by_hand(
    name, items, answers, total, band, screen
) -> None:
    got = score(ALL[name], a_response(name, dict(zip(items, answers, strict=True))))

    assert got.total == pytest.approx(total)
    assert got.screen is screen
    if band:
        assert isinstance(got.band, Band)
        assert got.band.name == band


def test_a_week_of_walking_and_digging_in_met_minutes() -> None:
    # 2 d x 60 min x 8.0 + 3 d x 45 min x 4.0 + 7 d x 20 min x 3.3 = 960 + 540 + 462
    answers = {
        "vigorous_days": 2, "vigorous_minutes": 60,
        "moderate_days": 3, "moderate_minutes": 45,
        "walking_days": 7, "walking_minutes": 20,
    }  # fmt: skip

    got = score(ALL["ipaq_sf"], a_response("ipaq_sf", answers))

    assert got.total == pytest.approx(1962)
    assert got.screen is False


def test_a_man_of_58_who_snores_is_worth_a_sleep_check() -> None:
    # neck 42 cm 4, BMI 27 3, snoring 2, over 55 4, male 2 = 15
    answers = {"neck": 42, "bmi": 27, "snoring": 1, "age": 58, "male": 1}

    got = score(ALL["nosas"], a_response("nosas", answers))

    assert got.total == 15
    assert got.screen is True


def test_ten_weeks_of_treatment_with_a_real_but_partial_change() -> None:
    totals = {
        date(2026, 3, 2): 21,
        date(2026, 3, 16): 19,
        date(2026, 3, 30): 17,
        date(2026, 5, 11): 14,
    }
    responses = [a_response("phq9", total=t, on=on) for on, t in totals.items()]

    got = follow(
        ALL["phq9"], responses, on=date(2026, 5, 12), started_on=date(2026, 3, 2)
    )

    assert isinstance(got, Trajectory)
    assert got.weeks_since_start == 10
    assert (got.improvement_points, got.improvement_percent) == (
        7,
        pytest.approx(33.333333),
    )
    # 2 of 21 is 9.5 %, 4 of 21 is 19.05 %: below 20 % both times
    assert [look.below for look in got.early_looks] == [True, True]
    assert got.early_non_response is True
    assert got.late_non_response is True
    assert got.reliable_change is Change.IMPROVED
    assert got.response is False
    assert got.remission is False
    assert [statement.kind for statement in got.statements] == [
        StatementKind.MOVED_BETTER,
        StatementKind.MORE_THAN_CHANCE_BETTER,
        StatementKind.MATTERS_BETTER,
        StatementKind.NOT_YET_IN_REMISSION,
        StatementKind.LATE_TIME_FOR_A_LOOK,
    ]


def test_a_course_that_ends_in_remission() -> None:
    totals = {date(2026, 3, 2): 16, date(2026, 3, 17): 11, date(2026, 5, 4): 4}
    responses = [a_response("phq9", total=t, on=on) for on, t in totals.items()]

    got = follow(
        ALL["phq9"], responses, on=date(2026, 5, 4), started_on=date(2026, 3, 1)
    )

    assert isinstance(got, Trajectory)
    # The first score came a day after the start: it cannot speak for the start.
    assert got.early_non_response is not True
    assert got.remission is True
    assert got.response is True
    assert got.last_is_current
