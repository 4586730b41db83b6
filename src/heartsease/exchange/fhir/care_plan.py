"""The steps somebody chose as one FHIR CarePlan."""

from collections.abc import Mapping
from datetime import date

from heartsease.core.interventions.definition import Intervention
from heartsease.core.record.record import ChosenStep
from heartsease.exchange.fhir.pieces import (
    Json,
    filled,
    period,
    reference,
    resource,
)


def care_plan(
    steps: tuple[ChosenStep, ...],
    *,
    person: str,
    interventions: Mapping[str, Intervention],
    on: date,
) -> Json | None:
    """One activity for each step, with its days; None without a step."""
    if not steps:
        return None
    listed = sorted(steps, key=lambda one: (one.started_on, one.intervention))
    open_ = any(one.ended_on is None or one.ended_on > on for one in listed)
    return resource(
        "CarePlan",
        person,
        0,
        status="active" if open_ else "completed",
        intent="plan",
        title="Steps that were chosen",
        subject=reference(person),
        activity=[{"detail": _detail(one, interventions, on)} for one in listed],
    )


def _detail(
    step: ChosenStep, interventions: Mapping[str, Intervention], on: date
) -> Json:
    known = interventions.get(step.intervention)
    over = step.ended_on is not None and step.ended_on <= on
    return filled(
        {
            "status": "completed" if over else "in-progress",
            "scheduledPeriod": period(step.started_on, step.ended_on),
            "description": known.name if known else step.intervention,
        }
    )
