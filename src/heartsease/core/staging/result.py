"""What a staging model says: points or a stage, as a range where facts are missing."""

from dataclasses import dataclass

from heartsease.core.sources.source import Citation
from heartsease.core.values.unknown import Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row of a model: from its trials, by its rule, with the rule's source.

    `proposed` is a category read from a self-report, for a clinician to confirm.
    """

    id: str
    label: str
    lowest: float
    highest: float
    trials: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset()
    citation: Citation
    proposed: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """`lowest` and `highest` are None when nothing can be said at all.

    `adequacy_rules` names the rule set the trials were judged by.
    `list_is_complete` False means that the trials listed may not be all of them.
    """

    model: str
    name: str
    adequacy_rules: str
    lowest: float | None
    highest: float | None
    lowest_label: str = ""
    highest_label: str = ""
    items: tuple[Item, ...] = ()
    missing: frozenset[str] = frozenset()
    list_is_complete: bool = False
    caveats: tuple[str, ...] = ()
    citation: Citation

    @property
    def total(self) -> float | Unknown:
        """The one value, when lowest and highest are the same; else Unknown."""
        if self.lowest is not None and self.lowest == self.highest:
            return self.lowest
        return Unknown(self.missing)
