"""Loads the interventions, and refuses one whose gates or evidence do not hang together.

What is checked here can be seen in one file or between interventions; whether findings,
sources and facts exist is checked where the whole library is put together.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from heartsease.core.interventions.definition import Intervention, Kind
from heartsease.core.safety.condition import keys_of
from heartsease.core.safety.rule import Expectation, Rule, Severity
from heartsease.library.condition_table import ConditionTables
from heartsease.library.errors import KnowledgeError
from heartsease.library.reading import File, read

_OTHERWISE = ("clear", "unknown")
_TESTED = ("yes", "partly", "no")


def load(root: File, tables: ConditionTables) -> Mapping[str, Intervention]:
    """Every intervention by id; `root` is the knowledge folder.

    Raises `KnowledgeError` naming the file when an id is not the file's name, when
    `ranking_row` is not among the evidence, when a rule has no case in which it
    decides, when "absence is not safety" has no case, when an evidence id is used
    twice, or when two files say different things under one rule id.
    """
    folder = root / "interventions"
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    ordered = sorted(files, key=lambda file: file.name)
    found = [_one(file, tables) for file in ordered]
    _evidence_ids_are_unique(found)
    _shared_rules_are_equal(found)
    return MappingProxyType({one.id: one for one in found})


def rules_of(intervention: Intervention) -> tuple[Rule, ...]:
    """The rules of its gate, strict ones first."""
    return (*intervention.stop_if, *intervention.watch)


def _one(file: File, tables: ConditionTables) -> Intervention:
    intervention = read(file, Intervention, tables=tables)
    if f"{intervention.id}.toml" != file.name:
        raise KnowledgeError(
            f"{file.name}: its id is {intervention.id}; they must be equal"
        )
    for problem in _problems(intervention):
        raise KnowledgeError(f"{file.name}: {problem}")
    return intervention


def _problems(intervention: Intervention) -> Iterable[str]:
    rows = {row.id for row in intervention.evidence}
    if intervention.ranking_row and intervention.ranking_row not in rows:
        yield f"ranking_row {intervention.ranking_row} is not among its evidence"
    if intervention.kind is not Kind.EXPLAIN and not intervention.dose_steps:
        yield "a step needs at least one dose step"
    if intervention.tested_in_trd not in _TESTED:
        yield f"tested_in_trd is one of {', '.join(_TESTED)}"
    yield from _rule_problems(intervention)
    yield from _case_problems(intervention)


def _rule_problems(intervention: Intervention) -> Iterable[str]:
    counted = Counter(rule.id for rule in rules_of(intervention))
    for id_, times in counted.items():
        if times > 1:
            yield f"rule {id_} stands here {times} times"
    for rule in intervention.stop_if:
        if rule.severity is Severity.CAUTION:
            yield f"rule {rule.id} is a caution and belongs under watch"
    for rule in intervention.watch:
        if rule.severity is not Severity.CAUTION:
            yield f"rule {rule.id} is not a caution and belongs under stop_if"
    for rule in rules_of(intervention):
        if not rule.citations:
            yield f"rule {rule.id} has no citation"


def _case_problems(intervention: Intervention) -> Iterable[str]:
    known = {rule.id for rule in rules_of(intervention)}
    deciding = {case.rule for case in intervention.cases if case.rule}
    for id_ in sorted(known - deciding):
        yield f"rule {id_} has no case in which it decides"
    for id_ in sorted(deciding - known):
        yield f"a case names rule {id_}, which is not here"
    for case in intervention.cases:
        if case.otherwise not in _OTHERWISE:
            yield f"otherwise is clear or unknown, not {case.otherwise!r}"
    if any(keys_of(rule.when) for rule in intervention.stop_if) and not any(
        case.otherwise == "unknown" and case.expect is Expectation.ASK
        for case in intervention.cases
    ):
        yield "it needs a case in which nothing is known and the gate asks"


def _evidence_ids_are_unique(found: Iterable[Intervention]) -> None:
    seen: dict[str, str] = {}
    for intervention in found:
        for row in intervention.evidence:
            if row.id in seen:
                raise KnowledgeError(
                    f"{intervention.id}.toml: evidence {row.id} "
                    f"stands in {seen[row.id]}.toml too"
                )
            seen[row.id] = intervention.id


def _shared_rules_are_equal(found: Iterable[Intervention]) -> None:
    seen: dict[str, tuple[str, Rule]] = {}
    for intervention in found:
        for rule in rules_of(intervention):
            other, first = seen.setdefault(rule.id, (intervention.id, rule))
            if rule != first:
                raise KnowledgeError(
                    f"{intervention.id}.toml: rule {rule.id} differs from {other}.toml"
                )
