"""Crisis lines by country; there is always somebody left to call.

Numbers go stale, so each carries the day it stops being trusted.
An expired line is flagged and comes last; it is not hidden, and the international
directory is part of every answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from heartsease.core.sources.source import Checked

INTERNATIONAL = "international"


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisLine:
    """One service; `number` is "" for a directory that is reached by `url` only."""

    name: str
    number: str = ""
    hours: str = ""  # "24/7", "part of the day" or the provider's hours, local time
    url: str = ""
    checked: Checked
    checked_on: date
    expires_on: date
    check_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country's emergency numbers and crisis lines.

    `iso` is ISO 3166-1 alpha-2 in upper case, or "international".
    """

    iso: str
    name: str
    emergency: tuple[str, ...]
    emergency_checked: Checked
    lines: tuple[CrisisLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A line as it is shown on one day."""

    line: CrisisLine
    expired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisHelp:
    """What to show: `country` is None when we do not know it or have no line for it."""

    country: Country | None
    emergency: tuple[str, ...]  # () = say "your local emergency number"
    lines: tuple[Offered, ...]
    directories: tuple[Offered, ...]  # never empty


def lines_for(
    country: str | None, countries: Iterable[Country], *, on: date
) -> CrisisHelp:
    """Help for a country on a day; `country` is an ISO code in any case, or None.

    Raises `LookupError` when the international directory itself is missing: a program
    without it would leave people with nobody to call.
    """
    known = {one.iso.upper(): one for one in countries}
    international = known.pop(INTERNATIONAL.upper(), None)
    if international is None or not international.lines:
        raise LookupError("The international directory of crisis lines is missing.")
    here = known.get(country.upper()) if country else None
    return CrisisHelp(
        country=here,
        emergency=here.emergency if here else (),
        lines=_offered(here.lines, on=on) if here else (),
        directories=_offered(international.lines, on=on),
    )


def is_expired(line: CrisisLine, *, on: date) -> bool:
    """Whether nobody has compared the line with its provider for too long."""
    return on >= line.expires_on


def _offered(lines: Iterable[CrisisLine], *, on: date) -> tuple[Offered, ...]:
    offered = [Offered(line=line, expired=is_expired(line, on=on)) for line in lines]
    return tuple(sorted(offered, key=lambda one: one.expired))
