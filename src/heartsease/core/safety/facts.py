"""What is known about one person on one day, by key, with the rows it came from.

A key is `kind:id`:

| key | value |
|---|---|
| `has:<condition>` | bool |
| `taking:<ingredient or class>` | bool, now or within the class's washout |
| `value:<measure>` | number in the measure's own unit, latest still-current result |
| `score:<instrument>` | number, latest still-current total |
| `item:<instrument>.<item>` | number, latest still-current answer |
| `screen:<instrument>` | bool, the instrument's own published positive screen |
| `days_since:<condition or instrument>` | days since the newest yes, also one that ran out |
| `state:<measure>` | text, the name of the band the latest result lies in |
| `fact:<name>` | bool or number worked out from several rows (staging, trajectory) |
| `age` | whole years |
| `sex` | "female" or "male" |
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from heartsease.core.record.record import Provenance
from heartsease.core.values.unknown import Unknown, unknown

KINDS = (
    "has",
    "taking",
    "value",
    "score",
    "item",
    "screen",
    "days_since",
    "state",
    "fact",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A known value; `rows` are the record's rows that say so."""

    value: bool | float | str
    on: date | None = None
    rows: tuple[Provenance, ...] = ()
    note: str = ""  # a caveat on reading the value, e.g. "CRP was raised that week"


@dataclass(frozen=True, slots=True)
class Facts:
    """An immutable look-up; a key that is absent is Unknown, never false."""

    known: Mapping[str, Fact]
    notes: Mapping[str, str] = field(default_factory=dict)  # why a key is not known

    def get(self, key: str) -> Fact | Unknown:
        """The fact, or an Unknown that names the key."""
        return self.known.get(key) or unknown(key)

    def supposing(self, assumed: Mapping[str, bool | float | str]) -> "Facts":
        """These facts with some keys set, for asking "what if the answer were ...?"."""
        merged = dict(self.known)
        for key, value in assumed.items():
            merged[key] = Fact(value=value, note="supposed")
        return Facts(merged, self.notes)

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)
