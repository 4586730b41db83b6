"""Interventions as the library shows them."""

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from heartsease.core.evidence.evidence import Tier
from heartsease.core.interventions.definition import Intervention, Kind
from heartsease.exchange.page import StepCard
from heartsease.exchange.present import measure_name
from heartsease.web.patient.seen import Seen
from heartsease.web.patient.showing import (
    IN_TRD,
    TIERS,
    EvidenceLine,
    GateLine,
    domain_name,
    evidence,
    gates,
)
from heartsease.web.patient.voice import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: str
    name: str
    domain: str
    grade: str
    honest: str
    also_called: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    tier: str
    says: str
    items: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    id: str
    name: str
    domain: str
    tier: str
    grade: str
    tested: str
    honest: str
    what: str
    also_called: str
    sizes: tuple[tuple[str, str], ...]
    shows_sizes: bool
    ladder: tuple[str, ...]
    asks: str
    judge: tuple[str, ...]
    ask_prescriber: str
    is_step: bool
    why: str
    because: tuple[tuple[str, str], ...]
    helps: tuple[tuple[str, str], ...]
    gates: tuple[GateLine, ...]
    gates_now: tuple[GateLine, ...]  # true for this person, or not known
    gates_open: tuple[GateLine, ...]
    evidence: tuple[EvidenceLine, ...]
    claims: tuple[str, ...]


def groups(seen: Seen, *, words: str, domain: str) -> tuple[Group, ...]:
    """The interventions that match, by tier, strongest evidence first."""
    wanted = words.casefold().split()
    found = [
        one
        for one in seen.knowledge.interventions.values()
        if (not domain or one.domain == domain)
        and all(word in _searched(one) for word in wanted)
    ]
    by_tier = (
        (tier, sorted((one for one in found if one.tier is tier), key=_by_name))
        for tier in Tier
    )
    return tuple(
        Group(
            tier=tier.value,
            says=str(TIERS[tier]),
            items=tuple(_entry(one) for one in listed),
        )
        for tier, listed in by_tier
        if listed
    )


def item(one: Intervention, seen: Seen) -> Item:
    """Everything of one intervention, and what the picture says about it."""
    say, known = words(), seen.knowledge
    why, card = _why(one, seen)
    pointing = {
        found.definition.id: found.definition.title
        for candidate in (*seen.picture.plan.steps, *seen.picture.plan.left_out)
        if candidate.intervention.id == one.id
        for found in candidate.because
    }
    judged = one.judge
    lines = gates(known.rules_of[one.id], seen.picture.facts, known)
    return Item(
        id=one.id,
        name=one.name,
        domain=domain_name(one.domain),
        tier=str(TIERS[one.tier]),
        grade=one.grade,
        tested=str(IN_TRD.get(one.tested_in_trd, one.tested_in_trd)),
        honest=one.honest,
        what=one.what,
        also_called=", ".join(one.also_called),
        sizes=(
            (say("plan.tiny"), one.sizes.tiny),
            (say("plan.usual"), one.sizes.usual),
            (say("plan.full"), one.sizes.full),
        ),
        shows_sizes=one.kind is not Kind.EXPLAIN,
        ladder=tuple(step.text for step in one.dose_steps),
        asks=gettext("About %(minutes)s minutes a week.")
        % {"minutes": one.burden.minutes_per_week},
        judge=(
            ngettext(
                "Look again after %(weeks)s week, with %(measure)s.",
                "Look again after %(weeks)s weeks, with %(measure)s.",
                judged.weeks,
            )
            % {
                "weeks": judged.weeks,
                "measure": measure_name(judged.measure, known),
            },
            gettext("Keep it if: %(if)s") % {"if": judged.keep_if},
            gettext("Stop if: %(if)s") % {"if": judged.stop_if},
            gettext("Talk if: %(if)s") % {"if": judged.talk_if},
        ),
        ask_prescriber=one.ask_prescriber,
        is_step=card is not None,
        why=why,
        because=tuple(pointing.items()),
        helps=tuple(
            (help_.finding, known.findings[help_.finding].title) for help_ in one.helps
        ),
        gates=lines,
        gates_now=tuple(gate for gate in lines if gate.holds or not gate.known),
        gates_open=tuple(gate for gate in lines if gate.known and not gate.holds),
        evidence=evidence(one.evidence, known),
        claims=one.from_article,
    )


def _why(one: Intervention, seen: Seen) -> tuple[str, StepCard | None]:
    """Why it is a step, or the one sentence why it is not."""
    plan, page = seen.picture.plan, seen.page
    for candidate, card in zip(plan.steps, page.steps, strict=True):
        if candidate.intervention.id == one.id:
            return card.why, card
    for candidate, (_name, why) in zip(plan.left_out, page.left_out, strict=False):
        if candidate.intervention.id == one.id:
            return why, None
    return words()("left.paused"), None


def _entry(one: Intervention) -> Entry:
    return Entry(
        id=one.id,
        name=one.name,
        domain=domain_name(one.domain),
        grade=one.grade,
        honest=one.honest,
        also_called=", ".join(one.also_called),
    )


def _by_name(one: Intervention) -> str:
    return one.name.casefold()


def _searched(one: Intervention) -> str:
    parts = (one.name, one.what, one.honest, *one.also_called, *one.from_article)
    return " ".join((one.id.replace("_", " "), *parts)).casefold()
