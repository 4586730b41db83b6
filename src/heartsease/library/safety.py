"""Reads the safety rules that guard more than one step."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from heartsease.core.safety.global_rule import GlobalRule
from heartsease.library import reading
from heartsease.library.condition_table import ConditionTables
from heartsease.library.errors import KnowledgeError

FOLDER = "safety"
HOLDS = ("yes", "no", "unknown")

_OWN = frozenset(field.name for field in fields(GlobalRule)) - {"rule"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    rules: tuple[GlobalRule, ...]


def load(root: reading.File, tables: ConditionTables) -> tuple[GlobalRule, ...]:
    """Every rule under `root`/safety in order of evaluation, then by id.

    Raises `KnowledgeError` when an id is used twice or a rule guards nothing.
    """
    files = [one for one in (root / FOLDER).iterdir() if one.name.endswith(".toml")]
    rules = [rule for file in files for rule in _rules(file, tables)]
    rules.sort(key=lambda one: (one.order, one.rule.id))
    for one, other in zip(rules, rules[1:], strict=False):
        if one.rule.id == other.rule.id:
            raise KnowledgeError(f"{one.rule.id}: stands twice among the global rules")
    return tuple(rules)


def _rules(file: reading.File, tables: ConditionTables) -> tuple[GlobalRule, ...]:
    data = reading.table(file)
    listed = data.get("rules")
    if not isinstance(listed, list):
        raise KnowledgeError(f"{file.name}: needs [[rules]]")
    nested = {**data, "rules": [_nest(one) for one in listed]}
    rules = reading.build(nested, _File, where=file.name, tables=tables).rules
    for rule in rules:
        where = f"{file.name}: {rule.rule.id}"
        if not rule.scope:
            raise KnowledgeError(f"{where}: the scope is empty")
        if any(case.holds not in HOLDS for case in rule.cases):
            raise KnowledgeError(f"{where}: a case holds: {', '.join(HOLDS)}")
    return rules


def _nest(flat: Mapping[str, Any]) -> dict[str, Any]:
    """A rule is written flat; here its own fields and those of its scope part."""
    own = {key: value for key, value in flat.items() if key in _OWN}
    return {
        **own,
        "rule": {key: value for key, value in flat.items() if key not in _OWN},
    }
