"""How much a candidate is worth for this person: one open formula, no hidden weights.

value = benefit x certainty x directness x fit x ease x wish

- benefit: lower end of the 95 % interval of the ranking row, in SMD, not below zero;
- certainty, directness: how sure the row is and how close its people were to ours;
- fit: how far this person's findings point to the step;
- ease: what the step asks, against the energy there is;
- wish: what the person said they want.

The numbers are in knowledge/plan/ranking.toml; the reasons in docs/reference/ranking.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from heartsease.core.evidence.evidence import EvidenceRow, benefit_lower_bound
from heartsease.core.interventions.definition import Intervention, Relevance
from heartsease.core.plan.finding import FindingDefinition, Weight
from heartsease.core.values.unknown import Unknown

HARDEST_EFFORT = 5  # the scale of `Burden.effort` runs from 1 to 5
HIGHEST_COST = 3  # the scale of `Burden.cost` runs from 0 to 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    base: float
    worth_a_look: float
    likely_contributing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ease:
    floor: float
    cost: float
    minutes: float
    minutes_full: float
    visit: float
    effort: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    steps: int
    questions: int
    raised: int  # options to raise that a page shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    A: int
    B: int
    C: int
    D: int
    missed_cause_weight: float
    never: tuple[str, ...]
    only_if_wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionCost:
    visit: float
    cost: float
    floor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumedChance:
    condition: float
    medicine_class: float
    screen: float
    comparison: float
    fact: float
    usual_band: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Currency:
    medicines_days: int
    trials_days: int
    rough_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    medicines: float
    trials: float
    person: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRules:
    enough: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The weights of the formula, as read from knowledge/plan/ranking.toml."""

    certainty: Mapping[str, float]
    directness: Mapping[str, float]
    benefit_without_interval: Mapping[str, float]
    fit: Fit
    ease: Ease
    wish: Mapping[str, float]
    places: Places
    groups: Groups
    question_cost: QuestionCost
    chance: AssumedChance
    currency: Currency
    asking: Asking
    map: MapRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """The value and each factor it was made of, so that a card can show the sum."""

    value: float
    benefit: float
    benefit_assumed: bool  # no interval was published: a small convention was used
    certainty: float
    directness: float
    fit: float
    ease: float
    wish: float
    group: int
    row: str


@dataclass(frozen=True, slots=True)
class Strength:
    """The part of the value that no person changes."""

    benefit: float
    assumed: bool
    certainty: float
    directness: float
    row: str


def worth(
    intervention: Intervention,
    *,
    ranking: Ranking,
    fit: float,
    energy: str | None,
    wish: str,
) -> Worth:
    """The worth of one step for one person; `fit` comes from `fit_of`."""
    strength = _strength(intervention, ranking)
    ease = _ease(intervention, ranking, energy)
    wished = ranking.wish[wish]
    return Worth(
        value=strength.benefit
        * strength.certainty
        * strength.directness
        * fit
        * ease
        * wished,
        benefit=strength.benefit,
        benefit_assumed=strength.assumed,
        certainty=strength.certainty,
        directness=strength.directness,
        fit=fit,
        ease=ease,
        wish=wished,
        group=group_of(intervention, ranking),
        row=strength.row,
    )


def fit_of(pull: float, ranking: Ranking) -> float:
    """Fit from 0 to 1, given the strongest pull of this person's findings (0 to 1)."""
    return ranking.fit.base + (1 - ranking.fit.base) * pull


def pull_of(weight: float, finding: Weight, ranking: Ranking) -> float:
    """How strongly one present finding pulls towards a step that helps it."""
    share = (
        ranking.fit.likely_contributing
        if finding is Weight.LIKELY
        else ranking.fit.worth_a_look
    )
    return weight * share


def comes_first(help_: Relevance, finding: FindingDefinition, ranking: Ranking) -> bool:
    """Whether a step for a cause that may have been missed goes before new things.

    It must be made for that finding, not merely touch it.
    """
    return finding.missed_cause and help_.weight >= ranking.groups.missed_cause_weight


def group_of(intervention: Intervention, ranking: Ranking) -> int:
    """The tier's group; every step of a lower number stands before a higher one."""
    groups = ranking.groups
    by_tier = {"A": groups.A, "B": groups.B, "C": groups.C, "D": groups.D}
    return by_tier.get(intervention.tier.value, max(by_tier.values()) + 1)


def ranking_row(intervention: Intervention) -> EvidenceRow | None:
    """The row whose lower bound ranks the step, if it names one."""
    return next(
        (row for row in intervention.evidence if row.id == intervention.ranking_row),
        None,
    )


def _strength(intervention: Intervention, ranking: Ranking) -> Strength:
    row = ranking_row(intervention)
    assumed = ranking.benefit_without_interval[intervention.tier.value]
    if row is None:
        return Strength(
            assumed,
            True,
            ranking.certainty["none"],
            ranking.directness["nobody"],
            "",
        )
    low = _lower_bound(row)
    return Strength(
        benefit=assumed if isinstance(low, Unknown) else max(low, 0.0),
        assumed=isinstance(low, Unknown),
        certainty=ranking.certainty[row.certainty.value],
        directness=ranking.directness[row.tested_in.value],
        row=row.id,
    )


@cache
def _lower_bound(row: EvidenceRow) -> float | Unknown:
    return benefit_lower_bound(row)


def _ease(intervention: Intervention, ranking: Ranking, energy: str | None) -> float:
    burden, ease = intervention.burden, ranking.ease
    effort = (burden.effort - 1) / (HARDEST_EFFORT - 1)
    taken_off = (
        ease.effort[energy or "unknown"] * effort
        + ease.cost * burden.cost / HIGHEST_COST
        + ease.minutes * min(burden.minutes_per_week / ease.minutes_full, 1.0)
        + (ease.visit if burden.needs_visit else 0.0)
    )
    return max(1.0 - taken_off, ease.floor)
