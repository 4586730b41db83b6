"""A publication or document that a number or a sentence rests on."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Checked(StrEnum):
    """How far someone has compared us with the source."""

    VERIFIED = "verified"  # the number or wording was seen in the source
    PARTIAL = "partial"  # the source was seen, part of the number was not
    UNVERIFIED = "unverified"  # from memory; shown as unverified wherever it appears


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """`can_carry` and `cannot_carry` say, in one sentence each, what it supports."""

    id: str
    title: str
    kind: str  # "meta-analysis" | "trial" | "guideline" | "cohort" | "review" | ...
    authors: str = ""
    year: int | None = None
    published_in: str = ""
    doi: str = ""
    pmid: str = ""
    url: str = ""
    can_carry: str
    cannot_carry: str
    conflicts: str = ""  # who paid, who sells, when it matters
    cited_by_article: bool = False  # one of the source article's own references
    checked: Checked
    checked_on: date
    check_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A number's or a rule's link to its source, with the day of comparison."""

    source: str  # id in knowledge/sources
    where: str = ""  # table, page or section
    checked: Checked
    checked_on: date
    note: str = ""
