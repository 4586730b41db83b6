"""The shape every importer has."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from heartsease.importers.outcome import Event
from heartsease.importers.vocabulary import Vocabulary


class Read(Protocol):
    """Reads one file; raises `FileRefused` when nothing of it can be used."""

    def __call__(
        self, path: Path, *, vocabulary: Vocabulary, on: date
    ) -> Iterator[Event]:
        """Every row of the file, as taken, refused or not used."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A kind of file; `recognises` looks at the first bytes and the name only."""

    id: str
    label: str
    recognises: Callable[[bytes, str], bool]
    read: Read
