"""When what was tapped day by day says something to the map."""

from collections.abc import Mapping
from dataclasses import dataclass

from heartsease.core.sources.source import Citation


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyRules:
    """`days` is how far back is looked; the other numbers say how much is needed.

    `arousal_codes` are the answers of the questionnaire `arousal_instrument` that the
    words of a check-in stand for.
    """

    days: int
    fewest_check_ins: int
    most_days_share: float  # above it one word is called "on most days"
    arousal_instrument: str
    arousal_item: str
    arousal_codes: Mapping[str, int]
    fish_tag: str
    citation: Citation
