"""Every worked case of every intervention comes out as its file says."""

import re
from importlib.resources import files

import pytest
from tests.support.intervention_cases import gate_of

from heartsease.core.interventions.definition import Kind
from heartsease.core.safety.condition import keys_of
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.gate import decide
from heartsease.core.safety.rule import Expectation
from heartsease.core.values.quantity import is_readable
from heartsease.library import interventions
from heartsease.library.condition_table import ConditionTables

# Units are converted by the lab definitions; here a bound keeps the unit it is given in.
TABLES = ConditionTables(lambda measure, number, unit: number)
ALL = interventions.load(files("heartsease.knowledge"), TABLES)
CASES = [
    pytest.param(one, case, id=f"{one.id}: {case.says}")
    for one in ALL.values()
    for case in one.cases
]


@pytest.mark.parametrize(("intervention", "case"), CASES)
def test_a_worked_case_comes_out_as_written(intervention, case):
    gate = gate_of(case, interventions.rules_of(intervention))

    assert gate.verdict is case.expect
    if case.rule:
        assert case.rule in {rule.id for rule in gate.deciding}


def those(wanted):
    return [pytest.param(one, id=one.id) for one in ALL.values() if wanted(one)]


def can_stop(intervention):
    return any(keys_of(rule.when) for rule in intervention.stop_if)


@pytest.mark.parametrize("intervention", those(can_stop))
def test_absence_is_not_safety(intervention):
    gate = decide(interventions.rules_of(intervention), Facts({}))

    assert gate.verdict is Expectation.ASK
    assert gate.missing


@pytest.mark.parametrize("intervention", those(lambda i: i.kind is not Kind.EXPLAIN))
def test_somebody_can_be_offered_the_step(intervention):
    let_through = (Expectation.OFFERED, Expectation.CAUTION)

    assert any(case.expect in let_through for case in intervention.cases)


@pytest.mark.parametrize("intervention", those(lambda i: i.kind is not Kind.EXPLAIN))
def test_a_step_is_whole(intervention):
    sizes, judge = intervention.sizes, intervention.judge

    assert all((sizes.tiny, sizes.usual, sizes.full))
    assert judge.weeks > 0
    assert all((judge.keep_if, judge.stop_if, judge.talk_if))


@pytest.mark.parametrize("intervention", those(lambda i: i.kind is Kind.DISCUSS))
def test_a_talk_with_a_professional_brings_the_sentence_to_say(intervention):
    assert intervention.ask_prescriber


@pytest.mark.parametrize("intervention", those(lambda i: i.dose_steps))
def test_doses_rise_week_by_week_in_units_we_can_read(intervention):
    steps = intervention.dose_steps
    weeks = [step.from_week for step in steps]

    assert weeks == sorted(set(weeks))
    assert all(is_readable(s.unit) for s in steps if s.amount is not None)


@pytest.mark.parametrize("intervention", those(lambda i: i.helps))
def test_the_weight_of_a_finding_is_a_share(intervention):
    names = [helped.finding for helped in intervention.helps]

    assert all(0 < helped.weight <= 1 for helped in intervention.helps)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("intervention", those(lambda i: i.needs_finding))
def test_a_step_that_needs_a_finding_names_one(intervention):
    assert intervention.helps


@pytest.mark.parametrize("intervention", those(lambda i: i.evidence))
def test_an_effect_lies_inside_its_interval(intervention):
    for row in intervention.evidence:
        for low, middle, high in (
            (row.low, row.effect, row.high),
            (row.benefit_low, row.benefit_smd, row.benefit_high),
        ):
            if middle is not None:
                assert low is None or low <= middle, row.id
                assert high is None or middle <= high, row.id


def test_the_words_we_never_use_are_not_there():
    never = re.compile(
        r"\b(cures?|resets?|root cause|heals?|healing|detox|stored in the body)\b"
    )
    said = [
        (one.id, found[0])
        for one in ALL.values()
        for text in (one.name, one.honest, one.what, *shown(one))
        if (found := never.search(text.lower()))
    ]

    assert said == []


def shown(intervention):
    sizes, judge = intervention.sizes, intervention.judge
    rules = interventions.rules_of(intervention)
    steps = (step.text for step in intervention.dose_steps)
    return (
        *(sizes.tiny, sizes.usual, sizes.full),
        *(judge.keep_if, judge.stop_if, judge.talk_if),
        *steps,
        *(text for rule in rules for text in (rule.says, rule.action)),
    )
