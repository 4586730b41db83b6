"""The gate of one step: the strictest rule wins and nothing unknown passes as safe."""

import pytest

from heartsease.core.safety.condition import Always, Compare, Condition, Is
from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.safety.gate import decide
from heartsease.core.safety.rule import Expectation, Rule, Severity


def a_rule(name, severity, when: Condition | None = None):
    return Rule(
        id=name,
        severity=severity,
        when=when or Is(f"has:{name}"),
        says="",
        reason="",
        action="",
        citations=(),
    )


BLOCK = a_rule("aneurysm", Severity.BLOCK)
CLINICIAN = a_rule("bipolar", Severity.NEEDS_CLINICIAN)
CAUTION = a_rule("asthma", Severity.CAUTION)


def facts(**known):
    return Facts({f"has:{name}": Fact(value=value) for name, value in known.items()})


def test_a_step_without_rules_is_offered():
    assert decide((), facts()).verdict is Expectation.OFFERED


def test_nothing_known_asks_for_every_stop_rule_at_once():
    gate = decide((CAUTION, CLINICIAN, BLOCK), facts())

    assert gate.verdict is Expectation.ASK
    assert gate.deciding == (BLOCK,)
    assert gate.missing == {"has:aneurysm", "has:bipolar"}


def test_a_block_that_holds_beats_every_unknown():
    gate = decide((CLINICIAN, BLOCK), facts(aneurysm=True))

    assert gate.verdict is Expectation.BLOCKED
    assert gate.deciding == (BLOCK,)
    assert gate.missing == frozenset()


def test_an_unknown_block_asks_even_when_a_clinician_is_needed_anyway():
    gate = decide((CLINICIAN, BLOCK), facts(bipolar=True))

    assert gate.verdict is Expectation.ASK
    assert gate.deciding == (BLOCK,)
    assert gate.missing == {"has:aneurysm"}


def test_a_known_need_for_a_clinician_lists_the_other_open_questions():
    other = a_rule("epilepsy", Severity.NEEDS_CLINICIAN)

    gate = decide((CLINICIAN, other, BLOCK), facts(aneurysm=False, bipolar=True))

    assert gate.verdict is Expectation.CLINICIAN
    assert gate.deciding == (CLINICIAN,)
    assert gate.missing == {"has:epilepsy"}


def test_an_unknown_need_for_a_clinician_asks():
    gate = decide((CLINICIAN, BLOCK), facts(aneurysm=False))

    assert gate.verdict is Expectation.ASK
    assert gate.deciding == (CLINICIAN,)
    assert gate.missing == {"has:bipolar"}


def test_an_unknown_caution_is_listed_and_does_not_stop_the_step():
    gate = decide((CAUTION, BLOCK), facts(aneurysm=False))

    assert gate.verdict is Expectation.OFFERED
    assert gate.conditional_cautions == (CAUTION,)
    assert gate.cautions == ()
    assert gate.missing == frozenset()


def test_a_caution_that_holds_is_the_verdict_when_nothing_is_stricter():
    gate = decide((CAUTION, BLOCK), facts(aneurysm=False, asthma=True))

    assert gate.verdict is Expectation.CAUTION
    assert gate.deciding == gate.cautions == (CAUTION,)


def test_a_caution_that_holds_is_kept_beside_a_stricter_verdict():
    gate = decide((CAUTION, CLINICIAN), facts(bipolar=True, asthma=True))

    assert gate.verdict is Expectation.CLINICIAN
    assert gate.cautions == (CAUTION,)


def test_a_note_for_everybody_is_a_caution_without_any_fact():
    note = a_rule("note", Severity.CAUTION, Always())

    assert decide((note,), facts()).verdict is Expectation.CAUTION


@pytest.mark.parametrize("severity", [Severity.EMERGENCY, Severity.BLOCK_UNTIL_FLOW])
def test_the_stricter_severities_block_a_step(severity):
    rule = a_rule("aneurysm", severity)

    assert decide((rule,), facts(aneurysm=True)).verdict is Expectation.BLOCKED
    assert decide((rule,), facts()).verdict is Expectation.ASK
    assert decide((rule,), facts(aneurysm=False)).verdict is Expectation.OFFERED


def test_the_gate_keeps_the_facts_it_rests_on_in_key_order():
    bmi = a_rule("thin", Severity.BLOCK, Compare(key="value:bmi", below=18.5))
    known = Facts({"value:bmi": Fact(value=17.0), "has:aneurysm": Fact(value=True)})

    gate = decide((bmi, BLOCK), known)

    assert [key for key, _ in gate.used] == ["has:aneurysm", "value:bmi"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_the_order_of_the_rules_does_not_change_the_verdict(order):
    rules = (BLOCK, CLINICIAN, CAUTION)
    known = facts(aneurysm=False, bipolar=True, asthma=True)

    gate = decide(tuple(rules[n] for n in order), known)

    assert gate.verdict is Expectation.CLINICIAN
