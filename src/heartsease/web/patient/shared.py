"""What an ally is shown, put together part by part; the owner sees the same beforehand.

Nothing is read from the record but the parts that were given, the names of help lines in
the owner's country, and, for the steps, what the plan offers today.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heartsease.core.plan.look import look
from heartsease.core.plan.picture import Picture
from heartsease.core.record.record import Person, Record
from heartsease.exchange.page import Help
from heartsease.exchange.present import present
from heartsease.library.errors import RecordError
from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.patient.alarm import SAFETY_FIRST
from heartsease.web.patient.safety_plan import SafetyPlan, plan_of
from heartsease.web.patient.voice import words
from heartsease.web.people.queries import who_is
from heartsease.web.record.queries import picture_of
from heartsease.web.sharing.queries import SECTIONS, is_hard_day

SAFETY_PLAN, HARD_DAY, STEPS = SECTIONS
NAMES: Mapping[str, str | Promise] = {
    SAFETY_PLAN: _("My safety plan"),
    HARD_DAY: _("When I say that today is hard"),
    STEPS: _("The names of my steps"),
}
HINTS: Mapping[str, str | Promise] = {
    SAFETY_PLAN: _("All six parts, with the names and numbers you wrote there."),
    HARD_DAY: _("You tap it on a bad day. It is gone the next day."),
    STEPS: _("Only the steps you said yes to, and only their names."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A part that was not given is None, which is not the same as an empty one."""

    plan: SafetyPlan | None
    hard_day: bool | None
    steps: tuple[str, ...] | None
    help: Help


def shared(person: UUID, sections: Collection[str], *, at: datetime) -> Shared:
    """The given parts as they stand now, and nothing beside them."""
    on = clock.day_in(who_is(person).time_zone, at)
    try:
        picture = picture_of(person, on=on)
    except RecordError:  # a record that cannot be read must not take the lines away
        picture = look(Record(person=Person(id="")), standard(), on=on)
    return Shared(
        plan=plan_of(person) if SAFETY_PLAN in sections else None,
        hard_day=is_hard_day(person, on=on) if HARD_DAY in sections else None,
        steps=_steps(picture) if STEPS in sections else None,
        help=present(picture, knowledge=standard(), words=words()).help,
    )


def _steps(picture: Picture) -> tuple[str, ...]:
    """What was chosen and is still offered: a step on hold is nothing to cheer on."""
    if picture.safety.mode in SAFETY_FIRST:
        return ()
    return tuple(
        one.intervention.name for one in picture.plan.steps if one.chosen is not None
    )
