"""Whether food may be looked at at all: never where eating is hard, or not known."""

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.safety.condition import ask
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.rule import Rule
from heartsease.core.values.unknown import Answer, Unknown

EATING_RULE = ("mediterranean_diet", "S008")


def eating_rule(known: Knowledge) -> Rule:
    """The rule that keeps food plans away from eating trouble."""
    intervention, id_ = EATING_RULE
    return next(one for one in known.rules_of[intervention] if one.id == id_)


def may_look(known: Knowledge, facts: Facts) -> Answer:
    """True when nothing speaks of eating trouble; Unknown names what to ask first."""
    answer = ask(eating_rule(known).when, facts)
    return answer if isinstance(answer, Unknown) else not answer
