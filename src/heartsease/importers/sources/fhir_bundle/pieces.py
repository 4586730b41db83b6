"""Small readers of FHIR data types; anything malformed reads as absent, never raises."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from heartsease.core.values.code import OWN, OWN_CERTAINTY, Code
from heartsease.importers.moments import Moment, moment
from heartsease.importers.outcome import NotUsed, Refused

Json: TypeAlias = Mapping[str, Any]
_EMPTY: Json = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """One resource and where it stands in its file."""

    file: str
    row: str
    resource: Json
    type: str
    bundle: "Index"

    def refused(self, reason: str, *, advice: str, field: str = "") -> Refused:
        """A refusal of this resource or of one field of it."""
        return Refused(
            file=self.file,
            row=self.row,
            field=field,
            reason=reason,
            advice=advice,
            kind=self.type,
        )

    def not_used(self, reason: str = "", *, kind: str = "") -> NotUsed:
        """This resource, counted among those the program has no use for."""
        return NotUsed(
            file=self.file, row=self.row, kind=kind or self.type, reason=reason
        )


@dataclass(frozen=True, slots=True)
class Index:
    """Resources of one file by every reference that can point to them."""

    by_reference: Mapping[str, Json]
    written_on: date | None = None  # the day the file says it was made

    def find(self, reference: object, *, inside: Json = _EMPTY) -> Json | None:
        """What a reference points to within this file; nothing is ever fetched."""
        if not isinstance(reference, str):
            return None
        if reference.startswith("#"):
            for one in objects(inside.get("contained")):
                if one.get("id") == reference[1:]:
                    return one
            return None
        return self.by_reference.get(reference)


def table(value: object) -> Json:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else _EMPTY


def objects(value: object) -> list[Json]:
    """The objects of a list; a lone object counts as a list of one."""
    if isinstance(value, dict):
        return [value]
    if not isinstance(value, list):
        return []
    return [one for one in value if isinstance(one, dict)]


def text_of(value: object) -> str:
    """A text without blanks around it, or ""."""
    return value.strip() if isinstance(value, str) else ""


def number(value: object) -> float | None:
    """A finite JSON number; true and "3" are not numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        read = float(value)
    except OverflowError:
        return None
    return read if math.isfinite(read) else None


def codes_of(concept: object) -> tuple[Code, ...]:
    """The codings of a CodeableConcept that name both system and code."""
    return tuple(
        Code(
            system=text_of(one.get("system")),
            code=text_of(one.get("code")),
            display=text_of(one.get("display")),
        )
        for one in objects(table(concept).get("coding"))
        if text_of(one.get("code"))
    )


def kept(codes: tuple[Code, ...]) -> tuple[Code, ...]:
    """The codes that are kept beside a fact: our own ids only help to read a file."""
    return tuple(code for code in codes if not code.system.startswith(OWN))


def words_of(concept: object) -> str:
    """What a CodeableConcept is called: its text, else a display, else a code."""
    if words := text_of(table(concept).get("text")):
        return words
    codes = codes_of(concept)
    return next((c.display for c in codes if c.display), codes[0].code if codes else "")


def code_in(concept: object) -> str:
    """The first code of a CodeableConcept, or of a plain code."""
    if isinstance(concept, str):
        return concept.strip()
    codes = codes_of(concept)
    return codes[0].code if codes else ""


def extensions(element: Json, url: str) -> Iterator[Json]:
    """The extensions of an element with this url."""
    for one in objects(element.get("extension")):
        if one.get("url") == url:
            yield one


def first_moment(*values: object, latest: date | None = None) -> Moment | None:
    """The first of these that is a FHIR date, dateTime or instant."""
    for value in values:
        if found := moment(value, latest=latest):
            return found
    return None


def last_segment(reference: object) -> str:
    """The id at the end of a reference or urn."""
    words = text_of(reference).partition("/_history/")[0]
    return words.rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def certainty_said(resource: Json) -> list[str]:
    """What a resource of ours says of how sure it is; [] for everybody else's."""
    tags = objects(table(resource.get("meta")).get("tag"))
    return [text_of(t.get("code")) for t in tags if t.get("system") == OWN_CERTAINTY]
