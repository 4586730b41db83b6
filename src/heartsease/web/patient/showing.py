"""Evidence, sources, gates and drawings as the screens show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from heartsease.core.evidence.evidence import EvidenceRow, Metric, TestedIn, Tier
from heartsease.core.plan.knowledge import Knowledge
from heartsease.core.plan.map import DOMAINS
from heartsease.core.safety.condition import ask
from heartsease.core.safety.facts import Facts
from heartsease.core.safety.rule import Rule, Severity
from heartsease.core.sources.source import Checked, Citation
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.days import day
from heartsease.web.common.typed import day_in

TIERS = {
    Tier.A: _("Act on it, with a clinician"),
    Tier.B: _("A reasonable thing to add, low risk"),
    Tier.C: _("Only if you want it: there is little evidence"),
    Tier.D: _("No evidence, or not supported"),
    Tier.X: _("We advise against it"),
}
IN_TRD = {
    "yes": _("Yes, people like this were studied"),
    "partly": _("Partly, in few or small studies"),
    "no": _("No, not in hard-to-treat depression"),
}
WHO = {
    "you": _("you"),
    "doctor": _("a doctor"),
    "prescriber": _("your prescriber"),
    "therapist": _("a therapist"),
    "nobody": _("nobody"),
}
_STUDIED = {
    TestedIn.TRD: _("in hard-to-treat depression"),
    TestedIn.PARTIAL_TRD: _("after one treatment that did not help enough"),
    TestedIn.MDD: _("in depression"),
    TestedIn.SYMPTOMS: _("in people with low mood, not all with depression"),
    TestedIn.GENERAL: _("in the general public"),
    TestedIn.OTHER: _("in another condition"),
    TestedIn.HEALTHY: _("in healthy people"),
    TestedIn.NOBODY: _("no study found"),
}
_GATES = {
    Severity.EMERGENCY: _("Get help first"),
    Severity.BLOCK_UNTIL_FLOW: _("Waits for the safety steps"),
    Severity.BLOCK: _("Not offered"),
    Severity.NEEDS_CLINICIAN: _("Only with a clinician"),
    Severity.CAUTION: _("Offered, with care"),
}
_CHECKED = {
    Checked.VERIFIED: "",
    Checked.PARTIAL: _("partly checked"),
    Checked.UNVERIFIED: _("unverified"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A source as text; nothing here is a link that would tell another site."""

    title: str
    where: str
    mark: str  # "" when the number or rule was seen in the source
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """One row of evidence for people."""

    found: str
    studied: str
    population: str
    design: str
    comparator: str
    size: str
    certainty: str
    caveats: str
    source: SourceLine


@dataclass(frozen=True, slots=True, kw_only=True)
class GateLine:
    """One safety rule and what it says for this person."""

    kind: str
    says: str
    action: str
    answer: str
    holds: bool
    known: bool
    sources: tuple[SourceLine, ...]


def drawn(svg: str) -> SafeString:
    """A drawing into a page.

    Only this and our icons are not escaped: drawings are made by `exchange.drawing` from
    numbers and from our own, escaped words.
    """
    return mark_safe(svg)


def evidence(
    rows: Iterable[EvidenceRow], knowledge: Knowledge
) -> tuple[EvidenceLine, ...]:
    """The rows of one finding or intervention, in their order."""
    return tuple(_evidence(row, knowledge) for row in rows)


def sources(
    citations: Iterable[Citation], knowledge: Knowledge
) -> tuple[SourceLine, ...]:
    """What a rule or finding rests on."""
    return tuple(_source(one, knowledge) for one in citations)


def gates(
    rules: Iterable[Rule], facts: Facts, knowledge: Knowledge
) -> tuple[GateLine, ...]:
    """The rules of a step, those that hold for this person first."""
    lines = [_gate(rule, facts, knowledge) for rule in rules]
    return tuple(sorted(lines, key=lambda one: not one.holds))


def said_day(written: str | None) -> str:
    """A stored day as people write it; what is none stays as it is."""
    on = day_in(written or "")
    return day(on) if on else written or ""


def domain_name(domain: str) -> str:
    return DOMAINS.get(domain, domain)


def _gate(rule: Rule, facts: Facts, knowledge: Knowledge) -> GateLine:
    answer = ask(rule.when, facts)
    if isinstance(answer, Unknown):
        said = gettext("not known yet for you")
    else:
        said = gettext("true for you") if answer else gettext("not true for you")
    return GateLine(
        kind=str(_GATES[rule.severity]),
        says=rule.says,
        action=rule.action,
        answer=said,
        holds=answer is True,
        known=not isinstance(answer, Unknown),
        sources=sources(rule.citations, knowledge),
    )


def _evidence(row: EvidenceRow, knowledge: Knowledge) -> EvidenceLine:
    mark = str(_CHECKED[row.checked])
    return EvidenceLine(
        found=_found(row),
        studied=str(_STUDIED[row.tested_in]),
        population=row.population,
        design=row.design,
        comparator=row.comparator,
        size=_size(row),
        certainty=row.certainty.value.replace("_", " "),
        caveats=row.caveats,
        source=_named(row.source, knowledge, mark=mark, note=row.check_note),
    )


def _found(row: EvidenceRow) -> str:
    """The number as the source gives it, then what was measured."""
    if row.effect is None or row.metric is Metric.STATEMENT:
        return row.outcome or row.also_found or row.topic.replace("_", " ")
    unit = " %" if row.metric is Metric.PERCENT else ""
    number = f"{row.effect:g}{unit}"
    if row.low is not None and row.high is not None:
        number = gettext("%(number)s (from %(low)s to %(high)s)") % {
            "number": number,
            "low": f"{row.low:g}",
            "high": f"{row.high:g}",
        }
    metric = "" if row.metric is Metric.PERCENT else f"{row.metric.value} "
    return f"{metric}{number}: {row.outcome}" if row.outcome else f"{metric}{number}"


def _size(row: EvidenceRow) -> str:
    said = []
    if row.studies is not None:
        said.append(gettext("studies: %(count)s") % {"count": f"{row.studies:,}"})
    if row.participants is not None:
        said.append(gettext("people: %(count)s") % {"count": f"{row.participants:,}"})
    return ", ".join(said)


def _source(citation: Citation, knowledge: Knowledge) -> SourceLine:
    mark = str(_CHECKED[citation.checked])
    return _named(citation.source, knowledge, mark=mark, note=citation.note)


def _named(id_: str, knowledge: Knowledge, *, mark: str, note: str) -> SourceLine:
    one = knowledge.sources.get(id_)
    if one is None:
        return SourceLine(title=id_, where="", mark=mark, note=note)
    year = f" ({one.year})" if one.year else ""
    who = f"{one.authors}: " if one.authors else ""
    return SourceLine(
        title=f"{who}{one.title}{year}",
        where=f"doi {one.doi}" if one.doi else one.url,
        mark=mark,
        note=note,
    )
