"""A practice: a script in three sizes that rests on one intervention of the library.

The intervention brings the evidence and the safety gate, so that neither is said twice.
"""

from dataclasses import dataclass
from enum import StrEnum

from heartsease.core.sources.source import Citation


class Way(StrEnum):
    """What kind of thing is done; decides how the player looks."""

    BREATHING = "breathing"
    STILLNESS = "stillness"  # mindfulness, body scan, compassion
    MOVEMENT = "movement"
    LIGHT = "light"
    NATURE = "nature"
    COLD = "cold"
    SLEEP = "sleep"
    DOING = "doing"  # small joys, behavioural activation, valued action


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of a script and how long it stands before the next one.

    `without_holds` is said instead where no breath is held.
    While a line that is not `paced` stands, the breath is left to itself.
    """

    says: str
    seconds: int
    paced: bool = True
    without_holds: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pacer:
    """The breath that is drawn, in seconds of each part; 0 leaves a part out."""

    breathe_in_s: float
    hold_in_s: float = 0.0
    breathe_out_s: float
    hold_out_s: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the breath is held anywhere."""
        return self.hold_in_s > 0 or self.hold_out_s > 0

    @property
    def per_minute(self) -> float:
        """Breaths a minute."""
        return 60.0 / self.cycle_s

    @property
    def cycle_s(self) -> float:
        """Seconds of one whole breath."""
        return self.breathe_in_s + self.hold_in_s + self.breathe_out_s + self.hold_out_s

    def at(self, per_minute: float) -> "Pacer":
        """The same breath at another pace; every part is stretched alike."""
        stretch = 60.0 / per_minute / self.cycle_s
        return Pacer(
            breathe_in_s=self.breathe_in_s * stretch,
            hold_in_s=self.hold_in_s * stretch,
            breathe_out_s=self.breathe_out_s * stretch,
            hold_out_s=self.hold_out_s * stretch,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing to rest the attention on; nobody has to rest it on the body."""

    id: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """One practice; `tiny`, `usual` and `full` are its three sizes.

    `tiny` is done in half a minute, for the day on which nothing else is possible.
    `pacer` is used while no rule speaks against holds; `without_holds` otherwise.
    `aims` says in our own words what it is for, and never more than the evidence of
    `intervention` carries.
    `citations` say what the way of doing it rests on; the evidence is the intervention's.
    """

    id: str
    name: str
    version: (
        int  # counts up whenever the script changes, so that a session is replayable
    )
    intervention: str  # id in knowledge/interventions: its gate is this one's gate
    way: Way
    aims: str
    before: str  # what to have ready, how to sit
    stopping: str  # that one may stop at any moment, and what then
    tiny: tuple[Moment, ...]
    usual: tuple[Moment, ...]
    full: tuple[Moment, ...]
    pacer: Pacer | None = None
    rates_per_minute: tuple[float, ...] = ()  # other paces one may choose
    own_rate_step: float | None = (
        None  # of a typed pace, from the slowest to the fastest
    )
    without_holds: Pacer | None = None
    anchors: tuple[Choice, ...] = ()
    first_aid: bool = False  # no question stands before it; cautions are still shown
    tiny_first: bool = False  # the longer sizes open once the smallest was noted
    grounding: tuple[Moment, ...] = ()  # offered all the time where stillness can hurt
    wording: str = "ours"
    citations: tuple[Citation, ...]

    def takes(self, per_minute: float) -> bool:
        """Whether a person's own pace lies within the paces of this practice."""
        if self.own_rate_step is None:
            return False
        return min(self.rates_per_minute) <= per_minute <= max(self.rates_per_minute)

    def script(self, size: str) -> tuple[Moment, ...]:
        """The lines of one size; raises `KeyError` for a size that does not exist."""
        return {"tiny": self.tiny, "usual": self.usual, "full": self.full}[size]

    def seconds(self, size: str) -> int:
        """How long one size takes."""
        return sum(one.seconds for one in self.script(size))
