"""A page is sealed: the database alone tells nothing, and a moved page does not open."""

import base64
import secrets
import sqlite3
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from tests.support.web import AT, a_person

from heartsease.web.journal import sealing
from heartsease.web.journal import services as journal
from heartsease.web.journal.errors import CannotBeOpened
from heartsease.web.journal.models import Page
from heartsease.web.journal.queries import earlier_of, page_of, pages_of
from heartsease.web.people import services as people
from heartsease.web.people.errors import NotAllowed

DAY = date(2026, 11, 23)
SECRET = "wolpertinger under the stairs"


def write(who, text=SECRET, **more):
    return journal.write(
        user_id=who.user_id, person=who.id, text=text, on=DAY, at=AT, **more
    )


@given(st.text())
def test_what_is_sealed_opens_to_the_same_text(text):
    person, page = uuid4(), uuid4()

    assert (
        sealing.unseal(
            sealing.seal(text, person=person, page=page), person=person, page=page
        )
        == text
    )


def test_the_same_text_is_sealed_differently_each_time():
    person, page = uuid4(), uuid4()

    assert sealing.seal(SECRET, person=person, page=page) != sealing.seal(
        SECRET, person=person, page=page
    )


@pytest.mark.parametrize("moved", ["person", "page"])
def test_a_page_of_another_person_or_place_does_not_open(moved):
    names = {"person": uuid4(), "page": uuid4()}
    sealed = sealing.seal(SECRET, **names)

    with pytest.raises(CannotBeOpened):
        sealing.unseal(sealed, **{**names, moved: uuid4()})


@pytest.mark.parametrize("sealed", [b"", b"short", b"\0" * 60])
def test_a_damaged_page_is_said_to_be_one(sealed):
    with pytest.raises(CannotBeOpened, match="cannot be opened"):
        sealing.unseal(sealed, person=uuid4(), page=uuid4())


@pytest.mark.parametrize("key", ["c2hvcnQ=", ""])
def test_a_damaged_key_is_said_to_be_one(settings, key):
    settings.JOURNAL_KEY = key

    with pytest.raises(CannotBeOpened, match="key file"):
        sealing.seal(SECRET, person=uuid4(), page=uuid4())


@pytest.mark.django_db
def test_another_key_opens_no_page_and_breaks_none(settings):
    who = a_person()
    write(who)
    settings.JOURNAL_KEY = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()

    (page,) = pages_of(who.user_id, who.id)

    assert page.text is None


@pytest.mark.django_db(transaction=True)
def test_the_file_of_the_database_does_not_hold_the_words():
    who = a_person()
    write(who)
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite keeps the database in a file to look into")
    with sqlite3.connect(connection.settings_dict["NAME"]) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    with open(connection.settings_dict["NAME"], "rb") as file:
        assert SECRET.encode() not in file.read()


@pytest.mark.django_db
def test_a_changed_page_keeps_what_stood_there_and_tearing_out_takes_all_of_it():
    who = a_person()
    page = write(who)

    new = journal.change(
        user_id=who.user_id, person=who.id, page=page, text="other words", at=AT
    )

    assert [one.text for one in pages_of(who.user_id, who.id)] == ["other words"]
    assert [one.text for one in earlier_of(who.user_id, who.id, new)] == [SECRET]
    journal.tear_out(user_id=who.user_id, person=who.id, page=new, at=AT)
    assert not Page.objects.exists()


@pytest.mark.django_db
def test_a_page_that_is_sent_twice_is_written_once():
    who, name = a_person(), uuid4()

    assert write(who, page=name) == write(who, "again", page=name) == name

    assert page_of(who.user_id, who.id, name).text == SECRET


@pytest.mark.django_db
def test_nobody_else_reads_or_writes_here():
    who, other = a_person(), a_person("sam")
    page = write(who)

    with pytest.raises(NotAllowed):
        pages_of(other.user_id, who.id)
    with pytest.raises(NotAllowed):
        journal.tear_out(user_id=other.user_id, person=who.id, page=page, at=AT)
    assert page_of(other.user_id, other.id, page) is None


@pytest.mark.django_db
def test_wiping_takes_the_journal_along():
    who = a_person()
    write(who)

    people.wipe(user_id=who.user_id, person=who.id, at=AT)

    assert not Page.objects.exists()
