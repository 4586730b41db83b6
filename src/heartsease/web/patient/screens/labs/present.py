"""Results by kind and measure, with their age and where they lie."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from heartsease.core.labs.definition import MeasureKind
from heartsease.core.values.unknown import Unknown
from heartsease.exchange.drawing.lab_bar import lab_bar
from heartsease.exchange.numbers import number
from heartsease.exchange.page import LabLine
from heartsease.exchange.present import unit_name
from heartsease.web.patient import eating
from heartsease.web.patient.seen import Seen
from heartsease.web.patient.showing import drawn
from heartsease.web.people.queries import Who
from heartsease.web.record.queries import Stored, entries_of

_GROUPS: Mapping[MeasureKind, str | Promise] = {
    MeasureKind.LAB: _("From the laboratory"),
    MeasureKind.VITAL: _("Your body"),
    MeasureKind.DAILY_LIFE: _("Daily life"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    id: str
    line: LabLine
    age: str
    bar: SafeString | str
    reliable: bool
    outside: bool  # in a band, and not the usual one


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    name: str
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """Every value of one measure, newest first."""

    name: str
    rows: tuple["Row", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    entry: UUID
    on: date | None
    value: str
    source: str


def groups(seen: Seen) -> tuple[Group, ...]:
    """Current results; what lies outside its usual range comes first.

    Food and weight are left out for somebody whose eating is hard.
    """
    left_out = eating.measures_left_out(seen.knowledge, seen.picture.facts)
    listed: dict[MeasureKind, list[Result]] = {kind: [] for kind in _GROUPS}
    readings = seen.picture.readings.values()
    for reading, line in zip(readings, seen.page.labs, strict=True):
        if reading.measure in left_out:
            continue
        kind = seen.knowledge.measures[reading.measure].kind
        bar = _bar(line) if seen.page.drawn else ""
        listed[kind].append(
            Result(
                id=reading.measure,
                line=line,
                age=_age(reading.age_days),
                bar=drawn(bar) if bar else "",
                reliable=reading.reliable,
                outside=not line.is_usual and not isinstance(reading.band, Unknown),
            )
        )
    return tuple(
        Group(
            name=str(_GROUPS[kind]),
            results=tuple(
                sorted(results, key=lambda one: (one.line.is_usual, one.line.name))
            ),
        )
        for kind, results in listed.items()
        if results
    )


def set_aside(seen: Seen) -> tuple[str, ...]:
    """Results that were not used, each with its reason."""
    return tuple(dict.fromkeys(one.says for one in seen.picture.set_aside))


def earlier(seen: Seen, who: Who) -> tuple[Earlier, ...]:
    """All values that were ever brought or typed in, by measure."""
    by_name: dict[str, list[Row]] = {}
    for one in entries_of(who.id, "observation"):
        measure = seen.knowledge.measures.get(one.subject)
        name = measure.name if measure else one.payload.get("text", "") or "?"
        by_name.setdefault(name, []).append(_row(one))
    return tuple(
        Earlier(name=name, rows=tuple(rows)) for name, rows in sorted(by_name.items())
    )


def _bar(line: LabLine) -> str:
    said = f"{line.name}: {line.value}, {line.band}"
    return lab_bar(
        _shown(line.number), low=_limit(line.low), high=_limit(line.high), said=said
    )


def _shown(value: float) -> float:
    """As `number` prints it: without digits that no laboratory measured."""
    return float(number(value).replace(",", ""))


def _limit(value: float | None) -> float | None:
    return None if value is None else _shown(value)


def _row(one: Stored) -> Row:
    quantity = one.payload.get("quantity")
    amount = (
        f"{one.payload.get('comparator', '')}{number(quantity['value'])} "
        f"{unit_name(quantity['unit'])}"
        if quantity
        else one.payload.get("text", "")
    )
    return Row(
        entry=one.id,
        on=one.on,
        value=amount,
        source=one.payload["provenance"]["source"],
    )


def _age(days: int) -> str:
    if days <= 0:
        return str(_("from today"))
    if days < 60:
        return ngettext("%(n)s day old", "%(n)s days old", days) % {"n": days}
    months = round(days / 30.4)
    return ngettext("%(n)s month old", "%(n)s months old", months) % {"n": months}
