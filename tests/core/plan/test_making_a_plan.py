"""Every reason why something is not a step, and the order of what is."""

from dataclasses import replace

import pytest
from tests.support.builders import (
    TODAY,
    a_condition,
    a_preference,
    a_record,
    a_trial,
    an_observation,
    days_ago,
    everything_clear,
    with_more,
)

from heartsease.core.evidence.evidence import Tier
from heartsease.core.interventions.definition import Kind
from heartsease.core.plan.look import look
from heartsease.core.plan.plan import Left, wish_for, wishes_of
from heartsease.core.safety.condition import Is
from heartsease.core.safety.rule import Expectation
from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard


def plan_of(record, known=None):
    return look(record, known or standard(), on=TODAY).plan


def candidate(id_, plan):
    every = (*plan.steps, *plan.left_out)
    return next(one for one in every if one.intervention.id == id_)


def why_not(id_, record, known=None):
    """Why something is not a step; None when it is one."""
    return candidate(id_, plan_of(record, known)).left


def knowing(id_, **changes):
    """The knowledge with one intervention changed."""
    known = standard()
    changed = replace(known.interventions[id_], **changes)
    return replace(known, interventions={**known.interventions, id_: changed})


def alone(id_, **changes):
    """The knowledge as if there were only this intervention."""
    known = knowing(id_, **changes)
    return replace(known, interventions={id_: known.interventions[id_]})


def test_a_rule_that_holds_blocks_and_is_named():
    frail = with_more(everything_clear(), a_condition("frail"))

    blocked = candidate("elimination_diet", plan_of(frail))

    assert blocked.left is Left.BLOCKED
    assert blocked.left_detail
    assert set(blocked.left_detail) == {rule.id for rule in blocked.gate.deciding}


def test_what_is_only_explained_is_never_a_step_even_when_wanted():
    wanted = with_more(everything_clear(), a_preference("grapefruit", "want"))

    assert standard().interventions["grapefruit"].kind is Kind.EXPLAIN
    assert why_not("grapefruit", wanted) in (Left.NOT_SUPPORTED, Left.BLOCKED)


def test_a_no_is_a_no():
    record = with_more(everything_clear(), a_preference("walking", "no"))

    assert why_not("walking", record, alone("walking")) is Left.NOT_WANTED


def test_a_no_to_a_domain_is_a_no_to_its_steps_unless_one_is_wanted():
    no = with_more(everything_clear(), a_preference("sleep_movement", "no"))
    but = with_more(no, a_preference("walking", "want"))

    assert why_not("walking", no, alone("walking")) is Left.NOT_WANTED
    assert why_not("walking", but, alone("walking")) is None


def test_the_newest_wish_counts_and_on_one_day_the_no():
    older = a_preference("walking", "no", on=days_ago(9))
    newer = a_preference("walking", "want", on=days_ago(1))
    undated = a_preference("walking", "no", on=None)

    assert wishes_of([newer, older]) == {"walking": "want"}
    assert wishes_of([undated, newer]) == {"walking": "want"}
    assert wishes_of([newer, a_preference("walking", "no", on=days_ago(1))]) == {
        "walking": "no"
    }
    assert wish_for(standard().interventions["walking"], {}) == "unsaid"


def test_little_evidence_is_a_step_only_for_somebody_who_wants_it():
    known = alone("walking", tier=Tier.D, helps=(), needs_finding=False)
    wanted = with_more(everything_clear(), a_preference("walking", "want"))

    assert why_not("walking", everything_clear(), known) is Left.ONLY_IF_WANTED
    assert why_not("walking", wanted, known) is None


def test_a_step_for_a_finding_waits_while_the_finding_is_open():
    measured = with_more(
        everything_clear(),
        an_observation("ferritin", 90),
        an_observation("haemoglobin", 130),
    )
    iron = alone("iron")

    open_ = candidate("iron", plan_of(without(measured, "ferritin"), iron))

    assert open_.left is Left.FINDING_UNKNOWN
    assert "ferritin_low" in open_.left_detail
    assert why_not("iron", measured, iron) is Left.NOTHING_POINTS_TO_IT


def without(record, measure):
    return replace(
        record,
        observations=tuple(o for o in record.observations if o.measure != measure),
    )


def test_an_open_gate_asks_first_and_names_what_it_waits_for():
    record = everything_clear()
    record = replace(
        record,
        conditions=tuple(o for o in record.conditions if o.condition != "mania_now"),
    )

    waiting = candidate("walking", plan_of(record))

    assert waiting.left is Left.ASK_FIRST
    assert waiting.left_detail == ("has:mania_now",)


def test_a_rule_that_needs_a_clinician_turns_an_offer_into_something_to_raise():
    young = with_more(everything_clear(), a_condition("mania_now"))
    plan = plan_of(young)

    walking = candidate("walking", plan)

    assert walking.left is Left.CLINICIAN_FIRST
    assert walking.left_detail == tuple(rule.id for rule in walking.gate.deciding)
    raised = [one for one in plan.to_raise if one.left is Left.CLINICIAN_FIRST]
    assert all(one.because for one in raised)


def test_a_talk_with_a_professional_does_not_wait_for_a_professional():
    record = with_more(everything_clear(), a_condition("mania_now"))

    talk = candidate("review_diagnosis", plan_of(record))

    assert talk.gate.verdict in (Expectation.CAUTION, Expectation.OFFERED)


def test_what_was_had_already_is_not_proposed_again():
    had = alone("walking", already_when=Is("has:asthma"))
    asthma = with_more(everything_clear(), a_condition("asthma"))

    assert why_not("walking", asthma, had) is Left.ALREADY
    assert why_not("walking", everything_clear(), had) is None
    assert why_not("walking", everything_clear(), alone("walking")) is None


def test_a_step_whose_interval_reaches_no_effect_is_only_for_somebody_who_wants_it():
    one = standard().interventions["walking"]
    rows = tuple(
        replace(row, benefit_smd=0.1, benefit_low=-0.2, benefit_high=0.4)
        for row in one.evidence
    )
    known = alone("walking", evidence=rows)
    wanted = with_more(everything_clear(), a_preference("walking", "want"))

    left = candidate("walking", plan_of(everything_clear(), known))

    assert left.left is Left.NO_CLEAR_BENEFIT
    assert left.left_detail == (one.ranking_row,)
    assert why_not("walking", wanted, known) is None


def two(first, second, **changes):
    """The knowledge as if there were only these two, the second one changed."""
    known = knowing(second, **changes)
    kept = {id_: known.interventions[id_] for id_ in (first, second)}
    return replace(known, interventions=kept)


def test_two_steps_of_one_domain_never_stand_together():
    plan = plan_of(everything_clear(), two("walking", "yoga", group=""))
    (step,) = plan.steps
    (left,) = plan.left_out

    assert left.left is Left.SAME_DOMAIN
    assert left.left_detail == (step.intervention.id,)


def test_two_steps_of_one_group_never_stand_together_even_across_domains():
    known = two("walking", "bright_light", group="a_group")
    walking = replace(known.interventions["walking"], group="a_group")
    known = replace(known, interventions={**known.interventions, "walking": walking})

    plan = plan_of(everything_clear(), known)

    assert len(plan.steps) == 1
    assert plan.left_out[0].left is Left.SAME_GROUP


def test_the_fourth_is_outranked_by_the_three_that_stand():
    plan = plan_of(everything_clear())
    outranked = [one for one in plan.left_out if one.left is Left.OUTRANKED]

    assert len(plan.steps) == 3
    assert outranked
    for one in outranked:
        assert one.left_detail == tuple(step.intervention.id for step in plan.steps)


# Low iron, little sleep and a thyroid out of range: more talks than there are places.
CHANGES_TO_TALK_ABOUT = (
    an_observation("ferritin", 8),
    an_observation("hs_crp", 0.5),
    an_observation("tsh", 9),
    an_observation("vitamin_d", 12),
    an_observation("sleep_hours", 4),
)


def test_a_talk_that_findings_point_to_is_raised_when_it_is_only_outranked():
    plan = plan_of(with_more(everything_clear(), *CHANGES_TO_TALK_ABOUT))
    talks = [
        one
        for one in plan.left_out
        if one.intervention.kind is Kind.DISCUSS
        and one.because
        and one.left in (Left.SAME_DOMAIN, Left.SAME_GROUP, Left.OUTRANKED)
    ]

    assert talks
    assert all(one in plan.to_raise for one in talks)


def test_a_cause_that_may_have_been_missed_stands_before_anything_new():
    low_iron = with_more(
        everything_clear(),
        an_observation("ferritin", 8),
        an_observation("hs_crp", 0.5),
        an_observation("haemoglobin", 130),
    )

    first, second = plan_of(low_iron, two("walking", "iron")).steps

    assert first.intervention.id == "iron"
    assert "ferritin_low" in {found.definition.id for found in first.because}
    assert first.worth.value < second.worth.value


def test_the_reasons_for_a_step_come_strongest_first():
    every = [
        one
        for record in (everything_clear(), a_record())
        for one in (*plan_of(record).steps, *plan_of(record).left_out)
        if len(one.because) > 1
    ]

    assert every
    for one in every:
        weights = {help_.finding: help_.weight for help_ in one.intervention.helps}
        share = {"likely_contributing": 1.0, "worth_a_look": 0.75}
        pulls = [
            weights[found.definition.id] * share[found.definition.weight.value]
            for found in one.because
        ]
        assert pulls == sorted(pulls, reverse=True)


@pytest.mark.parametrize("energy", ["low", "some", "okay", None])
def test_the_less_energy_there_is_the_less_a_hard_step_is_worth(energy):
    def worth(energy):
        record = replace(everything_clear(), energy=energy)
        return candidate("structured_exercise", plan_of(record)).worth.value

    assert worth("low") <= worth(energy) <= worth("okay")


@pytest.mark.parametrize("begun_days_ago", [70, 14, -3])
def test_a_treatment_that_runs_is_followed_from_the_day_it_began(begun_days_ago):
    record = with_more(
        everything_clear(),
        a_trial(ongoing=True, started_on=days_ago(begun_days_ago), this_episode=True),
    )

    weeks = look(record, standard(), on=TODAY).trajectories["phq9"].weeks_since_start

    if begun_days_ago > 0:
        assert weeks == begun_days_ago // 7
    else:  # a start that is still to come is no start
        assert isinstance(weeks, Unknown)


def test_a_step_that_everybody_should_have_is_offered_to_a_cleared_person():
    known = alone("walking", stop_if=(), watch=(), helps=(), already_when=Is("has:x"))

    plan = plan_of(everything_clear(), replace(known, rules_of={"walking": ()}))

    assert [one.intervention.id for one in plan.steps] == ["walking"]
    assert plan.steps[0].gate.verdict is Expectation.OFFERED
