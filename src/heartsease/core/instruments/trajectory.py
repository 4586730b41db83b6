"""Follows one questionnaire over a treatment: how far it moved and what that means.

Several plain statements can hold at once ("down 6 points", "not yet in remission");
none of them is a pass or a fail.
Every limit comes from the instrument's own file, with its citation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from heartsease.core.instruments.definition import (
    ChangeRule,
    Course,
    Direction,
    Instrument,
    WeekRule,
    within,
)
from heartsease.core.instruments.score import Score, history
from heartsease.core.record.record import Response
from heartsease.core.sources.source import Citation
from heartsease.core.values.unknown import Answer, Unknown, unknown

_DAYS_IN_A_WEEK = 7
_PERCENT = 100.0


class Change(StrEnum):
    """A change measured against a published limit."""

    IMPROVED = "improved"
    WORSE = "worse"
    NEITHER = "neither"


class BaselineIs(StrEnum):
    """When the score we compare with was taken."""

    BEFORE_START = "before_start"  # up to `baseline_days` before, or on the day
    AFTER_START = "after_start"  # the first one we have; the start itself is not known
    FIRST = "first"  # no start was given


class StatementKind(StrEnum):
    """A true sentence a screen can make; the words live in knowledge/words."""

    MOVED_BETTER = "moved_better"
    MOVED_WORSE = "moved_worse"
    NOT_MOVED = "not_moved"
    MORE_THAN_CHANCE_BETTER = "more_than_chance_better"
    MORE_THAN_CHANCE_WORSE = "more_than_chance_worse"
    MATTERS_BETTER = "matters_better"  # at least the minimal important difference
    MATTERS_WORSE = "matters_worse"
    RESPONSE = "response"
    IN_REMISSION = "in_remission"
    NOT_YET_IN_REMISSION = "not_yet_in_remission"
    EARLY_TIME_FOR_A_LOOK = "early_time_for_a_look"
    LATE_TIME_FOR_A_LOOK = "late_time_for_a_look"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One true statement with its numbers; `points` and `percent` are positive."""

    kind: StatementKind
    points: float | None = None
    percent: float | None = None
    weeks: int | None = None
    citation: Citation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekLook:
    """What the score of one week said; Unknown when there was none in its window."""

    week: int
    due_on: date
    below: Answer  # True: less improvement than the rule asks for


@dataclass(frozen=True, slots=True, kw_only=True)
class Trajectory:
    """One instrument over time.

    `improvement_points` and `improvement_percent` are positive when things got better,
    whichever way the scale points; percent is of the baseline.
    With a single score every change is Unknown.
    """

    instrument: str
    scores: tuple[Score, ...]  # with a known total, from the baseline on, oldest first
    baseline: Score
    baseline_is: BaselineIs
    last: Score
    last_is_current: bool  # within `fresh_days`
    change_points: float | Unknown  # last minus baseline, as the scale counts
    improvement_points: float | Unknown
    improvement_percent: float | Unknown
    weeks_since_start: int | Unknown  # whole weeks from the start to `on`
    response: Answer
    remission: Answer
    reliable_change: Change | Unknown
    important_change: Change | Unknown
    early_looks: tuple[WeekLook, ...]
    early_non_response: Answer  # by the newest early week that has a score
    late_non_response: Answer  # no response although the late week is over
    statements: tuple[Statement, ...]


def follow(
    instrument: Instrument,
    responses: Iterable[Response],
    *,
    on: date,
    started_on: date | None = None,
) -> Trajectory | Unknown:
    """How the scores moved up to `on`, since `started_on` when it is given.

    The baseline is the last score in the `baseline_days` up to the start, else the
    first one after it; without a start, the first of all.
    Early and late looks are Unknown without a start, or when the baseline is younger
    than the start.
    Unknown, naming the instrument, when it has no course or no known total.
    """
    nothing = unknown(f"score:{instrument.id}")
    course = instrument.course
    known = [
        one
        for one in history(instrument, responses, on=on)
        if not isinstance(one.total, Unknown)
    ]
    if course is None or instrument.higher_is is Direction.NEITHER or not known:
        return nothing
    found = _baseline(known, course, started_on)
    if found is None:
        return nothing
    baseline, baseline_is = found
    scores = tuple(one for one in known if one.on >= baseline.on)
    return _Course(
        instrument, course, scores, baseline_is, on=on, started_on=started_on
    ).read()


def _baseline(
    known: list[Score], course: Course, started_on: date | None
) -> tuple[Score, BaselineIs] | None:
    if started_on is None:
        return known[0], BaselineIs.FIRST
    from_ = started_on - timedelta(days=course.baseline_days)
    before = [one for one in known if from_ <= one.on <= started_on]
    if before:
        return before[-1], BaselineIs.BEFORE_START
    after = [one for one in known if one.on > started_on]
    return (after[0], BaselineIs.AFTER_START) if after else None


class _Course:
    """The scores of one treatment, read against the instrument's own rules."""

    def __init__(
        self,
        instrument: Instrument,
        course: Course,
        scores: tuple[Score, ...],
        baseline_is: BaselineIs,
        *,
        on: date,
        started_on: date | None,
    ) -> None:
        self.instrument = instrument
        self.course = course
        self.scores = scores
        self.baseline_is = baseline_is
        self.on = on
        self.started_on = started_on
        self.nothing = unknown(f"score:{instrument.id}")

    def read(self) -> Trajectory:
        last = self.scores[-1]
        better = self._better(last)
        percent = self._percent(last)
        response, remission = self._response(last), self._remission(last)
        reliable = _change(self.course.reliable, better, percent, self.nothing)
        important = _change(self.course.minimal, better, percent, self.nothing)
        looks = self._early_looks()
        early, late = self._early(looks), self._late()
        return Trajectory(
            instrument=self.instrument.id,
            scores=self.scores,
            baseline=self.scores[0],
            baseline_is=self.baseline_is,
            last=last,
            last_is_current=(self.on - last.on).days <= self.instrument.fresh_days,
            change_points=self._points(last),
            improvement_points=better,
            improvement_percent=percent,
            weeks_since_start=self._weeks(),
            response=response,
            remission=remission,
            reliable_change=reliable,
            important_change=important,
            early_looks=looks,
            early_non_response=early,
            late_non_response=late,
            statements=(
                *_moved(better, percent),
                *_limit(
                    reliable,
                    self.course.reliable,
                    StatementKind.MORE_THAN_CHANCE_BETTER,
                    StatementKind.MORE_THAN_CHANCE_WORSE,
                ),
                *_limit(
                    important,
                    self.course.minimal,
                    StatementKind.MATTERS_BETTER,
                    StatementKind.MATTERS_WORSE,
                ),
                *self._reached(response, remission),
                *self._looks_said(early, looks, late),
            ),
        )

    def _points(self, one: Score) -> float | Unknown:
        baseline = self.scores[0]
        if one is baseline:
            return self.nothing
        return _total(one) - _total(baseline)

    def _better(self, one: Score) -> float | Unknown:
        points = self._points(one)
        if isinstance(points, Unknown):
            return points
        up = self.instrument.higher_is is Direction.BETTER
        return points if up else -points + 0.0  # + 0.0 turns -0.0 into 0.0

    def _percent(self, one: Score) -> float | Unknown:
        better, baseline = self._better(one), _total(self.scores[0])
        if isinstance(better, Unknown) or baseline == 0:
            return self.nothing
        return _PERCENT * better / baseline

    def _response(self, one: Score) -> Answer:
        rule, percent = self.course.response, self._percent(one)
        if rule is None or isinstance(percent, Unknown):
            return self.nothing
        return percent >= rule.percent

    def _remission(self, one: Score) -> Answer:
        rule = self.course.remission
        return self.nothing if rule is None else within(_total(one), rule.bounds)

    def _weeks(self) -> int | Unknown:
        if self.started_on is None:
            return unknown("started_on")
        return (self.on - self.started_on).days // _DAYS_IN_A_WEEK

    def _start(self) -> date | Unknown:
        """The start, when the baseline can speak for it."""
        if self.started_on is None:
            return unknown("started_on")
        if self.baseline_is is not BaselineIs.BEFORE_START:
            return self.nothing
        return self.started_on

    def _early_looks(self) -> tuple[WeekLook, ...]:
        rule, start = self.course.early, self.started_on
        if rule is None or start is None:
            return ()
        return tuple(
            WeekLook(
                week=week,
                due_on=start + timedelta(weeks=week),
                below=self._early_look(rule, start + timedelta(weeks=week)),
            )
            for week in rule.weeks
        )

    def _early_look(self, rule: WeekRule, due_on: date) -> Answer:
        start = self._start()
        near = [
            one
            for one in self.scores[1:]
            if abs((one.on - due_on).days) <= rule.window_days
        ]
        if isinstance(start, Unknown) or not near:
            return start if isinstance(start, Unknown) else self.nothing
        # Of two equally near the later one: it has had more time to show a change.
        one = min(
            near, key=lambda one: (abs((one.on - due_on).days), -one.on.toordinal())
        )
        return self._is_below(one, rule)

    def _early(self, looks: tuple[WeekLook, ...]) -> Answer:
        answered = [look for look in looks if not isinstance(look.below, Unknown)]
        if answered:
            return answered[-1].below
        start = self._start()
        return start if isinstance(start, Unknown) else self.nothing

    def _late(self) -> Answer:
        rule, start = self.course.late, self._start()
        if rule is None:
            return self.nothing
        if isinstance(start, Unknown):
            return start
        from_ = start + timedelta(weeks=rule.weeks[0], days=-rule.window_days)
        last = self.scores[-1]
        if last.on < from_ or len(self.scores) == 1:
            return self.nothing
        return self._is_below(last, rule)

    def _is_below(self, one: Score, rule: WeekRule) -> Answer:
        percent = self._percent(one)
        if isinstance(percent, Unknown):
            return percent
        return percent < rule.below_percent

    def _reached(self, response: Answer, remission: Answer) -> list[Statement]:
        said: list[Statement] = []
        if response is True and self.course.response is not None:
            said.append(
                Statement(
                    kind=StatementKind.RESPONSE,
                    percent=self.course.response.percent,
                    citation=self.course.response.citation,
                )
            )
        if self.course.remission is not None and not isinstance(remission, Unknown):
            said.append(
                Statement(
                    kind=StatementKind.IN_REMISSION
                    if remission
                    else StatementKind.NOT_YET_IN_REMISSION,
                    citation=self.course.remission.citation,
                )
            )
        return said

    def _looks_said(
        self, early: Answer, looks: tuple[WeekLook, ...], late: Answer
    ) -> list[Statement]:
        rules = self.course.early, self.course.late
        if late is True and rules[1] is not None:
            return [
                Statement(
                    kind=StatementKind.LATE_TIME_FOR_A_LOOK,
                    weeks=rules[1].weeks[0],
                    percent=rules[1].below_percent,
                    citation=rules[1].citation,
                )
            ]
        if early is True and late is not False and rules[0] is not None:
            return [
                Statement(
                    kind=StatementKind.EARLY_TIME_FOR_A_LOOK,
                    weeks=max(
                        look.week
                        for look in looks
                        if not isinstance(look.below, Unknown)
                    ),
                    percent=rules[0].below_percent,
                    citation=rules[0].citation,
                )
            ]
        return []


def _total(one: Score) -> float:
    if isinstance(one.total, Unknown):
        raise TypeError(  # uncovered: `follow` keeps only known totals
            "only scores with a known total are followed"
        )
    return one.total


def _change(
    rule: ChangeRule | None,
    better: float | Unknown,
    percent: float | Unknown,
    nothing: Unknown,
) -> Change | Unknown:
    if rule is None:
        return nothing
    moved = better if rule.points is not None else percent
    limit = rule.points if rule.points is not None else rule.percent
    if isinstance(moved, Unknown) or limit is None:
        return nothing
    if moved >= limit:
        return Change.IMPROVED
    return Change.WORSE if -moved >= limit else Change.NEITHER


def _moved(better: float | Unknown, percent: float | Unknown) -> list[Statement]:
    if isinstance(better, Unknown):
        return []
    share = None if isinstance(percent, Unknown) else abs(percent)
    if better == 0:
        return [Statement(kind=StatementKind.NOT_MOVED, points=0.0)]
    kind = StatementKind.MOVED_BETTER if better > 0 else StatementKind.MOVED_WORSE
    return [Statement(kind=kind, points=abs(better), percent=share)]


def _limit(
    change: Change | Unknown,
    rule: ChangeRule | None,
    better: StatementKind,
    worse: StatementKind,
) -> list[Statement]:
    if rule is None or change not in (Change.IMPROVED, Change.WORSE):
        return []
    return [
        Statement(
            kind=better if change is Change.IMPROVED else worse,
            points=rule.points,
            percent=rule.percent,
            citation=rule.citation,
        )
    ]
