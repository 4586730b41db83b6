"""Interventions are read strictly, and their rules and evidence hang together."""

import pytest

from heartsease.library import interventions
from heartsease.library.condition_table import ConditionTables
from heartsease.library.errors import KnowledgeError

TABLES = ConditionTables(lambda measure, number, unit: number)

HEAD = """
id = "{id}"
name = "Cold showers"
domain = "nervous_system"
kind = "offer"
who = "you"
tier = "D"
grade = "D"
honest = "No trial."
tested_in_trd = "no"
what = "A cold shower."
ranking_row = "{ranking_row}"
evidence = [{evidence}]
dose_steps = [{{ text = "Ten seconds", from_week = 0 }}]
[sizes]
tiny = "a"
usual = "b"
full = "c"
[burden]
minutes_per_week = 10
effort = 3
cost = 0
[judge]
weeks = 4
measure = "phq9"
keep_if = "a"
stop_if = "b"
talk_if = "c"
"""
ROW = (
    '{ id = "E900", source = "s", topic = "t", design = "d", population = "p", '
    'tested_in = "nobody", comparator = "c", metric = "statement", '
    'certainty = "none", certainty_basis = "b", checked = "unverified", '
    "checked_on = 2026-11-23 }"
)
RULE = """
[[{table}]]
id = "S900"
severity = "{severity}"
when = {{ has = "{condition}" }}
says = "No."
reason = "r"
action = "a"
citations = [{{ source = "s", checked = "unverified", checked_on = 2026-11-23 }}]
"""
DECIDES = """
[[cases]]
says = "With an aneurysm it is blocked"
given = { "has:aneurysm" = true }
expect = "blocked"
rule = "S900"
"""
ASKS = """
[[cases]]
says = "Nothing is known"
otherwise = "unknown"
expect = "ask"
"""


def write(folder, *parts, name="cold", id_=None, evidence="", ranking_row=""):
    (folder / "interventions").mkdir(exist_ok=True)
    head = HEAD.format(id=id_ or name, evidence=evidence, ranking_row=ranking_row)
    file = folder / "interventions" / f"{name}.toml"
    file.write_text(head + "".join(parts), encoding="utf-8")


def a_block(*, table="stop_if", severity="block", condition="aneurysm"):
    return RULE.format(table=table, severity=severity, condition=condition)


def refusal(folder):
    with pytest.raises(KnowledgeError) as caught:
        interventions.load(folder, TABLES)
    return str(caught.value)


def test_a_whole_file_is_read(tmp_path):
    write(tmp_path, a_block(), DECIDES, ASKS, evidence=ROW, ranking_row="E900")

    found = interventions.load(tmp_path, TABLES)

    assert list(found) == ["cold"]
    assert [rule.id for rule in interventions.rules_of(found["cold"])] == ["S900"]


def test_an_id_that_is_not_the_file_name_is_refused(tmp_path):
    write(tmp_path, id_="cold_shower")

    assert refusal(tmp_path) == ("cold.toml: its id is cold_shower; they must be equal")


def test_a_ranking_row_must_be_among_the_evidence(tmp_path):
    write(tmp_path, evidence=ROW, ranking_row="E901")

    assert "ranking_row E901 is not among its evidence" in refusal(tmp_path)


def test_a_rule_that_no_case_shows_is_refused(tmp_path):
    write(tmp_path, a_block(), ASKS)

    assert "rule S900 has no case in which it decides" in refusal(tmp_path)


def test_a_case_for_a_rule_that_is_not_there_is_refused(tmp_path):
    write(tmp_path, DECIDES)

    assert "names rule S900, which is not here" in refusal(tmp_path)


def test_a_gate_needs_its_case_of_not_knowing(tmp_path):
    write(tmp_path, a_block(), DECIDES)

    assert "nothing is known and the gate asks" in refusal(tmp_path)


def test_a_caution_belongs_under_watch(tmp_path):
    write(tmp_path, a_block(severity="caution"), DECIDES, ASKS)

    assert "rule S900 is a caution and belongs under watch" in refusal(tmp_path)


def test_a_block_belongs_under_stop_if(tmp_path):
    write(tmp_path, a_block(table="watch"), DECIDES, ASKS)

    assert "rule S900 is not a caution" in refusal(tmp_path)


def test_a_misspelt_table_of_rules_is_refused(tmp_path):
    write(tmp_path, a_block(table="stop_iff"))

    assert "stop_iff: not a field of Intervention" in refusal(tmp_path)


def test_one_evidence_id_stands_in_one_file_only(tmp_path):
    write(tmp_path, evidence=ROW)
    write(tmp_path, evidence=ROW, name="warm")

    assert refusal(tmp_path) == "warm.toml: evidence E900 stands in cold.toml too"


def test_a_rule_may_stand_in_two_files_when_it_says_the_same(tmp_path):
    write(tmp_path, a_block(), DECIDES, ASKS)
    write(tmp_path, a_block(), DECIDES, ASKS, name="warm")

    assert len(interventions.load(tmp_path, TABLES)) == 2


def test_two_files_may_not_say_different_things_under_one_rule_id(tmp_path):
    write(tmp_path, a_block(), DECIDES, ASKS)
    write(tmp_path, a_block(condition="stroke"), DECIDES, ASKS, name="warm")

    assert refusal(tmp_path) == "warm.toml: rule S900 differs from cold.toml"
