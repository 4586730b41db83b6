"""Accounts, people and records for tests of the web program."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from heartsease.library import record_json
from heartsease.web.people import services as people
from heartsease.web.people.queries import Who
from heartsease.web.record import services as record
from heartsease.web.sharing import services as sharing
from heartsease.web.sharing.queries import SECTIONS, given_by

PASSPHRASE = "nine quiet green hills"
WORDS = "the words somebody agreed to"
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "demo" / "people"


def an_account(name: str = "mara", *, staff: bool = False) -> Any:
    """Somebody who can sign in with `PASSPHRASE`; no person and no consent yet."""
    user = get_user_model()(username=name, is_staff=staff, is_superuser=staff)
    user.set_password(PASSPHRASE)
    user.save()
    return user


def a_person(name: str = "mara", *, consent: bool = True, staff: bool = False) -> Who:
    """An account with its person, who agreed unless told otherwise."""
    user = an_account(name, staff=staff)
    who = people.begin(user_id=user.pk, at=AT)
    if consent:
        who = people.consent(user_id=user.pk, person=who.id, words=WORDS, at=AT)
    return who


def sign_in(client: Client, who: Who) -> None:
    """Signs the client in as this person."""
    client.force_login(
        get_user_model()._default_manager.get(pk=who.user_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )


def a_signed_in(
    client: Client, name: str = "mara", *, consent: bool = True, staff: bool = False
) -> Who:
    """A new person whom the client is signed in as."""
    who = a_person(name, consent=consent, staff=staff)
    sign_in(client, who)
    return who


def with_record(who: Who, path: Path | str = DEMO / "mara.json") -> Who:
    """Adds every fact of a record file; `path` may be a name such as "sam"."""
    file = DEMO / f"{path}.json" if isinstance(path, str) else path
    facts = record_json.read(json.loads(file.read_text(encoding="utf-8")))
    record.add(user_id=who.user_id, person=who.id, record=facts, at=AT)
    return who


def with_ally(
    who: Who,
    name: str = "wren",
    *,
    sections: tuple[str, ...] = SECTIONS,
    confirmed: bool = True,
    **more: Any,
) -> Who:
    """Somebody with an account of their own whom this person shares parts with."""
    ally = a_person(name, consent=False)
    code = sharing.invite(
        user_id=who.user_id,
        person=who.id,
        sections=sections,
        opens_for=timedelta(hours=1),
        at=AT,
        **more,
    )
    sharing.accept(user_id=ally.user_id, code=code, at=AT)
    if confirmed:
        share = next(
            one.id for one in given_by(who.user_id, who.id, at=AT) if one.ally == name
        )
        sharing.confirm(user_id=who.user_id, person=who.id, share=share, at=AT)
    return ally


def the_share(who: Who) -> Any:
    """The id of this person's share; an `IndexError` without one."""
    return given_by(who.user_id, who.id, at=AT)[-1].id
