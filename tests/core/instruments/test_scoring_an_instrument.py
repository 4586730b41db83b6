"""Scoring: sums, gates, missing answers, impossible answers, cut-offs by sex."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.support.instrument_cases import A_DAY, a_response

from heartsease.core.instruments.definition import (
    Band,
    Combine,
    Criterion,
    Direction,
    Gate,
    Instrument,
    Item,
    Licence,
    LicenceKind,
    Method,
    Missing,
    PointRule,
    Scoring,
    Screen,
    Subscale,
    Term,
    Wording,
)
from heartsease.core.instruments.score import (
    ItemAnswer,
    ProblemKind,
    ReachedFrom,
    Score,
    latest,
    latest_answer,
    score,
)
from heartsease.core.sources.source import Checked, Citation
from heartsease.core.values.unknown import Unknown, unknown

SOMEWHERE = Citation(source="a-paper", checked=Checked.UNVERIFIED, checked_on=A_DAY)


def an_instrument(**changes: Any) -> Instrument:
    """Three items of 0 to 4, added up; positive from 6; bands at 0, 5 and 9."""
    base = Instrument(
        id="three",
        name="Three questions",
        short_name="Three",
        domain="treatment",
        measures="something",
        recall="the last week",
        fresh_days=14,
        minutes=1.0,
        wording=Wording.OWN,
        validated=False,
        licence=Licence(
            kind=LicenceKind.OWN_WORDS,
            statement="ours",
            source=SOMEWHERE,
            ships_wording=True,
        ),
        items=tuple(
            Item(id=name, text=name, minimum=0, maximum=4) for name in ("a", "b", "c")
        ),
        scoring=Scoring(method=Method.SUM, minimum=0, maximum=12),
        bands=(
            Band(lowest=0, highest=4, name="low", label="low"),
            Band(lowest=5, highest=8, name="middle", label="middle"),
            Band(lowest=9, highest=12, name="high", label="high"),
        ),
        screen=Screen(
            positive=Criterion(at_least=6), says="worth a look", citation=SOMEWHERE
        ),
        reference=SOMEWHERE,
    )
    return replace(base, **changes)


def scored(instrument: Instrument, **answers: float) -> Score:
    return score(instrument, a_response("three", answers))


def by_sex(*, male: float, female: float) -> Screen:
    return Screen(
        positive=Criterion(
            any=(
                Criterion(sex="male", at_least=male),
                Criterion(sex="female", at_least=female),
            )
        ),
        says="worth a look",
        citation=SOMEWHERE,
    )


def test_answers_are_added_up() -> None:
    got = scored(an_instrument(), a=1, b=2, c=4)

    assert got.total == 7
    assert isinstance(got.band, Band)
    assert got.band.name == "middle"
    assert got.screen is True
    assert got.reached_from is ReachedFrom.ITEMS


def test_an_unknown_total_names_the_answers_that_are_really_absent() -> None:
    got = scored(an_instrument(), a=1, c=1)

    assert got.total == unknown("item:three.b")
    assert got.band == unknown("item:three.b")
    assert got.possible == (2, 6)


def test_no_answer_at_all_asks_for_the_whole_instrument() -> None:
    assert scored(an_instrument()).total == unknown("score:three")


def test_a_screen_is_settled_when_the_missing_answer_cannot_change_it() -> None:
    assert scored(an_instrument(), a=4, b=2).screen is True
    assert scored(an_instrument(), a=0, b=1).screen is False
    assert scored(an_instrument(), a=2, b=2).screen == unknown("item:three.c")


@pytest.mark.parametrize("value", [-1, 5, float("nan"), float("inf")])
def test_an_impossible_answer_is_a_problem_and_counts_as_missing(value: float) -> None:
    got = scored(an_instrument(), a=value, b=1, c=1)

    assert [problem.kind for problem in got.problems] == [ProblemKind.OUT_OF_RANGE]
    assert got.total == unknown("item:three.a")
    assert "a" not in got.items


def test_an_unknown_item_is_a_problem_and_changes_nothing_else() -> None:
    got = scored(an_instrument(), a=1, b=1, c=1, d=9)

    assert got.total == 3
    assert [(p.kind, p.subject) for p in got.problems] == [
        (ProblemKind.UNKNOWN_ITEM, "d")
    ]


def test_a_response_to_another_instrument_is_a_programmers_mistake() -> None:
    with pytest.raises(ValueError, match="other is not three"):
        score(an_instrument(), a_response("other"))


def test_a_given_total_is_taken_when_the_answers_do_not_give_one() -> None:
    got = score(an_instrument(), a_response("three", {"a": 2}, total=7))

    assert got.total == 7
    assert got.reached_from is ReachedFrom.TOTAL
    assert got.screen is True
    assert got.items == {"a": 2}


def test_answers_win_over_a_given_total_that_disagrees() -> None:
    got = score(an_instrument(), a_response("three", {"a": 2, "b": 2, "c": 2}, total=9))

    assert got.total == 6
    assert got.reached_from is ReachedFrom.ITEMS
    assert [problem.kind for problem in got.problems] == [ProblemKind.TOTAL_DISAGREES]


def test_a_given_total_that_the_answers_rule_out_is_not_used() -> None:
    got = score(an_instrument(), a_response("three", {"a": 4, "b": 4}, total=2))

    assert got.total == unknown("item:three.c")
    assert [problem.kind for problem in got.problems] == [ProblemKind.TOTAL_DISAGREES]


@pytest.mark.parametrize("total", [-1, 13, float("nan")])
def test_a_given_total_out_of_range_is_a_problem(total: float) -> None:
    got = score(an_instrument(), a_response("three", total=total))

    assert isinstance(got.total, Unknown)
    assert [p.kind for p in got.problems] == [ProblemKind.TOTAL_OUT_OF_RANGE]


def test_a_reversed_item_counts_the_other_way_round() -> None:
    items = an_instrument().items
    turned = an_instrument(items=(replace(items[0], reverse=True), *items[1:]))

    assert scored(turned, a=1, b=0, c=0).total == 3


def test_points_replace_the_answer() -> None:
    items = an_instrument().items
    rules = (PointRule(at_least=3, points=5.0), PointRule(above=1, points=2.0))
    pointed = an_instrument(items=(replace(items[0], points=rules), *items[1:]))

    assert [scored(pointed, a=a, b=0, c=0).total for a in (1, 2, 3)] == [0, 2, 5]


def test_an_answer_above_the_cap_counts_as_the_cap() -> None:
    items = an_instrument().items
    capped = an_instrument(items=(replace(items[0], cap=2.0), *items[1:]))

    assert scored(capped, a=4, b=0, c=0).total == 2


def test_an_item_for_one_sex_is_not_missed_in_the_other() -> None:
    items = an_instrument().items
    limited = an_instrument(items=(replace(items[0], sex="female"), *items[1:]))
    response = a_response("three", {"b": 2, "c": 2})

    assert score(limited, response, sex="male").total == 4
    assert isinstance(score(limited, response, sex="female").total, Unknown)
    assert isinstance(score(limited, response).total, Unknown)


def test_of_a_group_the_highest_counts_and_a_top_answer_settles_it() -> None:
    terms = (Term(items=("a", "b"), combine=Combine.MAX), Term(items=("c",)))
    grouped = an_instrument(scoring=Scoring(method=Method.SUM, maximum=8, terms=terms))

    assert scored(grouped, a=1, b=3, c=1).total == 4
    assert scored(grouped, b=4, c=1).total == 5
    assert scored(grouped, b=3, c=1).total == unknown("item:three.a")


def test_nothing_times_something_unknown_is_nothing() -> None:
    terms = (
        Term(items=("a", "b"), combine=Combine.PRODUCT, weight=3.3),
        Term(items=("c",)),
    )
    product = an_instrument(
        scoring=Scoring(method=Method.SUM, maximum=60, step=0.1, terms=terms)
    )

    assert scored(product, a=2, b=3, c=1).total == pytest.approx(20.8)
    assert scored(product, a=0, c=1).total == 1
    assert isinstance(scored(product, a=2, c=1).total, Unknown)


def test_a_mean_a_count_and_a_factor() -> None:
    mean = an_instrument(scoring=Scoring(method=Method.MEAN, maximum=4, step=0.01))
    count = an_instrument(
        scoring=Scoring(method=Method.COUNT, maximum=3, counts_from=2)
    )
    times = an_instrument(scoring=Scoring(method=Method.SUM, maximum=48, multiply=4))

    assert scored(mean, a=1, b=2, c=2).total == pytest.approx(5 / 3)
    assert scored(count, a=1, b=2, c=4).total == 2
    assert scored(times, a=1, b=2, c=0).total == 12


def test_a_closed_gate_ends_the_questionnaire() -> None:
    gated = an_instrument(
        items=(
            Item(id="ever", text="ever", minimum=0, maximum=1, scored=False),
            *an_instrument().items,
        ),
        scoring=Scoring(
            method=Method.SUM,
            maximum=12,
            gate=Gate(item="ever", closed_at=0, total=0),
        ),
    )

    assert scored(gated, ever=0).total == 0
    assert scored(gated, ever=0).screen is False
    assert isinstance(scored(gated, ever=1).total, Unknown)
    assert scored(gated, ever=1, a=2, b=2, c=2).total == 6


def test_a_few_missing_answers_are_prorated_where_that_is_published() -> None:
    lenient = an_instrument(
        scoring=Scoring(
            method=Method.SUM,
            maximum=12,
            missing=Missing(allowed=1, citation=SOMEWHERE),
        )
    )

    got = scored(lenient, a=2, b=4)

    assert got.total == 9
    assert got.prorated
    assert isinstance(scored(lenient, a=2).total, Unknown)
    assert not scored(lenient, a=2, b=2, c=2).prorated


def test_without_items_answered_nothing_is_prorated() -> None:
    lenient = an_instrument(
        scoring=Scoring(
            method=Method.SUM,
            maximum=12,
            missing=Missing(allowed=3, citation=SOMEWHERE),
        )
    )

    assert scored(lenient).total == unknown("score:three")


def test_a_cut_off_by_sex_stays_open_only_where_the_sexes_differ() -> None:
    sexed = an_instrument(screen=by_sex(male=4, female=3))

    def screen(total: float, sex: str | None) -> object:
        return score(sexed, a_response("three", total=total), sex=sex).screen

    assert screen(3, "female") is True
    assert screen(3, "male") is False
    assert screen(3, None) == unknown("sex")
    assert screen(3, "other") == unknown("sex")
    assert screen(4, None) is True
    assert screen(2, None) is False


def test_a_screen_of_items_answers_by_kleene_logic() -> None:
    any_high = Screen(
        positive=Criterion(
            any=(Criterion(item="a", at_least=3), Criterion(item="b", at_least=3))
        ),
        says="worth a look",
        citation=SOMEWHERE,
    )
    instrument = an_instrument(screen=any_high)

    assert scored(instrument, a=3).screen is True
    assert scored(instrument, a=0).screen == unknown("item:three.b")
    assert scored(instrument, a=0, b=0).screen is False


def test_a_screen_between_two_bounds() -> None:
    between = an_instrument(
        screen=Screen(
            positive=Criterion(at_least=3, at_most=5),
            says="worth a look",
            citation=SOMEWHERE,
        )
    )

    assert scored(between, a=1, b=1, c=2).screen is True
    assert scored(between, a=4, b=4).screen is False
    assert isinstance(scored(between, a=1, b=1).screen, Unknown)


def test_subscales_stand_apart_and_name_their_own_missing_answers() -> None:
    halves = an_instrument(
        subscales=(
            Subscale(id="first", name="First", items=("a", "b"), maximum=8),
            Subscale(id="last", name="Last", items=("c",), multiply=2, maximum=8),
        )
    )

    got = scored(halves, a=1, c=3)

    assert got.subscales["first"] == unknown("item:three.b")
    assert got.subscales["last"] == 6


def test_the_latest_score_is_the_newest_that_is_still_fresh() -> None:
    answers = {"a": 1.0, "b": 1.0, "c": 1.0}
    responses = [
        a_response("three", answers, on=A_DAY),
        a_response("three", answers | {"a": 4.0}, on=A_DAY + timedelta(days=3)),
        a_response("three", answers | {"a": 2.0}, on=A_DAY + timedelta(days=9)),
        a_response("other", answers, on=A_DAY + timedelta(days=5)),
    ]

    def on(days: int) -> Score | Unknown:
        return latest(an_instrument(), responses, on=A_DAY + timedelta(days=days))

    assert isinstance(got := on(8), Score)
    assert got.total == 6
    assert isinstance(at_the_edge := on(23), Score)
    assert at_the_edge.total == 4
    assert on(24) == unknown("score:three")
    assert on(-1) == unknown("score:three")


def test_of_two_on_one_day_the_more_worrying_counts() -> None:
    calm = a_response("three", {"a": 0, "b": 0, "c": 0}, row="1")
    worse = a_response("three", {"a": 4, "b": 4, "c": 4}, row="2")
    up = an_instrument(higher_is=Direction.BETTER)

    for pair in ([calm, worse], [worse, calm]):
        high, low = latest(an_instrument(), pair, on=A_DAY), latest(up, pair, on=A_DAY)
        assert isinstance(high, Score)
        assert isinstance(low, Score)
        assert (high.total, low.total) == (12, 0)


def test_a_whole_response_counts_before_an_unfinished_one_of_the_same_day() -> None:
    pair = [
        a_response("three", {"a": 4}, row="1"),
        a_response("three", {"a": 1, "b": 1, "c": 1}, row="2"),
    ]

    got = latest(an_instrument(), pair, on=A_DAY)

    assert isinstance(got, Score)
    assert got.total == 3


def test_a_newer_response_without_the_question_keeps_the_older_answer() -> None:
    responses = [
        a_response("three", {"a": 3}, on=A_DAY),
        a_response("three", {"b": 1}, total=2, on=A_DAY + timedelta(days=4)),
        a_response("three", {"a": 9}, on=A_DAY + timedelta(days=5)),
    ]

    def answer(days: int) -> ItemAnswer | Unknown:
        on = A_DAY + timedelta(days=days)
        return latest_answer(an_instrument(), "a", responses, on=on)

    assert isinstance(got := answer(6), ItemAnswer)
    assert (got.value, got.on) == (3, A_DAY)
    assert answer(15) == unknown("item:three.a")


def test_of_two_answers_on_one_day_the_more_worrying_counts() -> None:
    pair = [
        a_response("three", {"a": 0}, row="1"),
        a_response("three", {"a": 2}, row="2"),
    ]

    for responses in (pair, pair[::-1]):
        got = latest_answer(an_instrument(), "a", responses, on=A_DAY)
        assert isinstance(got, ItemAnswer)
        assert got.value == 2


def test_tomorrows_answer_is_not_known_today() -> None:
    tomorrow = A_DAY + timedelta(days=1)
    response = a_response("three", {"a": 2}, on=tomorrow)

    assert isinstance(
        latest_answer(an_instrument(), "a", [response], on=A_DAY), Unknown
    )
    assert isinstance(latest(an_instrument(), [response], on=date(2026, 1, 1)), Unknown)
