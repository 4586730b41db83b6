"""The words about a running treatment: they blame the plan and hide no doubt."""

import re
from dataclasses import replace
from datetime import date

import pytest
from tests.core.plan.test_looking_at_what_runs import (
    a_running_trial,
    a_step,
    scores,
    settled,
)
from tests.support.builders import (
    A_PERSON,
    TODAY,
    a_record,
    a_trial,
    days_ago,
    everything_clear,
    with_more,
)

from heartsease.core.plan.look import look
from heartsease.core.record.record import Choice
from heartsease.core.values.quantity import Quantity
from heartsease.exchange.present import present
from heartsease.exchange.text_page import text_page
from heartsease.exchange.three_sentences import three_sentences
from heartsease.exchange.treatments import check_lines
from heartsease.exchange.visit_page.html import visit_html
from heartsease.library.knowledge import standard, standard_words

WORDS = standard_words()
NEXT = days_ago(-14)


def seen(*entries, on=TODAY, **facts):
    return look(a_record(*entries, **facts), standard(), on=on)


def line_of(*entries, **facts):
    (one,) = check_lines(seen(*entries, **facts), standard(), WORDS)
    return one


def three(*entries, **facts):
    return three_sentences(seen(*entries, **facts), standard(), WORDS, next_on=NEXT)


def test_a_talk_names_the_numbers_and_says_not_to_stop_alone():
    one = line_of(a_running_trial(weeks=8), *scores((56, 20), (0, 18)))

    assert one.headline == "Talk about it"
    assert one.measured == (
        "PHQ-9: 20 before it began (28 September 2026), 18 now (23 November 2026).",
        "That is 10 % better.",
    )
    assert "about the plan, not about you" in one.says[0]
    assert one.not_alone.startswith("Do not stop or change it on your own.")


def test_a_plan_that_had_no_fair_try_is_not_said_to_have_had_one():
    low = a_running_trial(
        weeks=12, highest_dose=Quantity(25.0, "mg/d"), taken_percent=50.0
    )

    one = line_of(low, *scores((84, 20), (0, 20)))

    assert one.answer is Choice.TALK
    assert "full try" not in " ".join(one.says)
    assert len([said for said in one.says if "fair try yet" in said]) == 2


def test_what_is_not_known_comes_with_the_question_that_settles_it():
    no_baseline = line_of(a_running_trial(weeks=8), *scores((0, 18)))
    no_score = line_of(a_running_trial(weeks=8), *scores((56, 18)))

    assert no_baseline.headline == no_score.headline == "We cannot say yet"
    assert (no_baseline.missing, no_score.missing) == ("percent", "score")
    assert "How much better is it since then" in no_baseline.says[0]
    assert "Answer the mood questions" in no_score.says[0]


def test_a_step_that_ends_is_no_fault_of_the_person():
    one = line_of(
        *scores((56, 20), (0, 20)),
        chosen_steps=(a_step(weeks=8, judge_weeks=8),),
    )

    assert one.headline == "Stop it, and talk about what comes next"
    assert one.not_alone == ""
    assert "a fact about the step" in one.says[0]


def test_a_decision_is_said_with_its_day():
    one = line_of(
        a_running_trial(weeks=4),
        settled(Choice.GIVE_UNTIL, until=days_ago(-28), on=days_ago(1)),
    )

    assert one.decided == (
        "On 22 November 2026 you settled: Give it until 21 December 2026.",
    )


def test_the_visit_page_and_the_terminal_say_it_too():
    picture = seen(a_running_trial(weeks=8), *scores((56, 20), (0, 18)))
    page = present(picture, knowledge=standard(), words=WORDS)

    for text in (text_page(page, WORDS), visit_html(page, picture, WORDS)):
        assert "Sertraline (since 28 September 2026, week 8): Talk about it." in (
            re.sub(r"\s+", " ", text)
        )


def test_three_sentences_say_what_changed_what_it_means_and_what_comes_next():
    said = three(a_running_trial(weeks=8), *scores((56, 20), (14, 19), (0, 13)))

    assert said.changed == (
        "Your PHQ-9 score is 13: 7 points better since 28 September 2026, and "
        "6 points better since 9 November 2026."
    )
    assert "It is one look" in said.sure
    assert said.means == ("For Sertraline this means: give it until 21 December 2026.")
    assert said.next.endswith("The next check is on 7 December 2026.")


@pytest.mark.parametrize(
    ("totals", "sure"),
    [
        (((56, 20), (14, 14), (0, 13)), "Two looks in a row"),
        (((56, 20), (14, 19), (0, 13)), "It is one look"),
        (((56, 20), (14, 26), (0, 13)), "It is one look"),
        (((56, 20), (14, 16), (0, 15)), "can be chance"),
        (((14, 10), (0, 16)), "It is one look"),
    ],
)
def test_how_sure_goes_by_the_published_limit_and_by_a_second_look(totals, sure):
    assert sure in three(*scores(*totals)).sure


def test_one_point_is_one_point_and_the_first_score_changes_nothing():
    assert "1 point worse since" in three(*scores((14, 10), (0, 11))).changed
    assert "no change since" in three(*scores((14, 10), (0, 10))).changed
    first = three(*scores((0, 10)))
    assert (first.changed, first.sure) == (
        "Your PHQ-9 score is 10. This is the first one since the start.",
        "",
    )


def test_a_talk_comes_first_in_what_it_means_and_names_with_whom():
    said = three(
        a_running_trial(weeks=8, id="a"),
        a_running_trial(weeks=2, treatment="lithium", id="b"),
        *scores((56, 20), (14, 20), (0, 20)),
    )

    assert said.means.startswith("For what runs now this means: Sertraline: talk")
    assert "your prescriber" in said.next


def test_without_a_total_nothing_is_said_to_have_changed():
    from tests.support.builders import a_response

    said = three(*scores((14, 10)), a_response("phq9", mood=2))

    assert "no total this time" in said.changed
    assert said.sure == ""


# --- when there is no step at all -----------------------------------------------------


def no_steps_of(record):
    picture = look(record, standard(), on=TODAY, with_questions=False)
    return present(picture, knowledge=standard(), words=WORDS).no_steps


def test_somebody_too_young_is_not_sent_to_questions_that_are_not_there():
    young = replace(A_PERSON, born_on=date(2009, 2, 1))

    said = no_steps_of(replace(everything_clear(), person=young))

    assert said == WORDS("plan.none_alone")


def test_where_questions_hold_the_steps_back_they_are_named():
    assert no_steps_of(a_record()) == WORDS("plan.none")
    assert no_steps_of(everything_clear()) == ""


# --- worse in one's own words ---------------------------------------------------------


def test_what_got_worse_is_called_worse_and_not_a_negative_better():
    trial = a_trial(
        "sertraline",
        started_on=days_ago(30),
        ongoing=True,
        percent_improvement=-30.0,
    )
    picture = look(
        with_more(everything_clear(), trial),
        standard(),
        on=TODAY,
        with_questions=False,
    )

    text = text_page(
        present(picture, knowledge=standard(), words=WORDS),
        WORDS,
        everything=True,
    )

    assert "-30" not in text
    assert "30 % worse" in " ".join(text.split())
