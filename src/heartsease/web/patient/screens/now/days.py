"""The first seven days: one small thing a day, and none is fine too.

Days are counted from the day of consent where the person lives.
A day that was skipped is not spoken of: everything waits where it was left.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from heartsease.core.plan.picture import Picture
from heartsease.core.plan.safety import Mode

DAYS = 7
FIRST_QUESTIONNAIRE = "phq9"
MINUTE, SAFETY_PLAN, PASSPORT, LOOK = "minute", "safety_plan", "passport", "look"
_GAP = 2  # days without a word after which "where you left it" is said
# What counts as the small thing of a day; energy and settings are no such thing.
_SMALL = frozenset(
    {"condition", "medicine", "trial", "response", "observation", "safety_plan"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstWeek:
    """Where somebody is in their first days; `day` counts from 1."""

    day: int
    done_today: bool
    was_away: bool

    @property
    def is_on(self) -> bool:
        return self.day <= DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Small:
    """A card that is not one of the computed questions."""

    id: str
    title: str
    reason: str
    minutes: float
    url: str


def first_week(
    *,
    consented_on: date,
    today: date,
    told_before: date | None,
    told_today: Collection[tuple[str, str]],
) -> FirstWeek:
    """Counts the days; the first questionnaire belongs to the first hour.

    `told_before` is the last day before today on which something was told.
    """
    day = (today - consented_on).days + 1
    small = [
        (kind, subject)
        for kind, subject in told_today
        if kind in _SMALL and subject != FIRST_QUESTIONNAIRE
    ]
    return FirstWeek(
        day=day,
        done_today=bool(small),
        was_away=told_before is not None and (today - told_before).days >= _GAP,
    )


def small_cards(
    picture: Picture, week: FirstWeek, counts: Mapping[str, int]
) -> tuple[Small, ...]:
    """The cards before the computed questions, each only while it is open.

    After a positive answer about suicide the safety plan comes before all else.
    """
    found = []
    first_hour = week.is_on and FIRST_QUESTIONNAIRE in picture.scores
    if first_hour and not counts.get("practice") and not counts.get("adverse_report"):
        found.append(_minute())
    if not counts.get("safety_plan"):
        plan = _safety_plan()
        found.insert(0 if picture.safety.mode is Mode.AFTER_FLOW else len(found), plan)
    if not counts.get("medicine") and not counts.get("trial"):
        found.append(_passport())
    return tuple(found)


def look() -> Small:
    """When the first days are over: what came of them."""
    return Small(
        id=LOOK,
        title=_("Your map and your first steps"),
        reason=_("You told us enough for a first look. You can go on telling us more."),
        minutes=3,
        url=reverse("map"),
    )


def _minute() -> Small:
    return Small(
        id=MINUTE,
        title=_("One breathing minute, or two minutes outside"),
        reason=_("A small pause after all these questions. You can also leave it."),
        minutes=1,
        url=reverse("minute"),
    )


def _safety_plan() -> Small:
    return Small(
        id=SAFETY_PLAN,
        title=_("A safety plan in your own words"),
        reason=_(
            "For a bad moment, whoever you are. One line of it is enough to begin."
        ),
        minutes=5,
        url=reverse("safety_plan"),
    )


def _passport() -> Small:
    return Small(
        id=PASSPORT,
        title=_("Three medicines you take or took"),
        reason=_("Names are enough. Many safety checks wait for them."),
        minutes=2,
        url=reverse("passport_first"),
    )
