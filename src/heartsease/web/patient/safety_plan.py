"""The safety plan: six parts in the person's own words, for the worst day.

The method of six steps is Stanley and Brown's (2012, doi 10.1016/j.cbpra.2011.01.001).
Headings, hints and examples are ours; the form of those authors is not used.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heartsease.core.record.record import SAFETY_PLAN_PARTS
from heartsease.web.record import services as record
from heartsease.web.record.queries import Stored, entries_of, history_of

KIND = "safety_plan"
LONGEST = 2000  # signs in one part; a page of writing
SOURCE = "your safety plan"
# Six digits or more with usual marks between them are taken for a phone number.
_NUMBER = re.compile(r"\+?\d(?:[ ()/.-]*\d){5,}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """One of the six parts: what it is called and how to think of something."""

    id: str
    title: str | Promise
    hint: str | Promise
    examples: tuple[str | Promise, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Part of a line; `call` is a tel: link where it is a phone number."""

    text: str
    call: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading and what this person wrote under it; no lines when nothing."""

    heading: Heading
    lines: tuple[tuple[Piece, ...], ...]

    @property
    def text(self) -> str:
        return "\n".join("".join(one.text for one in line) for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyPlan:
    """All six parts in order; `written` is false while every one is empty."""

    parts: tuple[Part, ...]

    @property
    def written(self) -> bool:
        return any(one.lines for one in self.parts)

    @property
    def count(self) -> int:
        return sum(1 for one in self.parts if one.lines)


HEADINGS: tuple[Heading, ...] = (
    Heading(
        id="signs",
        title=_("How I notice it getting worse"),
        hint=_("A thought, a feeling, a time of day, something I do."),
        examples=(
            _("I stop answering messages."),
            _("I lie awake and it all goes round."),
            _("Everything is too loud."),
        ),
    ),
    Heading(
        id="alone",
        title=_("What I can do by myself"),
        hint=_("Something that has carried me for ten minutes before."),
        examples=(
            _("A warm shower."),
            _("The same three songs."),
            _("Walk round the block, or sit by the window."),
        ),
    ),
    Heading(
        id="places",
        title=_("People and places that take my mind off it"),
        hint=_("I need not explain anything there."),
        examples=(
            _("The café on the corner."),
            _("Sit with my sister and watch something."),
            _("The library, the park, a busy street."),
        ),
    ),
    Heading(
        id="people",
        title=_("Whom I can ask for help"),
        hint=_("One or two names, with their numbers. I can tell them that it is bad."),
        examples=(
            _("A friend I can wake up, with the number."),
            _("Someone who can come and stay."),
        ),
    ),
    Heading(
        id="professionals",
        title=_("Professionals and help lines"),
        hint=_("My doctor or therapist, the nearest emergency room, a help line."),
        examples=(
            _("My doctor's number, and when they are there."),
            _("The help line I would call."),
        ),
    ),
    Heading(
        id="surroundings",
        title=_("Making my place safer"),
        hint=_(
            "Putting time and distance between me and what I could hurt myself with."
        ),
        examples=(
            _("Ask someone I trust to keep it for me."),
            _("Be with somebody tonight."),
        ),
    ),
)
BY_ID = {one.id: one for one in HEADINGS}
assert tuple(BY_ID) == SAFETY_PLAN_PARTS


def plan_of(person: UUID) -> SafetyPlan:
    """The plan as it stands; where two texts of a part stand, both are shown."""
    stored: dict[str, list[Stored]] = {}
    for one in entries_of(person, KIND):
        stored.setdefault(one.subject, []).append(one)
    return SafetyPlan(
        parts=tuple(
            Part(
                heading=heading,
                lines=tuple(
                    pieces(line) for line in _lines(stored.get(heading.id, ()))
                ),
            )
            for heading in HEADINGS
        )
    )


@transaction.atomic
def keep(
    *, user_id: int, person: UUID, part: str, text: str, on: date, at: datetime
) -> bool:
    """Keeps what was written under one heading; True when it says something new.

    An empty text takes the part out. What stood before stays in its history.
    """
    standing = entries_of(person, KIND, subject=part)
    text = tidy(text)
    if text == "\n".join(_lines(standing)):
        return False
    payload = {
        "part": part,
        "text": text,
        "on": on.isoformat(),
        "provenance": {"source": SOURCE},
    }
    gone = standing if not text else standing[1:]
    for one in gone:
        record.take_back(user_id=user_id, person=person, entry=one.id, at=at)
    if text and standing:
        record.correct(
            user_id=user_id, person=person, entry=standing[0].id, payload=payload, at=at
        )
    elif text:
        record.say(user_id=user_id, person=person, kind=KIND, payload=payload, at=at)
    return True


def earlier(person: UUID, part: str) -> tuple[tuple[datetime, str], ...]:
    """What was written under a heading before, newest first, with the moment."""
    return tuple(
        (one.recorded_at, one.payload["text"])
        for one in history_of(person, KIND, subject=part)
    )


def tidy(text: str) -> str:
    """One thing a line; empty lines and spaces at the ends are left out."""
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def pieces(line: str) -> tuple[Piece, ...]:
    """A line with its phone numbers ready to be called."""
    found: list[Piece] = []
    end = 0
    for match in _NUMBER.finditer(line):
        if _DAY.fullmatch(match[0]):
            continue
        if match.start() > end:
            found.append(Piece(text=line[end : match.start()]))
        bare = "".join(sign for sign in match[0] if sign.isdigit() or sign == "+")
        found.append(Piece(text=match[0], call=f"tel:{bare}"))
        end = match.end()
    if end < len(line):
        found.append(Piece(text=line[end:]))
    return tuple(found)


def _lines(standing: Iterable[Stored]) -> list[str]:
    """Every line once, in the order of the entries."""
    written = (
        line for one in standing for line in tidy(one.payload["text"]).split("\n")
    )
    return list(dict.fromkeys(written))
