"""One row of evidence: population, comparator, effect with interval, certainty."""

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heartsease.core.sources.source import Checked
from heartsease.core.values.unknown import Unknown, unknown

# Chinn 2000, doi 10.1002/1097-0258(20001130)19:22<3127::AID-SIM784>3.0.CO;2-M:
# a logistic variable has standard deviation pi / sqrt(3).
LOG_ODDS_PER_SMD = math.pi / math.sqrt(3)


class Tier(StrEnum):
    """How far the evidence lets us go; order is strength."""

    A = "A"  # act on it, with a clinician
    B = "B"  # a reasonable low-risk addition
    C = "C"  # only if wanted; little evidence
    D = "D"  # no evidence, or not supported
    X = "X"  # advise against


class Certainty(StrEnum):
    """GRADE's words, and `none` where no study was found."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    VERY_LOW = "very_low"
    NONE = "none"


class TestedIn(StrEnum):
    """Who was studied, from the closest to the farthest from our reader."""

    TRD = "trd"
    PARTIAL_TRD = "partial_trd"  # partial or single non-response to an antidepressant
    MDD = "mdd"
    SYMPTOMS = "symptoms"  # depressive symptoms without a diagnosis
    GENERAL = "general"
    OTHER = "other"  # another condition, e.g. PTSD or dementia
    HEALTHY = "healthy"
    NOBODY = "nobody"  # no study found


class Metric(StrEnum):
    """What the effect is measured in."""

    SMD = "SMD"  # Cohen d, Hedges g; positive here always means better
    OR = "OR"
    RR = "RR"
    HR = "HR"
    MD = "MD"  # points on a named scale
    R = "r"
    PERCENT = "percent"
    STATEMENT = "statement"  # a conclusion or recommendation without a number


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One result of one source.

    `effect` keeps the paper's own sign and metric.
    `benefit_smd` (with `benefit_low`, `benefit_high`) is the same on one scale, where
    positive is better; it is given only for an effect of a treatment on depression.
    """

    id: str
    source: str
    topic: str
    design: str
    population: str
    tested_in: TestedIn
    comparator: str
    metric: Metric
    effect: float | None = None
    low: float | None = None
    high: float | None = None
    outcome: str = ""  # what was measured, and on which scale for MD
    benefit_smd: float | None = None
    benefit_low: float | None = None
    benefit_high: float | None = None
    studies: int | None = None
    participants: int | None = None
    also_found: str = ""
    certainty: Certainty
    certainty_basis: str  # "published GRADE" | "reviewer's judgement" | ...
    caveats: str = ""
    dose: str = ""
    checked: Checked
    checked_on: date
    check_note: str = ""


def benefit_lower_bound(row: EvidenceRow) -> float | Unknown:
    """Lower end of the 95 % interval of the benefit, in SMD, positive = better.

    An odds ratio of a good outcome is converted with Chinn's factor.
    Unknown when the row has no interval, or is not a benefit.
    """
    if row.benefit_low is not None:
        return row.benefit_low
    if row.metric is Metric.OR and row.benefit_smd is None and row.low is not None:
        return math.log(row.low) / LOG_ODDS_PER_SMD
    return unknown(f"evidence:{row.id}")
