"""A claim of the source article, and what answers it here."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claimed cause or help; `answered_by` are ids of interventions or findings."""

    id: str
    section: str
    says: str
    answered_by: tuple[str, ...]
