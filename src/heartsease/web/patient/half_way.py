"""Questions that were stopped half way: kept for some days, to go on with."""

from collections.abc import Mapping
from datetime import timedelta

from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.people.queries import Who
from heartsease.web.record import services
from heartsease.web.record.queries import HalfWay, half_way


def left(who: Who) -> Mapping[str, HalfWay]:
    """What can be gone on with, by the id of the questionnaire.

    As long as a check of every two weeks that was begun: answers speak of the days
    before them, so those of last month are no half of today's.
    """
    days = standard().rotation.open_days
    return half_way(who.id, since=clock.now() - timedelta(days=days))


def leave(
    who: Who, instrument: str, typed: Mapping[str, str], *, one_by_one: bool
) -> None:
    """Keeps what was answered so far."""
    services.leave_half_way(
        user_id=who.user_id,
        person=who.id,
        instrument=instrument,
        typed=typed,
        one_by_one=one_by_one,
        at=clock.now(),
    )
