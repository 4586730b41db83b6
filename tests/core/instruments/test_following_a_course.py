"""A course over time: baseline, change, response, remission, early and late looks."""

from datetime import date, timedelta
from importlib.resources import files

import pytest
from tests.support.instrument_cases import A_DAY, a_response

from heartsease.core.instruments.trajectory import (
    BaselineIs,
    Change,
    StatementKind,
    Trajectory,
    follow,
)
from heartsease.core.values.unknown import Unknown, unknown
from heartsease.library import instruments

ALL = instruments.load(files("heartsease.knowledge"))
START = A_DAY
NOTHING = unknown("score:phq9")


def day(number: int) -> date:
    return START + timedelta(days=number)


def course(
    totals: dict[int, float],
    *,
    instrument: str = "phq9",
    on: int = 100,
    started: bool = True,
) -> Trajectory:
    responses = [a_response(instrument, total=t, on=day(d)) for d, t in totals.items()]
    got = follow(
        ALL[instrument], responses, on=day(on), started_on=START if started else None
    )
    assert isinstance(got, Trajectory)
    return got


def kinds(trajectory: Trajectory) -> set[StatementKind]:
    return {statement.kind for statement in trajectory.statements}


def test_the_baseline_is_the_last_score_before_the_start() -> None:
    got = course({-30: 25, -10: 21, -3: 20, 14: 18})

    assert got.baseline.total == 20
    assert got.baseline_is is BaselineIs.BEFORE_START
    assert got.last.total == 18


def test_a_score_on_the_day_of_the_start_is_a_baseline() -> None:
    assert course({0: 19, 14: 18}).baseline_is is BaselineIs.BEFORE_START


def test_an_old_score_is_no_baseline_and_the_first_one_after_the_start_is_used() -> (
    None
):
    got = course({-15: 24, 7: 20, 28: 10})

    assert got.baseline.total == 20
    assert got.baseline_is is BaselineIs.AFTER_START
    assert got.response is True


def test_a_baseline_after_the_start_says_nothing_about_early_change() -> None:
    got = course({7: 20, 14: 20, 28: 20, 60: 20})

    assert got.early_non_response == NOTHING
    assert got.late_non_response == NOTHING


def test_without_a_start_the_first_score_is_the_baseline() -> None:
    got = course({0: 20, 30: 12}, started=False)

    assert got.baseline_is is BaselineIs.FIRST
    assert got.change_points == -8
    assert got.improvement_points == 8
    assert got.improvement_percent == pytest.approx(40)
    assert got.weeks_since_start == unknown("started_on")
    assert got.early_non_response == unknown("started_on")
    assert got.early_looks == ()


def test_one_score_alone_knows_of_no_change() -> None:
    got = course({0: 20})

    assert got.improvement_points == NOTHING
    assert got.response == NOTHING
    assert got.reliable_change == NOTHING
    assert got.late_non_response == NOTHING
    assert got.remission is False
    assert kinds(got) == {StatementKind.NOT_YET_IN_REMISSION}


@pytest.mark.parametrize(
    ("last", "response", "remission"),
    [(10, True, False), (11, False, False), (4, True, True), (5, True, False)],
)
def test_response_is_half_and_remission_below_five(last, response, remission) -> None:
    got = course({0: 20, 60: last})

    assert got.response is response
    assert got.remission is remission


@pytest.mark.parametrize(
    ("last", "reliable", "important"),
    [
        (14, Change.IMPROVED, Change.IMPROVED),
        (15, Change.NEITHER, Change.IMPROVED),
        (16, Change.NEITHER, Change.NEITHER),
        (20, Change.NEITHER, Change.NEITHER),
        (25, Change.NEITHER, Change.WORSE),
        (26, Change.WORSE, Change.WORSE),
    ],
)
def test_change_is_weighed_against_the_published_limits(
    last, reliable, important
) -> None:
    got = course({0: 20, 60: last})

    assert got.reliable_change is reliable
    assert got.important_change is important


@pytest.mark.parametrize(("total", "below"), [(17, True), (16, False), (15, False)])
def test_early_is_less_than_twenty_percent_at_week_two(total, below) -> None:
    got = course({0: 20, 14: total}, on=15)

    assert [look.below for look in got.early_looks] == [below, NOTHING]
    assert got.early_non_response is below


@pytest.mark.parametrize(
    ("on", "counts"), [(9, False), (10, True), (18, True), (19, False)]
)
def test_a_score_counts_for_week_two_within_four_days(on, counts) -> None:
    got = course({0: 20, on: 20}, on=20)

    assert isinstance(got.early_looks[0].below, bool) is counts


def test_of_two_scores_the_nearer_to_the_week_counts() -> None:
    got = course({0: 20, 11: 20, 15: 10}, on=20)

    assert got.early_looks[0].below is False


def test_of_two_equally_near_the_later_counts() -> None:
    got = course({0: 20, 13: 20, 15: 10}, on=20)

    assert got.early_looks[0].below is False


def test_the_second_look_at_week_four_decides_when_it_is_there() -> None:
    got = course({0: 20, 14: 20, 28: 12})

    assert [look.below for look in got.early_looks] == [True, False]
    assert got.early_non_response is False


def test_no_score_in_the_window_is_unknown_and_not_a_failure() -> None:
    got = course({0: 20, 45: 12})

    assert got.early_non_response == NOTHING


@pytest.mark.parametrize(
    ("on", "total", "late"),
    [
        (51, 20, NOTHING),
        (52, 20, True),
        (56, 11, True),
        (56, 10, False),
        (200, 20, True),
    ],
)
def test_late_is_no_response_from_week_eight_on(on, total, late) -> None:
    got = course({0: 20, on: total}, on=on)

    assert got.late_non_response == late


def test_a_baseline_of_nothing_has_no_percent() -> None:
    got = course({0: 0, 60: 6})

    assert got.improvement_percent == NOTHING
    assert got.response == NOTHING
    assert got.improvement_points == -6
    assert got.late_non_response == NOTHING


def test_on_a_scale_of_wellbeing_up_is_better() -> None:
    got = course({0: 24, 14: 60}, instrument="who5")

    assert got.change_points == 36
    assert got.improvement_points == 36
    assert got.important_change is Change.IMPROVED
    assert got.remission is True


def test_a_change_in_percent_is_read_in_percent() -> None:
    assert course({0: 30, 60: 21}, instrument="bdi2").important_change is Change.NEITHER
    assert (
        course({0: 30, 60: 20}, instrument="bdi2").important_change is Change.IMPROVED
    )
    assert course({0: 30, 60: 40}, instrument="bdi2").important_change is Change.WORSE


def test_several_statements_are_true_at_once() -> None:
    got = course({0: 20, 14: 19, 28: 18, 60: 14})

    assert kinds(got) == {
        StatementKind.MOVED_BETTER,
        StatementKind.MORE_THAN_CHANCE_BETTER,
        StatementKind.MATTERS_BETTER,
        StatementKind.NOT_YET_IN_REMISSION,
        StatementKind.LATE_TIME_FOR_A_LOOK,
    }
    moved = got.statements[0]
    assert (moved.points, moved.percent) == (6, pytest.approx(30))


def test_an_early_look_gives_way_to_a_good_late_one() -> None:
    got = course({0: 20, 28: 19, 60: 8})

    assert got.early_non_response is True
    assert StatementKind.EARLY_TIME_FOR_A_LOOK not in kinds(got)
    assert StatementKind.RESPONSE in kinds(got)


def test_early_little_change_is_a_time_for_a_look() -> None:
    got = course({0: 20, 14: 20}, on=16)

    early = [s for s in got.statements if s.kind is StatementKind.EARLY_TIME_FOR_A_LOOK]
    assert [(s.weeks, s.percent) for s in early] == [(2, 20)]
    assert StatementKind.NOT_MOVED in kinds(got)


def test_no_kind_of_statement_speaks_of_failing() -> None:
    assert [kind for kind in StatementKind if "fail" in kind.value] == []


def test_weeks_are_whole_weeks_since_the_start() -> None:
    assert course({0: 20}, on=13).weeks_since_start == 1


def test_a_stale_last_score_is_said_to_be_stale() -> None:
    assert course({0: 20, 60: 10}, on=74).last_is_current
    assert not course({0: 20, 60: 10}, on=75).last_is_current


def test_an_unfinished_response_does_not_move_the_course() -> None:
    responses = [
        a_response("phq9", total=20, on=day(0)),
        a_response("phq9", {"mood": 0}, on=day(60)),
    ]

    got = follow(ALL["phq9"], responses, on=day(61), started_on=START)

    assert isinstance(got, Trajectory)
    assert got.last.on == day(0)


def test_scores_after_the_day_are_not_known_yet() -> None:
    got = course({0: 20, 60: 10}, on=59)

    assert got.last.total == 20


@pytest.mark.parametrize("name", ["phq9", "ace", "k6"])
def test_nothing_to_follow_is_unknown(name: str) -> None:
    got = follow(ALL[name], [], on=A_DAY)

    assert got == unknown(f"score:{name}")


def test_only_scores_from_long_before_the_start_are_nothing_to_follow() -> None:
    responses = [a_response("phq9", total=20, on=day(-60))]

    got = follow(ALL["phq9"], responses, on=day(30), started_on=START)

    assert isinstance(got, Unknown)
