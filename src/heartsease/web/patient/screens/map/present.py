"""The picture's domains, findings and questions as the map screen shows them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heartsease.core.plan.map import Domain, FactUsed, Finding, State, Sureness
from heartsease.core.plan.question import Ranked
from heartsease.core.record.record import Certainty, Provenance
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.page import DomainLine
from heartsease.exchange.present import fact_value, key_name
from heartsease.web.patient.next_questions import numbers, reason, title
from heartsease.web.patient.seen import Seen
from heartsease.web.patient.showing import (
    IN_TRD,
    TIERS,
    WHO,
    EvidenceLine,
    SourceLine,
    domain_name,
    evidence,
    said_day,
    sources,
)
from heartsease.web.patient.voice import words

_SURE: Mapping[Sureness, str | Promise] = {
    Sureness.SURE: _("Sure: it was measured or written down"),
    Sureness.FAIRLY_SURE: _("Fairly sure: you told us"),
    Sureness.UNSURE: _("Unsure: the date is rough, or the result may be off"),
}
_CERTAIN: Mapping[Certainty, str | Promise] = {
    Certainty.CONFIRMED: _("measured or written down"),
    Certainty.REPORTED: _("told by you"),
    Certainty.APPROXIMATE: _("told by you, roughly"),
    Certainty.INFERRED: _("worked out from other facts"),
}
_FORM = "form"  # the source of what was answered on a page of ours
_STATES: Mapping[State, str] = {
    State.NOT_LOOKED_AT: "",
    State.NOTHING_FOUND: "",
    State.WORTH_A_LOOK: "tag-amber",
    State.LIKELY: "tag-lilac",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    id: str
    title: str
    says: str
    missed_cause: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainCard:
    id: str
    line: DomainLine
    tag: str
    looked: str
    findings: tuple[Link, ...]
    open: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionCard:
    title: str
    url: str
    minutes: str
    visit: bool
    reason: str
    numbers: tuple[tuple[str, str], ...]
    assumed: bool  # how common each answer is was in part not counted


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRow:
    fact: str
    value: str
    on: str
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingPage:
    title: str
    says: str
    domain: str
    state: str
    holds: bool
    open: bool  # not known yet; what is said of a finding is only true once it holds
    missed_cause: bool
    sure: str
    matters: str
    matters_sentence: str
    tested: str
    data: tuple[DataRow, ...]
    missing: tuple[str, ...]
    evidence: tuple[EvidenceLine, ...]
    sources: tuple[SourceLine, ...]
    changes_mind: str
    settles: str
    ordered_by: str
    tell_clinician: str


def domains(seen: Seen) -> tuple[DomainCard, ...]:
    """The eight domains in their fixed order."""
    return tuple(
        DomainCard(
            id=domain.id,
            line=line,
            tag=_STATES[domain.state],
            looked=_looked(domain, line),
            findings=tuple(_link(one) for one in domain.found),
            open=tuple(_link(one) for one in domain.open),
        )
        for domain, line in zip(seen.picture.domains, seen.page.domains, strict=True)
    )


def questions(seen: Seen) -> tuple[QuestionCard, ...]:
    """What to find out next, most worth first."""
    return tuple(
        QuestionCard(
            title=title(ranked.question, seen.knowledge, words()),
            url=_address(ranked),
            minutes=_minutes(ranked.question.minutes),
            visit=ranked.question.needs_visit,
            reason=reason(ranked, seen.knowledge),
            numbers=numbers(ranked),
            assumed=ranked.question.assumed,
        )
        for ranked in seen.picture.questions
    )


def finding(one: Finding, seen: Seen) -> FindingPage:
    """Everything about one finding, with the three strengths kept apart."""
    definition, known = one.definition, seen.knowledge
    missing = one.answer.missing if isinstance(one.answer, Unknown) else frozenset()
    return FindingPage(
        title=definition.title,
        says=definition.says,
        domain=domain_name(definition.domain),
        state=_state(one),
        holds=one.answer is True,
        open=isinstance(one.answer, Unknown),
        missed_cause=definition.missed_cause,
        sure=str(_SURE[one.sureness]),
        matters=str(TIERS[definition.matters]),
        matters_sentence=definition.matters_sentence,
        tested=str(IN_TRD.get(definition.tested_in_trd, definition.tested_in_trd)),
        data=tuple(_row(fact, seen) for fact in one.because),
        missing=tuple(sorted({key_name(key, known) for key in missing})),
        evidence=evidence(definition.evidence, known),
        sources=sources(definition.citations, known),
        changes_mind=definition.changes_mind,
        settles=definition.settles,
        ordered_by=str(WHO.get(definition.ordered_by, definition.ordered_by)),
        tell_clinician=definition.tell_clinician,
    )


def _looked(domain: Domain, line: DomainLine) -> str:
    """How far the look went; "" where nothing at all is known.

    A part counts as looked at only when enough of it is known, so what is known of one
    that was not is said in other words.
    """
    if not domain.completeness:
        return ""
    if domain.state is not State.NOT_LOOKED_AT:
        return line.looked
    return gettext("%(share)s of it is known, too little to say") % {
        "share": f"{domain.completeness:.0%}"
    }


def _minutes(minutes: float) -> str:
    if minutes < 1:
        return gettext("less than a minute")
    return words()("questions.minutes", minutes=f"{minutes:.0f}")


def _link(one: Finding) -> Link:
    definition = one.definition
    return Link(
        id=definition.id,
        title=definition.title,
        says=definition.says,
        missed_cause=definition.missed_cause,
    )


def _state(one: Finding) -> str:
    if isinstance(one.answer, Unknown):
        return gettext("Not known yet")
    if not one.answer:
        return gettext("Looked at, and not found")
    return gettext("Found")


def _row(fact: FactUsed, seen: Seen) -> DataRow:
    """One fact with every place it came from; a derived fact may have none."""
    places = (_place(one) for one in fact.rows or (None,))
    return DataRow(
        fact=key_name(fact.key, seen.knowledge),
        value=fact_value(fact.value),
        on=said_day(fact.on),
        sources=tuple(dict.fromkeys(places)),
        note=fact.note,
    )


def _place(place: Provenance | None) -> str:
    if place is None:
        return gettext("worked out from your record")
    source = gettext("answered here") if place.source == _FORM else place.source
    where = ", ".join(part for part in (source, place.row) if part)
    return f"{where} ({_CERTAIN[place.certainty]})"


def _address(ranked: Ranked) -> str:
    """Where a question is answered; "" while there is no such screen."""
    kind, _sep, name = ranked.question.id.partition(":")
    try:
        match kind:
            case "instrument":
                return reverse("ask", args=[name])
            case "card":
                return reverse("card", args=[name])
            case "measure":
                return f"{reverse('lab_new')}?measure={name}"
            case "list" if name == "person":
                return reverse("consent")
            case "list" if name == "medicines":
                return f"{reverse('passport')}#medicines"
            case _:
                return reverse("passport")
    except NoReverseMatch:
        return ""
