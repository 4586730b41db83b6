"""What may be done for a minute, and what has to be known first."""

from collections.abc import Iterable
from dataclasses import dataclass

from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.picture import Picture
from heartsease.core.plan.plan import Candidate, Left
from heartsease.core.practices.definition import Pacer
from heartsease.core.practices.fitting import Fitted, fit
from heartsease.core.safety.condition import keys_of
from heartsease.core.safety.rule import Expectation, Rule
from heartsease.core.safety.vocabulary import ConditionTerm
from heartsease.core.values.unknown import Unknown
from heartsease.library.practices import standard_practices
from heartsease.web.patient.yes_no import is_asked

BREATHE, OUTSIDE = "slow_breathing", "two_minutes_outside"
OFFERED = (BREATHE, OUTSIDE)
_MINUTE_S = 60
_HAS = "has:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """One practice for this person.

    `terms` are asked before it may start, `elsewhere` are facts of another screen.
    """

    fitted: Fitted
    made_worse: bool
    terms: tuple[ConditionTerm, ...]
    elsewhere: tuple[str, ...]

    @property
    def may_start(self) -> bool:
        return self.fitted.may_start and not self.made_worse

    @property
    def has_to_ask(self) -> bool:
        return self.fitted.gate.verdict is Expectation.ASK and not self.made_worse

    @property
    def speaks_against(self) -> tuple[str, ...]:
        """What holds it back, in the words of the rules."""
        if self.may_start or self.has_to_ask:
            return ()
        return tuple(rule.says for rule in self.fitted.gate.deciding)

    @property
    def cautions(self) -> tuple[tuple[str, str], ...]:
        """What to take care of, because it is true of this person."""
        return _said(self.fitted.gate.cautions)

    @property
    def perhaps(self) -> tuple[tuple[str, str], ...]:
        """The same, where it is not known whether it is true."""
        return _said(self.fitted.gate.conditional_cautions)


def minute(id_: str, picture: Picture, knowledge: Knowledge) -> Minute:
    """One practice under the gate of its intervention."""
    practice = standard_practices()[id_]
    candidate = _candidate(practice.intervention, picture)
    gate = candidate.gate
    wanted = {
        key
        for rule in gate.conditional_cautions
        for key in keys_of(rule.when)
        if isinstance(picture.facts.get(key), Unknown)
    } | gate.missing
    return Minute(
        fitted=fit(practice, gate),
        made_worse=candidate.left is Left.MADE_WORSE,
        terms=tuple(
            term
            for id_, term in knowledge.terms.items()
            if _HAS + id_ in wanted and is_asked(term, picture)
        ),
        elsewhere=tuple(sorted(key for key in wanted if not key.startswith(_HAS))),
    )


def breaths(pacer: Pacer) -> int:
    """Whole breaths in about a minute; at least one."""
    return max(1, round(_MINUTE_S / pacer.cycle_s))


def counted(seconds: float) -> str:
    """A part of a breath to count along: 1, 2, 3, 4."""
    return ", ".join(str(one) for one in range(1, round(seconds) + 1))


def _candidate(intervention: str, picture: Picture) -> Candidate:
    every = (*picture.plan.steps, *picture.plan.left_out)
    return next(one for one in every if one.intervention.id == intervention)


def _said(rules: Iterable[Rule]) -> tuple[tuple[str, str], ...]:
    return tuple((rule.says, rule.action) for rule in rules)
