"""Whether what somebody just answered puts safety before everything else."""

from collections.abc import Mapping
from datetime import date, datetime

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.safety import Mode
from heartsease.core.safety.condition import ask
from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.safety.rule import Severity
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of

_FIRST = (Severity.EMERGENCY, Severity.BLOCK_UNTIL_FLOW)
# In these modes the safety screen is the only one that is shown first.
SAFETY_FIRST = (Mode.EMERGENCY, Mode.FLOW)


def sets_off(answered: Mapping[str, bool | float], knowledge: Knowledge) -> bool:
    """True when these answers alone make a safety rule hold.

    Keys are fact keys such as `item:phq9.self_harm`.
    It does not matter what was said before.
    """
    facts = Facts({key: Fact(value=value) for key, value in answered.items()})
    return any(
        ask(one.rule.when, facts) is True
        for one in knowledge.global_rules
        if one.rule.severity in _FIRST
    )


def open_again(who: Who, *, today: date, at: datetime) -> None:
    """Lets the safety steps come once more, also when they were done today.

    They are kept by the day only, so those of this morning would count for an answer
    of this evening.
    """
    for entry in entries_of(who.id, "statement", subject="safety_flow_done_on"):
        if entry.payload["value"] == today.isoformat():
            record.take_back(user_id=who.user_id, person=who.id, entry=entry.id, at=at)
