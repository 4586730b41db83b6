"""Loads the food tags with their nutrients, and the lines a week is looked at with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from heartsease.core.food.definition import (
    ENERGY,
    Component,
    FoodKnowledge,
    Parameter,
    Reaction,
    Tag,
)
from heartsease.core.sources.source import Citation
from heartsease.library import reading
from heartsease.library.errors import KnowledgeError


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tags:
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parameters:
    energy_mean: float
    left_out: tuple[str, ...]
    parameters: tuple[Parameter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pattern:
    fewest_days: int
    fewest_meals: float
    days: int
    even_within: float
    swaps: int
    fewest_days_citation: Citation
    parameters_citation: Citation
    nutrients_citation: Citation
    components: tuple[Component, ...]
    reactions: tuple[Reaction, ...]


def load(
    folder: reading.File,
    *,
    rules: Mapping[str, frozenset[str]],
    sources: frozenset[str],
) -> FoodKnowledge:
    """Everything under `folder`/food; `rules` are the rule ids of each intervention.

    Raises `KnowledgeError` when a tag stands twice, when a warning, a tag, a source or
    a nutrient is not defined, or when a line has no bound or both.
    """
    food = folder / "food"
    tags = reading.read(food / "tags.toml", _Tags).tags
    pattern = reading.read(food / "pattern.toml", _Pattern)
    index = reading.read(food / "parameters.toml", _Parameters)
    nutrients = reading.table(food / "nutrients.toml")
    by_id = {tag.id: tag for tag in tags}
    problems = [
        *_tag_problems(tags, rules),
        *_nutrient_problems(nutrients, by_id, index.parameters),
        *_component_problems(pattern.components, by_id),
        *_rule_problems(pattern, rules),
        *_source_problems(pattern, sources),
    ]
    for problem in problems:
        raise KnowledgeError(f"food: {problem}")
    return FoodKnowledge(
        tags=MappingProxyType(
            {
                tag.id: replace(tag, nutrients=MappingProxyType(nutrients[tag.id]))
                for tag in tags
            }
        ),
        components=pattern.components,
        parameters=index.parameters,
        energy_mean=index.energy_mean,
        left_out=index.left_out,
        fewest_days=pattern.fewest_days,
        fewest_meals=pattern.fewest_meals,
        days=pattern.days,
        even_within=pattern.even_within,
        swaps=pattern.swaps,
        reactions=pattern.reactions,
        fewest_days_citation=pattern.fewest_days_citation,
        parameters_citation=pattern.parameters_citation,
        nutrients_citation=pattern.nutrients_citation,
    )


def _tag_problems(
    tags: tuple[Tag, ...], rules: Mapping[str, frozenset[str]]
) -> Iterable[str]:
    ids = [tag.id for tag in tags]
    for id_ in sorted({one for one in ids if ids.count(one) > 1}):
        yield f"tag {id_} stands twice"
    for tag in tags:
        if tag.nutrients:
            yield f"tag {tag.id}: nutrients are written by scripts/food_table.py"
        for name in _unknown_rules(tag.warned_by, rules):
            yield f"tag {tag.id}: there is no rule {name}"
        for name in sorted(tag.warned_about.keys() - set(tag.warned_by)):
            yield f"tag {tag.id}: {name} is not among its warnings"


def _rule_problems(
    pattern: _Pattern, rules: Mapping[str, frozenset[str]]
) -> Iterable[str]:
    for one in pattern.components:
        for name in _unknown_rules(one.swap_asks, rules):
            yield f"line {one.id}: there is no rule {name}"
    for reaction in pattern.reactions:
        for name in _unknown_rules(reaction.after, rules):
            yield f"a reaction: there is no rule {name}"


def _unknown_rules(
    names: Iterable[str], rules: Mapping[str, frozenset[str]]
) -> Iterable[str]:
    for name in names:
        intervention, _, rule = name.partition(":")
        if rule not in rules.get(intervention, frozenset()):
            yield name


def _nutrient_problems(
    nutrients: Mapping[str, Mapping[str, float]],
    tags: Mapping[str, Tag],
    parameters: tuple[Parameter, ...],
) -> Iterable[str]:
    known = {ENERGY, *(one.id for one in parameters)}
    for id_ in sorted(tags.keys() ^ nutrients.keys()):
        yield f"tag {id_} stands in only one of tags.toml and nutrients.toml"
    for id_, amounts in nutrients.items():
        for name in sorted(amounts.keys() - known):
            yield f"nutrients of {id_}: {name} is not a parameter"
        if amounts and ENERGY not in amounts:
            yield f"nutrients of {id_}: {ENERGY} is missing"
        for name, amount in amounts.items():
            if not isinstance(amount, int | float) or amount < 0:
                yield f"nutrients of {id_}: {name} is {amount!r}"
    for parameter in parameters:
        if parameter.deviation <= 0:
            yield f"parameter {parameter.id}: its deviation has to be above 0"


def _component_problems(
    components: tuple[Component, ...], tags: Mapping[str, Tag]
) -> Iterable[str]:
    for one in components:
        for tag in one.tags:
            if tag not in tags:
                yield f"line {one.id}: tag {tag} is not defined"
        if (one.at_least is None) == (one.fewer_than is None):
            yield f"line {one.id}: it needs at_least or fewer_than, and not both"


def _source_problems(pattern: _Pattern, sources: frozenset[str]) -> Iterable[str]:
    cited = (
        pattern.fewest_days_citation,
        pattern.parameters_citation,
        pattern.nutrients_citation,
        *(one.citation for one in pattern.components),
        *(one.citation for one in pattern.reactions),
    )
    for citation in cited:
        if citation.source not in sources:
            yield f"source {citation.source} has no file"
