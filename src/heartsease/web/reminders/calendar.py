"""Writes notes as a calendar (iCalendar, RFC 5545) that says nothing to others.

Moments are written in UTC, so that no table of time zones is needed and a change of the
clock is right in every calendar.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from heartsease.web.reminders.moments import Moment

TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75  # octets without the line break (RFC 5545, 3.1)
_END = "\r\n"
# A calendar has to hold at least one component (RFC 5545, 3.6); this one shows nothing.
_NOTHING = (
    "BEGIN:VTIMEZONE",
    "TZID:UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The words of a note, of the last one before a rest, and of the calendar."""

    note: str
    last: str
    name: str


def calendar(
    found: Iterable[Moment], *, said: Said, person: UUID, changed_at: datetime
) -> str:
    """The whole file; the same moments give the same bytes, and each keeps its UID."""
    found = tuple(found)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//notes//notes 1//EN",
        f"NAME:{_text(said.name)}",
        f"X-WR-CALNAME:{_text(said.name)}",  # older programs know only this one
        "REFRESH-INTERVAL;VALUE=DURATION:PT4H",  # RFC 7986: how often to look again
    ]
    for one in found:
        words = _text(said.last if one.is_last else said.note)
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uuid5(person, one.at.isoformat())}",
            f"DTSTAMP:{_moment(changed_at)}",
            f"DTSTART:{_moment(one.at)}",
            "DURATION:PT5M",
            f"SUMMARY:{words}",
            "CLASS:PRIVATE",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{words}",
            "TRIGGER:PT0S",
            "END:VALARM",
            "END:VEVENT",
        ]
    if not found:
        lines += _NOTHING
    lines.append("END:VCALENDAR")
    return _END.join(map(_folded, lines)) + _END


def _moment(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """A TEXT value: what has a meaning of its own is escaped (RFC 5545, 3.3.11)."""
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Broken where a line is too long, never within a letter."""
    parts, here, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LONGEST_LINE:
            parts.append(here)
            here, size = " ", 1
        here += letter
        size += width
    return _END.join([*parts, here])
