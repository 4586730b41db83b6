"""Which questions there are, what they can settle, and which comes first."""

from dataclasses import replace

import pytest
from tests.support.asking import board_of, ranked, ranked_questions
from tests.support.builders import (
    TODAY,
    a_condition,
    a_medicine,
    a_preference,
    a_record,
    a_response,
    everything_clear,
    with_more,
)

from heartsease.core.instruments.definition import Wording
from heartsease.core.labs.definition import BandName
from heartsease.core.plan.look import look
from heartsease.core.plan.question import Question, Result
from heartsease.core.record.record import Person
from heartsease.core.safety.condition import Compare
from heartsease.library.knowledge import standard


def asked_of(record, known=None):
    _, _, asked, _ = ranked_questions(record, known)
    return {one.id: one for one in asked}


def without(record, condition):
    """The record before anybody asked about one condition."""
    return replace(
        record,
        conditions=tuple(o for o in record.conditions if o.condition != condition),
    )


# --- which questions there are --------------------------------------------------------


def test_a_silent_record_is_asked_about_cards_lists_and_the_person():
    asked = asked_of(a_record())

    assert "card:heart" in asked
    assert {"list:medicines", "list:trials", "list:person"} <= set(asked)
    assert asked["list:person"].settles == {"age", "sex"}
    assert [one.label for one in asked["list:person"].results][1:] == ["age", "sex"]


def test_once_all_gates_are_answered_no_card_is_left():
    asked = asked_of(everything_clear())

    assert not [id_ for id_ in asked if id_.startswith("card:")]
    assert "list:medicines" not in asked


def test_a_card_asks_only_for_what_is_still_open_and_takes_its_share_of_time():
    record = without(everything_clear(), "mania_now")
    (card,) = [c for c in standard().cards if c.id == "mind"]

    asked = asked_of(record)["card:mind"]

    assert asked.settles == {"has:mania_now"}
    assert asked.minutes == pytest.approx(card.minutes / len(card.terms))
    assert [one.label for one in asked.results] == [
        "none of these",
        standard().terms["mania_now"].label,
    ]


def test_nobody_is_asked_what_is_only_for_the_other_sex():
    def asked_keys(sex):
        record = a_record(person=Person(id="p", sex=sex))
        questions = asked_of(record).values()
        return frozenset().union(*(one.settles for one in questions))

    only_women = {f"has:{t.id}" for t in standard().terms.values() if t.sex == "female"}

    assert only_women & asked_keys("female")
    assert not only_women & asked_keys("male")


def test_an_unread_medicine_name_becomes_the_question():
    record = a_record(a_medicine("xyzzolam", ingredients=()))

    assert asked_of(record)["list:medicines"].title == (
        "Which medicine is this: xyzzolam?"
    )


def test_what_only_the_medicine_list_settles_is_not_asked_as_a_trial():
    asked = asked_of(a_record(trials_complete_on=TODAY))

    assert "fact:serotonergic_count" in asked["list:medicines"].settles
    assert "fact:serotonergic_count" not in asked["list:trials"].settles


def test_a_questionnaire_whose_words_we_may_not_show_is_not_asked():
    known = standard()
    hidden = replace(known.instruments["phq9"], wording=Wording.ABSENT)
    silent = replace(known, instruments={**known.instruments, "phq9": hidden})

    assert "instrument:phq9" in asked_of(a_record())
    assert "instrument:phq9" not in asked_of(a_record(), silent)


def test_a_test_we_advise_against_is_never_asked_for():
    known = standard()
    measured = {id_: replace(m, do_not_order=True) for id_, m in known.measures.items()}
    advised = replace(known, measures=measured)

    assert [id_ for id_ in asked_of(a_record()) if id_.startswith("measure:")]
    assert not [
        id_ for id_ in asked_of(a_record(), advised) if id_.startswith("measure:")
    ]


# --- which results they can have ------------------------------------------------------


def bands_of(asked):
    return {one.label: one.share for one in asked.results}


def test_a_measure_that_was_counted_has_the_counted_shares():
    known = standard()
    priors = replace(
        known.priors, bands={"state:vitamin_d": {"low": 0.25, "usual": 0.75}}
    )

    asked = asked_of(a_record(), replace(known, priors=priors))["measure:vitamin_d"]

    assert bands_of(asked)["low"] == 0.25
    assert not asked.assumed


def test_a_measure_nobody_counted_is_mostly_in_its_usual_range():
    known = replace(standard(), priors=replace(standard().priors, bands={}))

    asked = asked_of(a_record(), known)["measure:vitamin_d"]

    assert bands_of(asked)["usual"] == known.ranking.chance.usual_band
    assert sum(bands_of(asked).values()) == pytest.approx(1)
    assert asked.assumed


def test_a_measure_without_a_usual_range_shares_evenly():
    known = standard()
    measure = known.measures["vitamin_d"]
    intervals = tuple(
        replace(one, bands=tuple(b for b in one.bands if b.name is not BandName.USUAL))
        for one in measure.intervals
    )
    changed = replace(
        known,
        measures={**known.measures, "vitamin_d": replace(measure, intervals=intervals)},
        priors=replace(known.priors, bands={}),
    )

    shares = bands_of(asked_of(a_record(), changed)["measure:vitamin_d"])

    assert "usual" not in shares
    assert len(set(shares.values())) == 1
    assert sum(shares.values()) == pytest.approx(1)


def test_a_measure_without_bands_crosses_its_bound_or_does_not():
    asked = asked_of(a_record())["measure:daylight_minutes"]

    assert set(bands_of(asked)) == {"crosses", "does not"}
    assert sum(bands_of(asked).values()) == pytest.approx(1)


def test_a_questionnaire_is_positive_or_says_nothing_that_stands_out():
    asked = asked_of(a_record())["instrument:audit_c"]

    assert asked.settles >= {"screen:audit_c"}
    assert set(bands_of(asked)) == {"nothing that stands out", "positive"}
    positive = next(one for one in asked.results if one.label == "positive")
    assert positive.facts["screen:audit_c"] is True


def test_a_total_that_a_finding_reads_crosses_its_bound_when_it_is_positive():
    known = standard()
    by_total = replace(
        known.findings["insomnia"], when=Compare(key="score:gad7", at_least=10)
    )
    changed = replace(known, findings={**known.findings, "insomnia": by_total})

    asked = asked_of(a_record(), changed)["instrument:gad7"]

    quiet, positive = (one.facts["score:gad7"] for one in asked.results)
    assert "score:gad7" in asked.settles
    assert quiet < 10 <= positive


def test_a_share_that_was_counted_as_certain_takes_everything():
    known = standard()
    certain = tuple(
        replace(
            card,
            terms=tuple(
                replace(t, prior=replace(t.prior, share=1.0))
                if t.id == "mania_now"
                else t
                for t in card.terms
            ),
        )
        for card in known.cards
    )
    record = without(everything_clear(), "mania_now")

    asked = asked_of(record, replace(known, cards=certain))["card:mind"]

    assert [one.share for one in asked.results] == [0.0, 1.0]


# --- which comes first ----------------------------------------------------------------


def a_question(**facts):
    """A question with one result that gives these facts for certain."""
    return Question(
        id="card:made_up",
        title="Made up",
        minutes=1.0,
        cost=0,
        needs_visit=False,
        ordered_by="you",
        settles=frozenset(facts),
        results=(Result(label="yes", share=1.0, facts=facts),),
        assumed=False,
    )


def ranked_alone(question, record, known=None):
    known = known or standard()
    picture = look(record, known, on=TODAY)
    return ranked([question], board_of(record, picture, known), picture, known)


def test_a_question_that_no_rule_and_no_finding_reads_is_not_worth_asking():
    question = a_question(**{"has:nothing_we_know": True})

    assert ranked_alone(question, everything_clear()) == ()


def test_a_question_whose_answer_changes_no_chance_is_not_worth_asking():
    # It was answered already; supposing the same again moves nothing.
    question = a_question(**{"has:mania_now": False})

    assert ranked_alone(question, everything_clear()) == ()


def test_an_answer_that_would_take_a_step_away_is_worth_its_minutes():
    record = everything_clear()
    picture = look(record, standard(), on=TODAY)
    steps = {one.intervention.id for one in picture.plan.steps}
    pregnant = a_question(**{"has:mania_now": True})

    (found,) = ranked_alone(pregnant, record)

    assert steps
    assert found.expected_change > 0
    assert found.worth == pytest.approx(
        (found.expected_change + found.unlocks) / found.effort_minutes
    )


def test_cost_and_a_visit_count_as_minutes():
    cheap = a_question(**{"has:mania_now": True})
    dear = replace(cheap, cost=2, needs_visit=True)
    cost = standard().ranking.question_cost

    (one,) = ranked_alone(cheap, everything_clear())
    (other,) = ranked_alone(dear, everything_clear())

    assert other.effort_minutes == one.effort_minutes + 2 * cost.cost + cost.visit
    assert other.worth < one.worth


def test_a_question_of_no_minutes_still_costs_a_moment():
    quick = replace(a_question(**{"has:mania_now": True}), minutes=0.0)

    (found,) = ranked_alone(quick, everything_clear())

    assert found.effort_minutes == standard().ranking.question_cost.floor


def test_safety_is_asked_before_everything_however_little_it_would_change():
    _, _, _, listed = ranked_questions(a_record())
    first = [one.safety_first for one in listed]

    assert first[0]
    assert first == sorted(first, reverse=True)
    assert "instrument:phq9" in {o.question.id for o in listed if o.safety_first}


def test_a_step_that_waits_is_named_with_the_question_that_unlocks_it():
    record = without(everything_clear(), "mania_now")

    _, _, _, listed = ranked_questions(record)

    card = next(one for one in listed if "has:mania_now" in one.question.settles)
    assert card.waits
    assert card.unlocks > 0


def test_what_nobody_could_be_offered_is_not_on_the_board():
    known = standard()
    unwanted = with_more(everything_clear(), a_preference("walking", "no"))
    picture = look(unwanted, known, on=TODAY)

    ids = {one.id for one in board_of(unwanted, picture, known).entries}

    assert "walking" not in ids
    assert not ids & {i for i, o in known.interventions.items() if o.kind == "explain"}
    assert not ids & {i for i, o in known.interventions.items() if o.tier == "X"}


def test_what_is_not_supported_comes_on_the_board_only_when_wanted():
    known = standard()
    unsupported = next(
        i for i, o in known.interventions.items() if o.tier == "D" and o.kind == "offer"
    )

    def board(record):
        picture = look(record, known, on=TODAY)
        return {one.id for one in board_of(record, picture, known).entries}

    wanted = with_more(everything_clear(), a_preference(unsupported, "want"))

    assert unsupported not in board(everything_clear())
    assert unsupported in board(wanted)


def test_a_questionnaire_that_was_answered_is_not_asked_again():
    zeros = {item.id: 0.0 for item in standard().instruments["audit_c"].items}
    record = a_record(a_response("audit_c", **zeros), a_condition("daily_drinking"))

    assert "instrument:audit_c" not in asked_of(record)


# --- what was counted, and what is a convention ---------------------------------------


def test_a_question_that_can_upset_is_asked_when_a_gate_needs_it():
    asked = asked_of(a_record())

    assert {"instrument:asq", "instrument:pc_ptsd_5", "instrument:phq9"} <= set(asked)


def test_a_question_says_that_its_shares_are_a_convention_where_nobody_counted():
    asked = asked_of(a_record())

    assert not asked["instrument:phq9"].assumed
    assert asked["instrument:food_own"].assumed
    assert not asked["measure:sitting_hours"].assumed
    assert asked["measure:daylight_minutes"].assumed


def test_a_list_is_counted_only_when_each_of_its_answers_was():
    known = standard()

    def assumed(*counted):
        yes = {**known.priors.yes, **dict.fromkeys(counted, 0.5)}
        priors = replace(known.priors, yes=yes)
        return asked_of(a_record(), replace(known, priors=priors))[
            "list:person"
        ].assumed

    assert assumed()
    assert assumed("age")
    assert not assumed("age", "sex")
