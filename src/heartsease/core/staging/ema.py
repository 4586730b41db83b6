"""The European regulator's wording: two different antidepressants, this episode."""

from collections.abc import Sequence
from dataclasses import dataclass

from heartsease.core.sources.source import Citation
from heartsease.core.staging import counting
from heartsease.core.staging.counting import Assessed
from heartsease.core.staging.result import Item, Stage
from heartsease.core.values.unknown import Answer, Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Ema:
    """The definition as data; `failures_needed` different antidepressants."""

    id: str
    name: str
    adequacy_rules: str
    label: str
    failures_needed: int
    reached_label: str
    not_reached_label: str
    caveats: tuple[str, ...] = ()
    citation: Citation


def stage(model: Ema, assessed: Sequence[Assessed]) -> Stage:
    """How many different adequate antidepressants of this episode did not help enough.

    It is a count of trials, not a diagnosis.
    """
    tally = counting.different(assessed, question=counting.counts_as_failure)
    item = Item(
        id="failures",
        label=model.label,
        lowest=tally.lowest,
        highest=tally.highest,
        trials=tally.trials,
        missing=tally.missing,
        citation=model.citation,
    )
    return Stage(
        model=model.id,
        name=model.name,
        adequacy_rules=model.adequacy_rules,
        lowest=tally.lowest,
        highest=tally.highest,
        lowest_label=_label(model, tally.lowest),
        highest_label=_label(model, tally.highest),
        items=(item,),
        missing=tally.missing,
        caveats=model.caveats,
        citation=model.citation,
    )


def reached(model: Ema, result: Stage) -> Answer:
    """Whether the number of failures in the definition is met by the trials listed."""
    if result.lowest is None or result.highest is None:
        return Unknown(result.missing)
    if result.lowest >= model.failures_needed:
        return True
    if result.highest >= model.failures_needed or not result.list_is_complete:
        return Unknown(result.missing | {"trials_complete_on"})
    return False


def _label(model: Ema, failures: float) -> str:
    enough = failures >= model.failures_needed
    return model.reached_label if enough else model.not_reached_label
