"""The practices as they fit one person now: gated, and without what did harm."""

from heartsease.core.plan.picture import Picture
from heartsease.core.plan.safety import lifted
from heartsease.core.practices.fitting import Fitted, fit
from heartsease.core.record.record import Record
from heartsease.core.safety.gate import decide
from heartsease.library.knowledge import standard
from heartsease.library.practices import standard_practices


def fitted(record: Record, picture: Picture) -> tuple[Fitted, ...]:
    """Every practice under its gate, in the order of its id.

    Left out is what made this person worse and what they do not want. A rule that
    pauses everything until the safety steps were done is lifted once they were, as it
    is for the plan.
    """
    known = standard()
    free = lifted(
        known.global_rules, picture.facts, flow_done_on=record.safety_flow_done_on
    )
    refused = _refused(record)
    return tuple(
        fit(
            one,
            decide(
                [
                    rule
                    for rule in known.rules_of[one.intervention]
                    if rule.id not in free
                ],
                picture.facts,
            ),
        )
        for one in standard_practices().values()
        if one.first_aid or one.intervention not in refused
    )


def _refused(record: Record) -> frozenset[str]:
    worse = {one.intervention for one in record.adverse_reports if not one.offer_again}
    unwanted = {one.subject for one in record.preferences if one.wish == "no"}
    return frozenset(worse | unwanted)
