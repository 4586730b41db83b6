"""Reads several files into one record; doing it twice changes nothing.

The kind of each file is known by its content.
A file is taken as a whole or not at all; within it single rows can be refused, each with
its reason.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias

from heartsease.core.record.record import Person, Record
from heartsease.importers.errors import FileRefused
from heartsease.importers.files import (
    LARGEST_RECORD_BYTES,
    check_size,
    head_of,
    refuse_what_is_not_text,
)
from heartsease.importers.gathering import Gathering
from heartsease.importers.outcome import Event, Outcome, Refused
from heartsease.importers.source import Source
from heartsease.importers.sources import (
    fhir_bundle,
    heartsease_json,
    labs_csv,
    nhanes_xpt,
)
from heartsease.importers.vocabulary import Vocabulary

# The first that recognises a file reads it: the narrow ones before the wide ones.
SOURCES: tuple[Source, ...] = (
    nhanes_xpt.SOURCE,
    heartsease_json.SOURCE,
    fhir_bundle.SOURCE,
    labs_csv.SOURCE,
)
NOBODY = Person(id="")  # whose record it is has not been said yet
ROWS_A_WORD = 20_000  # a computer reads this many in a few seconds
Progress: TypeAlias = Callable[[str, int], None]  # the file, and its rows so far


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """The record after reading, and what became of every file."""

    record: Record
    outcomes: tuple[Outcome, ...]

    @property
    def refused(self) -> tuple[Refused, ...]:
        """Everything that was not taken, of all files."""
        return tuple(one for outcome in self.outcomes for one in outcome.refused)


def read_files(
    paths: Iterable[Path | str],
    *,
    vocabulary: Vocabulary,
    on: date,
    base: Record | None = None,
    date_order: str | None = None,
    progress: Progress | None = None,
) -> Import:
    """One record from several files, added to `base`.

    A fact the record already holds is a duplicate.
    Of two facts that cannot both be true the first is kept and the later refused by
    name.
    A file whose birth date or sex is another than the record's is refused whole: it may
    be about somebody else.
    `date_order` ("dmy" or "mdy") says how a CSV file writes dates such as 03/04/2025.
    `progress` is told of every `ROWS_A_WORD` rows of a long file.
    """
    sources = (*SOURCES[:-1], labs_csv.source(date_order)) if date_order else SOURCES
    files = [_read(Path(path), vocabulary, on, sources, progress) for path in paths]
    gathering = Gathering(base or Record(person=NOBODY), vocabulary=vocabulary, on=on)
    met = [gathering.meet(file) for file in files]
    for file in met:
        gathering.recall(file)
    outcomes = tuple(gathering.add(file) for file in met)
    return Import(record=gathering.record(), outcomes=outcomes)


def _read(
    path: Path,
    vocabulary: Vocabulary,
    on: date,
    sources: Sequence[Source],
    progress: Progress | None,
) -> Outcome:
    source = ""
    events: tuple[Event, ...]
    try:
        known = _source_of(path, sources)
        source = known.id
        rows = known.read(path, vocabulary=vocabulary, on=on)
        events = tuple(_counted(rows, path.name, progress))
    except FileRefused as problem:
        events = (_whole(path, problem),)
    except OSError as problem:
        refusal = FileRefused(
            f"The file cannot be opened: {problem.strerror or problem}.",
            advice="Check that you may read it.",
        )
        events = (_whole(path, refusal),)
    return Outcome(file=path.name, source=source, events=events)


def _counted(
    events: Iterable[Event], file: str, progress: Progress | None
) -> Iterator[Event]:
    for number, event in enumerate(events, start=1):
        if progress is not None and number % ROWS_A_WORD == 0:
            progress(file, number)
        yield event


def _source_of(path: Path, sources: Sequence[Source]) -> Source:
    check_size(path, most=LARGEST_RECORD_BYTES)
    head = head_of(path)
    for source in sources:
        if source.recognises(head, path.name):
            return source
    refuse_what_is_not_text(head)
    labels = "; ".join(source.label for source in sources)
    raise FileRefused(
        "This kind of file is not known here.", advice=f"Files that are read: {labels}."
    )


def _whole(path: Path, problem: FileRefused) -> Refused:
    return Refused(
        file=path.name,
        row=problem.row,
        field=problem.field,
        reason=problem.reason,
        advice=problem.advice,
        kind="file",
    )
