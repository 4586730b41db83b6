"""Each kind of help with its evidence, its rules for this person and their wish."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from heartsease.core.interventions.definition import Intervention
from heartsease.core.safety.condition import ask
from heartsease.library.sheets import Sheet
from heartsease.web.patient.seen import Seen
from heartsease.web.patient.showing import IN_TRD, TIERS, SourceLine, sources

SHEET = "help_after_trauma"
WISHES = (
    ("want", _("I want this")),
    ("open", _("I am open to it")),
    ("no", _("Not for me")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of help; `first` is what a rule says must come before it."""

    id: str
    name: str
    what: str
    honest: str
    tier: str
    tested: str
    sentence: str
    first: tuple[str, ...]
    wish: str  # "want", "open", "no" or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpers:
    sheet: Sheet
    kinds: tuple[Kind, ...]
    sources: tuple[SourceLine, ...]


def helpers(sheet: Sheet, seen: Seen, wishes: Mapping[str, str]) -> Helpers:
    """The kinds in the order of the sheet."""
    known = seen.knowledge.interventions
    return Helpers(
        sheet=sheet,
        kinds=tuple(_kind(known[id_], seen, wishes) for id_ in sheet.kinds),
        sources=sources(sheet.citations, seen.knowledge),
    )


def _kind(one: Intervention, seen: Seen, wishes: Mapping[str, str]) -> Kind:
    return Kind(
        id=one.id,
        name=one.name,
        what=one.what,
        honest=one.honest,
        tier=str(TIERS[one.tier]),
        tested=str(IN_TRD.get(one.tested_in_trd, one.tested_in_trd)),
        sentence=one.ask_prescriber,
        first=tuple(
            f"{rule.says} {rule.action}"
            for rule in (*one.stop_if, *one.watch)
            if ask(rule.when, seen.picture.facts) is True
        ),
        wish=wishes.get(one.id, ""),
    )
