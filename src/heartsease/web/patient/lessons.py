"""Which small thing of a lesson may be offered, and which lesson is held back."""

from collections.abc import Mapping
from dataclasses import dataclass

from heartsease.core.plan.picture import Picture
from heartsease.core.plan.safety import lifted
from heartsease.core.program.definition import Lesson
from heartsease.core.record.record import Record
from heartsease.core.safety.gate import Gate, decide
from heartsease.core.safety.rule import Expectation, Rule
from heartsease.library.knowledge import standard
from heartsease.library.program import standard_program
from heartsease.web.patient import eating

_OPEN = (Expectation.OFFERED, Expectation.CAUTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """What stands before the small thing of one lesson.

    `held` is the rule that closes it, `waits` that a question comes first. With
    `is_support` the whole lesson is left out: it is about food, and eating is hard.
    """

    held: Rule | None = None
    waits: bool = False
    step: str = ""  # whose gate it is
    cautions: tuple[Rule, ...] = ()
    is_support: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the small thing may be offered."""
        return self.held is None and not self.waits


def doors(record: Record, picture: Picture) -> Mapping[str, Door]:
    """The door of every lesson whose small thing is a bite of some step, by its id."""
    known = standard()
    free = lifted(
        known.global_rules, picture.facts, flow_done_on=record.safety_flow_done_on
    )

    def gate(step: str) -> Gate:
        rules = [rule for rule in known.rules_of[step] if rule.id not in free]
        return decide(rules, picture.facts)

    return {
        lesson.id: _door({step: gate(step) for step in lesson.does})
        for week in standard_program()
        for lesson in week.lessons
        if lesson.does
    }


def door(lesson: Lesson, record: Record, picture: Picture) -> Door:
    """Open where the small thing is a bite of nothing."""
    return doors(record, picture).get(lesson.id, Door())


def _door(gates: Mapping[str, Gate]) -> Door:
    """A rule that holds comes before a question, and a question before a caution."""
    for step, gate in gates.items():
        if gate.verdict in (Expectation.BLOCKED, Expectation.CLINICIAN):
            rule = gate.deciding[0]
            return Door(
                held=rule, step=step, is_support=rule.id == eating.EATING_RULE[1]
            )
    for step, gate in gates.items():
        if gate.verdict not in _OPEN:
            return Door(waits=True, step=step)
    return Door(cautions=tuple(one for gate in gates.values() for one in gate.cautions))
