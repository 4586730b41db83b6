"""The crisis lines of a country, ready to be called."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from heartsease.core.safety.crisis import (
    INTERNATIONAL,
    Country,
    CrisisHelp,
    Offered,
    lines_for,
)
from heartsease.core.sources.source import Checked


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number as it is written, and its tel: link; "" where it cannot be dialled."""

    written: str
    call: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    name: str
    number: Number | None
    hours: str
    url: str
    expired: bool
    unchecked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpPage:
    """Whom to call; `directories` is never empty, in any country."""

    country: str  # "" when it is not known to us
    country_name: str
    asked_in_vain: bool
    emergency: tuple[Number, ...]
    lines: tuple[Line, ...]
    directories: tuple[Line, ...]
    countries: tuple[tuple[str, str], ...]


def present(
    wanted: str, countries: Iterable[Country], *, on: date, guess: str | None = None
) -> HelpPage:
    """Help for the country asked for; without a question, for the person's own."""
    known = tuple(countries)
    found: CrisisHelp = lines_for(wanted or guess, known, on=on)
    return HelpPage(
        country=found.country.iso if found.country else "",
        country_name=found.country.name if found.country else "",
        asked_in_vain=bool(wanted) and found.country is None,
        emergency=tuple(number(one) for one in found.emergency),
        lines=tuple(_line(one) for one in found.lines),
        directories=tuple(_line(one) for one in found.directories),
        countries=tuple(
            sorted(
                ((one.iso, one.name) for one in known if one.iso != INTERNATIONAL),
                key=lambda pair: pair[1],
            )
        ),
    )


def number(written: str) -> Number:
    """A link for a number of digits; one with words in it is only shown."""
    bare = "".join(sign for sign in written if sign not in " -()")
    return Number(
        written=written, call=f"tel:{bare}" if bare.strip("+*#").isdigit() else ""
    )


def _line(offered: Offered) -> Line:
    line = offered.line
    return Line(
        name=line.name,
        number=number(line.number) if line.number else None,
        hours=line.hours,
        url=line.url,
        expired=offered.expired,
        unchecked=line.checked is not Checked.VERIFIED,
    )
