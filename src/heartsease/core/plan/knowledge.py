"""Everything medicine says that the plan needs, as one value with one fingerprint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from heartsease.core.food.definition import FoodKnowledge
from heartsease.core.instruments.definition import Instrument
from heartsease.core.interventions.definition import Intervention, Kind
from heartsease.core.labs.definition import Measure
from heartsease.core.medicines.names import Formulary
from heartsease.core.plan.chance import Priors
from heartsease.core.plan.daily_rules import DailyRules
from heartsease.core.plan.finding import FindingDefinition
from heartsease.core.plan.fortnight import Rotation
from heartsease.core.plan.futility import Futility
from heartsease.core.plan.ranking import Ranking
from heartsease.core.safety.condition import IfKnown
from heartsease.core.safety.crisis import Country
from heartsease.core.safety.global_rule import GlobalRule, guards
from heartsease.core.safety.rule import Rule, Severity
from heartsease.core.safety.vocabulary import Card, ConditionTerm
from heartsease.core.sleep.definition import SleepKnowledge
from heartsease.core.sources.article import Claim
from heartsease.core.sources.source import Source
from heartsease.core.staging.stage import StagingKnowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """`fingerprint` is a digest of every file read, so that a result can be replayed.

    `rules_of` holds, for each intervention, its own rules and the global ones that
    guard it.
    """

    instruments: Mapping[str, Instrument]
    measures: Mapping[str, Measure]
    formulary: Formulary
    staging: StagingKnowledge
    cards: tuple[Card, ...]
    terms: Mapping[str, ConditionTerm]
    findings: Mapping[str, FindingDefinition]
    interventions: Mapping[str, Intervention]
    global_rules: tuple[GlobalRule, ...]
    rules_of: Mapping[str, tuple[Rule, ...]]
    crisis_lines: tuple[Country, ...]
    sources: Mapping[str, Source]
    ranking: Ranking
    priors: Priors
    futility: Futility
    food: FoodKnowledge
    sleep: SleepKnowledge
    daily: DailyRules
    rotation: Rotation
    claims: tuple[Claim, ...]  # of the source article
    fingerprint: str


def rules_for(
    intervention: Intervention, global_rules: Sequence[GlobalRule]
) -> tuple[Rule, ...]:
    """The rules that guard one step, its own first.

    A step that is itself a conversation with a professional does not wait for its own
    rules that only ask for a professional: what they say becomes what to tell them.
    The shared ones (mania, red flags, pregnancy) hold it back once they are known to
    hold, because somebody has to be seen before any plan; nobody has to answer them
    before having the conversation.
    """
    shared = (
        one.rule
        for one in global_rules
        if guards(one, intervention=intervention.id, domain=intervention.domain)
    )
    own = {rule.id: rule for rule in (*intervention.stop_if, *intervention.watch)}
    others = [rule for rule in shared if rule.id not in own]
    if intervention.kind is not Kind.DISCUSS:
        return (*own.values(), *others)
    return (
        *(_as_word_of_caution(rule) for rule in own.values()),
        *(_once_known(rule) for rule in others),
    )


def _as_word_of_caution(rule: Rule) -> Rule:
    if rule.severity is Severity.NEEDS_CLINICIAN:
        return replace(rule, severity=Severity.CAUTION)
    return rule


def _once_known(rule: Rule) -> Rule:
    if rule.severity is Severity.NEEDS_CLINICIAN:
        return replace(rule, when=IfKnown(rule.when))
    return rule
