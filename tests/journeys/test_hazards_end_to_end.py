"""Hazards of SAFETY.md that only show in the whole result: from a record to the page."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from heartsease.core.plan.look import look
from heartsease.core.plan.safety import Mode
from heartsease.core.record.record import (
    ConditionEntry,
    Observation,
    Person,
    Preference,
    Provenance,
    Record,
    Response,
)
from heartsease.core.safety.rule import Expectation
from heartsease.core.sources.source import Checked
from heartsease.core.values.quantity import Quantity
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.present import present
from heartsease.exchange.text_page import text_page
from heartsease.library import knowledge, words
from heartsease.library.knowledge import standard

TODAY = date(2026, 11, 23)
ME = Provenance(source="me")
WORDS = words.load(knowledge.root() / "words" / "en" / "screen.toml")


def a_silent_person(**changes) -> Record:
    person = Person(id="invented-one", country="GB")
    return replace(Record(person=person), **changes)


def a_cleared_person(*, yes=(), answers=None, **changes) -> Record:
    """Has answered everything, and no to nearly everything."""
    conditions = tuple(
        ConditionEntry(condition=id_, present=id_ in yes, on=TODAY, provenance=ME)
        for id_ in standard().terms
    )
    responses = tuple(
        Response(
            instrument=one.id,
            on=TODAY,
            answers={item.id: 0.0 for item in one.items}
            | (answers or {}).get(one.id, {}),
            provenance=ME,
        )
        for one in standard().instruments.values()
        if one.items
    )
    person = Person(
        id="invented-two", born_on=date(1984, 5, 1), sex="female", country="GB"
    )
    record = Record(
        person=person,
        conditions=conditions,
        responses=responses,
        medicines_complete_on=TODAY,
        trials_complete_on=TODAY,
        energy="some",
    )
    return replace(record, **changes)


def picture_of(record, *, known=None):
    return look(record, known or standard(), on=TODAY)


def page_of(record, *, known=None):
    picture = picture_of(record, known=known)
    page = present(picture, knowledge=known or standard(), words=WORDS)
    text = text_page(page, WORDS, everything=True)
    return " ".join(text.split())


def test_any_answer_above_not_at_all_on_item_nine_shows_help_first():
    record = a_cleared_person(answers={"phq9": {"self_harm": 1.0}})

    picture, page = picture_of(record), page_of(record)

    assert picture.safety.mode is Mode.FLOW
    assert picture.plan.steps == ()
    assert page.index("116 123") < page.index(WORDS("map.heading").upper())


def test_an_emergency_leaves_nothing_but_help():
    record = a_cleared_person(yes={"plan_or_means"})

    picture, page = picture_of(record), page_of(record)

    assert picture.safety.mode is Mode.EMERGENCY
    assert picture.plan.steps == ()
    assert "999" in page
    for heading in ("map.heading", "plan.heading", "scores.heading"):
        assert WORDS(heading).upper() not in page


def test_nothing_is_offered_to_somebody_who_was_never_asked_about_safety():
    picture = picture_of(a_silent_person())

    assert picture.safety.mode is Mode.ASK
    assert picture.plan.steps == ()


@pytest.mark.parametrize("a_person", [a_silent_person, a_cleared_person])
def test_every_result_says_what_it_is_and_to_keep_taking_medicines(a_person):
    page = page_of(a_person())

    assert " ".join(WORDS("page.intended_use").split()) in page
    assert WORDS("page.keep_medicines") in page


def test_somebody_about_to_stop_a_medicine_is_sent_to_the_prescriber_first():
    picture = picture_of(a_cleared_person(yes={"about_to_stop_medicine"}))

    assert "S007" in {fired.rule.id for fired in picture.safety.fired}
    assert not [
        step for step in picture.plan.steps if step.intervention.kind.value == "offer"
    ]


def test_a_plan_has_at_most_three_steps_however_much_is_found_and_wanted():
    wanted = tuple(
        Preference(subject=id_, wish="want", on=TODAY, provenance=ME)
        for id_ in standard().interventions
    )
    picture = picture_of(a_cleared_person(preferences=wanted))

    assert 0 < len(picture.plan.steps) <= 3


def test_what_is_not_supported_is_a_step_only_for_somebody_who_asks_for_it():
    steps = picture_of(a_cleared_person()).plan.steps

    assert steps
    assert not [one for one in steps if one.intervention.tier.value in ("D", "X")]


def test_kidneys_that_clear_too_little_block_magnesium():
    kidneys = Observation(
        measure="egfr",
        quantity=Quantity(20.0, "mL/min/{1.73_m2}"),
        on=TODAY,
        provenance=ME,
    )
    plan = picture_of(a_cleared_person(observations=(kidneys,))).plan

    (magnesium,) = (
        one
        for one in (*plan.steps, *plan.left_out)
        if one.intervention.id == "magnesium"
    )
    assert magnesium.gate.verdict is Expectation.BLOCKED


def with_rows_checked(mark):
    """The knowledge as it would be if every row of evidence had this mark."""
    changed = {
        id_: replace(
            one, evidence=tuple(replace(row, checked=mark) for row in one.evidence)
        )
        for id_, one in standard().interventions.items()
    }
    return replace(standard(), interventions=changed)


def test_a_number_that_was_not_compared_is_said_to_be_unverified():
    record = a_cleared_person()
    sentence = WORDS("plan.unverified")

    from_memory = page_of(record, known=with_rows_checked(Checked.UNVERIFIED))
    compared = page_of(record, known=with_rows_checked(Checked.VERIFIED))

    assert sentence in from_memory
    assert sentence not in compared


def test_a_result_older_than_its_time_is_unknown():
    days = standard().measures["ferritin"].fresh_days
    fresh, old = (
        a_silent_person(
            observations=(
                Observation(
                    measure="ferritin",
                    quantity=Quantity(3.0, "ug/L"),
                    on=TODAY - timedelta(days=age),
                    provenance=ME,
                ),
            )
        )
        for age in (days, days + 1)
    )

    assert "value:ferritin" in picture_of(fresh).facts.known
    assert "value:ferritin" not in picture_of(old).facts.known
    assert isinstance(picture_of(old).findings["ferritin_low"].answer, Unknown)


def test_the_page_carries_whose_it_is_the_day_and_the_knowledge_it_was_made_with():
    page = page_of(a_cleared_person())

    assert "invented-two" in page
    assert standard().fingerprint[:12] in page  # shortened for people
    assert "2026" in page


def test_changing_one_letter_of_the_knowledge_changes_the_fingerprint(tmp_path):
    file = tmp_path / "one.toml"
    file.write_text('says = "a"\n')
    before = knowledge.fingerprint(tmp_path)

    file.write_text('says = "b"\n')

    assert knowledge.fingerprint(tmp_path) != before
