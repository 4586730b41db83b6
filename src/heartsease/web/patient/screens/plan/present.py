"""The steps and the rest of the plan as the screen shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heartsease.core.plan.plan import Candidate, wish_for
from heartsease.exchange.days import day
from heartsease.exchange.page import StepCard
from heartsease.exchange.present import measure_name
from heartsease.web.patient.seen import Seen

_SAID: Mapping[str, str | Promise] = {
    "want": _("Noted: you want this."),
    "open": _("Noted: you are open to this."),
    "no": _("Noted: you do not want %(name)s. It will not be offered."),
    "chosen": _(
        "Noted: you begin with %(name)s. Any amount counts, and so does a pause."
    ),
    "keep": _("Noted: you go on with %(name)s."),
    "stop": _(
        "Noted: %(name)s is off your steps. It had its try. That is worth knowing."
    ),
    "closed": _("%(name)s is not one of your steps now, so it was not begun."),
}
_SIZES: Mapping[str, str | Promise] = {
    "tiny": _("the low-day size"),
    "usual": _("the usual size"),
    "full": _("the full size"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    id: str
    card: StepCard
    wish: str  # "want", "open" or "unsaid"
    chosen: "Chosen | None"
    because: tuple[tuple[str, str], ...]  # id and title of the findings behind it
    judged: tuple[str, ...]  # when it is looked at, and what then speaks for what


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What was said yes to."""

    size: str  # "tiny", "usual" or "full"
    size_name: str | Promise
    since: str
    judge_on: str
    is_due: bool  # the day to look at it has come
    keep_if: str
    stop_if: str
    talk_if: str
    tried: str  # how often it was noted, "" when it was not


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
            chosen=_chosen(candidate, seen),
            because=_because(candidate),
            judged=_judged(candidate, seen),
        )
        for candidate, card in zip(
            seen.picture.plan.steps, seen.page.steps, strict=True
        )
    )


def low_day(steps: tuple[Step, ...]) -> Step | None:
    """The one for a low day: what was begun, else the first; None when there is none."""
    return next(
        (one for one in steps if one.chosen is not None), next(iter(steps), None)
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


def on_hold(seen: Seen) -> tuple[Other, ...]:
    """What somebody said yes to and is not offered now, with the reason."""
    held = {
        one.intervention.id
        for one in seen.picture.plan.left_out
        if one.chosen is not None
    }
    return tuple(one for one in left_out(seen) if one.id in held)


def said(what: str, seen: Seen, *, about: str) -> str:
    """A short answer to what was just said; "" when nothing was."""
    known = seen.knowledge.interventions.get(about)
    answer = str(_SAID.get(what, ""))
    if "%(name)s" not in answer:
        return answer
    return answer % {"name": known.name} if known else ""


def _chosen(candidate: Candidate, seen: Seen) -> Chosen | None:
    one, judge = candidate.chosen, candidate.intervention.judge
    if one is None:
        return None
    return Chosen(
        size=one.size.value,
        size_name=_SIZES[one.size.value],
        since=day(one.started_on),
        judge_on=day(one.judge_on),
        is_due=one.judge_on <= seen.on,
        keep_if=judge.keep_if,
        stop_if=judge.stop_if,
        talk_if=judge.talk_if,
        tried=next(
            (line.tried for line in seen.page.checks if line.key == one.intervention),
            "",
        ),
    )


def _judged(candidate: Candidate, seen: Seen) -> tuple[str, ...]:
    judge, chosen = candidate.intervention.judge, candidate.chosen
    on = chosen.judge_on if chosen else seen.on + timedelta(weeks=judge.weeks)
    measure = measure_name(judge.measure, seen.knowledge)
    return (
        gettext("Look again on %(on)s, with %(measure)s.")
        % {"on": day(on), "measure": measure},
        gettext("Keep it if: %(if)s") % {"if": judge.keep_if},
        gettext("Stop if: %(if)s") % {"if": judge.stop_if},
        gettext("Talk if: %(if)s") % {"if": judge.talk_if},
    )


def _because(candidate: Candidate) -> tuple[tuple[str, str], ...]:
    return tuple(
        (found.definition.id, found.definition.title) for found in candidate.because
    )
