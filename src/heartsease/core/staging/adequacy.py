"""Whether one trial was truly a trial: dose, time, adherence, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heartsease.core.medicines.definition import AdequacyRow, Medicine, Role
from heartsease.core.medicines.names import Formulary
from heartsease.core.record.record import Certainty, Stopped, Trial
from heartsease.core.sources.source import Citation
from heartsease.core.staging.treatment import Treatment, TreatmentKind
from heartsease.core.values.quantity import Quantity, UnitError, convert
from heartsease.core.values.unknown import (
    Answer,
    Unknown,
    all_of,
    negate,
    unknown,
)

DAYS_PER_WEEK = 7  # the calendar's
ANTIDEPRESSANT = "antidepressant"  # the class id in knowledge/medicines/classes.toml
AUGMENTATION_AGENT = "augmentation_agent"  # likewise


class TrialRole(StrEnum):
    """What a trial is counted as."""

    ANTIDEPRESSANT = "antidepressant"
    AUGMENTATION = "augmentation"  # or combination
    NEUROMODULATION = "neuromodulation"
    PSYCHOTHERAPY = "psychotherapy"
    NOT_COUNTED = "not_counted"  # known, and not a treatment of depression
    NOT_RECOGNISED = "not_recognised"


# Roles whose dose, time and adherence have to be known before a stage is more than
# provisional: therapies and devices widen a stage, but leave the medicines' history be.
OF_MEDICINES = frozenset(
    {TrialRole.ANTIDEPRESSANT, TrialRole.AUGMENTATION, TrialRole.NOT_RECOGNISED}
)


class Criterion(StrEnum):
    """What a reason is about."""

    TREATMENT = "treatment"
    DOSE = "dose"
    TIME = "time"
    ADHERENCE = "adherence"
    INTOLERANCE = "intolerance"
    OUTCOME = "outcome"
    EPISODE = "episode"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdequacyRules:
    """One published way of counting trials, as data.

    `response_percent`: an improvement of at least this much is a response.
    `taken_percent`: adherence is enough from this share of doses on.
    Reasons for stopping stand in for an outcome only where no percentage is known.
    """

    id: str
    name: str
    weeks: float
    weeks_citation: Citation
    augmentation_weeks: float
    augmentation_citation: Citation
    response_percent: float
    response_citation: Citation
    taken_percent: float
    taken_citation: Citation
    insufficient_when_stopped: tuple[Stopped, ...]
    sufficient_when_stopped: tuple[Stopped, ...]
    intolerance_when_stopped: tuple[Stopped, ...]
    intolerance_citation: Citation
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One criterion of one trial: the fact, the threshold, and where it comes from.

    `answer` is the criterion's own: dose enough, long enough, taken enough, stopped for
    side effects, helped too little, in this episode.
    `certainty` is INFERRED where the answer was worked out from dates.
    """

    criterion: Criterion
    answer: Answer
    fact: str  # "trial:<id>.<field>"
    found: float | str | None = None
    needed: float | str | None = None
    unit: str = ""
    certainty: Certainty = Certainty.REPORTED
    citation: Citation | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adequacy:
    """What one rule set says of one trial.

    `outcome` is True when it helped too little; `intolerance` when it was stopped for
    side effects, which is not a failure.
    `counts_as_failure` is `failed`, of an antidepressant given alone, in this episode.
    """

    trial: str
    treatment: str | None
    role: TrialRole
    rules: str
    dose: Answer
    time: Answer
    adherence: Answer
    intolerance: Answer
    outcome: Answer
    this_episode: Answer
    adequate: Answer
    failed: Answer
    counts_as_failure: Answer
    reasons: tuple[Reason, ...]

    @property
    def missing(self) -> frozenset[str]:
        """The facts that would settle what is still open."""
        answers = (reason.answer for reason in self.reasons)
        return frozenset[str]().union(
            *(answer.missing for answer in answers if isinstance(answer, Unknown))
        )


def assess(
    trial: Trial,
    *,
    rules: AdequacyRules,
    formulary: Formulary,
    treatments: Mapping[str, Treatment],
    on: date | None = None,
    episode_started_on: date | None = None,
) -> Adequacy:
    """Judge one trial by one rule set.

    Unknown wherever a needed fact is missing, naming `trial:<id>.<field>`.
    A dose that is not known is never enough.
    `on` is needed to say how long an ongoing trial has lasted.
    """
    role = role_of(trial, formulary=formulary, treatments=treatments)
    session = treatments.get(trial.treatment or "")
    if role is TrialRole.NOT_RECOGNISED:
        delivered = tuple(_not_placed(trial, c) for c in _DELIVERY)
    elif session is not None:
        delivered = _sessions(trial, session, on=on)
    else:
        medicine = formulary.medicines[trial.treatment or ""]
        delivered = _medicine(trial, medicine, role=role, rules=rules, on=on)
    intolerance = _intolerance(trial, rules)
    outcome = _outcome(trial, rules)
    episode = _episode(trial, episode_started_on)
    dose, time, adherence = (reason.answer for reason in delivered)
    adequate = all_of((dose, time, adherence))
    failed = all_of((adequate, negate(intolerance.answer), outcome.answer))
    return Adequacy(
        trial=trial.id,
        treatment=trial.treatment,
        role=role,
        rules=rules.id,
        dose=dose,
        time=time,
        adherence=adherence,
        intolerance=intolerance.answer,
        outcome=outcome.answer,
        this_episode=episode.answer,
        adequate=adequate,
        failed=failed,
        counts_as_failure=all_of(
            (_is_antidepressant_trial(trial, role), failed, episode.answer)
        ),
        reasons=(*delivered, intolerance, outcome, episode),
    )


def role_of(
    trial: Trial, *, formulary: Formulary, treatments: Mapping[str, Treatment]
) -> TrialRole:
    """What the trial is a trial of; an added antidepressant is an augmentation."""
    if trial.treatment is None:
        return TrialRole.NOT_RECOGNISED
    if session := treatments.get(trial.treatment):
        return _ROLE_OF_KIND[session.kind] if session.for_depression else _NOT_COUNTED
    medicine = formulary.medicines.get(trial.treatment)
    if medicine is None:
        return TrialRole.NOT_RECOGNISED
    classes = formulary.classes_of(medicine.id)
    if not medicine.counts_as_trial:
        return _NOT_COUNTED
    if ANTIDEPRESSANT in classes and not trial.augments:
        return TrialRole.ANTIDEPRESSANT
    if {ANTIDEPRESSANT, AUGMENTATION_AGENT} & classes:
        return TrialRole.AUGMENTATION
    return _NOT_COUNTED


def minimum_dose(
    medicine: Medicine, *, rules: str, role: TrialRole = TrialRole.ANTIDEPRESSANT
) -> AdequacyRow | None:
    """The row that counts; an added antidepressant may lack one of its own."""
    of_rules = [row for row in medicine.adequacy if row.rules == rules]
    wanted = [Role.ANTIDEPRESSANT]
    if role is TrialRole.AUGMENTATION:
        wanted = [Role.AUGMENTATION, Role.ANTIDEPRESSANT]
    for one in wanted:
        for row in of_rules:
            if row.role is one:
                return row
    return None


def reaches(dose: Quantity, minimum: Quantity) -> bool | None:
    """Whether a daily dose reaches a minimum per day; None when units do not compare.

    A daily dose is understood per day, so "mg" and "mg/d" mean the same here.
    """
    daily = per_day(dose, minimum.unit)
    return None if daily is None else daily >= minimum.value


def per_day(dose: Quantity, unit: str) -> float | None:
    """A daily dose in a unit per day; None when the two do not compare."""
    for own in (dose.unit, f"{dose.unit}/d"):
        try:
            return convert(Quantity(dose.value, own), unit).value
        except UnitError:
            continue
    return None


def in_episode(
    began: date | None, ended: date | None, episode_started_on: date | None
) -> bool | None:
    """Whether dates place a trial in this episode; None when they do not."""
    if episode_started_on is None:
        return None
    if began is not None and began >= episode_started_on:
        return True
    return False if ended is not None and ended < episode_started_on else None


def longest_days(trial: Trial, *, on: date | None) -> int | None:
    """The most days it can have lasted by `on`; None when the dates do not say."""
    ends = [day for day in (trial.stopped_on, on) if day is not None]
    if trial.started_on is None or not ends:
        return None
    return max((min(ends) - trial.started_on).days, 0)


_NOT_COUNTED = TrialRole.NOT_COUNTED
_DELIVERY = (Criterion.DOSE, Criterion.TIME, Criterion.ADHERENCE)
_ROLE_OF_KIND: Mapping[TreatmentKind, TrialRole] = {
    TreatmentKind.NEUROMODULATION: TrialRole.NEUROMODULATION,
    TreatmentKind.PSYCHOTHERAPY: TrialRole.PSYCHOTHERAPY,
    TreatmentKind.ADDED_MEDICINE: TrialRole.AUGMENTATION,
}


def _fact(trial: Trial, field: str) -> str:
    return f"trial:{trial.id}.{field}"


def _not_placed(trial: Trial, criterion: Criterion) -> Reason:
    key = _fact(trial, "treatment")
    return Reason(
        criterion=criterion, answer=unknown(key), fact=key, found=trial.text or None
    )


def _is_antidepressant_trial(trial: Trial, role: TrialRole) -> Answer:
    if role is TrialRole.NOT_RECOGNISED:
        return unknown(_fact(trial, "treatment"))
    return role is TrialRole.ANTIDEPRESSANT


def _medicine(
    trial: Trial,
    medicine: Medicine,
    *,
    role: TrialRole,
    rules: AdequacyRules,
    on: date | None,
) -> tuple[Reason, ...]:
    row = minimum_dose(medicine, rules=rules.id, role=role)
    dose = _dose(trial, row)
    return (
        dose,
        _time(trial, dose.answer, row=row, role=role, rules=rules, on=on),
        _adherence(trial, rules),
    )


def _dose(trial: Trial, row: AdequacyRow | None) -> Reason:
    minimum = row.minimum_daily_dose if row else None
    citation = row.citation if row else None
    if minimum is None:
        return _dose_by_recorded_days(trial, citation)
    key = _fact(trial, "highest_dose")
    reached = reaches(trial.highest_dose, minimum) if trial.highest_dose else None
    return Reason(
        criterion=Criterion.DOSE,
        answer=unknown(key) if reached is None else reached,
        fact=key,
        found=trial.highest_dose.value if trial.highest_dose else None,
        needed=minimum.value,
        unit=minimum.unit,
        certainty=trial.provenance.certainty,
        citation=citation,
    )


def _dose_by_recorded_days(trial: Trial, citation: Citation | None) -> Reason:
    """Without a minimum to compare with, only recorded days at one can tell."""
    key = _fact(trial, "days_at_or_above_minimum")
    days = trial.days_at_or_above_minimum
    return Reason(
        criterion=Criterion.DOSE,
        answer=unknown(key) if days is None else days > 0,
        fact=key,
        found=days,
        unit="d",
        certainty=trial.provenance.certainty,
        citation=citation,
        note="no least dose is known to us for this; a recorded level or dose counts",
    )


def _time(
    trial: Trial,
    dose: Answer,
    *,
    row: AdequacyRow | None,
    role: TrialRole,
    rules: AdequacyRules,
    on: date | None,
) -> Reason:
    added = role is TrialRole.AUGMENTATION
    weeks = rules.augmentation_weeks if added else rules.weeks
    citation = rules.augmentation_citation if added else rules.weeks_citation
    if row and row.weeks is not None:
        weeks, citation = row.weeks, row.citation
    return _days(trial, dose, needed=weeks * DAYS_PER_WEEK, citation=citation, on=on)


def _days(
    trial: Trial, dose: Answer, *, needed: float, citation: Citation, on: date | None
) -> Reason:
    """Recorded days first; else dates, which can only overstate time at the dose."""
    recorded = trial.days_at_or_above_minimum
    field, found = "days_at_or_above_minimum", recorded
    answer: Answer = unknown(_fact(trial, field))
    certainty, note = trial.provenance.certainty, ""
    longest = longest_days(trial, on=on)
    if recorded is not None:
        answer = recorded >= needed
    elif longest is not None and longest < needed:
        field, found, answer = "started_on", longest, False
        certainty = Certainty.INFERRED
        note = "worked out from the dates"
    elif dose is True and longest is not None and _end_is_known(trial):
        field, found, answer = "started_on", longest, True
        certainty = Certainty.INFERRED
        note = "worked out from the dates; time to reach the dose is not taken off"
    elif dose is True and trial.started_on is not None:
        field, answer = "stopped_on", unknown(_fact(trial, "stopped_on"))
    return Reason(
        criterion=Criterion.TIME,
        answer=answer,
        fact=_fact(trial, field),
        found=found,
        needed=needed,
        unit="d",
        certainty=certainty,
        citation=citation,
        note=note,
    )


def _end_is_known(trial: Trial) -> bool:
    return trial.stopped_on is not None or trial.ongoing is True


def _adherence(trial: Trial, rules: AdequacyRules) -> Reason:
    key = _fact(trial, "taken_percent")
    taken = trial.taken_percent
    return Reason(
        criterion=Criterion.ADHERENCE,
        answer=unknown(key) if taken is None else taken >= rules.taken_percent,
        fact=key,
        found=taken,
        needed=rules.taken_percent,
        unit="%",
        certainty=trial.provenance.certainty,
        citation=rules.taken_citation,
    )


def _intolerance(trial: Trial, rules: AdequacyRules) -> Reason:
    key = _fact(trial, "stopped_because")
    answer: Answer = unknown(key)
    if trial.ongoing is True:
        answer = False
    elif trial.stopped_because is not None:
        answer = trial.stopped_because in rules.intolerance_when_stopped
    return Reason(
        criterion=Criterion.INTOLERANCE,
        answer=answer,
        fact=key,
        found=trial.stopped_because,
        certainty=trial.provenance.certainty,
        citation=rules.intolerance_citation,
    )


def _outcome(trial: Trial, rules: AdequacyRules) -> Reason:
    """Too little help: a percentage decides; else the reason for stopping may."""
    improved, stopped = trial.percent_improvement, trial.stopped_because
    answer: Answer = unknown(_fact(trial, "percent_improvement"))
    field, found = "percent_improvement", improved
    certainty = trial.provenance.certainty
    if improved is not None:
        answer = improved < rules.response_percent
    elif stopped in rules.insufficient_when_stopped:
        answer, field, certainty = True, "stopped_because", Certainty.INFERRED
    elif stopped in rules.sufficient_when_stopped:
        answer, field, certainty = False, "stopped_because", Certainty.INFERRED
    return Reason(
        criterion=Criterion.OUTCOME,
        answer=answer,
        fact=_fact(trial, field),
        found=found if field == "percent_improvement" else stopped,
        needed=rules.response_percent,
        unit="%",
        certainty=certainty,
        citation=rules.response_citation,
    )


def _episode(trial: Trial, episode_started_on: date | None) -> Reason:
    key = _fact(trial, "this_episode")
    answer: Answer = unknown(key)
    certainty = trial.provenance.certainty
    placed = in_episode(trial.started_on, trial.stopped_on, episode_started_on)
    if trial.this_episode is not None:
        answer = trial.this_episode
    elif episode_started_on is not None:
        certainty = Certainty.INFERRED
        answer = answer if placed is None else placed
    return Reason(
        criterion=Criterion.EPISODE, answer=answer, fact=key, certainty=certainty
    )


def _sessions(
    trial: Trial, treatment: Treatment, *, on: date | None
) -> tuple[Reason, ...]:
    """Sessions stand for the dose; those attended are the ones counted."""
    enough = _enough_sessions(trial, treatment)
    trained = _trained(trial, treatment)
    dose = Reason(
        criterion=Criterion.DOSE,
        answer=all_of((enough, trained)),
        fact=_fact(trial, "sessions"),
        found=trial.sessions,
        needed=treatment.minimum_sessions,
        unit="{sessions}",
        certainty=trial.provenance.certainty,
        citation=treatment.citation,
    )
    attended = Reason(
        criterion=Criterion.ADHERENCE,
        answer=True,
        fact=_fact(trial, "sessions"),
        note="only sessions that were attended are counted",
        citation=treatment.citation,
    )
    return dose, _session_weeks(trial, treatment, enough, on=on), attended


def _enough_sessions(trial: Trial, treatment: Treatment) -> Answer:
    key = _fact(trial, "sessions")
    least = treatment.minimum_sessions
    if least is None or trial.sessions is None:
        return unknown(key)
    one_sided = treatment.minimum_sessions_unilateral
    if one_sided is None or trial.bilateral is True:
        return trial.sessions >= least
    if trial.bilateral is False:
        return trial.sessions >= one_sided
    if trial.sessions >= max(least, one_sided):
        return True
    if trial.sessions < min(least, one_sided):
        return False
    return unknown(_fact(trial, "bilateral"))


def _trained(trial: Trial, treatment: Treatment) -> Answer:
    if not treatment.needs_trained_therapist:
        return True
    if trial.trained_therapist is None:
        return unknown(_fact(trial, "trained_therapist"))
    return trial.trained_therapist


def _session_weeks(
    trial: Trial, treatment: Treatment, enough: Answer, *, on: date | None
) -> Reason:
    if treatment.minimum_weeks is None:
        return Reason(
            criterion=Criterion.TIME,
            answer=enough,
            fact=_fact(trial, "sessions"),
            found=trial.sessions,
            needed=treatment.minimum_sessions,
            unit="{sessions}",
            citation=treatment.citation,
        )
    return _days(
        trial,
        enough,
        needed=treatment.minimum_weeks * DAYS_PER_WEEK,
        citation=treatment.citation,
        on=on,
    )
