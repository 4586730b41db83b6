"""Who is asking, and what they may see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import available_timezones

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from heartsease.web.common import clock
from heartsease.web.people.errors import NotAllowed
from heartsease.web.people.models import Person, User


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A person as other apps see them."""

    id: UUID
    user_id: int
    name: str
    time_zone: str
    language: str
    solo: bool | None
    consented_at: datetime | None


def person_of(user_id: int) -> Who | None:
    """The person an account belongs to; None when it has none yet."""
    row = Person.objects.select_related("user").filter(user_id=user_id).first()
    return None if row is None else _who(row)


def who_is(person: UUID) -> Who:
    """A person that exists, for what is done without them asking."""
    return _who(Person.objects.select_related("user").get(id=person))


def account_name(user_id: int) -> str:
    """What tells an account from others: its e-mail where there is one, or its name.

    "" when it is gone.
    """
    row = User.objects.filter(id=user_id).first()
    return "" if row is None else row.email or row.get_username()


def account_names() -> tuple[str, ...]:
    """The names people sign in with."""
    return tuple(User.objects.order_by("username").values_list("username", flat=True))


def account_of_ended_visit(key: str) -> int | None:
    """Whose visit this was, when it ran out by itself; None for every other key."""
    row = Session.objects.filter(session_key=key, expire_date__lte=clock.now()).first()
    found = row.get_decoded().get(SESSION_KEY) if row is not None else None
    return None if found is None else int(found)


def may_see(user_id: int, person: UUID) -> bool:
    """Whether this account may see this person's record."""
    return Person.objects.filter(user_id=user_id, id=person).exists()


def check_may_see(user_id: int, person: UUID) -> None:
    """Raises `NotAllowed` with a sentence for the one who asked."""
    if not may_see(user_id, person):
        raise NotAllowed("This record belongs to somebody else.")


def hold(person: UUID) -> None:
    """Lets other writers of the same person wait until this transaction ends."""
    Person.objects.select_for_update().get(id=person)


def time_zones() -> tuple[str, ...]:
    """Names a person can choose from."""
    return tuple(sorted(name for name in available_timezones() if "/" in name))


def _who(row: Person) -> Who:
    return Who(
        id=row.id,
        user_id=row.user_id,
        name=row.user.get_username(),
        time_zone=row.time_zone,
        language=row.language,
        solo=row.solo,
        consented_at=row.consented_at,
    )
