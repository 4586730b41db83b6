"""The settings behind trials that are worked out from other entries, as data."""

from dataclasses import dataclass

from heartsease.core.sources.source import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class InferRules:
    """How far apart entries may lie and still be one trial, in days.

    `prescription_gap_days`: from the end of one prescription to the start of the next.
    `session_gap_days`: from one session to the next.
    """

    prescription_gap_days: int
    prescription_gap_citation: Citation
    session_gap_days: int
    session_gap_citation: Citation
