"""What changes about people: each one transaction and one audit line."""

import hashlib
from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import transaction

from heartsease.web.audit import services as audit
from heartsease.web.people.models import Person, User
from heartsease.web.people.queries import Who, check_may_see, person_of, time_zones


@transaction.atomic
def begin(*, user_id: int, at: datetime, language: str = "en") -> Who:
    """The person of an account, made at the first visit; twice changes nothing."""
    row, made = Person.objects.get_or_create(
        user_id=user_id, defaults={"created_at": at, "language": language}
    )
    if made:
        audit.note("person begun", actor_id=user_id, person=row.id, at=at)
    return _reread(user_id)


@transaction.atomic
def consent(*, user_id: int, person: UUID, words: str, at: datetime) -> Who:
    """Keeps that the intended use was agreed to, and a digest of its very words."""
    check_may_see(user_id, person)
    Person.objects.filter(id=person).update(
        consented_at=at, consent_words=hashlib.sha256(words.encode()).hexdigest()
    )
    audit.note("consent given", actor_id=user_id, person=person, at=at)
    return _reread(user_id)


@transaction.atomic
def settle_in(
    *,
    user_id: int,
    person: UUID,
    at: datetime,
    time_zone: str | None = None,
    solo: bool | None = None,
    language: str | None = None,
) -> Who:
    """How the program is used.

    A time zone that does not exist or a language that is not offered is a `ValueError`.
    """
    check_may_see(user_id, person)
    changed: dict[str, object] = {}
    if time_zone is not None:
        if time_zone != "UTC" and time_zone not in time_zones():
            raise ValueError(f"{time_zone} is not a time zone")
        changed["time_zone"] = time_zone
    if solo is not None:
        changed["solo"] = solo
    if language is not None:
        if language not in dict(settings.LANGUAGES):
            raise ValueError(f"{language} is not a language of these pages")
        changed["language"] = language
    Person.objects.filter(id=person).update(**changed)
    audit.note("settings changed", actor_id=user_id, person=person, at=at)
    return _reread(user_id)


@transaction.atomic
def new_passphrase(
    *, name: str, passphrase: str, at: datetime, second_factor: bool = True
) -> None:
    """Sets the passphrase of an account, from outside of it, and signs it out.

    Only for who holds the data folder; nothing on the web leads here.
    `second_factor=False` also takes away passkeys, app and spare codes that were lost.
    A name nobody has is a `LookupError`; a passphrase that is too easy is Django's
    `ValidationError`.
    """
    user = User.objects.filter(username__iexact=name).first()
    if user is None:
        raise LookupError(name)
    validate_password(passphrase, user)
    user.set_password(passphrase)
    user.save(update_fields=["password"])
    if not second_factor:
        Authenticator.objects.filter(user=user).delete()
    _end_sessions(user.pk)
    who = person_of(user.pk)
    audit.note(
        "passphrase set anew", actor_id=None, person=who.id if who else None, at=at
    )


@transaction.atomic
def wipe(*, user_id: int, person: UUID, at: datetime) -> None:
    """Deletes the account, the person, every fact and every audit line about them.

    Whoever is signed in with the account, anywhere, is signed out.
    One line without a person stays behind: that somebody wiped, on that day.
    """
    check_may_see(user_id, person)
    audit.forget(person)
    _end_sessions(user_id)
    User.objects.filter(id=user_id).delete()
    audit.note("everything wiped", actor_id=None, person=None, at=at)


def _end_sessions(user_id: int) -> None:
    ended = [
        one.pk
        for one in Session.objects.iterator()
        if one.get_decoded().get(SESSION_KEY) == str(user_id)
    ]
    Session.objects.filter(pk__in=ended).delete()


def _reread(user_id: int) -> Who:
    who = person_of(user_id)
    if who is None:
        raise LookupError("the person has just been written")
    return who
