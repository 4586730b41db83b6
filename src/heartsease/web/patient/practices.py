"""The practices as they fit one person now: gated, and without what did harm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from heartsease.core.plan.picture import Picture
from heartsease.core.plan.plan import wishes_of
from heartsease.core.plan.safety import lifted
from heartsease.core.practices.definition import Choice, Moment, Practice
from heartsease.core.practices.fitting import Fitted, fit
from heartsease.core.record.record import Record, Size
from heartsease.core.safety.condition import keys_of
from heartsease.core.safety.gate import Gate, decide
from heartsease.core.safety.rule import Expectation, Rule
from heartsease.core.safety.vocabulary import ConditionTerm
from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard
from heartsease.library.practices import standard_practices
from heartsease.web.patient.asking import Asking
from heartsease.web.patient.yes_no import asked_first, first_of, is_said

FIRST_AID = "back_to_the_room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One practice for this person.

    `terms` are asked before it may start, `elsewhere` are facts of another screen.
    `caring` are asked only if the person likes: their answers change what is said, and
    never whether it may start.
    `anchor` is what the person rested on the last time, where this one has it.
    `unwanted` is the person's own "not for me": it leaves the lists and stays theirs.
    """

    fitted: Fitted
    anchor: Choice | None
    sizes: tuple[Size, ...]
    made_worse: bool
    unwanted: bool
    terms: tuple[ConditionTerm, ...]
    caring: tuple[ConditionTerm, ...]
    elsewhere: tuple[str, ...]

    @property
    def practice(self) -> Practice:
        return self.fitted.practice

    @property
    def may_start(self) -> bool:
        return self.practice.first_aid or (
            self.fitted.may_start and not self.made_worse
        )

    @property
    def is_offered(self) -> bool:
        """Whether it stands in the lists: open or asking, and not turned down."""
        if self.practice.first_aid:
            return True
        return (self.may_start or self.has_to_ask) and not self.unwanted

    @property
    def has_to_ask(self) -> bool:
        asks = self.fitted.gate.verdict is Expectation.ASK
        return asks and not self.may_start and not self.made_worse

    @property
    def speaks_against(self) -> tuple[str, ...]:
        """What holds it back, in the words of the rules."""
        if self.may_start or self.has_to_ask or self.made_worse:
            return ()
        return tuple(f"{one.says} {one.action}" for one in self.fitted.gate.deciding)

    @property
    def cautions(self) -> tuple[tuple[str, str], ...]:
        """What to take care of, because it is true of this person."""
        return _said(self.fitted.gate.cautions)

    @property
    def perhaps(self) -> tuple[tuple[str, str], ...]:
        """The same, where it is not known whether it is true: what would make it so."""
        return tuple(
            (_about(rule, self.caring) + rule.says, rule.action)
            for rule in self.fitted.gate.conditional_cautions
        )

    @property
    def first(self) -> Asking:
        """What has to be known before it may start."""
        return Asking(
            name=self.practice.name, terms=self.terms, elsewhere=self.elsewhere
        )

    @property
    def fitting(self) -> Asking:
        """What would make it fit better, and stands in nobody's way."""
        return Asking(name=self.practice.name, terms=self.caring, must=False)

    @property
    def way_back(self) -> tuple[Moment, ...]:
        """Back to the room: the practice's own way, or the one of first aid."""
        return self.practice.grounding or standard_practices()[FIRST_AID].grounding


def offers(record: Record, picture: Picture) -> tuple[Offer, ...]:
    """Every practice under its gate, in the order of its id.

    A rule that pauses everything until the safety steps were done is lifted once they
    were, as it is for the plan.
    """
    known = standard()
    free = lifted(
        known.global_rules, picture.facts, flow_done_on=record.safety_flow_done_on
    )
    worse = {one.intervention for one in record.adverse_reports if not one.offer_again}
    wishes = wishes_of(record.preferences)
    return tuple(
        _offer(one, picture, record, free=free, worse=worse, wishes=wishes)
        for one in standard_practices().values()
    )


def offer(id_: str, record: Record, picture: Picture) -> Offer:
    """One practice; `KeyError` when there is none of that name."""
    return {one.practice.id: one for one in offers(record, picture)}[id_]


def taken_along(record: Record, picture: Picture) -> tuple[Offer, ...]:
    """What a device takes along: without what did harm, and what is not wanted."""
    return tuple(
        one
        for one in offers(record, picture)
        if one.practice.first_aid or not (one.made_worse or one.unwanted)
    )


def _offer(
    practice: Practice,
    picture: Picture,
    record: Record,
    *,
    free: Iterable[str],
    worse: Iterable[str],
    wishes: Mapping[str, str],
) -> Offer:
    known = standard()
    rules = [one for one in known.rules_of[practice.intervention] if one.id not in free]
    gate = decide(rules, picture.facts)
    missing = first_of(gate.missing)
    return Offer(
        fitted=fit(practice, gate, own_per_minute=record.breaths_per_minute),
        anchor=next((one for one in practice.anchors if one.id == record.anchor), None),
        sizes=_sizes(practice, record),
        made_worse=practice.intervention in worse,
        unwanted=wishes.get(practice.intervention) == "no",
        terms=asked_first(missing, picture),
        caring=asked_first(_caring_keys(gate, picture) - gate.missing, picture),
        elsewhere=tuple(sorted(key for key in missing if not is_said(key))),
    )


def _sizes(practice: Practice, record: Record) -> tuple[Size, ...]:
    """Those that may be done: the smallest alone where it has to be tried first."""
    tried = any(one.practice == practice.id for one in record.practices)
    return tuple(Size) if tried or not practice.tiny_first else (Size.TINY,)


def _caring_keys(gate: Gate, picture: Picture) -> frozenset[str]:
    """What the cautions rest on that nobody knows yet."""
    return frozenset(
        key
        for rule in gate.conditional_cautions
        for key in keys_of(rule.when)
        if isinstance(picture.facts.get(key), Unknown)
    )


def _about(rule: Rule, terms: Iterable[ConditionTerm]) -> str:
    """The conditions of a rule that nobody knows yet, before what it says; or ""."""
    keys = keys_of(rule.when)
    labels = [term.label for term in terms if f"has:{term.id}" in keys]
    return f"{', '.join(labels)}. " if labels else ""


def _said(rules: Iterable[Rule]) -> tuple[tuple[str, str], ...]:
    return tuple((rule.says, rule.action) for rule in rules)
