"""A practice fitted to one person: which breath is drawn, and whether it is offered."""

from dataclasses import dataclass, replace

from heartsease.core.practices.definition import Moment, Pacer, Practice
from heartsease.core.safety.gate import Gate
from heartsease.core.safety.rule import Expectation


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What the gate of the intervention means for this practice.

    `may_start` is true only when the gate lets it through, with or without a caution.
    `pacer` is the breath to draw, None where none is paced or it may not start.
    `holds_left_out` is true when the gate, or a question that is still open, took the
    holds away.
    """

    practice: Practice
    gate: Gate
    pacer: Pacer | None
    holds_left_out: bool

    @property
    def may_start(self) -> bool:
        """Whether it may be done now; first aid always may."""
        return self.practice.first_aid or self.gate.verdict in (
            Expectation.OFFERED,
            Expectation.CAUTION,
        )

    def script(self, size: str) -> tuple[Moment, ...]:
        """The lines of one size, in words that tell no one to hold who should not."""
        lines = self.practice.script(size)
        if not self.holds_left_out:
            return lines
        return tuple(replace(one, says=one.without_holds or one.says) for one in lines)


def fit(
    practice: Practice, gate: Gate, *, own_per_minute: float | None = None
) -> Fitted:
    """The practice under its gate, at the person's own pace where it takes that.

    A caution that holds, and one that cannot be answered yet, both take the holds away:
    a question that nobody answered is not a clear one.
    """
    careful = bool(gate.cautions or gate.conditional_cautions)
    held = practice.pacer is not None and practice.pacer.holds
    left_out = held and careful
    pacer = practice.without_holds if left_out else practice.pacer
    if pacer is not None and own_per_minute and practice.takes(own_per_minute):
        pacer = pacer.at(own_per_minute)
    fitted = Fitted(practice=practice, gate=gate, pacer=pacer, holds_left_out=left_out)
    if fitted.may_start:
        return fitted
    return Fitted(practice=practice, gate=gate, pacer=None, holds_left_out=left_out)
