"""The chain from a fact through a rule to its source, for every kind of id."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.support.builders import (
    TODAY,
    a_condition,
    a_record,
    a_response,
    a_trial,
    an_observation,
    everything_clear,
    with_more,
)

from heartsease.core.plan.look import look
from heartsease.core.record.record import Person
from heartsease.core.safety.condition import (
    All,
    Always,
    Any,
    Compare,
    IfKnown,
    Is,
    Not,
    OneOf,
)
from heartsease.core.values.quantity import Quantity
from heartsease.core.values.unknown import unknown
from heartsease.exchange import explain
from heartsease.exchange.plain import dumps, plain
from heartsease.exchange.present import present, unit_name
from heartsease.library import knowledge, words
from heartsease.library.knowledge import standard

WORDS = words.load(knowledge.root() / "words" / "en" / "screen.toml")


def said_of(id_, record=None):
    picture = look(record, standard(), on=TODAY) if record else None
    return explain.explain(id_, standard(), picture)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (Is("has:gout"), "has:gout"),
        (
            Compare(key="age", at_least=18, below=60),
            "age at least 18 and below 60",
        ),
        (Compare(key="k", above=1.5, at_most=2), "k above 1.5 and at most 2"),
        (OneOf("sex", frozenset({"b", "a"})), "sex is a or b"),
        (All((Is("a"), Is("b"))), "(a and b)"),
        (Any((Is("a"), Not(Is("b")))), "(a or not b)"),
        (IfKnown(Is("a")), "known that a"),
        (Always(), "always"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_every_condition_is_said_in_words(condition, said):
    assert explain.describe(condition) == said


@pytest.mark.parametrize("id_", explain.topics(standard()))
def test_every_topic_can_be_explained_without_a_record(id_):
    said = said_of(id_)

    assert id_ in said.splitlines()[0]
    assert "answer:" not in said


def test_nothing_is_made_up_for_an_id_that_is_not_there():
    assert said_of("nothing_like_this") is None


def test_the_facts_come_with_the_rows_they_came_from():
    record = a_record(a_condition("bipolar_disorder"))

    said = said_of("bipolar_spectrum_possible", record)

    assert "answer: holds" in said
    assert "fact: has:bipolar_disorder = yes 2026-11-23 <- told (reported)" in said


def test_a_medicine_that_is_not_taken_rests_on_the_list_that_was_said_to_be_whole():
    man = a_record(
        person=Person(id="p", sex="male", born_on=date(1980, 1, 1)),
        medicines_complete_on=TODAY,
    )

    assert (
        "fact: taking:cyp3a4_substrate = no 2026-11-23 <- a list that was said to be"
        in said_of("S014", man)
    )
    assert "<- age or sex" in said_of("S005", man)


def test_what_is_missing_is_named():
    assert "answer: not known; missing:" in said_of(
        "bipolar_spectrum_possible", a_record()
    )


def test_a_step_shows_the_sum_behind_its_rank_and_its_place():
    said = said_of("walking", everything_clear())

    assert "rank: " in said
    assert "= benefit" in said
    assert "gate: " in said
    assert "place: step" in said or "left out: " in said


def test_a_step_that_nothing_points_to_says_so():
    said = said_of("emdr", everything_clear())

    assert "findings that point to it: none" in said
    assert "left out: nothing_points_to_it" in said


def test_a_stage_shows_its_items_trials_and_what_is_missing():
    record = with_more(
        everything_clear(),
        a_trial(id="first", highest_dose=Quantity(200.0, "mg/d"), this_episode=True),
    )
    said = {id_: said_of(id_, record) for id_ in ("maudsley", "thase_rush", "mgh_s")}

    for id_, lines in said.items():
        assert lines.startswith(f"stage {id_}: ")
    assert "missing: " in "".join(said.values())
    assert "source: " in said["maudsley"]


# --- what is said on the page ---------------------------------------------------------


def page_of(record, known=None, *, on=TODAY):
    picture = look(record, known or standard(), on=on)
    return present(picture, knowledge=known or standard(), words=WORDS)


def test_a_help_line_nobody_compared_for_too_long_is_still_shown_and_says_so():
    person = replace(everything_clear().person, country="GB")
    late = TODAY + timedelta(days=3650)

    lines = page_of(a_record(person=person), on=late).help.lines

    assert any(
        "116 123" in one.text and WORDS("help.expired") in one.text for one in lines
    )


def test_a_person_whose_country_has_no_line_is_told_so():
    lines = page_of(a_record()).help.lines

    assert WORDS("help.no_country") in lines[0].text


def test_a_total_that_is_not_known_is_said_to_be_not_known():
    (score,) = page_of(a_record(a_response("phq9", mood=2.0))).scores

    assert score.now == WORDS("scores.total_unknown", on="23 November 2026")


def test_a_result_comes_with_its_comparator_unit_and_what_speaks_against_it():
    record = a_record(
        an_observation("egfr", 90, comparator=">"), an_observation("ferritin", 20)
    )

    ferritin, egfr = sorted(page_of(record).labs, key=lambda one: one.name)

    assert egfr.value == ">90 mL/min/1.73 m²"
    assert any("CRP" in one for one in ferritin.caveats)


@pytest.mark.parametrize(
    ("unit", "shown"),
    [
        ("m[IU]/L", "mIU/L"),
        ("mm[Hg]", "mmHg"),
        ("ug/L", "µg/L"),
        ("kg/m2", "kg/m²"),
        ("mmol/L", "mmol/L"),
    ],
)
def test_units_are_shown_as_laboratories_print_them(unit, shown):
    assert unit_name(unit) == shown


# --- plain data -----------------------------------------------------------------------


def test_an_unknown_can_never_be_mistaken_for_null_or_zero():
    assert plain(unknown("b", "a")) == {"unknown": ["a", "b"]}


def test_plain_data_has_one_form_whatever_the_order_it_came_in():
    one = {"b": frozenset({"y", "x"}), "a": (1.0, 0.1 + 0.2, date(2026, 1, 2))}
    other = {"a": [1, 0.3, date(2026, 1, 2)], "b": {"x", "y"}}

    assert dumps(one) == dumps(other)
    assert plain(one) == {"a": [1, 0.3, "2026-01-02"], "b": ["x", "y"]}
