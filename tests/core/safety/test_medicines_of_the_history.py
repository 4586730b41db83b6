"""What the history of treatments says about the medicines that still count today."""

from dataclasses import replace
from datetime import date

import pytest
from tests.support.asking import ranked_questions
from tests.support.builders import (
    TODAY,
    a_medicine,
    a_record,
    a_trial,
    days_ago,
    everything_clear,
    with_more,
)

from heartsease.core.plan.look import look
from heartsease.core.record.record import Certainty, Provenance
from heartsease.core.safety.gather import not_surely_out, taken_on, unplaced_medicines
from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard

ROUGH = Provenance(source="told", certainty=Certainty.APPROXIMATE)
MAOI_DAYS, FLUOXETINE_DAYS = 14, 35  # of their washout, as in knowledge/medicines
ROUGH_DAYS = 366  # as in knowledge/plan/ranking.toml


def ended(ingredient, **facts):
    return a_medicine(ingredient, ended=True, **facts)


def over(treatment, **facts):
    return a_trial(treatment, ongoing=False, **facts)


def value_of(key, *entries, on=TODAY, **facts):
    picture = look(a_record(*entries, **facts), standard(), on=on, with_questions=False)
    fact = picture.facts.get(key)
    return "unknown" if isinstance(fact, Unknown) else fact.value


@pytest.mark.parametrize(
    ("stopped", "expected"),
    [(0, True), (13, True), (14, False), (400, False)],
)
def test_a_trial_that_ended_is_washed_out_before_it_stops_to_count(stopped, expected):
    ended = a_trial("phenelzine", ongoing=False, stopped_on=days_ago(stopped))

    assert (
        value_of("taking:tyramine_restricted", ended, medicines_complete_on=TODAY)
        is expected
    )


def test_a_trial_that_has_not_begun_is_not_taken_yet():
    planned = a_trial("lithium", started_on=days_ago(-3), stopped_on=days_ago(-30))

    assert value_of("taking:lithium", planned, medicines_complete_on=TODAY) is False


def test_medicines_together_are_counted_over_the_list_and_the_running_trials():
    entries = (a_medicine("sertraline"), a_trial("tranylcypromine", ongoing=True))

    assert value_of("fact:serotonergic_count", *entries) == 2
    assert (
        value_of("fact:serotonergic_count", *entries, medicines_complete_on=TODAY) == 2
    )


def test_a_medicine_on_the_list_and_in_the_history_is_counted_once():
    entries = (a_medicine("sertraline"), a_trial("sertraline", ongoing=True))

    assert (
        value_of("fact:serotonergic_count", *entries, medicines_complete_on=TODAY) == 1
    )


def test_a_trial_that_is_washing_out_is_counted_with_what_is_taken():
    entries = (
        a_medicine("sertraline"),
        a_trial("phenelzine", ongoing=False, stopped_on=days_ago(5)),
    )

    assert (
        value_of("fact:serotonergic_count", *entries, medicines_complete_on=TODAY) == 2
    )


# --- what was stopped, and nobody knows when ------------------------------------------


@pytest.mark.parametrize(
    "told",
    [
        ended("phenelzine"),
        ended("phenelzine", started_on=days_ago(4000)),
        ended("phenelzine", started_on=days_ago(-20)),  # it cannot have begun yet
        a_medicine("phenelzine", started_on=days_ago(40), stopped_on=days_ago(50)),
        over("phenelzine"),
        over("phenelzine", started_on=days_ago(4000)),
        over("phenelzine", started_on=days_ago(-20)),
        over("phenelzine", started_on=days_ago(40), stopped_on=days_ago(50)),
        a_trial("phenelzine"),  # nobody said whether it runs
        a_trial("phenelzine", started_on=TODAY),
    ],
    ids=str,
)
def test_a_medicine_that_was_stopped_on_no_sure_day_is_not_known_to_be_out(told):
    for key in ("phenelzine", "maoi", "tyramine_restricted", "serotonergic"):
        assert value_of(f"taking:{key}", told, medicines_complete_on=TODAY) == "unknown"
    assert value_of("taking:lithium", told, medicines_complete_on=TODAY) is False


@pytest.mark.parametrize(
    "told",
    [
        a_medicine("phenelzine", started_on=days_ago(-1)),
        a_trial("phenelzine", started_on=days_ago(-1)),
        ended("phenelzine", started_on=days_ago(90), stopped_on=days_ago(14)),
        ended("phenelzine", started_on=days_ago(14), stopped_on=days_ago(14)),
    ],
    ids=str,
)
def test_what_is_only_planned_or_has_a_day_on_which_it_ended_is_known(told):
    assert value_of("taking:maoi", told, medicines_complete_on=TODAY) is False


def test_what_certainly_counts_is_not_made_unknown_by_an_older_time_without_a_day():
    told = (over("phenelzine"), a_medicine("tranylcypromine"), ended("fluoxetine"))

    assert value_of("taking:maoi", *told, medicines_complete_on=TODAY) is True
    assert (
        value_of("taking:phenelzine", *told, medicines_complete_on=TODAY) == "unknown"
    )
    same = (over("phenelzine"), a_medicine("phenelzine"))
    assert value_of("taking:phenelzine", *same, medicines_complete_on=TODAY) is True


def test_what_needs_no_time_to_wash_out_is_settled_by_the_whole_list():
    told = (ended("lithium"), over("sertraline"), a_trial("lithium", id="other"))

    assert value_of("taking:lithium", *told, medicines_complete_on=TODAY) is False
    assert value_of("taking:ssri", *told, medicines_complete_on=TODAY) is False


@pytest.mark.parametrize(
    ("name", "washout"), [("phenelzine", MAOI_DAYS), ("fluoxetine", FLUOXETINE_DAYS)]
)
@pytest.mark.parametrize("told", [ended, over])
def test_a_day_of_which_only_the_year_was_written_may_be_a_year_later(
    told, name, washout
):
    def known(days):
        entry = told(name, stopped_on=days_ago(days), provenance=ROUGH)
        return value_of(f"taking:{name}", entry, medicines_complete_on=TODAY)

    assert known(washout - 1) is True
    assert known(washout) == "unknown"
    assert known(washout + ROUGH_DAYS - 1) == "unknown"
    assert known(washout + ROUGH_DAYS) is False


@pytest.mark.parametrize(("days", "expected"), [(34, True), (35, False)])
def test_fluoxetine_counts_for_five_weeks_after_its_last_day(days, expected):
    told = ended("fluoxetine", stopped_on=days_ago(days))

    assert value_of("taking:fluoxetine", told, medicines_complete_on=TODAY) is expected


def test_a_medicine_that_began_today_is_taken_and_one_that_stopped_today_is_not():
    assert taken_on(a_medicine("lithium", started_on=TODAY), TODAY)
    assert not taken_on(a_medicine("lithium", started_on=days_ago(-1)), TODAY)
    assert not taken_on(a_medicine("lithium", stopped_on=TODAY), TODAY)
    assert not taken_on(ended("lithium"), TODAY)


@pytest.mark.parametrize(
    ("facts", "held"),
    [
        ({}, True),  # taken now
        ({"stopped_on": days_ago(FLUOXETINE_DAYS - 1)}, True),
        ({"stopped_on": days_ago(FLUOXETINE_DAYS)}, False),
        ({"ended": True}, True),
        ({"stopped_on": days_ago(FLUOXETINE_DAYS), "provenance": ROUGH}, True),
        ({"stopped_on": days_ago(5000), "provenance": ROUGH}, False),
    ],
)
def test_a_name_nobody_knows_may_be_of_the_medicine_that_stays_the_longest(facts, held):
    entry = a_medicine("Blaue Tropfen", ingredients=(), **facts)

    known = value_of("taking:fluoxetine", entry, medicines_complete_on=TODAY)

    assert known == ("unknown" if held else False)


def test_a_name_that_was_stopped_keeps_open_only_what_is_not_out_by_then():
    entry = a_medicine("Tropfen", ingredients=(), stopped_on=days_ago(MAOI_DAYS))

    assert (
        value_of("taking:fluoxetine", entry, medicines_complete_on=TODAY) == "unknown"
    )
    assert value_of("taking:maoi", entry, medicines_complete_on=TODAY) is False
    assert value_of("taking:lithium", entry, medicines_complete_on=TODAY) is False


def test_nothing_in_the_count_of_serotonin_is_certain_while_a_day_is_missing():
    whole = {"medicines_complete_on": TODAY}
    on_one = a_medicine("sertraline")

    assert value_of("fact:serotonergic_count", on_one, **whole) == 1
    assert value_of("fact:serotonergic_count", on_one, over("phenelzine"), **whole) == (
        "unknown"
    )
    nameless = a_medicine("Tropfen", ingredients=(), stopped_on=days_ago(3))
    assert value_of("fact:serotonergic_count", on_one, nameless, **whole) == "unknown"
    two = (on_one, a_medicine("tramadol"), over("phenelzine"))
    assert value_of("fact:serotonergic_count", *two, **whole) == 2
    assert value_of("fact:qt_count", on_one, over("phenelzine"), **whole) == (
        value_of("fact:qt_count", on_one, **whole)
    )


def test_the_question_names_what_was_stopped_on_no_sure_day():
    asked = titles_of(everything_clear(), over("phenelzine"), ended("fluoxetine"))

    assert asked == ["On which day did you stop Fluoxetine, Phenelzine?"]


def test_a_name_nobody_knows_is_asked_about_before_a_day_and_the_rest_of_the_list():
    nameless = a_medicine("Blaue Tropfen", ingredients=(), stopped_on=days_ago(3))

    assert titles_of(everything_clear(), nameless, over("phenelzine")) == [
        "Which medicine is this: Blaue Tropfen?"
    ]
    nobody_said = replace(everything_clear(), medicines_complete_on=None)
    assert titles_of(nobody_said) == ["All your medicines"]
    assert titles_of(everything_clear()) == []


def test_the_order_of_what_was_stopped_makes_no_difference():
    told = (
        a_medicine("B", ingredients=()),
        a_medicine("A", ingredients=()),
        over("phenelzine"),
        ended("fluoxetine"),
    )

    def found(*entries):
        settings = {
            "on": TODAY,
            "formulary": standard().formulary,
            "rough_days": ROUGH_DAYS,
        }
        record = a_record(*entries)
        return not_surely_out(record, **settings), unplaced_medicines(
            record, **settings
        )

    assert found(*told) == found(*reversed(told))
    assert [one.text for one in found(*told)[1]] == ["A", "B"]


def titles_of(record, *entries):
    _, _, asked, _ = ranked_questions(with_more(record, *entries))
    return [one.title for one in asked if one.id == "list:medicines"]


def test_the_picture_asks_for_the_day_too():
    open_ = replace(everything_clear(), medicines_complete_on=None)
    told = with_more(open_, over("phenelzine"))

    asked = [one.question.title for one in look(told, standard(), on=TODAY).questions]

    assert "On which day did you stop Phenelzine?" in asked


def test_a_day_that_is_missing_is_said_beside_the_list_of_medicines():
    def said(*entries):
        record = with_more(everything_clear(), *entries)
        picture = look(record, standard(), on=TODAY, with_questions=False)
        return [one.rule.id for one in picture.safety.medicines]

    assert said(over("phenelzine"), a_medicine("sertraline")) == ["S215"]
    assert said(over("phenelzine", stopped_on=days_ago(400))) == []
    key = "fact:stopped_on_no_sure_day"
    assert value_of(key, over("phenelzine")) is True
    assert value_of(key) == "unknown"
    assert value_of(key, medicines_complete_on=TODAY) is False


@pytest.mark.parametrize("told", [a_medicine, over])
def test_a_last_day_beyond_all_calendars_is_counted_as_taken(told):
    entry = told("phenelzine", stopped_on=date.max)

    assert value_of("taking:maoi", entry, medicines_complete_on=TODAY) is True


def test_a_fact_of_the_medicines_names_its_rows_and_one_of_the_trials_its_own():
    told = Provenance(source="told", row="trial")
    listed = Provenance(source="list", row="medicine")
    record = a_record(
        a_medicine("sertraline", provenance=listed),
        over("phenelzine", provenance=told),
        over("lithium", provenance=told, stopped_on=days_ago(400)),
        medicines_complete_on=TODAY,
        trials_complete_on=TODAY,
    )

    facts = look(record, standard(), on=TODAY, with_questions=False).facts

    assert facts.get("fact:stopped_on_no_sure_day").rows == (told,)
    assert facts.get("fact:on_antidepressant").rows == (listed,)
    assert facts.get("fact:qt_count").rows == (listed,)
    assert told in facts.get("fact:trials_listed").rows
    assert listed not in facts.get("fact:ect_tried").rows
