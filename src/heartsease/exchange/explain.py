"""Why: the chain from a fact of the record through a rule to its source.

Works for a finding, an intervention (its gate, rank and evidence), a safety rule, a
stage and a question; with no record it shows the rule and its sources alone.
"""

from collections.abc import Iterable, Iterator

from heartsease.core.evidence.evidence import EvidenceRow
from heartsease.core.interventions.definition import Intervention
from heartsease.core.plan.finding import FindingDefinition
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.map import facts_used
from heartsease.core.plan.picture import Picture
from heartsease.core.plan.plan import Candidate
from heartsease.core.plan.question import Ranked
from heartsease.core.safety.condition import (
    All,
    Always,
    Any,
    Compare,
    Condition,
    IfKnown,
    Is,
    Not,
    OneOf,
    ask,
)
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.rule import Rule
from heartsease.core.sources.source import Checked, Citation
from heartsease.core.staging.result import Stage
from heartsease.core.values.unknown import Answer, Unknown

NO_FACTS = Facts({})


def topics(knowledge: Knowledge) -> tuple[str, ...]:
    """Every id that can be explained without a record."""
    return tuple(
        sorted({*knowledge.findings, *knowledge.interventions, *_rules(knowledge)})
    )


def explain(id_: str, knowledge: Knowledge, picture: Picture | None) -> str | None:
    """The chain for one id as text, or None when nothing has that id."""
    facts = picture.facts if picture else NO_FACTS
    lines: list[str] = []
    if finding := knowledge.findings.get(id_):
        lines += _finding(finding, facts, knowledge)
    if one := knowledge.interventions.get(id_):
        lines += _intervention(one, facts, knowledge, picture)
    if rule := _rules(knowledge).get(id_):
        lines += _rule(rule, facts, knowledge)
    if picture is not None:
        for ranked in picture.questions:
            if id_ in (ranked.question.id, ranked.question.id.partition(":")[2]):
                lines += _question(ranked)
        lines += [
            line
            for stage in picture.staging.stages
            if stage.model == id_
            for line in _stage(stage, knowledge)
        ]
    return "\n".join(lines) + "\n" if lines else None


def describe(condition: Condition) -> str:
    """A condition in words, with its facts by key."""
    match condition:
        case Is(key):
            return key
        case Compare():
            return f"{condition.key} {_bounds(condition)}"
        case OneOf(key, names):
            return f"{key} is {' or '.join(sorted(names))}"
        case All(parts):
            return "(" + " and ".join(describe(part) for part in parts) + ")"
        case Any(parts):
            return "(" + " or ".join(describe(part) for part in parts) + ")"
        case Not(part):
            return f"not {describe(part)}"
        case IfKnown(part):
            return f"known that {describe(part)}"
        case Always():
            return "always"


def _bounds(one: Compare) -> str:
    said = (
        ("at least", one.at_least),
        ("above", one.above),
        ("at most", one.at_most),
        ("below", one.below),
    )
    return " and ".join(
        f"{word} {bound:g}" for word, bound in said if bound is not None
    )


def _answer(answer: Answer) -> str:
    if isinstance(answer, Unknown):
        return f"not known; missing: {', '.join(sorted(answer.missing))}"
    return "holds" if answer else "does not hold"


def _condition(
    condition: Condition, facts: Facts, *, with_record: bool
) -> Iterator[str]:
    yield f"  rule: {describe(condition)}"
    if not with_record:
        return
    yield f"  answer: {_answer(ask(condition, facts))}"
    for fact in facts_used(condition, facts):
        rows = "; ".join(
            f"{row.source} {row.row} ({row.certainty.value})".replace("  ", " ")
            for row in fact.rows
        )
        shown = f"{_shown(fact.value)} {fact.on}".rstrip()
        yield f"  fact: {fact.key} = {shown} <- {rows or _without_rows(fact.key)}"
        if fact.note:
            yield f"        {fact.note}"


def _without_rows(key: str) -> str:
    """What a fact rests on that no row of the record states."""
    listed = key.startswith(("taking:", "fact:"))
    return "a list that was said to be whole" if listed else "age or sex"


def _shown(value: bool | float | str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _finding(
    finding: FindingDefinition, facts: Facts, knowledge: Knowledge
) -> Iterator[str]:
    yield f"finding {finding.id}: {finding.title} [{finding.domain}]"
    yield from _condition(finding.when, facts, with_record=facts is not NO_FACTS)
    yield (
        f"  matters: tier {finding.matters.value}; tested in hard-to-treat depression: "
        f"{finding.tested_in_trd}. {finding.matters_sentence}"
    )
    yield f"  settles it: {finding.settles} ({finding.ordered_by})"
    yield f"  would change our mind: {finding.changes_mind}"
    yield from _rows(finding.evidence, knowledge)
    yield from _sources(finding.citations, knowledge)


def _intervention(
    one: Intervention, facts: Facts, knowledge: Knowledge, picture: Picture | None
) -> Iterator[str]:
    yield f"intervention {one.id}: {one.name} [{one.domain}] tier {one.grade}"
    yield f"  {one.honest}"
    if picture is not None and (candidate := _candidate(one.id, picture)):
        yield from _rank(candidate, picture)
    for rule in knowledge.rules_of[one.id]:
        yield from _rule(rule, facts, knowledge)
    yield from _rows(one.evidence, knowledge)


def _candidate(id_: str, picture: Picture) -> Candidate | None:
    listed = (*picture.plan.steps, *picture.plan.left_out)
    return next((one for one in listed if one.intervention.id == id_), None)


def _rank(candidate: Candidate, picture: Picture) -> Iterator[str]:
    worth = candidate.worth
    yield (
        f"  rank: {worth.value:.4f} = benefit {worth.benefit:.3f}"
        f"{' (assumed)' if worth.benefit_assumed else ''}"
        f" x certainty {worth.certainty:g} x directness {worth.directness:g}"
        f" x fit {worth.fit:.2f} x ease {worth.ease:.2f} x wish {worth.wish:g}"
        f" (row {worth.row or 'none'})"
    )
    names = ", ".join(found.definition.id for found in candidate.because)
    yield f"  findings that point to it: {names or 'none'}"
    if candidate.left is None:
        place = picture.plan.steps.index(candidate) + 1
        yield f"  place: step {place}"
    else:
        detail = ", ".join(candidate.left_detail)
        yield f"  left out: {candidate.left.value} {detail}".rstrip()
    yield f"  gate: {candidate.gate.verdict.value}"


def _rule(rule: Rule, facts: Facts, knowledge: Knowledge) -> Iterator[str]:
    yield f"  rule {rule.id} ({rule.severity.value}): {rule.reason}"
    for line in _condition(rule.when, facts, with_record=facts is not NO_FACTS):
        yield f"  {line}"
    for line in _sources(rule.citations, knowledge):
        yield f"  {line}"


def _question(ranked: Ranked) -> Iterator[str]:
    yield f"question {ranked.question.id}: {ranked.question.title}"
    yield (
        f"  worth {ranked.worth:.4f} a minute = (expected change "
        f"{ranked.expected_change:.4f} + unlocks {ranked.unlocks:.4f}) / "
        f"{ranked.effort_minutes:.1f} min"
    )
    for result in ranked.question.results:
        yield f"  {result.share:6.1%}  {result.label}"


def _stage(stage: Stage, knowledge: Knowledge) -> Iterator[str]:
    yield f"stage {stage.model}: {stage.name} (trials judged by {stage.adequacy_rules})"
    yield (
        f"  from {stage.lowest_label or stage.lowest} to "
        f"{stage.highest_label or stage.highest}"
    )
    for item in stage.items:
        trials = ", ".join(item.trials)
        yield f"  {item.label}: {item.lowest:g} to {item.highest:g} <- {trials or '-'}"
        if item.proposed:
            yield f"    proposed: {item.proposed}, for a clinician to confirm"
        if item.missing:
            yield f"    missing: {', '.join(sorted(item.missing))}"
        for line in _sources((item.citation,), knowledge):
            yield f"  {line}"
    for caveat in stage.caveats:
        yield f"  {caveat}"


def _rows(rows: Iterable[EvidenceRow], knowledge: Knowledge) -> Iterator[str]:
    for row in rows:
        interval = (
            f" ({row.low:g} to {row.high:g})"
            if row.low is not None and row.high is not None
            else ""
        )
        effect = "" if row.effect is None else f" {row.effect:g}{interval}"
        yield (
            f"  evidence {row.id}: {row.metric.value}{effect}, {row.certainty.value} "
            f"certainty, tested in {row.tested_in.value}; {row.population}; "
            f"against {row.comparator or 'no comparator'}{_mark(row.checked)}"
        )
        yield f"    <- {_source(row.source, knowledge)}"


def _sources(citations: Iterable[Citation], knowledge: Knowledge) -> Iterator[str]:
    for one in citations:
        yield f"  source: {_source(one.source, knowledge)}{_mark(one.checked)}"
        if one.note:
            yield f"    {one.note}"


def _source(id_: str, knowledge: Knowledge) -> str:
    one = knowledge.sources.get(id_)
    if one is None:
        return id_
    where = f"doi {one.doi}" if one.doi else one.url
    return f"{id_}: {one.title}{f' ({one.year})' if one.year else ''} {where}".rstrip()


def _mark(checked: Checked) -> str:
    return "" if checked is Checked.VERIFIED else f" [{checked.value}]"


def _rules(knowledge: Knowledge) -> dict[str, Rule]:
    listed = [
        *(one.rule for one in knowledge.global_rules),
        *(rule for rules in knowledge.rules_of.values() for rule in rules),
    ]
    found: dict[str, Rule] = {}
    for rule in listed:
        found.setdefault(rule.id, rule)
    return found
