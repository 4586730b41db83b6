"""Thase and Rush 1997: five stages by the classes of antidepressant that failed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from heartsease.core.medicines.names import Formulary
from heartsease.core.sources.source import Citation
from heartsease.core.staging import counting
from heartsease.core.staging.counting import Assessed, Tally
from heartsease.core.staging.result import Item, Stage
from heartsease.core.values.unknown import (
    Answer,
    Unknown,
    all_of,
    any_of,
    unknown,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassGroup:
    """Classes that count as one; two groups are distinctly different."""

    id: str
    classes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRule:
    """A stage needs every stage below it, and one more thing.

    The one thing is: so many different failures, so many different groups, a failure
    in a class, or a failed course of a treatment (ECT on both sides).
    """

    stage: int
    label: str
    says: str
    failures_at_least: int | None = None
    groups_at_least: int | None = None
    failed_class: str = ""
    failed_treatment: str = ""
    bilateral: bool = False
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class ThaseRush:
    """The model as data."""

    id: str
    name: str
    adequacy_rules: str
    none_label: str
    groups: tuple[ClassGroup, ...]
    stages: tuple[StageRule, ...]
    caveats: tuple[str, ...] = ()
    citation: Citation


def stage(
    model: ThaseRush, assessed: Sequence[Assessed], *, formulary: Formulary
) -> Stage:
    """The stage reached for certain, and the highest that missing facts allow."""
    reached: list[Answer] = []
    items: list[Item] = []
    for rule in model.stages:
        answer = _needs(rule, model, assessed, formulary)
        reached.append(all_of((*reached[-1:], answer)))
        items.append(_item(rule, reached[-1], assessed))
    certain = [r for r, a in zip(model.stages, reached, strict=True) if a is True]
    possible = [r for r, a in zip(model.stages, reached, strict=True) if a is not False]
    return Stage(
        model=model.id,
        name=model.name,
        adequacy_rules=model.adequacy_rules,
        lowest=certain[-1].stage if certain else 0,
        highest=possible[-1].stage if possible else 0,
        lowest_label=certain[-1].label if certain else model.none_label,
        highest_label=possible[-1].label if possible else model.none_label,
        items=tuple(items),
        missing=frozenset[str]().union(*(item.missing for item in items)),
        caveats=model.caveats,
        citation=model.citation,
    )


def _item(rule: StageRule, answer: Answer, assessed: Sequence[Assessed]) -> Item:
    counted = [one for one in assessed if counting.counts_as_failure(one) is True]
    return Item(
        id=rule.label,
        label=rule.says,
        lowest=answer is True,
        highest=answer is not False,
        trials=tuple(sorted(one.trial.id for one in counted)),
        missing=answer.missing if isinstance(answer, Unknown) else frozenset(),
        citation=rule.citation,
    )


def _needs(
    rule: StageRule,
    model: ThaseRush,
    assessed: Sequence[Assessed],
    formulary: Formulary,
) -> Answer:
    failure = counting.counts_as_failure
    if rule.failures_at_least is not None:
        tally = counting.different(assessed, question=failure)
        return _at_least(tally, rule.failures_at_least)
    if rule.groups_at_least is not None:
        group_of = _group_of(model, assessed, formulary)
        tally = counting.groups(assessed, question=failure, group_of=group_of)
        return _at_least(tally, rule.groups_at_least)
    if rule.failed_class:
        return any_of(
            failure(one)
            for one in assessed
            if one.trial.treatment is None
            or rule.failed_class in formulary.classes_of(one.trial.treatment)
        )
    return any_of(_failed_course(one, rule) for one in assessed)


def _failed_course(one: Assessed, rule: StageRule) -> Answer:
    sides: Answer = True
    if rule.bilateral:  # uncovered: the published rule always asks for it
        bilateral = one.trial.bilateral
        key = f"trial:{one.trial.id}.bilateral"
        sides = unknown(key) if bilateral is None else bilateral
    return all_of((counting.failed_treatment(rule.failed_treatment)(one), sides))


def _at_least(tally: Tally, number: int) -> Answer:
    if tally.lowest >= number:
        return True
    return Unknown(tally.missing) if tally.highest >= number else False


def _group_of(
    model: ThaseRush, assessed: Sequence[Assessed], formulary: Formulary
) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for one in assessed:
        treatment = one.trial.treatment
        if treatment is None:
            continue
        classes = formulary.classes_of(treatment)
        for group in model.groups:
            if classes & set(group.classes):
                found[treatment] = group.id
                break
    return found
