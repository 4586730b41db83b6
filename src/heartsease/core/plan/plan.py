"""From candidates to at most three steps, with a reason for every one left out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from heartsease.core.interventions.definition import Intervention, Kind
from heartsease.core.plan.map import Finding
from heartsease.core.plan.ranking import (
    Ranking,
    Worth,
    comes_first,
    fit_of,
    pull_of,
    worth,
)
from heartsease.core.record.record import AdverseReport, ChosenStep, Preference
from heartsease.core.safety.condition import Answers
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.gate import Gate, decide
from heartsease.core.safety.rule import Expectation, Rule
from heartsease.core.values.unknown import Unknown


class Left(StrEnum):
    """Why a candidate is not one of the steps; each has its sentence in words/."""

    BLOCKED = "blocked"
    ASK_FIRST = "ask_first"
    CLINICIAN_FIRST = "clinician_first"
    MADE_WORSE = "made_worse"
    NOT_WANTED = "not_wanted"
    ALREADY = "already"
    NOTHING_POINTS_TO_IT = "nothing_points_to_it"
    FINDING_UNKNOWN = "finding_unknown"
    NOT_SUPPORTED = "not_supported"
    ONLY_IF_WANTED = "only_if_wanted"
    SAME_DOMAIN = "same_domain"
    SAME_GROUP = "same_group"
    OUTRANKED = "outranked"
    NO_CLEAR_BENEFIT = "no_clear_benefit"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One intervention seen for one person: its gate, its worth and its reasons."""

    intervention: Intervention
    gate: Gate
    worth: Worth
    because: tuple[Finding, ...]  # present findings that point to it, strongest first
    left: Left | None = None  # None = it is a step
    left_detail: tuple[str, ...] = ()  # rule ids, fact keys or intervention ids
    chosen: ChosenStep | None = None  # said yes to, and still running


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """At most three steps; everything else with why not."""

    steps: tuple[Candidate, ...]
    to_raise: tuple[Candidate, ...]  # for a talk with a professional, kept apart
    left_out: tuple[Candidate, ...]


def make(
    interventions: Mapping[str, Intervention],
    *,
    rules_of: Mapping[str, Sequence[Rule]],
    facts: Facts,
    findings: Mapping[str, Finding],
    preferences: Sequence[Preference],
    energy: str | None,
    ranking: Ranking,
    chosen: Mapping[str, ChosenStep] | None = None,
    made_worse: Collection[str] = (),
    paused: bool = False,
) -> Plan:
    """The plan; `paused` holds every step back until the safety steps are done.

    Order: gates, then what was chosen, then tier group, then worth, then id, so that the
    same facts always give the same plan.
    `chosen` keep their places until they end; a gate that closes takes them out too.
    `made_worse` are never offered.
    """
    wishes = wishes_of(preferences)
    running = chosen or {}
    answers = Answers(facts)
    seen = [
        _see(
            one,
            gate=decide(rules_of[one.id], facts, answers=answers),
            already=answers(one.already_when) is True,
            findings=findings,
            wish=wish_for(one, wishes),
            energy=energy,
            ranking=ranking,
            chosen=running.get(one.id),
            made_worse=one.id in made_worse,
        )
        for one in interventions.values()
    ]
    seen.sort(key=lambda one: (*_order(one, ranking), one.intervention.id))
    return _place(seen, ranking=ranking, paused=paused)


def wishes_of(preferences: Sequence[Preference]) -> Mapping[str, str]:
    """The latest wish for each subject; on one day a "no" outweighs the rest."""
    ordered = sorted(
        preferences,
        key=lambda one: (
            one.on.toordinal() if one.on else 0,
            one.wish == "no",
            one.wish,
        ),
    )
    return {one.subject: one.wish for one in ordered}


def running_steps(
    chosen: Sequence[ChosenStep], *, on: date
) -> Mapping[str, ChosenStep]:
    """What was said yes to and has not ended by this day, by intervention.

    Of one that was begun again only the last beginning counts; where two records of one
    beginning differ, the one that has ended is right.
    """
    last: dict[str, ChosenStep] = {}
    ordered = sorted(
        (one for one in chosen if one.started_on <= on),
        key=lambda one: (one.started_on, one.ended_on is not None, one.size.value),
    )
    for one in ordered:
        last[one.intervention] = one
    return {
        name: one
        for name, one in last.items()
        if one.ended_on is None or one.ended_on > on
    }


def not_offered_again(reports: Sequence[AdverseReport]) -> frozenset[str]:
    """Interventions that made the person worse and that they do not want back."""
    return frozenset(one.intervention for one in reports if not one.offer_again)


def wish_for(intervention: Intervention, wishes: Mapping[str, str]) -> str:
    """What the person said about this step, else about its domain, else `unsaid`."""
    own = wishes.get(intervention.id)
    return own or wishes.get(intervention.domain) or "unsaid"


def _see(
    intervention: Intervention,
    *,
    gate: Gate,
    already: bool,
    findings: Mapping[str, Finding],
    wish: str,
    energy: str | None,
    ranking: Ranking,
    chosen: ChosenStep | None,
    made_worse: bool,
) -> Candidate:
    if chosen is not None and wish != "no":
        wish = "want"
    pulls = sorted(
        (
            (pull_of(help_.weight, found.definition.weight, ranking), found)
            for help_ in intervention.helps
            if (found := findings[help_.finding]).points is True
        ),
        key=lambda pair: (-pair[0], pair[1].definition.id),
    )
    value = worth(
        intervention,
        ranking=ranking,
        fit=fit_of(pulls[0][0] if pulls else 0.0, ranking),
        energy=energy,
        wish="unsaid" if wish == "no" else wish,
    )
    left, detail = _held_back(
        intervention,
        gate=gate,
        findings=findings,
        wish=wish,
        ranking=ranking,
        made_worse=made_worse,
    )
    if left is None and already and chosen is None:
        left = Left.ALREADY
    if left is None and value.value <= 0 and wish != "want":
        left, detail = Left.NO_CLEAR_BENEFIT, (value.row,)
    return Candidate(
        intervention=intervention,
        gate=gate,
        worth=value,
        because=tuple(found for _, found in pulls),
        left=left,
        left_detail=detail,
        chosen=chosen,
    )


def _held_back(
    intervention: Intervention,
    *,
    gate: Gate,
    findings: Mapping[str, Finding],
    wish: str,
    ranking: Ranking,
    made_worse: bool,
) -> tuple[Left | None, tuple[str, ...]]:
    """Why this can never be a step for this person today, strictest reason first."""
    tier = intervention.tier.value
    if gate.verdict is Expectation.BLOCKED:
        return Left.BLOCKED, tuple(rule.id for rule in gate.deciding)
    if intervention.kind is Kind.EXPLAIN or tier in ranking.groups.never:
        return Left.NOT_SUPPORTED, (tier,)
    if made_worse:
        return Left.MADE_WORSE, ()
    if wish == "no":
        return Left.NOT_WANTED, ()
    if tier in ranking.groups.only_if_wanted and wish != "want":
        return Left.ONLY_IF_WANTED, (tier,)
    if intervention.needs_finding:
        answers = {
            help_.finding: findings[help_.finding].points
            for help_ in intervention.helps
        }
        if not any(answer is True for answer in answers.values()):
            open_ = tuple(
                name for name, one in answers.items() if isinstance(one, Unknown)
            )
            if open_:
                return Left.FINDING_UNKNOWN, open_
            return Left.NOTHING_POINTS_TO_IT, tuple(answers)
    if gate.verdict is Expectation.ASK:
        return Left.ASK_FIRST, tuple(sorted(gate.missing))
    if gate.verdict is Expectation.CLINICIAN:
        return Left.CLINICIAN_FIRST, tuple(rule.id for rule in gate.deciding)
    return None, ()


def _order(candidate: Candidate, ranking: Ranking) -> tuple[bool, bool, int, float]:
    """What runs goes on; then a cause that may have been missed, then what is new."""
    present = {found.definition.id: found.definition for found in candidate.because}
    missed = any(
        comes_first(help_, present[help_.finding], ranking)
        for help_ in candidate.intervention.helps
        if help_.finding in present
    )
    return (
        candidate.chosen is None,
        not missed,
        candidate.worth.group,
        -candidate.worth.value,
    )


def _place(seen: list[Candidate], *, ranking: Ranking, paused: bool) -> Plan:
    steps: list[Candidate] = []
    left: list[Candidate] = []
    for one in seen:
        reason, detail = _no_place(one, steps, ranking=ranking, paused=paused)
        if reason is None:
            steps.append(one)
        else:
            left.append(_with_reason(one, reason, detail))
    to_raise = tuple(one for one in left if _worth_raising(one))
    return Plan(steps=tuple(steps), to_raise=to_raise, left_out=tuple(left))


def _no_place(
    one: Candidate, steps: list[Candidate], *, ranking: Ranking, paused: bool
) -> tuple[Left | None, tuple[str, ...]]:
    if paused:
        return Left.PAUSED, ()
    if one.left is not None:
        return one.left, one.left_detail
    group = one.intervention.group
    for step in steps:
        if group and step.intervention.group == group:
            return Left.SAME_GROUP, (step.intervention.id,)
        if step.intervention.domain == one.intervention.domain:
            return Left.SAME_DOMAIN, (step.intervention.id,)
    if len(steps) >= ranking.places.steps:
        return Left.OUTRANKED, tuple(step.intervention.id for step in steps)
    return None, ()


def _worth_raising(one: Candidate) -> bool:
    """Steps that belong in a conversation with a professional rather than in the three."""
    if one.left is Left.CLINICIAN_FIRST:
        return bool(one.because)
    standing = one.left in (Left.SAME_DOMAIN, Left.SAME_GROUP, Left.OUTRANKED)
    return standing and bool(one.because) and one.intervention.kind is Kind.DISCUSS


def _with_reason(one: Candidate, left: Left, detail: tuple[str, ...]) -> Candidate:
    return replace(one, left=left, left_detail=detail)
