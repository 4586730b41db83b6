"""What a look at each running treatment says, in words that blame the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from heartsease.core.plan.futility import Basis, Check
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.picture import Picture
from heartsease.core.plan.running import Running, RunningKind
from heartsease.core.record.record import Choice, Decision
from heartsease.core.sources.source import Citation
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.days import day
from heartsease.library.words import Words

_DAYS_IN_A_WEEK = 7
_WHOLE = 100.0  # per cent
_NOT_ALONE: Mapping[RunningKind, str] = {
    RunningKind.MEDICINE: "futility.keep_taking",
    RunningKind.THERAPY: "futility.keep_going",
    RunningKind.DEVICE: "futility.keep_going",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckLine:
    """One treatment; `missing` is the end of the key that would settle it, or ""."""

    key: str
    kind: RunningKind
    name: str
    since: str
    answer: Choice | None  # None: we cannot say
    headline: str
    measured: tuple[str, ...]
    tried: str  # how often a step was noted, "" when it was not
    says: tuple[str, ...]
    not_alone: str  # what not to do on one's own, "" for a step
    missing: str
    next: str
    decided: tuple[str, ...]  # newest first
    asks: bool
    until: date | None
    week: int | None
    trial: str  # the id of its trial, "" without one
    citations: tuple[Citation, ...]


def check_lines(
    picture: Picture, knowledge: Knowledge, words: Words
) -> tuple[CheckLine, ...]:
    """One line for each treatment that runs."""
    return tuple(_line(one, knowledge, words) for one in picture.checks)


def name_of(treatment: Running, knowledge: Knowledge) -> str:
    """What a running treatment is called; an unknown name as it was written."""
    key = treatment.key
    for known in (
        knowledge.formulary.medicines,
        knowledge.staging.treatments,
        knowledge.interventions,
    ):
        if key in known:
            return known[key].name
    return key


def choice_said(choice: Choice | None, until: date | None, words: Words) -> str:
    """An answer or a decision as words."""
    if choice is None:
        return words("answer.unknown")
    return words(f"answer.{choice.value}", until=day(until) if until else "")


def _line(one: Check, knowledge: Knowledge, words: Words) -> CheckLine:
    answer = None if isinstance(one.answer, Unknown) else one.answer
    trial = one.treatment.trial
    return CheckLine(
        key=one.treatment.key,
        kind=one.treatment.kind,
        name=name_of(one.treatment, knowledge),
        since=_since(one, words),
        answer=answer,
        headline=choice_said(answer, one.until, words),
        measured=tuple(_measured(one, knowledge, words)),
        tried=_tried(one, words),
        says=tuple(_says(one, knowledge, words)),
        not_alone=words(_NOT_ALONE[one.treatment.kind])
        if one.treatment.kind in _NOT_ALONE
        else "",
        missing=_missing(one.answer),
        next=words("futility.next", on=day(one.next_on)) if one.next_on else "",
        decided=tuple(_decided(decision, words) for decision in one.decisions),
        asks=one.asks,
        until=one.until,
        week=one.week,
        trial=trial.trial.id if trial else "",
        citations=one.citations,
    )


def _since(one: Check, words: Words) -> str:
    start = one.treatment.started_on
    if start is None:
        return words("futility.since_unknown")
    week = (one.on - start).days // _DAYS_IN_A_WEEK
    if week < 1:
        return words("futility.since_start", on=day(start))
    return words("futility.since", on=day(start), week=week)


def _measured(one: Check, knowledge: Knowledge, words: Words) -> list[str]:
    better = one.improvement_percent
    if isinstance(better, Unknown):
        return []
    if one.basis is Basis.TOLD:
        name = "told_worse" if better < 0 else "told"
        return [words(f"futility.{name}", percent=f"{abs(better):.0f}")]
    if one.baseline is None or one.last is None:
        return []
    instrument = knowledge.instruments[knowledge.futility.measure]
    total, before = one.last.total, one.baseline.total
    if isinstance(total, Unknown) or isinstance(before, Unknown):
        return []
    moved = "better" if better > 0 else "worse_by" if better < 0 else "no_change"
    return [
        words(
            "futility.measured",
            name=instrument.short_name,
            before=f"{before:g}",
            before_on=day(one.baseline.on),
            now=f"{total:g}",
            now_on=day(one.last.on),
        ),
        words(f"futility.{moved}", percent=f"{abs(better):.0f}"),
    ]


def _tried(one: Check, words: Words) -> str:
    """What was noted of a step; nothing noted says nothing."""
    found = one.tried
    if found is None or not found.done_days:
        return ""
    after = found.better + found.same + found.worse
    return words(
        "futility.tried_after" if after else "futility.tried",
        done=found.done_days,
        days=found.days,
        better=found.better,
        same=found.same,
        worse=found.worse,
    )


def _says(one: Check, knowledge: Knowledge, words: Words) -> list[str]:
    if isinstance(one.answer, Unknown):
        return [_what_settles(one, knowledge, words)]
    said = words(f"futility.{_sentence(one)}", measure=_own(one, knowledge))
    unfair = [
        words(f"futility.{name}")
        for name, answer in (("dose_low", one.dose), ("taken_little", one.taken))
        if answer is False and one.treatment.kind is not RunningKind.STEP
    ]
    if one.worse:
        return [said, *unfair]
    small = _small_change(one, knowledge, words)
    if unfair and one.basis is not Basis.EARLY and one.answer is not Choice.KEEP:
        # A plan that had no fair try is not said to have had one.
        return [words("futility.not_enough_so_far"), *unfair, *small]
    return [said, *small]


def _small_change(one: Check, knowledge: Knowledge, words: Words) -> list[str]:
    """That a change below the published limit of chance may be none."""
    course = knowledge.instruments[knowledge.futility.measure].course
    better, baseline = one.improvement_percent, one.baseline
    if (
        one.basis is not Basis.SCORES
        or isinstance(better, Unknown)
        or baseline is None
        or isinstance(baseline.total, Unknown)
        or course is None
        or course.reliable is None
        or course.reliable.points is None
    ):
        return []
    points = abs(better) * baseline.total / _WHOLE
    if points == 0 or round(points, 6) >= course.reliable.points:
        return []
    return [words("futility.small_change", limit=f"{course.reliable.points:g}")]


def _sentence(one: Check) -> str:
    own = one.treatment.kind is RunningKind.STEP
    if one.says == "step_fair_try" and one.taken is not True:
        return "step_not_noted"
    return "worse_step" if one.worse and own else one.says


def _what_settles(one: Check, knowledge: Knowledge, words: Words) -> str:
    return words(
        f"futility.missing_{_missing(one.answer)}", measure=_own(one, knowledge)
    )


def _missing(answer: Choice | Unknown) -> str:
    """Which of the few questions would settle it."""
    if not isinstance(answer, Unknown):
        return ""
    for key in sorted(answer.missing):
        if key.endswith("started_on"):
            return "started_on"
        if key.endswith("percent_improvement"):
            return "percent"
        if key.endswith("judge_on"):
            return "judge_on"
        if key.startswith("measure:"):
            return "measure"
        if key.startswith("practice:"):
            return "practice"
    return "score"


def _own(one: Check, knowledge: Knowledge) -> str:
    key = one.treatment.judged_by
    if key in knowledge.instruments:
        return knowledge.instruments[key].measures
    return knowledge.measures[key].name if key in knowledge.measures else key


def _decided(one: Decision, words: Words) -> str:
    return words(
        "futility.decided",
        on=day(one.on),
        choice=choice_said(one.choice, one.until, words),
    )
