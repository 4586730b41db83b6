"""The steps and the rest of the plan as the screen shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heartsease.core.plan.plan import Candidate, wish_for
from heartsease.exchange.page import StepCard
from heartsease.web.patient.seen import Seen

_SAID: Mapping[str, str | Promise] = {
    "want": _("Noted: you want this."),
    "open": _("Noted: you are open to this."),
    "no": _("Noted: you do not want this. It will not be offered."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    id: str
    card: StepCard
    wish: str  # "want", "open" or "unsaid"
    because: tuple[tuple[str, str], ...]  # id and title of the findings behind it


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    id: str
    name: str
    why: str


def steps(seen: Seen, wishes: Mapping[str, str]) -> tuple[Step, ...]:
    """The steps in their order, each with what was said about it."""
    return tuple(
        Step(
            id=candidate.intervention.id,
            card=card,
            wish=wish_for(candidate.intervention, wishes),
            because=_because(candidate),
        )
        for candidate, card in zip(
            seen.picture.plan.steps, seen.page.steps, strict=True
        )
    )


def to_raise(seen: Seen) -> tuple[Other, ...]:
    """Options for a talk with a professional; only the first few are shown."""
    return tuple(
        Other(id=candidate.intervention.id, name=name, why=honest)
        for candidate, (name, honest) in zip(
            seen.picture.plan.to_raise, seen.page.to_raise, strict=False
        )
    )


def left_out(seen: Seen) -> tuple[Other, ...]:
    """Every other intervention with the reason it is not a step."""
    return tuple(
        Other(id=candidate.intervention.id, name=name, why=why)
        for candidate, (name, why) in zip(
            seen.picture.plan.left_out, seen.page.left_out, strict=True
        )
    )


def said(wish: str) -> str:
    """A short answer to what was just said; "" when nothing was."""
    return str(_SAID.get(wish, ""))


def _because(candidate: Candidate) -> tuple[tuple[str, str], ...]:
    return tuple(
        (found.definition.id, found.definition.title) for found in candidate.because
    )
