"""What a device takes along: scripts, lessons, help lines and the person's own plan."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext

from heartsease.core.practices.definition import Moment, Pacer
from heartsease.core.program.definition import Week
from heartsease.core.safety.crisis import CrisisHelp
from heartsease.library.knowledge import standard
from heartsease.library.program import standard_program
from heartsease.web.patient.lessons import Door
from heartsease.web.patient.pacing import drawn
from heartsease.web.patient.practices import Offer
from heartsease.web.patient.questions import QUESTIONS, Cautions
from heartsease.web.patient.safety_plan import SafetyPlan
from heartsease.web.record.queries import Stored

# Its circle has a word for every part; the script draws the breath of each practice.
ANY_BREATH = drawn(
    Pacer(breathe_in_s=1.0, hold_in_s=1.0, breathe_out_s=1.0, hold_out_s=1.0)
)


def pack(
    *,
    practices: Iterable[Offer],
    weeks: Iterable[Week],
    doors: Mapping[str, Door],
    plan: SafetyPlan,
    help_: CrisisHelp,
    check_ins: Iterable[Stored],
    phrases: Iterable[str],
    cautions: Cautions,
    longest: int,
    made_on: date,
) -> dict[str, Any]:
    """What is kept on a device, as plain JSON; only what the person asked for."""
    return {
        "made_on": made_on.isoformat(),
        "knowledge": standard().fingerprint,
        "help": {
            "emergency": list(help_.emergency),
            "lines": [
                {"name": one.line.name, "number": one.line.number, "url": one.line.url}
                for one in (*help_.lines, *help_.directories)
            ],
        },
        "alarm": list(phrases),
        "plan": [
            {"title": str(part.heading.title), "text": part.text}
            for part in plan.parts
            if part.lines
        ],
        "practices": [_practice(one) for one in practices],
        "weeks": [_week(one, doors) for one in weeks],
        # The questions only: what was written is locked, and is never taken along.
        "journal": {
            "cautions": list(cautions.sure),
            "perhaps": list(cautions.perhaps),
            "longest": longest,
            "questions": [
                {"about": one.id, "title": str(one.title), "hint": str(one.hint)}
                for one in QUESTIONS.values()
            ],
        },
        "check_ins": [
            {"id": str(one.id), "payload": dict(one.payload)} for one in check_ins
        ],
    }


def _practice(offer: Offer) -> Mapping[str, Any]:
    one, practice = offer.fitted, offer.practice
    step = standard().interventions[practice.intervention]
    return {
        "id": practice.id,
        "first_aid": practice.first_aid,
        "name": practice.name,
        "version": practice.version,
        "intervention": practice.intervention,
        "aims": practice.aims,
        "honest": step.honest,
        "before": " ".join((practice.before, *_resting(offer))),
        "stopping": practice.stopping,
        "cautions": [rule.says for rule in one.gate.cautions],
        "perhaps": [says for says, _action in offer.perhaps],
        "pacer": _pacer(one.pacer),
        "sizes": {size: _moments(one.script(size)) for size in offer.sizes},
        "grounding": _moments(practice.grounding),
    }


def _resting(offer: Offer) -> tuple[str, ...]:
    if offer.anchor is None:
        return ()
    return (f"{gettext('You rest on:')} {offer.anchor.says}",)


def _moments(moments: Iterable[Moment]) -> list[Mapping[str, Any]]:
    return [
        {"says": one.says, "seconds": one.seconds, "paced": one.paced}
        for one in moments
    ]


def _pacer(pacer: Pacer | None) -> Mapping[str, float] | None:
    if pacer is None:
        return None
    return {
        "in": pacer.breathe_in_s,
        "hold": pacer.hold_in_s,
        "out": pacer.breathe_out_s,
        "rest": pacer.hold_out_s,
    }


def _week(week: Week, doors: Mapping[str, Door]) -> Mapping[str, Any]:
    """Without the lessons that are left out, and with a small thing only where it may be."""
    taken = [(one, doors.get(one.id, Door())) for one in week.lessons]
    return {
        "number": week.number,
        "title": week.title,
        "lessons": [
            {
                "id": lesson.id,
                "title": lesson.title,
                "text": lesson.text.strip().split("\n\n"),
                "short": lesson.short,
                "try_this": lesson.try_this
                if door.is_open
                else gettext("Something small of your own, or nothing."),
            }
            for lesson, door in taken
            if not door.is_support
        ],
    }


def lessons() -> tuple[Week, ...]:
    """The weeks that are taken along."""
    return standard_program()
