"""Whether what somebody just answered puts safety before everything else."""

from collections.abc import Mapping

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.safety import Mode
from heartsease.core.safety.condition import ask
from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.safety.rule import Severity

_FIRST = (Severity.EMERGENCY, Severity.BLOCK_UNTIL_FLOW)
# In these modes the safety screen is the only one that is shown first.
SAFETY_FIRST = (Mode.EMERGENCY, Mode.FLOW)


def sets_off(answered: Mapping[str, bool | float], knowledge: Knowledge) -> bool:
    """True when these answers alone make a safety rule hold.

    Keys are fact keys such as `item:phq9.self_harm`.
    It does not matter what was said before, or whether the safety steps were done today:
    a new answer opens them again.
    """
    facts = Facts({key: Fact(value=value) for key, value in answered.items()})
    return any(
        ask(one.rule.when, facts) is True
        for one in knowledge.global_rules
        if one.rule.severity in _FIRST
    )
