"""The whole result for one person on one day, as one value that can explain itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from heartsease.core.instruments.score import Score
from heartsease.core.instruments.trajectory import Trajectory
from heartsease.core.labs.interpret import Reading, Refused
from heartsease.core.plan.futility import Check
from heartsease.core.plan.map import Domain, Finding
from heartsease.core.plan.plan import Plan
from heartsease.core.plan.question import Ranked
from heartsease.core.plan.safety import SafetyView
from heartsease.core.record.record import AdverseReport, MedicineEntry, Person
from heartsease.core.safety.facts import Facts
from heartsease.core.staging.stage import Staging


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What Heartsease says.

    The same record, day and knowledge (`fingerprint`) give the same picture, byte for
    byte when it is written down.
    """

    person: Person
    on: date
    age: int | None
    energy: str | None
    fingerprint: str
    safety: SafetyView
    flow_done_on: date | None
    staging: Staging
    scores: Mapping[str, Score]
    trajectories: Mapping[str, Trajectory]
    checks: tuple[Check, ...]  # of every treatment that runs
    readings: Mapping[str, Reading]
    set_aside: tuple[Refused, ...]  # results that were not used, each with its reason
    taking: tuple[MedicineEntry, ...]
    unrecognised: tuple[MedicineEntry, ...]
    domains: tuple[Domain, ...]
    findings: Mapping[str, Finding]
    adverse_reports: tuple[AdverseReport, ...]  # newest first
    plan: Plan
    questions: tuple[Ranked, ...]  # the first few
    questions_open: int  # how many there are in all
    facts: Facts
