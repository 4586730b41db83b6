"""Treatments counted in sessions: brain stimulation, therapies, infusions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from heartsease.core.sources.source import Citation


class TreatmentKind(StrEnum):
    """Where a trial of it is counted."""

    NEUROMODULATION = "neuromodulation"
    PSYCHOTHERAPY = "psychotherapy"
    ADDED_MEDICINE = "added_medicine"  # a medicine given in sessions, e.g. esketamine


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """`minimum_sessions` counts sessions really attended.

    `minimum_sessions_unilateral` is for ECT with electrodes on one side.
    No minimum means that sessions cannot tell, and adequacy stays Unknown.
    """

    id: str
    name: str
    kind: TreatmentKind
    other_names: tuple[str, ...] = ()
    minimum_sessions: int | None = None
    minimum_sessions_unilateral: int | None = None
    minimum_weeks: float | None = None
    needs_trained_therapist: bool = False
    for_depression: bool = True  # False: a therapy for something else, recorded only
    note: str = ""
    citation: Citation


def named(text: str, treatments: Mapping[str, Treatment]) -> str | None:
    """The id of the treatment with exactly this name; None when there is none.

    Upper and lower case do not matter; a similar name is not taken.
    """
    wanted = " ".join(text.casefold().split())
    for one in treatments.values():
        names = (one.id, one.id.replace("_", " "), one.name, *one.other_names)
        if wanted in {name.casefold() for name in names}:
            return one.id
    return None
