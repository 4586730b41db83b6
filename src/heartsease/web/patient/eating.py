"""Whether food may be looked at at all: never where eating is hard, or not known."""

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.safety.condition import ask, keys_of
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.rule import Rule
from heartsease.core.values.unknown import Answer, Unknown

EATING_RULE = ("mediterranean_diet", "S008")
_SCREEN = "screen:scoff"


def eating_rule(known: Knowledge) -> Rule:
    """The rule that keeps food plans away from eating trouble."""
    intervention, id_ = EATING_RULE
    return next(one for one in known.rules_of[intervention] if one.id == id_)


def may_look(known: Knowledge, facts: Facts) -> Answer:
    """True when nothing speaks of eating trouble; Unknown names what to ask first."""
    answer = ask(eating_rule(known).when, facts)
    return answer if isinstance(answer, Unknown) else not answer


def is_left_out(step: str, known: Knowledge, facts: Facts) -> bool:
    """Whether a step is not even spoken of, because eating is hard for this person."""
    return any(
        ask(rule.when, facts) is True
        for rule in known.rules_of[step]
        if _SCREEN in keys_of(rule.when)
    )


def measures_left_out(known: Knowledge, facts: Facts) -> frozenset[str]:
    """Measures of food and weight that are not spoken of where eating is hard.

    They are those of the findings that the map leaves out then.
    """
    if may_look(known, facts) is not False:
        return frozenset()
    return frozenset(
        key.partition(":")[2]
        for finding in known.findings.values()
        if finding.left_out_by == ":".join(EATING_RULE)
        for key in keys_of(finding.when)
        if key.startswith("state:")
    )
