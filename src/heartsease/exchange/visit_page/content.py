"""What fits on one side of A4, and in which order it is worth a doctor's minute."""

from dataclasses import dataclass

from heartsease.core.plan.map import State
from heartsease.exchange.drawing.marks import Drawing
from heartsease.exchange.history import StageLine, TrialRow
from heartsease.exchange.page import (
    DomainLine,
    Help,
    LabLine,
    Notice,
    Page,
    QuestionLine,
    ScoreLine,
    StepCard,
)
from heartsease.exchange.treatments import CheckLine

# Rows that fit one side with the rest of the page; what is over is counted, not hidden.
TRIALS, LABS, FINDINGS, SCORES, CHECKS, HARMS = 9, 9, 8, 5, 4, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The numbers behind a drawing; the first cell of a row is its name."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A title, drawings that stand beside each other, lines, and a table."""

    title: str = ""
    drawings: tuple[Drawing, ...] = ()
    lines: tuple[str, ...] = ()
    table: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appendix:
    """What the person wants behind the page."""

    heading: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A finding as a clinician reads it."""

    domain: str
    title: str
    tell: str
    strength: str
    because: str
    missed_cause: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The page cut to one side; the `more_...` numbers say what did not fit."""

    for_whom: str
    about: str
    made_on: str
    notices: tuple[Notice, ...]
    help: Help
    only_help: bool
    drawn: bool
    sentences: tuple[str, ...]
    trials: tuple[TrialRow, ...]
    more_trials: int
    stages: tuple[StageLine, ...]
    checks: tuple[CheckLine, ...]
    more_checks: int
    scores: tuple[ScoreLine, ...]
    labs: tuple[LabLine, ...]
    more_labs: int
    domains: tuple[DomainLine, ...]
    findings: tuple[FindingRow, ...]
    more_findings: int
    steps: tuple[StepCard, ...]
    no_steps: str
    questions: tuple[QuestionLine, ...]
    to_raise: tuple[tuple[str, str], ...]
    harms: tuple[str, ...]
    more_harms: int
    unread: tuple[str, ...]
    keep_medicines: str
    intended_use: str
    fingerprint: str


def content_of(page: Page) -> Content:
    """The one-side cut of a page."""
    findings = _findings(page)
    labs = sorted(page.labs, key=lambda one: (one.is_usual, one.name))
    trials = page.history.trials if page.history else ()
    return Content(
        for_whom=page.for_whom,
        about=page.about,
        made_on=page.made_on,
        notices=page.notices,
        help=page.help,
        only_help=page.only_help,
        drawn=page.drawn,
        sentences=page.history.sentences if page.history else (),
        trials=trials[:TRIALS],
        more_trials=max(len(trials) - TRIALS, 0),
        stages=page.history.stages if page.history else (),
        checks=page.checks[:CHECKS],
        more_checks=max(len(page.checks) - CHECKS, 0),
        scores=page.scores[:SCORES],
        labs=tuple(labs[:LABS]),
        more_labs=max(len(labs) - LABS, 0),
        domains=page.domains,
        findings=tuple(findings[:FINDINGS]),
        more_findings=max(len(findings) - FINDINGS, 0),
        steps=page.steps,
        no_steps=page.no_steps,
        questions=page.questions,
        to_raise=page.to_raise,
        harms=page.harms[:HARMS],
        more_harms=max(len(page.harms) - HARMS, 0),
        unread=page.unread,
        keep_medicines=page.keep_medicines,
        intended_use=page.intended_use,
        fingerprint=page.fingerprint,
    )


def _findings(page: Page) -> list[FindingRow]:
    """Missed causes and likely contributors first."""
    rows = [
        (
            not finding.missed_cause,
            domain.state is not State.LIKELY,
            FindingRow(
                domain=domain.name,
                title=finding.title,
                tell=finding.tell_clinician,
                strength=finding.strength_short,
                because=finding.because,
                missed_cause=finding.missed_cause,
            ),
        )
        for domain in page.domains
        for finding in domain.findings
    ]
    rows.sort(key=lambda row: row[:2])
    return [row for _, _, row in rows]
