"""What has been tried, in sentences: each trial, whether it was fair, every stage."""

from collections.abc import Iterator
from dataclasses import dataclass

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.picture import Picture
from heartsease.core.record.record import Trial
from heartsease.core.staging.adequacy import Criterion, Reason, TrialRole
from heartsease.core.staging.counting import Assessed
from heartsease.core.staging.infer import is_inferred
from heartsease.core.staging.result import Stage
from heartsease.core.staging.stage import Status
from heartsease.core.values.unknown import Unknown
from heartsease.library.words import Words

_QUIET = (Criterion.OUTCOME, Criterion.EPISODE)  # what speaks neither for nor against
_SESSIONS = "{sessions}"  # the unit of what is counted by sessions and not by dose


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """One trial: what was taken, how it went, and whether it was a fair try."""

    name: str
    details: str
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLine:
    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    sentences: tuple[str, ...]
    trials: tuple[TrialRow, ...]
    stages: tuple[StageLine, ...]


def history(picture: Picture, knowledge: Knowledge, words: Words) -> History:
    """The treatment history as the page shows it."""
    staging = picture.staging
    main = knowledge.staging.facts.adequacy_rules
    sentences = [staging.says]
    stages = [one for one in staging.stages if one.lowest is not None]
    if staging.status is Status.PSEUDO_RESISTANCE_NOT_EXCLUDED and stages:
        sentences.append(words("history.provisional"))
    return History(
        sentences=tuple(sentences),
        trials=tuple(
            _row(one, knowledge, words) for one in staging.assessed.get(main, ())
        ),
        stages=tuple(_stage(one, words) for one in staging.stages) if stages else (),
    )


def _row(one: Assessed, knowledge: Knowledge, words: Words) -> TrialRow:
    return TrialRow(
        name=_name(one.trial, knowledge),
        details=details(one.trial, words) or words("history.no_details"),
        verdict=_verdict(one, words),
    )


def _name(trial: Trial, knowledge: Knowledge) -> str:
    medicine = knowledge.formulary.medicines.get(trial.treatment or "")
    treatment = knowledge.staging.treatments.get(trial.treatment or "")
    name = medicine.name if medicine else treatment.name if treatment else trial.text
    if not trial.augments:
        return name
    added_to = ", ".join(
        knowledge.formulary.medicines[one].name
        if one in knowledge.formulary.medicines
        else one
        for one in trial.augments
    )
    return f"{name} (added to {added_to})"


def details(trial: Trial, words: Words) -> str:
    """Dose, time, result and why it ended, as far as they are known."""
    said = [words("history.from_medicines")] if is_inferred(trial) else []
    if trial.highest_dose is not None:
        said.append(f"{trial.highest_dose.value:g} {trial.highest_dose.unit}")
    if trial.sessions is not None:
        said.append(words("history.sessions", count=trial.sessions))
    if trial.days_at_or_above_minimum is not None:
        weeks = trial.days_at_or_above_minimum / 7
        said.append(words("history.weeks", weeks=f"{weeks:.0f}"))
    elif trial.started_on and trial.stopped_on:
        weeks = (trial.stopped_on - trial.started_on).days / 7
        said.append(words("history.weeks_in_all", weeks=f"{weeks:.0f}"))
    if trial.percent_improvement is not None:
        better = trial.percent_improvement
        name = "worse" if better < 0 else "better"
        said.append(words(f"history.{name}", percent=f"{abs(better):.0f}"))
    if trial.stopped_because is not None:
        because = trial.stopped_because.value
        said.append(words(f"stopped.{because}"))
    elif trial.ongoing:
        said.append(words("history.ongoing"))
    return ", ".join(said)


def _verdict(one: Assessed, words: Words) -> str:
    adequacy = one.adequacy
    match adequacy.adequate:
        case True:
            said = words("history.adequate_yes")
        case False:
            said = words("history.adequate_no")
        case _:
            said = words("history.adequate_unknown")
    if adequacy.role is TrialRole.NOT_RECOGNISED:
        # What was told of dose and time is there; it is the name that cannot be placed.
        return f"{said}: {words('history.unknown_treatment')}"
    settled = adequacy.adequate is not False
    why = [
        sentence
        for reason in adequacy.reasons
        if settled or not isinstance(reason.answer, Unknown)
        for sentence in _reason(reason, one.trial, words)
    ]
    if is_inferred(one.trial) and adequacy.dose is True and adequacy.time is True:
        why.insert(0, words("history.enough"))
    return f"{said}: {'; '.join(why)}" if why else said


def _reason(reason: Reason, trial: Trial, words: Words) -> Iterator[str]:
    """Only what speaks against a fair try, or is missing, needs a sentence."""
    criterion, answer = reason.criterion, reason.answer
    if reason.unit == _SESSIONS:
        yield from _of_sessions(reason, trial, words)
    elif isinstance(answer, Unknown):
        yield words(f"history.{_missing(criterion, trial)}")
    elif criterion not in _QUIET and answer is (criterion is Criterion.INTOLERANCE):
        yield words(f"history.short_{criterion.value}")


def _missing(criterion: Criterion, trial: Trial) -> str:
    """The name of the sentence; what was told is never called missing."""
    ended = trial.stopped_on is not None or trial.ongoing is True
    if criterion is Criterion.DOSE and trial.highest_dose is not None:
        return "dose_not_compared"
    if criterion is Criterion.TIME and trial.started_on is not None and ended:
        return "unknown_time_at_dose"
    return f"unknown_{criterion.value}"


def _of_sessions(reason: Reason, trial: Trial, words: Words) -> Iterator[str]:
    """Sessions stand for dose and time, so they are named as such, and once."""
    if reason.criterion is not Criterion.DOSE or reason.answer is True:
        return
    if isinstance(reason.answer, Unknown):
        fields = {key.rpartition(".")[2] for key in reason.answer.missing}
        if "sessions" in fields:
            told = trial.sessions is not None
            yield words(
                f"history.{'no_least_sessions' if told else 'unknown_sessions'}"
            )
        if "trained_therapist" in fields:
            yield words("history.unknown_trained")
        if "bilateral" in fields:
            yield words("history.unknown_sides")
        return
    least, held = reason.needed, trial.sessions
    enough = held is not None and isinstance(least, float | int) and held >= least
    untrained = trial.trained_therapist is False
    yield words(f"history.short_{'trained' if enough and untrained else 'sessions'}")


def _stage(stage: Stage, words: Words) -> StageLine:
    if stage.lowest is None or stage.highest is None:
        return StageLine(name=stage.name, value=words("history.stage_unknown"))
    low = _labelled(stage.lowest, stage.lowest_label)
    high = _labelled(stage.highest, stage.highest_label)
    value = low if low == high else words("history.range", low=low, high=high)
    return StageLine(name=stage.name, value=value)


def _labelled(points: float, label: str) -> str:
    number = f"{points:g}"
    return f"{label} ({number})" if label not in ("", number) else number
