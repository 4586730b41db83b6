"""How often a step was really done, as far as it was noted, and how it felt after.

Nothing noted is not "not done": nobody has to note anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from heartsease.core.record.record import AfterFeel, Practice
from heartsease.core.values.unknown import Answer, unknown

DAYS = 28  # four weeks: what a page can say in one line
_DAYS_IN_A_WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """`done_days` of the last `days` (at most 28) since a step began.

    `better`, `same` and `worse` count each time that something was said after it.
    """

    days: int
    done_days: int
    better: int = 0
    same: int = 0
    worse: int = 0

    def enough(self, *, days_a_week: float, key: str) -> Answer:
        """Whether it was done often enough to be judged; Unknown when none was noted."""
        if not self.done_days:
            return unknown(f"practice:{key}")
        return self.done_days * _DAYS_IN_A_WEEK >= days_a_week * self.days


def tried(
    practices: Iterable[Practice], intervention: str, *, started_on: date, on: date
) -> Tried:
    """What was noted of one step; the order of practices makes no difference."""
    days = min(DAYS, max((on - started_on).days + 1, 0))
    within = [
        one
        for one in practices
        if one.intervention == intervention and 0 <= (on - one.on).days < days
    ]
    after = [one.after for one in within]
    return Tried(
        days=days,
        done_days=len({one.on for one in within}),
        better=after.count(AfterFeel.BETTER),
        same=after.count(AfterFeel.SAME),
        worse=after.count(AfterFeel.WORSE),
    )
