"""Takes a page of the journal over: it is sealed, and never a fact of the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from heartsease.library.errors import RecordError
from heartsease.web.journal import services as journal
from heartsease.web.journal.errors import CannotBeOpened
from heartsease.web.journal.kinds import LONGEST, TO_WRITE, words_of
from heartsease.web.journal.queries import was_changed
from heartsease.web.sync.models import Outcome

KIND = "journal"
# A clock before this one was lost with the battery: no device knew the journal then.
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
AHEAD = timedelta(days=2)  # an act for tomorrow, where tomorrow comes first
_FIELDS = frozenset(("about", "text", "on"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    about: str
    text: str
    on: date


def take(
    *,
    user_id: int,
    person: UUID,
    name: UUID,
    payload: Mapping[str, Any],
    based_on: UUID | None,
    made_at: datetime,
    at: datetime,
) -> Outcome:
    """Seals the page under `name`, or in the place of the page it is a change of.

    A page that was changed or torn out meanwhile is left alone: then both stand.
    `RecordError` names a wrong field, never a word of what was written, or says that
    the key of the journal is damaged.
    """
    page = _read(payload)
    moment = made_at if FIRST <= made_at <= at else at
    try:
        if based_on is not None and journal.change(
            user_id=user_id,
            person=person,
            page=based_on,
            text=page.text,
            at=at,
            name=name,
            made_at=moment,
        ):
            return Outcome.TAKEN
        journal.write(
            user_id=user_id,
            person=person,
            text=page.text,
            about=page.about,
            on=min(page.on, at.date() + AHEAD),
            at=at,
            page=name,
            made_at=moment,
        )
    except CannotBeOpened as problem:
        raise RecordError(str(problem)) from None
    beside = based_on is not None and was_changed(person, based_on)
    return Outcome.BESIDE if beside else Outcome.TAKEN


def _read(payload: Mapping[str, Any]) -> _Page:
    if payload.keys() - _FIELDS:
        raise RecordError("a page has the fields about, text and on, and no other")
    about, typed = payload.get("about", ""), payload.get("text")
    if about not in TO_WRITE:
        raise RecordError("about: there is no such question")
    text = words_of(typed) if isinstance(typed, str) else ""
    if not text:
        raise RecordError("text: a page needs words")
    if len(text) > LONGEST:
        raise RecordError(f"text: a page has at most {LONGEST} signs")
    try:
        on = date.fromisoformat(str(payload.get("on")))
    except ValueError:
        raise RecordError("on: a day like 2026-11-23 is needed here") from None
    return _Page(about=about, text=text, on=on)
