"""Maudsley Staging Method: duration, severity and treatments that failed, 3 to 15."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.sources.source import Citation
from heartsease.core.staging import counting
from heartsease.core.staging.counting import Assessed, Question, Tally
from heartsease.core.staging.result import Item, Stage

MONTHS_PER_YEAR = 12  # the calendar's


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step of a count or a length: from `at_least` on, so many points."""

    at_least: float
    points: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Steps in rising order, with where they come from."""

    label: str
    levels: tuple[Level, ...]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A severity; `only_clinician` ones are never proposed from a self-report."""

    id: str
    label: str
    points: float
    only_clinician: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Severity:
    """The categories in rising order."""

    label: str
    categories: tuple[Category, ...]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class FromScore:
    """Proposes a category from a score, for a clinician to confirm."""

    at_least: float
    category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityProposal:
    """From which score, by which steps in rising order."""

    key: str  # a fact key, "score:phq9"
    levels: tuple[FromScore, ...]
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """Points for a kind of treatment that was used, however often."""

    points: float
    label: str
    citation: Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class Maudsley:
    """The model as data."""

    id: str
    name: str
    adequacy_rules: str
    duration: Scale
    severity: Severity
    proposal: SeverityProposal
    failures: Scale
    augmentation: Used
    ect: Used
    ect_treatment: str
    bands: tuple[Level, ...]
    caveats: tuple[str, ...] = ()
    citation: Citation


def stage(
    model: Maudsley,
    assessed: Sequence[Assessed],
    *,
    on: date,
    episode_started_on: date | None,
    facts: Facts,
    confirmed_severity: str | None = None,
) -> Stage:
    """The total as lowest and highest.

    `confirmed_severity` is a category id that a clinician gave.
    Without it a score only proposes, and psychosis is never read from a score.
    """
    items = (
        _duration(model, on=on, began=episode_started_on),
        _severity(model, facts, confirmed_severity),
        _failures(model, assessed),
        _used(model.augmentation, assessed, counting.adequate_augmentation),
        _used(
            model.ect, assessed, counting.adequate_treatment(model.ect_treatment), "ect"
        ),
    )
    lowest = sum(item.lowest for item in items)
    highest = sum(item.highest for item in items)
    return Stage(
        model=model.id,
        name=model.name,
        adequacy_rules=model.adequacy_rules,
        lowest=lowest,
        highest=highest,
        lowest_label=_label(model.bands, lowest),
        highest_label=_label(model.bands, highest),
        items=items,
        missing=frozenset[str]().union(*(item.missing for item in items)),
        caveats=model.caveats,
        citation=model.citation,
    )


def months_between(began: date, on: date) -> int:
    """Whole months that have passed."""
    months = (on.year - began.year) * MONTHS_PER_YEAR + on.month - began.month
    return max(months - (on.day < began.day), 0)


def _duration(model: Maudsley, *, on: date, began: date | None) -> Item:
    scale = model.duration
    points = [level.points for level in scale.levels]
    missing = frozenset({"episode_started_on"})
    if began is not None:
        points = [_points(scale.levels, months_between(began, on))]
        missing = frozenset()
    return Item(
        id="duration",
        label=scale.label,
        lowest=min(points),
        highest=max(points),
        missing=missing,
        citation=scale.citation,
    )


def _severity(model: Maudsley, facts: Facts, confirmed: str | None) -> Item:
    by_id = {one.id: one for one in model.severity.categories}
    categories = list(model.severity.categories)
    missing = frozenset({"clinician:severity"})
    proposed, note = "", ""
    if confirmed is not None:
        categories, missing = [by_id[confirmed]], frozenset()
    else:
        score = facts.get(model.proposal.key)
        if isinstance(score, Fact) and isinstance(score.value, (int, float)):
            category = by_id[_category(model.proposal, float(score.value))]
            categories = [category, *_may_also_be(category, model.severity)]
            proposed, note = category.id, "proposed from a score; to be confirmed"
        else:
            missing |= {model.proposal.key}
    points = [one.points for one in categories]
    return Item(
        id="severity",
        label=model.severity.label,
        lowest=min(points),
        highest=max(points),
        missing=missing,
        citation=model.severity.citation,
        proposed=proposed,
        note=note,
    )


def _may_also_be(category: Category, severity: Severity) -> tuple[Category, ...]:
    """The next category up, where only a clinician can tell the two apart."""
    above = [one for one in severity.categories if one.points > category.points]
    return tuple(one for one in above[:1] if one.only_clinician)


def _category(proposal: SeverityProposal, score: float) -> str:
    return [one.category for one in proposal.levels if score >= one.at_least][-1]


def _failures(model: Maudsley, assessed: Sequence[Assessed]) -> Item:
    tally = counting.different(assessed, question=counting.counts_as_failure)
    levels = model.failures.levels
    return Item(
        id="failures",
        label=model.failures.label,
        lowest=_points(levels, tally.lowest),
        highest=_points(levels, tally.highest),
        trials=tally.trials,
        missing=tally.missing,
        citation=model.failures.citation,
    )


def _used(
    used: Used,
    assessed: Sequence[Assessed],
    question: Question,
    id_: str = "augmentation",
) -> Item:
    tally: Tally = counting.each(assessed, question=question)
    return Item(
        id=id_,
        label=used.label,
        lowest=used.points * (tally.lowest > 0),
        highest=used.points * (tally.highest > 0),
        trials=tally.trials,
        missing=tally.missing if not tally.lowest else frozenset(),
        citation=used.citation,
    )


def _points(levels: Sequence[Level], value: float) -> float:
    return [level.points for level in levels if value >= level.at_least][-1]


def _label(levels: Sequence[Level], value: float) -> str:
    reached = [level.label for level in levels if value >= level.at_least]
    return reached[-1] if reached else ""
