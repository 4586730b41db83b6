"""The treatments that run now: told or prescribed ones, and steps somebody chose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heartsease.core.interventions.definition import Intervention, Kind, Who
from heartsease.core.plan.plan import running_steps
from heartsease.core.record.record import ChosenStep
from heartsease.core.staging.adequacy import TrialRole
from heartsease.core.staging.counting import Assessed


class RunningKind(StrEnum):
    """Who looks after it decides what may be said about it."""

    MEDICINE = "medicine"  # also a name we do not know: it may be one
    THERAPY = "therapy"
    DEVICE = "device"  # stimulation, given in sessions by a team
    STEP = "step"  # what a person does on their own


_KINDS: Mapping[TrialRole, RunningKind] = {
    TrialRole.ANTIDEPRESSANT: RunningKind.MEDICINE,
    TrialRole.AUGMENTATION: RunningKind.MEDICINE,
    TrialRole.NOT_RECOGNISED: RunningKind.MEDICINE,
    TrialRole.NEUROMODULATION: RunningKind.DEVICE,
    TrialRole.PSYCHOTHERAPY: RunningKind.THERAPY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """One treatment that runs; `key` is what a decision about it is kept under.

    `judge_on` is the day a step was chosen to be looked at; None for the others.
    """

    key: str
    kind: RunningKind
    started_on: date | None
    judge_on: date | None = None
    judged_by: str = ""  # the instrument or measure of a step
    trial: Assessed | None = None


def running(
    assessed: Iterable[Assessed],
    steps: Iterable[ChosenStep],
    *,
    interventions: Mapping[str, Intervention],
    on: date,
) -> tuple[Running, ...]:
    """What runs on this day, each treatment once, the longest running first.

    A trial counts when it was said to go on; nothing is taken to go on by silence.
    A step counts from the day it was chosen until it was ended. One that needs a
    professional is a conversation and shows up here as the treatment it leads to.
    """
    found: dict[str, Running] = {}
    for one in (*_trials(assessed, on), *_steps(steps, interventions, on)):
        before = found.get(one.key)
        # Two courses of one treatment: the one that began last is the one that runs.
        if before is None or (before.started_on or on) < (one.started_on or on):
            found[one.key] = one
    return tuple(
        sorted(found.values(), key=lambda one: (one.started_on or date.min, one.key))
    )


def _trials(assessed: Iterable[Assessed], on: date) -> Iterable[Running]:
    for one in sorted(assessed, key=lambda each: each.trial.id):
        kind = _KINDS.get(one.adequacy.role)
        trial = one.trial
        begun = trial.started_on is None or trial.started_on <= on
        if kind is not None and trial.ongoing is True and begun:
            yield Running(
                key=trial.treatment or trial.text or trial.id,
                kind=kind,
                started_on=trial.started_on,
                trial=one,
            )


def _steps(
    steps: Iterable[ChosenStep], interventions: Mapping[str, Intervention], on: date
) -> Iterable[Running]:
    for name, step in sorted(running_steps(tuple(steps), on=on).items()):
        known = interventions.get(name)
        if known is None or known.kind is not Kind.OFFER or known.who is not Who.YOU:
            continue
        yield Running(
            key=name,
            kind=RunningKind.STEP,
            started_on=step.started_on,
            judge_on=step.judge_on,
            judged_by=known.judge.measure,
        )
