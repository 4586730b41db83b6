"""The gate of one step: its rules against the facts, and the strictest answer wins."""

from collections.abc import Sequence
from dataclasses import dataclass

from heartsease.core.safety.condition import Answers, used
from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.safety.rule import Expectation, Rule, Severity
from heartsease.core.values.unknown import Answer, Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What the rules of one step say, and everything needed to show why.

    `deciding` are the rules that gave the verdict: those that hold, or, when the
    verdict is to ask, those that cannot be answered yet.
    `missing` are the fact keys to ask for before the step can be offered.
    `conditional_cautions` cannot be answered yet; they do not stop the step, and are
    shown with an "if this is true for you".
    `used` are the known facts the verdict rests on, in key order.
    """

    verdict: Expectation
    deciding: tuple[Rule, ...] = ()
    cautions: tuple[Rule, ...] = ()
    conditional_cautions: tuple[Rule, ...] = ()
    missing: frozenset[str] = frozenset()
    used: tuple[tuple[str, Fact], ...] = ()


def decide(
    intervention_rules: Sequence[Rule],
    facts: Facts,
    *,
    answers: Answers | None = None,
) -> Gate:
    """The verdict of one step's rules; a rule that is Unknown is never taken as false.

    A block that holds beats everything.
    Then a block that is Unknown asks, because its answer could still beat the rest.
    Then a rule that holds and needs a clinician; then one that is Unknown asks.
    A caution never stops a step, known or not.
    The stricter severities count as a block here: what else they do belongs to the
    whole result, not to one step.
    `answers` lets many steps share what was asked of the same facts.
    """
    asked = answers or Answers(facts)
    answered = [(rule, asked(rule.when)) for rule in intervention_rules]
    blocks = [(rule, answer) for rule, answer in answered if _blocks(rule)]
    clinicians = _of(answered, Severity.NEEDS_CLINICIAN)
    cautions = _of(answered, Severity.CAUTION)
    verdict, deciding, missing = _verdict(blocks, clinicians)
    held = _holding(cautions)
    if verdict is Expectation.OFFERED and held:
        verdict, deciding = Expectation.CAUTION, held
    return Gate(
        verdict=verdict,
        deciding=deciding,
        cautions=held,
        conditional_cautions=_open(cautions),
        missing=missing,
        used=_facts_of((*deciding, *held), facts),
    )


_Answered = Sequence[tuple[Rule, Answer]]


def _verdict(
    blocks: _Answered, clinicians: _Answered
) -> tuple[Expectation, tuple[Rule, ...], frozenset[str]]:
    if held := _holding(blocks):
        return Expectation.BLOCKED, held, frozenset()
    if open_ := _open(blocks):
        # The clinician's questions come on the same card: one asking, not two.
        return Expectation.ASK, open_, _missing((*blocks, *clinicians))
    if held := _holding(clinicians):
        return Expectation.CLINICIAN, held, _missing(clinicians)
    if open_ := _open(clinicians):
        return Expectation.ASK, open_, _missing(clinicians)
    return Expectation.OFFERED, (), frozenset()


def _blocks(rule: Rule) -> bool:
    return rule.severity not in (Severity.NEEDS_CLINICIAN, Severity.CAUTION)


def _of(answers: _Answered, severity: Severity) -> _Answered:
    return [(rule, answer) for rule, answer in answers if rule.severity is severity]


def _holding(answers: _Answered) -> tuple[Rule, ...]:
    return tuple(rule for rule, answer in answers if answer is True)


def _open(answers: _Answered) -> tuple[Rule, ...]:
    return tuple(rule for rule, answer in answers if isinstance(answer, Unknown))


def _missing(answers: _Answered) -> frozenset[str]:
    return frozenset[str]().union(
        *(answer.missing for _, answer in answers if isinstance(answer, Unknown))
    )


def _facts_of(rules: Sequence[Rule], facts: Facts) -> tuple[tuple[str, Fact], ...]:
    found = dict(pair for rule in rules for pair in used(rule.when, facts))
    return tuple(sorted(found.items()))
