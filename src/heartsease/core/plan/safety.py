"""Suicide risk comes first: it changes what the whole result shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from heartsease.core.plan.map import FactUsed, facts_used
from heartsease.core.safety.condition import ask, reasons
from heartsease.core.safety.crisis import CrisisHelp
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.global_rule import GlobalRule, is_about_medicines
from heartsease.core.safety.rule import Rule, Severity
from heartsease.core.values.unknown import Answer, Unknown


class Mode(StrEnum):
    """What the result may show; help is part of every mode.

    There is no mode that says "safe": a silent record is asked, an answered one is
    simply not in the other modes.
    """

    EMERGENCY = "emergency"  # help only: no map, no graph, no steps
    FLOW = "flow"  # help first, steps wait until the safety flow was done
    AFTER_FLOW = "after_flow"  # steps again, every one to a clinician first
    ASK = "ask"  # not known yet: the question comes before any step
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """A global rule that holds, with the facts that made it hold."""

    rule: Rule
    because: tuple[FactUsed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyView:
    """The safety part of a result."""

    mode: Mode
    fired: tuple[Fired, ...]  # of every severity, in order of evaluation
    medicines: tuple[Fired, ...]  # about medicines taken together: for the prescriber
    help: CrisisHelp


def view(
    global_rules: Sequence[GlobalRule],
    facts: Facts,
    *,
    flow_done_on: date | None,
    crisis_help: CrisisHelp,
) -> SafetyView:
    """Which mode the result is in, and which global rules hold."""
    answers = [(one, ask(one.rule.when, facts)) for one in global_rules]
    fired = tuple(_fired(one.rule, facts) for one, answer in answers if answer is True)
    medicines = tuple(
        _fired(one.rule, facts)
        for one, answer in answers
        if answer is True and is_about_medicines(one)
    )
    return SafetyView(
        mode=_mode(answers, facts, flow_done_on=flow_done_on),
        fired=fired,
        medicines=medicines,
        help=crisis_help,
    )


def lifted(
    global_rules: Sequence[GlobalRule], facts: Facts, *, flow_done_on: date | None
) -> frozenset[str]:
    """Ids of the pausing rules whose safety flow was done after what set them off."""
    return frozenset(
        one.rule.id
        for one in global_rules
        if one.rule.severity is Severity.BLOCK_UNTIL_FLOW
        and ask(one.rule.when, facts) is True
        and _done_since(one.rule, facts, flow_done_on)
    )


def _mode(
    answers: Sequence[tuple[GlobalRule, Answer]],
    facts: Facts,
    *,
    flow_done_on: date | None,
) -> Mode:
    def any_of(severity: Severity) -> list[tuple[Rule, Answer]]:
        return [(one.rule, a) for one, a in answers if one.rule.severity is severity]

    if any(answer is True for _, answer in any_of(Severity.EMERGENCY)):
        return Mode.EMERGENCY
    pausing = any_of(Severity.BLOCK_UNTIL_FLOW)
    holding = [rule for rule, answer in pausing if answer is True]
    if holding:
        done = all(_done_since(rule, facts, flow_done_on) for rule in holding)
        return Mode.AFTER_FLOW if done else Mode.FLOW
    open_ = (*pausing, *any_of(Severity.EMERGENCY))
    if any(isinstance(answer, Unknown) for _, answer in open_):
        return Mode.ASK
    return Mode.OPEN


def _done_since(rule: Rule, facts: Facts, flow_done_on: date | None) -> bool:
    if flow_done_on is None:
        return False
    days = [fact.on for _, fact in reasons(rule.when, facts)]
    return all(day is not None and day <= flow_done_on for day in days)


def _fired(rule: Rule, facts: Facts) -> Fired:
    return Fired(rule=rule, because=facts_used(rule.when, facts))
