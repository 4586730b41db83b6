"""How a person likes to do a practice, kept for the next time: the pace, the anchor."""

from datetime import datetime
from typing import Any
from uuid import UUID

from heartsease.core.record.record import Record
from heartsease.web.patient.practices import Offer
from heartsease.web.record import services

_KIND = "statement"


def keep(
    *,
    user_id: int,
    person: UUID,
    record: Record,
    offer: Offer,
    per_minute: float | None,
    anchor: str,
    at: datetime,
) -> None:
    """Keeps what was chosen where it is new; what this practice lacks is not kept.

    The pace of the drawing that stood there anyway is no choice, and says nothing.
    """
    pacer, facts = offer.fitted.pacer, list[tuple[str, dict[str, Any]]]()
    # Times of a breath are rounded, so a pace comes back a hair off.
    drawn = None if pacer is None else round(pacer.per_minute, 2)
    if per_minute is not None and drawn is not None and per_minute != drawn:
        facts.append((_KIND, {"name": "breaths_per_minute", "value": per_minute}))
    ids = {one.id for one in offer.practice.anchors}
    if anchor in ids and anchor != record.anchor:
        facts.append((_KIND, {"name": "anchor", "value": anchor}))
    if facts:
        services.say_all(user_id=user_id, person=person, facts=facts, at=at)
