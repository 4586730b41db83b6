"""Massachusetts General Hospital staging (Fava 2003): a sum of half points."""

from collections.abc import Sequence
from dataclasses import dataclass

from heartsease.core.sources.source import Citation
from heartsease.core.staging import counting
from heartsease.core.staging.counting import Assessed, Tally
from heartsease.core.staging.result import Item, Stage
from heartsease.core.values.unknown import Answer, all_of, unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """How many points one thing adds."""

    points: float
    label: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class MghS:
    """The model as data; it has no bands."""

    id: str
    name: str
    adequacy_rules: str
    failure: Points
    optimisation: Points
    augmentation: Points
    ect: Points
    ect_treatment: str
    caveats: tuple[str, ...] = ()
    citation: Citation


def stage(model: MghS, assessed: Sequence[Assessed]) -> Stage:
    """The sum, as lowest and highest where facts are missing."""
    failures = counting.different(assessed, question=counting.counts_as_failure)
    optimised = counting.different(assessed, question=_optimised_failure)
    added = counting.different(assessed, question=counting.failed_augmentation)
    ect = counting.different(
        assessed, question=counting.failed_treatment(model.ect_treatment)
    )
    items = (
        _item("failures", model.failure, failures),
        _item("optimisation", model.optimisation, optimised),
        _item("augmentation", model.augmentation, added),
        _item("ect", model.ect, ect),
    )
    return Stage(
        model=model.id,
        name=model.name,
        adequacy_rules=model.adequacy_rules,
        lowest=sum(item.lowest for item in items),
        highest=sum(item.highest for item in items),
        items=items,
        missing=frozenset[str]().union(*(item.missing for item in items)),
        caveats=model.caveats,
        citation=model.citation,
    )


def _optimised_failure(one: Assessed) -> Answer:
    optimised = one.trial.optimised
    key = f"trial:{one.trial.id}.optimised"
    raised = unknown(key) if optimised is None else optimised
    return all_of((counting.counts_as_failure(one), raised))


def _item(id_: str, points: Points, tally: Tally) -> Item:
    return Item(
        id=id_,
        label=points.label,
        lowest=points.points * tally.lowest,
        highest=points.points * tally.highest,
        trials=tally.trials,
        missing=tally.missing,
        citation=points.citation,
    )
