"""Every worked case of every intervention comes out as its file says."""

from importlib.resources import files

import pytest
from tests.support.intervention_cases import gate_of

from heartsease.core.interventions.definition import Kind
from heartsease.core.safety.condition import keys_of
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.gate import decide
from heartsease.core.safety.rule import Expectation
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


@pytest.mark.parametrize("intervention", ALL.values(), ids=ALL.keys())
def test_absence_is_not_safety(intervention):
    stops = [rule for rule in intervention.stop_if if keys_of(rule.when)]
    if not stops:
        pytest.skip("this step has no rule that could stop it")

    gate = decide(interventions.rules_of(intervention), Facts({}))

    assert gate.verdict is Expectation.ASK
    assert gate.missing


@pytest.mark.parametrize("intervention", ALL.values(), ids=ALL.keys())
def test_a_step_is_whole(intervention):
    if intervention.kind is Kind.EXPLAIN:
        pytest.skip("explained, never a step")

    sizes = intervention.sizes
    assert all((sizes.tiny, sizes.usual, sizes.full))
    assert intervention.judge.weeks > 0
    assert intervention.judge.keep_if
    assert intervention.judge.stop_if
    assert intervention.judge.talk_if


@pytest.mark.parametrize("intervention", ALL.values(), ids=ALL.keys())
def test_a_talk_with_a_professional_brings_the_sentence_to_say(intervention):
    if intervention.kind is not Kind.DISCUSS:
        pytest.skip("not a talk with a professional")

    assert intervention.ask_prescriber


@pytest.mark.parametrize("intervention", ALL.values(), ids=ALL.keys())
def test_the_weight_of_a_finding_is_a_share(intervention):
    assert all(0 < help_.weight <= 1 for help_ in intervention.helps)
    names = [help_.finding for help_ in intervention.helps]
    assert len(names) == len(set(names))
