"""What a reader may be shown, as sentences: the shape `present` fills and pages lay out."""

from dataclasses import dataclass
from datetime import date

from heartsease.core.plan.map import State
from heartsease.exchange.history import History
from heartsease.exchange.treatments import CheckLine


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A crisis line; `call` is a tel: link where the number can be dialled."""

    text: str
    call: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """Crisis help; part of every page in every mode."""

    nobody_watches: str
    emergency: HelpLine
    lines: tuple[HelpLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something that has to be read before the rest."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """One questionnaire: where it stands and which true statements hold."""

    name: str
    now: str
    statements: tuple[str, ...]
    points: tuple[tuple[date, float], ...]  # for drawing
    highest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LabLine:
    name: str
    value: str
    on: str
    band: str
    is_usual: bool
    says: str
    caveats: tuple[str, ...]
    low: float | None
    high: float | None
    number: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingLine:
    title: str
    says: str
    strength: str
    strength_short: str
    settles: str
    changes: str
    tell_clinician: str
    because: str
    missed_cause: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainLine:
    name: str
    state: State
    looked: str
    completeness: float
    findings: tuple[FindingLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCard:
    name: str
    who: str
    honest: str
    why: str
    how_sure: str
    unverified: str
    what: str
    sizes: tuple[tuple[str, str], ...]
    judge: str
    cautions: tuple[str, ...]
    ask_prescriber: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionLine:
    title: str
    numbers: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Everything a reader may be shown; empty parts are simply not there."""

    title: str
    for_whom: str
    about: str  # age and sex, where known
    made_on: str
    intended_use: str
    voice: str
    keep_medicines: str
    fingerprint: str
    help: Help
    notices: tuple[Notice, ...]
    only_help: bool
    drawn: bool  # graphs and steps may be shown
    history: History | None
    checks: tuple[CheckLine, ...]  # of every treatment that runs
    scores: tuple[ScoreLine, ...]
    labs: tuple[LabLine, ...]
    domains: tuple[DomainLine, ...]
    steps: tuple[StepCard, ...]
    no_steps: str
    to_raise: tuple[tuple[str, str], ...]
    questions: tuple[QuestionLine, ...]
    left_out: tuple[tuple[str, str], ...]
    harms: tuple[str, ...]  # what made the person worse, a sentence each
    unread: tuple[str, ...]
