"""Every global safety rule decides its own worked cases."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pytest

from heartsease.core.safety import condition
from heartsease.core.safety.condition import Condition
from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.safety.global_rule import GlobalRule, GlobalRuleCase
from heartsease.core.safety.rule import Severity
from heartsease.core.values.unknown import Answer, Unknown, all_of, any_of, negate
from heartsease.library import conditions, safety
from heartsease.library.condition_table import ConditionTables
from heartsease.library.errors import KnowledgeError

KNOWLEDGE = files("heartsease.knowledge")
TABLES = ConditionTables(lambda measure, number, unit: number)
RULES = safety.load(KNOWLEDGE, TABLES)
WORDS: Mapping[str, Answer] = {"yes": True, "no": False}
EXPECTED_IDS = {
    *("S001", "S002", "S003", "S004", "S005", "S006", "S007"),
    *("S014", "S077", "S078", "S079", "S080", "S214", "S215"),
}


def answer(when: Condition, given: Mapping[str, bool | float | str]) -> Answer:
    return condition.ask(when, Facts({k: Fact(value=v) for k, v in given.items()}))


def answer_with_the_rest_clear(
    when: Condition, given: Mapping[str, bool | float | str]
) -> Answer:
    match when:
        case condition.All(parts):
            return all_of(answer_with_the_rest_clear(part, given) for part in parts)
        case condition.Any(parts):
            return any_of(answer_with_the_rest_clear(part, given) for part in parts)
        case condition.Not(part):
            return negate(answer_with_the_rest_clear(part, given))
        case condition.IfKnown(part):
            return answer_with_the_rest_clear(part, given) is True
        case condition.Always():
            return True
        case _:
            known = condition.keys_of(when) <= set(given)
            return answer(when, given) if known else False


@pytest.mark.parametrize(
    ("rule", "case"),
    [
        pytest.param(rule, case, id=f"{rule.rule.id}: {case.says}")
        for rule in RULES
        for case in rule.cases
    ],
)
def test_a_case_is_decided_as_written(rule: GlobalRule, case: GlobalRuleCase) -> None:
    ask = answer if case.otherwise == "unknown" else answer_with_the_rest_clear
    found = ask(rule.rule.when, case.given)

    if case.holds == "unknown":
        assert isinstance(found, Unknown), found
    else:
        assert found is WORDS[case.holds]


@pytest.mark.parametrize("rule", RULES, ids=lambda one: one.rule.id)
def test_absence_is_never_safety(rule: GlobalRule) -> None:
    assert isinstance(answer(rule.rule.when, {}), Unknown)


@pytest.mark.parametrize("rule", RULES, ids=lambda one: one.rule.id)
def test_a_rule_shows_when_it_holds_when_it_does_not_and_when_nobody_knows(
    rule: GlobalRule,
) -> None:
    assert {case.holds for case in rule.cases} == {"yes", "no", "unknown"}


@pytest.mark.parametrize("rule", RULES, ids=lambda one: one.rule.id)
def test_a_rule_names_its_sources(rule: GlobalRule) -> None:
    assert rule.rule.citations
    for citation in rule.rule.citations:
        assert (KNOWLEDGE / "sources" / f"{citation.source}.toml").is_file(), citation


def test_the_rules_that_concern_everybody_are_all_here() -> None:
    assert {rule.rule.id for rule in RULES} == EXPECTED_IDS


def test_suicide_risk_comes_first_and_has_no_exception() -> None:
    first, second, *_ = RULES

    assert (first.rule.id, second.rule.id) == ("S001", "S002")
    assert first.except_for == second.except_for == ()
    assert second.rule.severity is Severity.EMERGENCY


def test_an_unasked_item_9_asks_for_item_9_alone() -> None:
    found = answer(RULES[0].rule.when, {})

    assert isinstance(found, Unknown)
    assert found.missing == {"item:phq9.self_harm"}


def test_every_condition_a_rule_asks_about_is_in_the_vocabulary() -> None:
    terms = conditions.terms(conditions.load(KNOWLEDGE))
    for rule in RULES:
        for key in condition.keys_of(rule.rule.when):
            kind, _, name = key.partition(":")
            assert kind != "has" or name in terms, (rule.rule.id, key)


RULE = """
[[rules]]
id = "S900"
order = 1
scope = [{scope}]
severity = "caution"
says = "says"
reason = "reason"
action = "action"
when = {{ always = true }}
citations = []
{more}
"""


def a_safety_file(root: Path, *rules: str) -> None:
    (root / "safety").mkdir()
    (root / "safety" / "one.toml").write_text("".join(rules))


def test_an_id_used_twice_is_refused(tmp_path: Path) -> None:
    rule = RULE.format(scope='"all"', more="")
    a_safety_file(tmp_path, rule, rule)

    with pytest.raises(KnowledgeError, match="S900: stands twice"):
        safety.load(tmp_path, TABLES)


def test_a_rule_that_guards_nothing_is_refused(tmp_path: Path) -> None:
    a_safety_file(tmp_path, RULE.format(scope="", more=""))

    with pytest.raises(KnowledgeError, match="scope is empty"):
        safety.load(tmp_path, TABLES)


def test_a_misspelt_exception_is_refused_rather_than_dropped(tmp_path: Path) -> None:
    a_safety_file(tmp_path, RULE.format(scope='"all"', more='except_fro = ["walking"]'))

    with pytest.raises(KnowledgeError, match="except_fro"):
        safety.load(tmp_path, TABLES)
