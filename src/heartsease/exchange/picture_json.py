"""The picture as JSON: what every other program and every test reads."""

from dataclasses import replace
from typing import Any

from heartsease.core.evidence.evidence import EvidenceRow
from heartsease.core.plan.futility import Check
from heartsease.core.plan.map import Domain, Finding
from heartsease.core.plan.picture import Picture
from heartsease.core.plan.plan import Candidate
from heartsease.core.plan.question import Ranked
from heartsease.core.plan.safety import Mode, SafetyView
from heartsease.core.safety.rule import Rule
from heartsease.exchange.plain import plain

VERSION = 1


def picture_json(picture: Picture) -> dict[str, Any]:
    """Plain data in a fixed order; an emergency carries help and nothing else."""
    head = {
        "heartsease_map": VERSION,
        "person": picture.person.id,
        "on": picture.on.isoformat(),
        "knowledge": picture.fingerprint,
        "safety": _safety(picture.safety),
    }
    if picture.safety.mode is Mode.EMERGENCY:
        return head
    return head | {
        "age": picture.age,
        "energy": picture.energy,
        "history": plain(picture.staging),
        "scores": plain(picture.scores),
        "trajectories": plain(picture.trajectories),
        "running": [_check(one) for one in picture.checks],
        "labs": plain(picture.readings),
        "medicines": [one.text for one in picture.taking],
        "unrecognised_medicines": [one.text for one in picture.unrecognised],
        "map": [_domain(one) for one in picture.domains],
        "plan": {
            "steps": [_candidate(one, full=True) for one in picture.plan.steps],
            "to_raise": [_candidate(one, full=False) for one in picture.plan.to_raise],
            "left_out": [_candidate(one, full=False) for one in picture.plan.left_out],
        },
        "questions": [_question(one) for one in picture.questions],
        "questions_open": picture.questions_open,
        **_harms(picture),
    }


def _check(one: Check) -> dict[str, Any]:
    return {
        "treatment": one.treatment.key,
        "kind": one.treatment.kind.value,
        "started_on": plain(one.treatment.started_on),
        "week": one.week,
        "answer": plain(one.answer),
        "until": plain(one.until),
        "next_on": plain(one.next_on),
        "basis": one.basis.value,
        "worse": one.worse,
        "improvement_percent": plain(one.improvement_percent),
        "dose": plain(one.dose),
        "taken": plain(one.taken),
        "decisions": plain(one.decisions),
        "sources": [citation.source for citation in one.citations],
    }


def _harms(picture: Picture) -> dict[str, Any]:
    """What made worse, without the notes: free text stays in the record."""
    if not picture.adverse_reports:
        return {}
    told = [replace(one, note="") for one in picture.adverse_reports]
    return {"adverse_reports": plain(told)}


def _safety(view: SafetyView) -> dict[str, Any]:
    return {
        "mode": view.mode.value,
        "rules": [
            {**_rule(one.rule), "because": plain(one.because)} for one in view.fired
        ],
        "medicines_together": [one.rule.id for one in view.medicines],
        "emergency": list(view.help.emergency),
        "lines": [
            {
                "name": one.line.name,
                "number": one.line.number,
                "hours": one.line.hours,
                "url": one.line.url,
                "checked": one.line.checked.value,
                "overdue": one.expired,
            }
            for one in (*view.help.lines, *view.help.directories)
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "severity": rule.severity.value,
        "says": rule.says,
        "action": rule.action,
        "sources": [one.source for one in rule.citations],
    }


def _domain(domain: Domain) -> dict[str, Any]:
    return {
        "id": domain.id,
        "name": domain.name,
        "state": domain.state.value,
        "completeness": plain(domain.completeness),
        "found": [_finding(one) for one in domain.found],
        "ruled_out": [one.definition.id for one in domain.ruled_out],
        "open": {one.definition.id: plain(one.answer) for one in domain.open},
    }


def _finding(finding: Finding) -> dict[str, Any]:
    definition = finding.definition
    return {
        "id": definition.id,
        "title": definition.title,
        "says": definition.says,
        "weight": definition.weight.value,
        "sureness": finding.sureness.value,
        "matters": definition.matters.value,
        "matters_sentence": definition.matters_sentence,
        "tested_in_trd": definition.tested_in_trd,
        "missed_cause": definition.missed_cause,
        "settles": definition.settles,
        "ordered_by": definition.ordered_by,
        "changes_mind": definition.changes_mind,
        "because": plain(finding.because),
        "sources": sorted(
            {one.source for one in definition.citations}
            | {row.source for row in definition.evidence}
        ),
    }


def _candidate(candidate: Candidate, *, full: bool) -> dict[str, Any]:
    one = candidate.intervention
    short = {
        "id": one.id,
        "name": one.name,
        "domain": one.domain,
        "who": one.who.value,
        "tier": one.tier.value,
        "grade": one.grade,
        "gate": candidate.gate.verdict.value,
        "worth": plain(candidate.worth),
        "because": [found.definition.id for found in candidate.because],
    }
    if candidate.left is not None:
        short |= {
            "left": candidate.left.value,
            "left_detail": list(candidate.left_detail),
        }
    if candidate.chosen is not None:
        short["chosen"] = plain(candidate.chosen)
    if not full:
        return short
    return short | {
        "honest": one.honest,
        "tested_in_trd": one.tested_in_trd,
        "what": one.what,
        "sizes": plain(one.sizes),
        "dose_steps": plain(one.dose_steps),
        "judge": plain(one.judge),
        "ask_prescriber": one.ask_prescriber,
        "cautions": [_rule(rule) for rule in candidate.gate.cautions],
        "if_true": [_rule(rule) for rule in candidate.gate.conditional_cautions],
        "evidence": [_row(row) for row in one.evidence],
    }


def _row(row: EvidenceRow) -> dict[str, Any]:
    described: dict[str, Any] = plain(row)
    return described


def _question(ranked: Ranked) -> dict[str, Any]:
    question = ranked.question
    return {
        "id": question.id,
        "title": question.title,
        "minutes": plain(question.minutes),
        "cost": question.cost,
        "needs_visit": question.needs_visit,
        "ordered_by": question.ordered_by,
        "safety_first": ranked.safety_first,
        "expected_change": plain(ranked.expected_change),
        "unlocks": plain(ranked.unlocks),
        "worth_per_minute": plain(ranked.worth),
        "effort_minutes": plain(ranked.effort_minutes),
        "waits": list(ranked.waits),
        "assumed": question.assumed,
        "results": [
            {"label": one.label, "share": plain(one.share)} for one in question.results
        ],
    }
