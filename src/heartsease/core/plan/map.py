"""The map: eight domains, what was found in each, and how complete the look was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from heartsease.core.plan.finding import FindingDefinition, Weight
from heartsease.core.record.record import Certainty, Provenance
from heartsease.core.safety import condition
from heartsease.core.safety.facts import Fact, Facts
from heartsease.core.safety.rule import Rule
from heartsease.core.values.unknown import Answer, Unknown

DOMAINS: Mapping[str, str] = {
    "treatment": "Treatments so far",
    "inflammation": "Inflammation and metabolism",
    "nutrients": "Nutrients",
    "sleep_movement": "Sleep and movement",
    "gut": "Gut and food",
    "trauma": "Trauma and safety",
    "nervous_system": "Nervous system",
    "purpose": "Purpose and connection",
}


class State(StrEnum):
    """What one look at a domain says."""

    NOT_LOOKED_AT = "not looked at"
    NOTHING_FOUND = "nothing found"
    WORTH_A_LOOK = "worth a look"
    LIKELY = "likely contributing"


class Sureness(StrEnum):
    """How sure we are of this person's finding, apart from whether it matters."""

    SURE = "sure"  # measured or documented
    FAIRLY_SURE = "fairly sure"  # told by the person, or worked out from what was told
    UNSURE = "unsure"  # rough dates, or a result with a caveat


@dataclass(frozen=True, slots=True, kw_only=True)
class FactUsed:
    """A fact a finding or gate rests on, with the rows of the record it came from."""

    key: str
    value: bool | float | str
    on: str  # ISO day, "" when not dated
    rows: tuple[Provenance, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that holds for this person, or that cannot be answered yet."""

    definition: FindingDefinition
    answer: Answer
    sureness: Sureness
    because: tuple[FactUsed, ...]
    left_out: bool = False  # not spoken of, because it could do harm here

    @property
    def points(self) -> Answer:
        """Whether it points to a step; what is left out points to nothing."""
        return False if self.left_out else self.answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """One eighth of the map.

    `completeness` is the share of the domain's rules that could be answered at all.
    Findings that are left out stand nowhere in it.
    """

    id: str
    name: str
    state: State
    completeness: float
    found: tuple[Finding, ...]
    ruled_out: tuple[Finding, ...]
    open: tuple[Finding, ...]


def draw(
    findings: Iterable[FindingDefinition],
    facts: Facts,
    *,
    rules_of: Mapping[str, Sequence[Rule]],
    enough: float,
) -> tuple[tuple[Domain, ...], Mapping[str, Finding]]:
    """The map and the answered findings by id.

    `rules_of` are the rules of every step, for findings that one of them leaves out.
    `enough` is the completeness from which "nothing found" may be said; before it, the
    little that was looked at does not count as a look.
    """
    answered = {
        definition.id: _answer(definition, facts, rules_of)
        for definition in sorted(findings, key=lambda one: one.id)
    }
    domains = tuple(
        _domain(
            domain,
            name,
            [
                one
                for one in answered.values()
                if one.definition.domain == domain and not one.left_out
            ],
            enough=enough,
        )
        for domain, name in DOMAINS.items()
    )
    return domains, answered


def facts_used(rule: condition.Condition, facts: Facts) -> tuple[FactUsed, ...]:
    """The known facts behind one answer, as they will be shown."""
    known = condition.reasons(rule, facts) or condition.used(rule, facts)
    return tuple(
        FactUsed(
            key=key,
            value=fact.value,
            on=fact.on.isoformat() if fact.on else "",
            rows=fact.rows,
            note=fact.note,
        )
        for key, fact in known
    )


def _answer(
    definition: FindingDefinition,
    facts: Facts,
    rules_of: Mapping[str, Sequence[Rule]],
) -> Finding:
    answer = condition.ask(definition.when, facts)
    known = condition.reasons(definition.when, facts)
    return Finding(
        definition=definition,
        answer=answer,
        sureness=_sureness([fact for _, fact in known]),
        because=() if answer is False else facts_used(definition.when, facts),
        left_out=_is_left_out(definition, facts, rules_of),
    )


def _is_left_out(
    definition: FindingDefinition,
    facts: Facts,
    rules_of: Mapping[str, Sequence[Rule]],
) -> bool:
    # That there is such a rule is checked where knowledge is loaded.
    step, _, id_ = definition.left_out_by.partition(":")
    return any(
        rule.id == id_ and condition.ask(rule.when, facts) is True
        for rule in rules_of.get(step, ())
    )


def _sureness(facts: list[Fact]) -> Sureness:
    certainties = {row.certainty for fact in facts for row in fact.rows}
    if any(fact.note for fact in facts) or Certainty.APPROXIMATE in certainties:
        return Sureness.UNSURE
    if certainties == {Certainty.CONFIRMED}:
        return Sureness.SURE
    return Sureness.FAIRLY_SURE


def _domain(
    domain: str, name: str, findings: list[Finding], *, enough: float
) -> Domain:
    found = [one for one in findings if one.answer is True]
    open_ = [one for one in findings if isinstance(one.answer, Unknown)]
    found.sort(key=lambda one: (one.definition.weight is not Weight.LIKELY,))
    looked = (len(findings) - len(open_)) / len(findings) if findings else 0.0
    return Domain(
        id=domain,
        name=name,
        state=_state(found, looked_enough=0 < looked >= enough),
        completeness=looked,
        found=tuple(found),
        ruled_out=tuple(one for one in findings if one.answer is False),
        open=tuple(open_),
    )


def _state(found: list[Finding], *, looked_enough: bool) -> State:
    if any(one.definition.weight is Weight.LIKELY for one in found):
        return State.LIKELY
    if found:
        return State.WORTH_A_LOOK
    return State.NOTHING_FOUND if looked_enough else State.NOT_LOOKED_AT
