"""Writing, changing and tearing out a page: one transaction, one line in the audit."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from heartsease.web.audit import services as audit
from heartsease.web.journal import sealing
from heartsease.web.journal.models import Page
from heartsease.web.journal.queries import standing
from heartsease.web.people.queries import check_may_see


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
) -> UUID:
    """Seals a new page; under the name of a page that is there, nothing is written."""
    check_may_see(user_id, person)
    id_ = page or uuid4()
    made = not Page.objects.filter(id=id_).exists()
    if made:
        Page.objects.create(
            id=id_,
            person_id=person,
            about=about,
            on=on,
            sealed=sealing.seal(text, person=person, page=id_),
            written_at=at,
        )
    audit.note(
        "journal written", actor_id=user_id, person=person, at=at, count=int(made)
    )
    return id_


@transaction.atomic
def change(*, user_id: int, person: UUID, page: UUID, text: str, at: datetime) -> UUID:
    """Puts a new page in the place of a standing one, which stays behind it."""
    check_may_see(user_id, person)
    old = standing(person).select_for_update(of=("self",)).get(id=page)
    id_ = uuid4()
    Page.objects.create(
        id=id_,
        person_id=person,
        about=old.about,
        on=old.on,
        sealed=sealing.seal(text, person=person, page=id_),
        written_at=at,
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
