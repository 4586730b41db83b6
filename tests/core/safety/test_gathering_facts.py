"""From a record to facts: silence is never a no, and the surest row decides."""

from dataclasses import replace
from datetime import date

import pytest
from tests.support.builders import (
    TODAY,
    TOLD,
    a_condition,
    a_medicine,
    a_record,
    a_response,
    a_trial,
    an_observation,
    days_ago,
)

from heartsease.core.record.record import Certainty, Person, Provenance
from heartsease.core.safety.gather import Definitions, age_on, gather, taken_on
from heartsease.core.safety.vocabulary import ConditionTerm
from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard

KNOWN = standard()
CONFIRMED = Provenance(source="letter", certainty=Certainty.CONFIRMED)
INFERRED = Provenance(source="worked out", certainty=Certainty.INFERRED)


def gathered(record, *, on=TODAY, **changes):
    settled = {
        "instruments": KNOWN.instruments,
        "measures": KNOWN.measures,
        "formulary": KNOWN.formulary,
        "terms": KNOWN.terms,
        "medicines_days": 90,
        "rough_days": 366,
    }
    return gather(
        record, on=on, definitions=Definitions(**{**settled, **changes}), derived={}
    )


def value_of(key, *entries, on=TODAY, changes=None, **facts):
    """The value of one key, or "unknown"."""
    record = a_record(*entries, **facts)
    fact = gathered(record, on=on, **(changes or {})).facts.get(key)
    return "unknown" if isinstance(fact, Unknown) else fact.value


# --- the person -----------------------------------------------------------------------


def test_an_age_counts_whole_years_until_the_birthday():
    def aged(on):
        return age_on(a_record(person=Person(id="p", born_on=date(1990, 6, 15))), on)

    assert aged(date(2026, 6, 14)) == 35
    assert aged(date(2026, 6, 15)) == 36
    assert aged(date(1990, 6, 14)) is None
    assert age_on(a_record(), TODAY) is None


def test_a_person_who_said_nothing_has_no_age_and_no_sex():
    assert value_of("age") == "unknown"
    assert value_of("sex") == "unknown"
    person = Person(id="p", born_on=date(1990, 6, 15), sex="male")
    assert value_of("age", person=person) == 36.0
    assert value_of("sex", person=person) == "male"


# --- conditions -----------------------------------------------------------------------


def test_a_condition_nobody_spoke_of_is_unknown():
    assert value_of("has:glaucoma") == "unknown"
    assert value_of("has:glaucoma", a_condition("glaucoma", False)) is False
    assert value_of("has:glaucoma", a_condition("glaucoma", True)) is True


def test_a_text_we_cannot_place_is_no_fact():
    record = a_record(a_condition(None, True, text="a strange thing"))

    assert [key for key in gathered(record).facts if key.startswith("has:")] == []


def test_a_confirmed_entry_outweighs_a_newer_remark():
    letter = a_condition("glaucoma", True, on=days_ago(300), provenance=CONFIRMED)
    remark = a_condition("glaucoma", False, on=TODAY, provenance=TOLD)

    assert value_of("has:glaucoma", letter, remark) is True


def test_a_yes_that_was_told_later_outweighs_an_older_letter_that_says_no():
    letter = a_condition("epilepsy", False, on=days_ago(200), provenance=CONFIRMED)
    told = a_condition("epilepsy", True, on=days_ago(1), provenance=TOLD)
    older = a_condition("epilepsy", True, on=days_ago(201), provenance=TOLD)
    guessed = a_condition("epilepsy", True, on=days_ago(1), provenance=INFERRED)
    undated = a_condition("epilepsy", True, on=None, provenance=TOLD)

    assert value_of("has:epilepsy", letter, told) is True
    assert value_of("has:epilepsy", told, letter) is True
    assert value_of("has:epilepsy", letter, older) is False
    assert value_of("has:epilepsy", letter, guessed) is False
    assert value_of("has:epilepsy", letter, undated) is False


def test_among_equals_the_newer_entry_decides():
    older = a_condition("glaucoma", True, on=days_ago(9))
    newer = a_condition("glaucoma", False, on=days_ago(1))

    assert value_of("has:glaucoma", older, newer) is False
    assert value_of("has:glaucoma", newer, older) is False


def test_on_one_day_a_yes_outweighs_a_no():
    yes, no = a_condition("glaucoma", True), a_condition("glaucoma", False)

    assert value_of("has:glaucoma", yes, no) is True
    assert value_of("has:glaucoma", no, yes) is True


def test_what_we_worked_out_never_outweighs_what_was_said():
    said = a_condition("glaucoma", True, on=days_ago(400))
    guessed = a_condition("glaucoma", False, on=TODAY, provenance=INFERRED)

    assert value_of("has:glaucoma", said, guessed) is True


def test_an_entry_of_a_day_still_to_come_does_not_count():
    tomorrow = a_condition("glaucoma", True, on=days_ago(-1))

    assert value_of("has:glaucoma", tomorrow) == "unknown"


def test_a_condition_that_ended_is_no_longer_a_yes_and_not_a_no_either():
    ended = a_condition("acute_infection", True, on=days_ago(30), until=days_ago(20))

    assert value_of("has:acute_infection", ended) == "unknown"


def a_term(**facts):
    one = next(iter(KNOWN.terms.values()))
    return replace(one, **{"id": "glaucoma", "implied_by": (), **facts})


@pytest.mark.parametrize(
    ("term", "present", "days", "expected"),
    [
        (a_term(quiet_days=30), False, 30, False),
        (a_term(quiet_days=30), False, 31, "unknown"),
        (a_term(quiet_days=30), True, 3000, True),
        (a_term(quiet_days=30, passes=True), True, 31, "unknown"),
        (a_term(quiet_days=30, passes=True), True, 30, True),
        (a_term(quiet_days=0), False, 3000, False),
    ],
    ids=[
        "a no in its time",
        "a no that ran out",
        "a yes for life",
        "a yes that passes",
        "a yes that has not passed yet",
        "a no for life",
    ],
)
def test_an_answer_stays_good_for_as_long_as_its_term_says(
    term, present, days, expected
):
    entry = a_condition("glaucoma", present, on=days_ago(days))
    terms = {"terms": {"glaucoma": term}}

    assert value_of("has:glaucoma", entry, changes=terms) == expected


def test_an_undated_no_to_something_that_changes_is_not_known_to_be_current():
    terms = {"terms": {"glaucoma": a_term(quiet_days=30)}}

    assert (
        value_of("has:glaucoma", a_condition("glaucoma", False, on=None), changes=terms)
        == "unknown"
    )


@pytest.mark.parametrize(
    ("term", "person", "expected"),
    [
        (a_term(sex="female"), Person(id="p", sex="male"), False),
        (a_term(sex="female"), Person(id="p", sex="female"), "unknown"),
        (a_term(sex="female"), Person(id="p"), "unknown"),
        (a_term(minimum_age=60), Person(id="p", born_on=date(1990, 1, 1)), False),
        (a_term(maximum_age=30), Person(id="p", born_on=date(1990, 1, 1)), False),
        (a_term(maximum_age=60), Person(id="p", born_on=date(1990, 1, 1)), "unknown"),
        (a_term(minimum_age=60), Person(id="p"), "unknown"),
    ],
    ids=[
        "other sex",
        "own sex",
        "sex not known",
        "too young",
        "too old",
        "age fits",
        "age not known",
    ],
)
def test_sex_or_age_alone_can_settle_a_condition(term, person, expected):
    changes = {"terms": {"glaucoma": term}}

    assert value_of("has:glaucoma", person=person, changes=changes) == expected


def test_what_was_said_goes_before_what_sex_alone_would_settle():
    changes = {"terms": {"glaucoma": a_term(sex="female")}}
    man = Person(id="p", sex="male")

    assert (
        value_of("has:glaucoma", a_condition("glaucoma"), person=man, changes=changes)
        is True
    )


def test_a_narrower_yes_is_a_wider_yes_over_two_steps_and_beats_a_spoken_no():
    def term(id_, *implied_by):
        return ConditionTerm(
            id=id_,
            label=id_,
            question="",
            card="c",
            prior=a_term().prior,
            implied_by=implied_by,
        )

    terms = {
        "terms": {
            "wide": term("wide", "middle"),
            "middle": term("middle", "narrow"),
            "narrow": term("narrow"),
        }
    }
    said = (a_condition("narrow"), a_condition("wide", False))

    assert value_of("has:wide", *said, changes=terms) is True
    assert value_of("has:middle", *said, changes=terms) is True
    assert (
        value_of("has:wide", a_condition("narrow", False), changes=terms) == "unknown"
    )


def test_a_no_from_before_a_yes_that_has_ended_says_nothing_of_today():
    yes = a_condition(
        "epilepsy",
        True,
        on=days_ago(300),
        until=days_ago(100),
        provenance=CONFIRMED,
    )

    def known(**no):
        return value_of("has:epilepsy", yes, a_condition("epilepsy", False, **no))

    assert known(on=days_ago(101)) == "unknown"
    assert known(on=None) == "unknown"
    assert known(on=days_ago(101), provenance=CONFIRMED) == "unknown"
    assert known(on=days_ago(100)) is False
    assert known(on=days_ago(5)) is False


def test_a_yes_that_has_not_ended_yet_or_was_only_guessed_outdates_no_answer():
    no = a_condition("epilepsy", False, on=days_ago(200), provenance=CONFIRMED)

    def known(**yes):
        return value_of("has:epilepsy", no, a_condition("epilepsy", **yes))

    guessed = {"on": days_ago(300), "until": days_ago(100), "provenance": INFERRED}
    assert known(**guessed) is False
    runs = {"on": days_ago(300), "until": TODAY, "provenance": TOLD}
    assert known(**runs) is False
    assert known(on=days_ago(300), provenance=TOLD) is False


# --- medicines ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("started", "stopped", "washout", "expected"),
    [
        (None, None, 0, True),
        (-1, None, 0, False),
        (9, 0, 0, False),
        (9, -1, 0, True),
        (9, 5, 14, True),
        (9, 14, 14, False),
    ],
    ids=["undated", "not begun", "ended today", "ends tomorrow", "washing out", "out"],
)
def test_a_medicine_is_taken_until_its_washout_is_over(
    started, stopped, washout, expected
):
    entry = a_medicine(
        "sertraline",
        started_on=None if started is None else days_ago(started),
        stopped_on=None if stopped is None else days_ago(stopped),
    )

    assert taken_on(entry, TODAY, washout_days=washout) is expected


def test_a_medicine_makes_its_ingredient_and_every_wider_class_true():
    entry = a_medicine("sertraline")

    for key in ("sertraline", "ssri", "antidepressant", "serotonergic"):
        assert value_of(f"taking:{key}", entry) is True
    assert value_of("taking:maoi", entry) == "unknown"


def test_a_list_that_was_said_to_be_whole_makes_the_rest_a_no_for_a_while():
    def lithium(days):
        return value_of(
            "taking:lithium",
            a_medicine("sertraline"),
            medicines_complete_on=days_ago(days),
        )

    assert lithium(0) is False
    assert lithium(90) is False
    assert lithium(91) == "unknown"
    assert lithium(-1) == "unknown"


def test_one_unknown_name_leaves_the_whole_list_open():
    unknown_name = a_medicine("xyzzolam", ingredients=())
    record = a_record(unknown_name, medicines_complete_on=TODAY)

    found = gathered(record)

    assert found.unrecognised == (unknown_name,)
    assert isinstance(found.facts.get("taking:lithium"), Unknown)


def test_an_unknown_name_that_was_stopped_opens_nothing():
    stopped = a_medicine("xyzzolam", ingredients=(), stopped_on=days_ago(10))

    assert value_of("taking:lithium", stopped, medicines_complete_on=TODAY) is False


def test_a_running_trial_counts_as_taking_and_a_finished_one_does_not():
    assert value_of("taking:lithium", a_trial("lithium", ongoing=True)) is True
    assert value_of("taking:lithium", a_trial("lithium", ongoing=False)) == "unknown"
    assert value_of("taking:ssri", a_trial("cbt", ongoing=True)) == "unknown"


# --- results and answers --------------------------------------------------------------


def test_a_result_gives_its_value_in_the_measures_own_unit_and_its_band():
    result = an_observation("vitamin_d", 10, "ng/mL")

    assert value_of("value:vitamin_d", result) == pytest.approx(25, abs=0.1)
    assert value_of("state:vitamin_d", result) == "low"


def test_a_result_beyond_what_the_laboratory_can_count_has_no_value():
    result = an_observation("vitamin_d", 10, "nmol/L", comparator="<")

    assert value_of("value:vitamin_d", result) == "unknown"
    assert value_of("state:vitamin_d", result) == "low"


def test_a_result_that_was_set_aside_is_named_and_no_fact():
    record = a_record(an_observation("vitamin_d", 10, "mg/mL"))

    found = gathered(record)

    assert [one.id for one in found.set_aside]
    assert isinstance(found.facts.get("value:vitamin_d"), Unknown)
    assert dict(found.readings) == {}


def test_whether_somebody_is_pregnant_is_taken_from_the_conditions():
    woman = {"person": Person(id="p", sex="female", born_on=date(1994, 1, 1))}
    ferritin = an_observation("ferritin", 45)
    record = a_record(ferritin, a_condition("pregnant"), **woman)

    pregnant = gathered(record).readings["ferritin"]
    other = gathered(a_record(ferritin, a_condition("pregnant", False), **woman))

    assert pregnant != other.readings["ferritin"]


def test_laughing_gas_spoils_a_b12_result_although_it_is_no_medicine():
    b12 = an_observation("vitamin_b12", 300)
    quiet = gathered(a_record(b12)).readings["vitamin_b12"]

    used = gathered(a_record(b12, a_condition("nitrous_oxide_use")))

    assert len(used.readings["vitamin_b12"].caveats) > len(quiet.caveats)


def test_answers_give_total_screen_and_each_item():
    zeros = {item.id: 0.0 for item in KNOWN.instruments["asq"].items}
    record = a_response("asq", **{**zeros, "thoughts": 1.0})

    assert value_of("screen:asq", record) is True
    assert value_of("item:asq.thoughts", record) == 1.0
    phq9 = a_response("phq9", total=14)
    assert value_of("score:phq9", phq9) == 14
    assert value_of("item:phq9.self_harm", phq9) == "unknown"


def test_answers_that_are_too_old_are_asked_again():
    days = KNOWN.instruments["phq9"].fresh_days
    fresh = a_response("phq9", total=14, on=days_ago(days))
    old = a_response("phq9", total=14, on=days_ago(days + 1))

    assert value_of("score:phq9", fresh) == 14
    assert value_of("score:phq9", old) == "unknown"


def test_one_answer_that_is_too_old_or_to_no_question_of_ours_is_no_fact():
    days = KNOWN.instruments["phq9"].fresh_days
    old = a_response("phq9", self_harm=1.0, on=days_ago(days + 1))
    misspelt = a_response("phq9", self_hram=1.0)

    assert value_of("item:phq9.self_harm", old) == "unknown"
    assert value_of("item:phq9.self_hram", misspelt) == "unknown"


def test_a_newer_answer_sheet_without_item_nine_does_not_erase_it():
    thoughts = a_response("phq9", self_harm=2.0, on=days_ago(3))
    later = a_response("phq9", mood=1.0, on=days_ago(1))

    assert value_of("item:phq9.self_harm", thoughts, later) == 2.0


def test_an_answer_to_a_questionnaire_we_do_not_have_is_no_fact():
    record = a_record(a_response("made_up", item=3.0))

    assert dict(gathered(record).scores) == {}
