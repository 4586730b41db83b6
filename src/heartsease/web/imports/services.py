"""Brings files into a record: in one transaction, and each refusal with its reason."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Protocol
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext

from heartsease.core.record.record import Person, Record, Response
from heartsease.importers.outcome import Outcome, Refused
from heartsease.importers.read import read_files
from heartsease.importers.vocabulary import whole_vocabulary
from heartsease.library import record_json
from heartsease.library.knowledge import standard
from heartsease.web.audit import services as audit
from heartsease.web.people.queries import check_may_see, hold
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of, record_of

LARGEST_MEGABYTES = 50
MOST_FILES = 20
_MEGABYTE = 1024 * 1024
_LONGEST_NAME = 100


class Sent(Protocol):
    """A file as a browser sends it; Django's `UploadedFile` is one."""

    @property
    def name(self) -> str | None: ...

    @property
    def size(self) -> int | None: ...

    def chunks(self) -> Iterable[bytes]: ...


class TooMuch(ValueError):
    """More was sent at once than is read; the message says how much is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of one file; `name` is the person's own and only shown to them."""

    name: str
    taken: int
    known_before: int
    not_used: int
    unused: tuple[tuple[str, int], ...]  # the kinds behind `not_used`, and how many
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of everything that was sent."""

    files: tuple[FileReport, ...]

    @property
    def taken(self) -> int:
        return sum(one.taken for one in self.files)


def bring(
    *,
    user_id: int,
    person: UUID,
    files: Sequence[Sent],
    at: datetime,
    on: date,
    date_order: str | None = None,
) -> Report:
    """Adds what the files say; bringing them again changes nothing.

    A row that cannot be taken is refused by name and the rest is taken.
    Raises `TooMuch` before anything is read.
    """
    check_may_see(user_id, person)
    _check_size(files)
    with _on_disk(files) as paths, transaction.atomic():
        hold(person)  # the same files sent twice at once are one import
        base = record_of(person)
        read = read_files(
            paths,
            vocabulary=whole_vocabulary(standard()),
            on=on,
            base=base,
            date_order=date_order,
        )
        _fill_in(base, read.record, user_id=user_id, person=person, at=at)
        record.add(
            user_id=user_id, person=person, record=_new(base, read.record), at=at
        )
        report = Report(files=tuple(_report(one) for one in read.outcomes))
        audit.note(
            "files brought",
            actor_id=user_id,
            person=person,
            at=at,
            count=report.taken,
        )
    return report


def _check_size(files: Sequence[Sent]) -> None:
    if len(files) > MOST_FILES:
        raise TooMuch(
            gettext("You chose %(files)s files. Please bring at most %(most)s at once.")
            % {"files": len(files), "most": MOST_FILES}
        )
    size = sum(one.size or 0 for one in files)
    if size > LARGEST_MEGABYTES * _MEGABYTE:
        raise TooMuch(
            gettext(
                "The files have %(size)s MB in all. Please bring at most %(most)s MB "
                "at once, one file after another. If one file alone is larger, export "
                "a shorter time, or read it with the command “heartsease import”."
            )
            % {"size": f"{size / _MEGABYTE:,.0f}", "most": LARGEST_MEGABYTES}
        )


@contextmanager
def _on_disk(files: Iterable[Sent]) -> Iterator[list[Path]]:
    """The files in a folder only we can read, deleted at the end.

    What stays there when the program is killed goes with its next start.
    """
    with tempfile.TemporaryDirectory(dir=settings.INCOMING) as folder:
        paths = []
        for number, file in enumerate(files):
            own = Path(folder) / str(number)  # two files may have one name
            own.mkdir(mode=0o700)
            path = own / _safe_name(file.name or "")
            with path.open("wb") as out:
                for piece in file.chunks():
                    out.write(piece)
            paths.append(path)
        yield paths


def _safe_name(name: str) -> str:
    """The last part of a name without signs that mean something to a disk."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(sign for sign in last if sign.isprintable() and sign != "/")
    return kept.strip(". ")[-_LONGEST_NAME:] or "file"


def _new(base: Record, after: Record) -> Record:
    """Only what the files added: facts of the base come back as the same objects."""
    known = {id(fact) for name in record_json.LISTS for fact in getattr(base, name)}
    known |= {id(whole) for _, whole in _filled_in(base, after)}
    added: dict[str, Any] = {
        name: tuple(fact for fact in getattr(after, name) if id(fact) not in known)
        for name in record_json.LISTS
    }
    once = {
        name: getattr(after, name)
        for name in record_json.ONCE
        if getattr(after, name) != getattr(base, name)
    }
    said = {
        name: getattr(after.person, name)
        for name in record_json.PERSON
        if getattr(after.person, name) != getattr(base.person, name)
    }
    return Record(person=Person(id=base.person.id, **said), **added, **once)


def _fill_in(
    base: Record, after: Record, *, user_id: int, person: UUID, at: datetime
) -> None:
    """A response that a file completes is corrected, so that it does not stand twice."""
    for part, whole in _filled_in(base, after):
        entry = _entry_of(part, person)
        one = Record(person=Person(id=str(person)), responses=(whole,))
        payload = record_json.write(one)["responses"][0]
        record.correct(
            user_id=user_id, person=person, entry=entry, payload=payload, at=at
        )


def _filled_in(base: Record, after: Record) -> list[tuple[Response, Response]]:
    """Responses of the base that are no longer there, and what took their place."""
    known = {id(one) for one in base.responses}
    kept = {id(one) for one in after.responses}
    new = [one for one in after.responses if id(one) not in known]
    return [
        (part, whole)
        for part in base.responses
        if id(part) not in kept
        for whole in new
        if (whole.instrument, whole.on) == (part.instrument, part.on)
        and part.answers.items() <= whole.answers.items()
    ]


def _entry_of(response: Response, person: UUID) -> UUID:
    for stored in entries_of(person, "response", subject=response.instrument):
        answers = stored.payload.get("answers", {})
        if stored.on == response.on and answers == dict(response.answers):
            return stored.id
    raise LookupError("a response of the record has its row")


def _report(outcome: Outcome) -> FileReport:
    return FileReport(
        name=outcome.file,
        taken=len(outcome.taken),
        known_before=len(outcome.duplicates),
        not_used=sum(outcome.not_used.values()),
        unused=tuple(sorted(outcome.not_used.items())),
        refused=outcome.refused,
    )
