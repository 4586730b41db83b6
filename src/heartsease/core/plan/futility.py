"""Says early whether a treatment that runs is worth going on with, and until when.

Looks fall on fixed weeks after the start. Each answers keep, give it until a day, stop
and talk, or talk; a plan is judged, never a person.
What a professional looks after is never answered with "stop": nobody ends a medicine
because of a page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from heartsease.core.instruments.definition import Course, Instrument
from heartsease.core.instruments.score import Score
from heartsease.core.instruments.trajectory import (
    BaselineIs,
    Change,
    Trajectory,
    follow,
)
from heartsease.core.plan.running import Running, RunningKind
from heartsease.core.plan.tried import Tried, tried
from heartsease.core.record.record import Choice, Decision, Practice, Response
from heartsease.core.sources.source import Citation
from heartsease.core.values.unknown import Answer, Unknown, unknown

_DAYS_IN_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBand:
    """What follows from an improvement below this much; without a limit, from any.

    `says` names the sentence in knowledge/words.
    """

    below_percent: float | None = None
    answer: Choice
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRule:
    """One week; `week` None is the day a step was chosen to be judged on.

    A score counts from `window_days` before the end of the week.
    """

    week: int | None = None
    bands: tuple[LookBand, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRules:
    kind: RunningKind
    looks: tuple[LookRule, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FutilityCase:
    """A worked case: a treatment that began `weeks` ago and its scores by week.

    A score of week 0 or before is the baseline.
    """

    says: str
    kind: RunningKind
    weeks: float | None = None  # None: the start is not known
    scores: Mapping[str, float] = field(default_factory=dict)  # week -> total
    told_percent: float | None = None
    judge_week: int | None = None
    expect: str  # a choice, or "unknown"
    until_week: int | None = None
    missing: str = ""  # the end of the key that would settle it


@dataclass(frozen=True, slots=True, kw_only=True)
class Futility:
    """`current_days`: how old a score may be that a look still goes by.

    A step that was noted, but on fewer than `step_days_a_week`, had no fair try.
    """

    measure: str
    window_days: int
    current_days: int
    step_days_a_week: float
    rules: tuple[LookRules, ...]
    cases: tuple[FutilityCase, ...] = ()


class Basis(StrEnum):
    """What an answer goes by."""

    SCORES = "scores"
    TOLD = "told"  # the person's own estimate of how much better it is
    EARLY = "early"  # no look is due yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What is to be said of one treatment on one day.

    `answer` is Unknown, naming what would settle it, without a start, a baseline or a
    current score. `until` is given with GIVE_UNTIL.
    `improvement_percent` is of the baseline, positive when better.
    `dose` and `taken` are whether the try is fair so far, as far as it is known.
    `decisions` are those since the start, newest first.
    """

    treatment: Running
    week: int | None  # of the look that is due; None before the first
    answer: Choice | Unknown
    until: date | None
    next_on: date | None  # the next look
    basis: Basis
    says: str  # names a sentence; "" when the answer is Unknown
    worse: bool
    improvement_percent: float | Unknown
    baseline: Score | None
    last: Score | None
    dose: Answer
    taken: Answer
    tried: Tried | None  # of a step with a known start, else None
    citations: tuple[Citation, ...]
    decisions: tuple[Decision, ...]
    on: date

    @property
    def asks(self) -> bool:
        """Whether something is to be settled that was not settled since."""
        if self.week is None and not self.worse:
            return False
        if not self.decisions:
            return True
        newest = self.decisions[0]
        if newest.until is not None:
            return newest.until <= self.on
        return (newest.week or 0) < (self.week or 0)


def check_all(
    treatments: Iterable[Running],
    *,
    responses: Iterable[Response],
    decisions: Iterable[Decision],
    practices: Iterable[Practice] = (),
    instruments: Mapping[str, Instrument],
    rules: Futility,
    on: date,
) -> tuple[Check, ...]:
    """One check for each treatment that runs, in their order."""
    given, settled, noted = tuple(responses), tuple(decisions), tuple(practices)
    return tuple(
        check(
            one,
            responses=given,
            decisions=settled,
            practices=noted,
            instrument=instruments[rules.measure],
            rules=rules,
            on=on,
        )
        for one in treatments
    )


def check(
    treatment: Running,
    *,
    responses: Iterable[Response],
    decisions: Iterable[Decision],
    practices: Iterable[Practice] = (),
    instrument: Instrument,
    rules: Futility,
    on: date,
) -> Check:
    """The look that is due for one treatment, or when the first one will be."""
    return _Looking(
        treatment,
        tuple(responses),
        tuple(decisions),
        tuple(practices),
        instrument=instrument,
        rules=rules,
        on=on,
    ).check()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    week: int
    due_on: date
    rule: LookRule


class _Looking:
    """One treatment, its scores, and the looks they are read at."""

    def __init__(
        self,
        treatment: Running,
        responses: tuple[Response, ...],
        decisions: tuple[Decision, ...],
        practices: tuple[Practice, ...],
        *,
        instrument: Instrument,
        rules: Futility,
        on: date,
    ) -> None:
        self.treatment = treatment
        self.rules = rules
        self.instrument = instrument
        self.on = on
        self.decisions = _since_start(treatment, decisions, on)
        self.start, self.judge_on = treatment.started_on, treatment.judge_on
        self.tried = self._tried(practices)
        self.course = self._follow(responses)
        if self.course is not None and self.start is not None and self._begins_late():
            # A step that began unmeasured: the first score is where we can begin.
            late = self.course.baseline.on - self.start
            self.start += late
            self.judge_on = self.judge_on and self.judge_on + late
            self.course = self._follow(responses)
        self.looks = self._all_looks()

    def check(self) -> Check:
        if self.start is None:
            return self._open(unknown(self._key("started_on")), look=None)
        look = self._due()
        if self._is_worse():
            return self._worse(look)
        if (told := self._told_worse()) is not None:
            return self._answered(
                look,
                Choice.TALK,
                until=None,
                says="told_worse_talk",
                basis=Basis.TOLD,
                better=told,
                worse=True,
            )
        if self.treatment.judged_by not in ("", self.rules.measure):
            return self._by_its_own_measure()
        if look is None:
            first = self.looks[0].due_on
            return self._answered(
                None, Choice.GIVE_UNTIL, until=first, says="early", basis=Basis.EARLY
            )
        better, basis = self._improvement()
        if isinstance(better, Unknown):
            return self._open(better, look=look)
        if basis is Basis.SCORES and self.course and self.course.remission is True:
            # Somebody who is well has little left to improve.
            return self._answered(
                look,
                Choice.KEEP,
                until=None,
                says="well_now",
                basis=basis,
                better=better,
            )
        band = next(
            one
            for one in look.rule.bands
            if one.below_percent is None or better < one.below_percent
        )
        next_on = self._next()
        if band.answer is Choice.STOP_AND_TALK and self._taken() is False:
            # A plan that had no fair try is not judged, and surely not called failed.
            missing = unknown(f"practice:{self.treatment.key}")
            return self._answered(
                look, missing, until=None, says="", basis=basis, better=better
            )
        if band.answer is Choice.GIVE_UNTIL and next_on is None:
            # A step without a day of its own: there is nothing to give it until.
            return self._open(unknown(self._key("judge_on")), look=look)
        return self._answered(
            look,
            self._allowed(band.answer),
            until=next_on if band.answer is Choice.GIVE_UNTIL else None,
            says=band.says,
            basis=basis,
            better=better,
        )

    # Looks ---------------------------------------------------------------------------

    def _all_looks(self) -> tuple[_Look, ...]:
        rules = next(one for one in self.rules.rules if one.kind is self.treatment.kind)
        if self.start is None:
            return ()
        found: list[_Look] = []
        # A day that does not lie after the beginning cannot be one to judge on.
        late_enough = self.judge_on is not None and self.judge_on > self.start
        judge_on = self.judge_on if late_enough else None
        for rule in rules.looks:
            if rule.week is not None:
                due = self.start + timedelta(weeks=rule.week)
                if judge_on is None or due < judge_on:
                    found.append(_Look(week=rule.week, due_on=due, rule=rule))
            elif judge_on is not None:
                weeks = round((judge_on - self.start).days / _DAYS_IN_A_WEEK)
                found.append(_Look(week=weeks, due_on=judge_on, rule=rule))
        return tuple(found)

    def _due(self) -> _Look | None:
        window = timedelta(days=self.rules.window_days)
        due = [one for one in self.looks if one.due_on - window <= self.on]
        return due[-1] if due else None

    def _next(self) -> date | None:
        current = self._due()
        later = [
            one.due_on
            for one in self.looks
            if current is None or one.due_on > current.due_on
        ]
        return later[0] if later else None

    # Scores --------------------------------------------------------------------------

    def _follow(self, responses: tuple[Response, ...]) -> Trajectory | None:
        if self.start is None:
            return None
        found = follow(self.instrument, responses, on=self.on, started_on=self.start)
        return None if isinstance(found, Unknown) else found

    def _begins_late(self) -> bool:
        return (
            self.treatment.kind is RunningKind.STEP
            and self.course is not None
            and self.course.baseline_is is BaselineIs.AFTER_START
        )

    def _improvement(self) -> tuple[float | Unknown, Basis]:
        """How much better, from scores, else from what the person told."""
        look, course = self._due(), self.course
        if course is not None and look is not None and self._is_measured():
            from_ = look.due_on - timedelta(days=self.rules.window_days)
            age = (self.on - course.last.on).days
            if course.last.on >= from_ and age <= self.rules.current_days:
                return course.improvement_percent, Basis.SCORES
            return unknown(f"score:{self.rules.measure}"), Basis.SCORES
        trial = self.treatment.trial
        if trial is None:
            return unknown(f"score:{self.rules.measure}"), Basis.SCORES
        told = trial.trial.percent_improvement
        if told is None:
            return unknown(self._key("percent_improvement")), Basis.TOLD
        return told, Basis.TOLD

    def _is_worse(self) -> bool:
        """Worse than chance would give, by the instrument's own published rule."""
        course = self.course
        return (
            course is not None
            and course.baseline_is is not BaselineIs.FIRST
            and course.reliable_change is Change.WORSE
            and (self.on - course.last.on).days <= self.rules.current_days
        )

    def _is_measured(self) -> bool:
        """Whether there is a score from before it began to compare with."""
        course = self.course
        return course is not None and course.baseline_is is BaselineIs.BEFORE_START

    def _told_worse(self) -> float | None:
        """What the person told, where it is that things are worse and no score is."""
        trial = self.treatment.trial
        told = trial.trial.percent_improvement if trial else None
        return (
            told if told is not None and told < 0 and not self._is_measured() else None
        )

    # Answers -------------------------------------------------------------------------

    def _allowed(self, answer: Choice) -> Choice:
        own = self.treatment.kind is RunningKind.STEP
        return Choice.TALK if answer is Choice.STOP_AND_TALK and not own else answer

    def _tried(self, practices: tuple[Practice, ...]) -> Tried | None:
        one = self.treatment
        if one.kind is not RunningKind.STEP or one.started_on is None:
            return None
        return tried(practices, one.key, started_on=one.started_on, on=self.on)

    def _taken(self) -> Answer:
        """Whether the plan was really followed; of a step only what was noted tells."""
        trial = self.treatment.trial
        if trial is not None:
            return trial.adequacy.adherence
        key, days = self.treatment.key, self.rules.step_days_a_week
        if self.tried is None:
            return unknown(f"practice:{key}")  # uncovered: a step has a first day
        return self.tried.enough(days_a_week=days, key=key)

    def _worse(self, look: _Look | None) -> Check:
        course = self.course
        return self._answered(
            look,
            self._allowed(Choice.STOP_AND_TALK),
            until=None,
            says="worse",
            basis=Basis.SCORES,
            better=unknown(f"score:{self.rules.measure}")
            if course is None
            else course.improvement_percent,
            worse=True,
        )

    def _by_its_own_measure(self) -> Check:
        """A step against low iron, say: its own measure decides, on its own day."""
        judge_on, key = self.judge_on, self.treatment.judged_by
        if judge_on is not None and judge_on > self.on:
            return self._answered(
                None,
                Choice.GIVE_UNTIL,
                until=judge_on,
                says="own_measure",
                basis=Basis.EARLY,
            )
        return self._open(unknown(f"measure:{key}"), look=self._due())

    def _open(self, missing: Unknown, *, look: _Look | None) -> Check:
        return self._answered(
            look, missing, until=None, says="", basis=Basis.SCORES, better=missing
        )

    def _answered(
        self,
        look: _Look | None,
        answer: Choice | Unknown,
        *,
        until: date | None,
        says: str,
        basis: Basis,
        better: float | Unknown | None = None,
        worse: bool = False,
    ) -> Check:
        course, trial = self.course, self.treatment.trial
        return Check(
            treatment=self.treatment,
            week=look.week if look else None,
            answer=answer,
            until=until,
            next_on=self._next(),
            basis=basis,
            says=says,
            worse=worse,
            improvement_percent=unknown(f"score:{self.rules.measure}")
            if better is None
            else better,
            baseline=course.baseline if course else None,
            last=course.last if course else None,
            dose=trial.adequacy.dose if trial else True,
            taken=self._taken(),
            tried=self.tried,
            citations=self._citations(look, worse=worse and basis is Basis.SCORES),
            decisions=self.decisions,
            on=self.on,
        )

    def _citations(self, look: _Look | None, *, worse: bool) -> tuple[Citation, ...]:
        rules: Course | None = self.instrument.course
        if worse and rules is not None and rules.reliable is not None:
            return (rules.reliable.citation,)
        return look.rule.citations if look else ()

    def _key(self, field_: str) -> str:
        trial = self.treatment.trial
        return f"trial:{trial.trial.id}.{field_}" if trial else field_


def _since_start(
    treatment: Running, decisions: Iterable[Decision], on: date
) -> tuple[Decision, ...]:
    mine = [
        one
        for one in decisions
        if one.treatment == treatment.key
        and one.on <= on
        and (treatment.started_on is None or one.on >= treatment.started_on)
    ]
    return tuple(
        sorted(
            mine,
            key=lambda one: (one.on, one.choice.value, str(one.until)),
            reverse=True,
        )
    )
