"""Writing, changing and tearing out a page: one transaction, one line in the audit."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from heartsease.web.audit import services as audit
from heartsease.web.journal import sealing
from heartsease.web.journal.errors import NotReadable
from heartsease.web.journal.models import Page
from heartsease.web.journal.queries import Written, earlier_of, pages_of, standing
from heartsease.web.people.queries import check_may_see, hold

_ABOUT = re.compile(r"[a-z0-9_-]{0,40}")


@transaction.atomic
def write(
    *,
    user_id: int,
    person: UUID,
    text: str,
    about: str = "",
    on: date,
    at: datetime,
    page: UUID | None = None,
    made_at: datetime | None = None,
) -> UUID:
    """Seals a new page; under the name of a page that is there, nothing is written.

    `made_at` is when it was written, if that was before `at`, when it arrived.
    """
    check_may_see(user_id, person)
    hold(person)  # two devices at once: the second sees what the first has written
    id_ = uuid4() if page is None else _own_id(page, person)
    made = not Page.objects.filter(id=id_).exists()
    if made:
        Page.objects.create(
            id=id_,
            person_id=person,
            about=about,
            on=on,
            sealed=sealing.seal(text, person=person, page=id_),
            written_at=made_at or at,
        )
    audit.note(
        "journal written", actor_id=user_id, person=person, at=at, count=int(made)
    )
    return id_


@transaction.atomic
def change(
    *,
    user_id: int,
    person: UUID,
    page: UUID,
    text: str,
    at: datetime,
    name: UUID | None = None,
    made_at: datetime | None = None,
) -> UUID | None:
    """Puts a new page in the place of a standing one, which stays behind it.

    None when that page does not stand any more, and then nothing is written: it was
    changed or torn out meanwhile, and whoever asks decides what becomes of the words.
    `name` is what the new page is to be called, `made_at` when it was written.
    """
    check_may_see(user_id, person)
    hold(person)  # two changes at once: the second sees that the page is replaced
    old = standing(person).filter(id=page).first()
    if old is None:
        return None
    id_ = uuid4() if name is None else _own_id(name, person)
    Page.objects.create(
        id=id_,
        person_id=person,
        about=old.about,
        on=old.on,
        sealed=sealing.seal(text, person=person, page=id_),
        written_at=made_at or at,
        replaces=old,
    )
    audit.note("journal changed", actor_id=user_id, person=person, at=at)
    return id_


@transaction.atomic
def tear_out(*, user_id: int, person: UUID, page: UUID, at: datetime) -> None:
    """Deletes a page and everything that stood on it before: it is theirs to do."""
    check_may_see(user_id, person)
    row: Page | None = standing(person).get(id=page)
    chain = []
    while row is not None:
        chain.append(row.id)
        row = row.replaces
    for id_ in chain:
        Page.objects.filter(id=id_).delete()
    audit.note("journal torn out", actor_id=user_id, person=person, at=at)


@transaction.atomic
def take_out(*, user_id: int, person: UUID, at: datetime) -> tuple[dict[str, Any], ...]:
    """Every page in plain words, with what stood there before, oldest first.

    `text` is None for a page that cannot be opened with the key that is there.
    """
    check_may_see(user_id, person)
    pages = sorted(
        pages_of(user_id, person), key=lambda one: (one.written_at, str(one.id))
    )
    taken = tuple(
        {
            **_plain(one),
            "about": one.about,
            "on": one.on.isoformat(),
            "earlier": [_plain(old) for old in earlier_of(user_id, person, one.id)],
        }
        for one in pages
    )
    audit.note(
        "journal taken out", actor_id=user_id, person=person, at=at, count=len(taken)
    )
    return taken


@transaction.atomic
def bring_back(
    *, user_id: int, person: UUID, taken: Sequence[Mapping[str, Any]], at: datetime
) -> int:
    """Seals pages that were taken out, under their own names; twice changes nothing.

    A page without a text is left out. `NotReadable` names the page that is in another
    form, and then nothing is brought back.
    """
    check_may_see(user_id, person)
    made = 0
    for number, page in enumerate(taken, start=1):
        try:
            made += _sealed_again(page, person)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise NotReadable(f"Page {number} of the journal cannot be read.") from None
    audit.note(
        "journal brought back", actor_id=user_id, person=person, at=at, count=made
    )
    return made


def _plain(page: Written) -> dict[str, Any]:
    return {
        "id": str(page.id),
        "written_at": page.written_at.isoformat(),
        "text": page.text,
    }


def _sealed_again(page: Mapping[str, Any], person: UUID) -> bool:
    about, on = str(page["about"]), date.fromisoformat(page["on"])
    if not _ABOUT.fullmatch(about):
        raise ValueError(about)
    before: Page | None = None
    made = False
    for one in (*reversed(page["earlier"]), page):
        text = one["text"]
        if text is None:
            continue
        if not isinstance(text, str):
            raise TypeError("a page is a text")
        id_ = _own_id(UUID(one["id"]), person)
        known = Page.objects.filter(id=id_).first()
        written_at = datetime.fromisoformat(one["written_at"])
        if written_at.tzinfo is None:
            raise ValueError("a moment needs its offset")
        before = known or Page.objects.create(
            id=id_,
            person_id=person,
            about=about,
            on=on,
            sealed=sealing.seal(text, person=person, page=id_),
            written_at=written_at,
            replaces=before,
        )
        made = known is None
    return before is not None and made


def _own_id(id_: UUID, person: UUID) -> UUID:
    """The name it had, unless it is in use by a page of somebody else."""
    taken = Page.objects.filter(id=id_).exclude(person_id=person).exists()
    return uuid5(person, str(id_)) if taken else id_
