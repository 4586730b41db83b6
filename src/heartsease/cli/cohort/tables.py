"""The adults of one cycle as columns, and how often each finding occurs among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from heartsease.cli.cohort.looking import Seen
from heartsease.cli.cohort.survey import Design, Estimate, Mask, Matrix, Vector, mean
from heartsease.core.plan.finding import FindingDefinition

# PHQ-9 of 10 or more: the published screen (Kroenke 2001), as in the reference numbers.
POSITIVE = 10
# A percentage of fewer people is not shown (NCHS, Vital Health Stat 2(175), 2017).
FEWEST = 30
PERCENT = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """One cycle, one array entry per adult; NaN is not known."""

    cycle: str
    people: Sequence[Seen]
    design: Design
    age: Vector
    female: Vector
    total: Vector

    def values(self, measure: str) -> Vector:
        """A measure in its own unit."""
        return np.array([one.values.get(measure, np.nan) for one in self.people])

    def items(self, names: Sequence[str]) -> Matrix:
        """The answers of everybody who answered all of these items."""
        return np.array(
            [
                [one.items[name] for name in names]
                for one in self.people
                if all(name in one.items for name in names)
            ]
        )

    @property
    def scored(self) -> Mask:
        """Who has a whole PHQ-9."""
        return ~np.isnan(self.total)

    @property
    def positive(self) -> Mask:
        """PHQ-9 of 10 or more."""
        return self.scored & (self.total >= POSITIVE)

    @property
    def below(self) -> Mask:
        """PHQ-9 under 10."""
        return self.scored & (self.total < POSITIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Often:
    """How often a finding holds among the people it could be answered for."""

    people: int  # in the group
    known: int  # of them, for whom the finding could be answered
    yes: int
    estimate: Estimate | None  # a share; None with too few people


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One finding in both groups."""

    finding: str
    name: str
    domain: str
    positive: Often
    below: Often

    @property
    def known(self) -> int:
        """People of both groups for whom it could be answered."""
        return self.positive.known + self.below.known

    @property
    def yes(self) -> int:
        """People of both groups who have it."""
        return self.positive.yes + self.below.yes

    @property
    def kind(self) -> str:
        """`shown`, or why a percentage would say nothing.

        `unseen`: nobody could be answered; `only_yes`: the survey can show the finding
        but never rule it out; `only_no`: it was ruled out for everybody who could be
        answered, or stayed silent.
        """
        if self.known == 0:
            return "unseen"
        if self.yes == self.known:
            return "only_yes"
        return "only_no" if self.yes == 0 else "shown"


def cohort_of(cycle: str, people: Sequence[Seen]) -> Cohort:
    """The columns of one cycle."""
    return Cohort(
        cycle=cycle,
        people=people,
        design=Design(
            weight=np.array([one.weight for one in people], dtype=np.float64),
            stratum=np.array([one.stratum for one in people], dtype=np.int64),
            psu=np.array([one.psu for one in people], dtype=np.int64),
        ),
        age=np.array([_or_nan(one.age) for one in people]),
        female=np.array([float(one.sex == "female") for one in people]),
        total=np.array([_or_nan(one.total) for one in people]),
    )


def rows(cohort: Cohort, findings: Mapping[str, FindingDefinition]) -> tuple[Row, ...]:
    """Every finding, the most frequent among PHQ-9 of 10 or more first."""
    made = [_row(cohort, one) for one in findings.values()]
    made.sort(key=lambda row: (-_share(row.positive), row.finding))
    return tuple(made)


def _row(cohort: Cohort, finding: FindingDefinition) -> Row:
    answers = [one.answers[finding.id] for one in cohort.people]
    known = np.array([one is not None for one in answers])
    yes = np.array([float(one is True) for one in answers])
    return Row(
        finding=finding.id,
        name=finding.title,
        domain=finding.domain,
        positive=_often(cohort, yes, known, cohort.positive),
        below=_often(cohort, yes, known, cohort.below),
    )


def _often(cohort: Cohort, yes: Vector, known: Mask, group: Mask) -> Often:
    counted = known & group
    estimate = mean(yes, cohort.design, within=counted)
    enough = estimate is not None and estimate.people >= FEWEST
    return Often(
        people=int(group.sum()),
        known=int(counted.sum()),
        yes=int(yes[counted].sum()),
        estimate=estimate if enough else None,
    )


def _share(often: Often) -> float:
    return often.estimate.value if often.estimate else -1.0


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else float(value)
