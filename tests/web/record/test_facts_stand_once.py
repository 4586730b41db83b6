"""A fact stands once, however it was written, and whoever says it in the same moment."""

import json
from datetime import date
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from tests.support.web import AT, a_person, a_signed_in

from heartsease.core.record.record import CheckIn, Person, Provenance, Record
from heartsease.web.common import clock
from heartsease.web.record import services as record
from heartsease.web.record.models import Entry
from heartsease.web.record.queries import record_of

FORM = {"source": "form"}
TOLD = Provenance(source="form")
WAYS_TO_WRITE = {
    "whole numbers of answers": (
        "response",
        {"instrument": "phq9", "on": "2026-11-20", "answers": {"interest": 3}},
    ),
    "an empty note": ("check_in", {"on": "2026-11-20", "mood": 5, "note": ""}),
    "a default": ("medicine", {"text": "Sertraline", "as_needed": False}),
    "a dose": (
        "medicine",
        {"text": "Sertraline", "daily_dose": {"value": 50, "unit": "mg"}},
    ),
    "many digits": (
        "observation",
        {
            "measure": "ferritin",
            "quantity": {"value": 41.23456789012, "unit": "ug/L"},
            "on": "2026-11-20",
        },
    ),
    "a small amount": (
        "observation",
        {
            "measure": None,
            "text": "Something",
            "quantity": {"value": 1.5e-9, "unit": "mol/L"},
            "on": "2026-11-20",
        },
    ),
}


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def say(who, kind, payload):
    return record.say(
        user_id=who.user_id,
        person=who.id,
        kind=kind,
        payload={"provenance": FORM, **payload},
        at=AT,
    )


def send(client, name, content, field):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("data_import" if field == "file" else "bring"),
                       {field: file})  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS_TO_WRITE)
def test_a_record_brought_back_onto_itself_adds_nothing(client, way):
    who = a_signed_in(client)
    say(who, *WAYS_TO_WRITE[way])
    before = record_of(who.id)
    taken_out = client.get(reverse("data_export")).content

    answer = send(client, "heartsease.zip", taken_out, "file")

    assert answer.status_code == 302
    assert Entry.objects.count() == 1
    assert record_of(who.id) == before


@pytest.mark.django_db
def test_a_field_at_its_default_makes_no_second_fact():
    who = a_person()
    say(who, "check_in", {"on": "2026-11-20", "mood": 5})

    again = say(who, "check_in", {"on": "2026-11-20", "mood": 5, "note": ""})

    assert (again.ids, again.known_before) == ((), 1)


@pytest.mark.django_db
@pytest.mark.parametrize("sign", ["\0", "\ud83d"])
def test_a_sign_no_database_keeps_is_shown_as_missing(client, sign):
    """A device may cut an emoji in half; that must not lose the day it stands in."""
    who = a_signed_in(client)

    say(who, "check_in", {"on": "2026-11-20", "note": f"slow{sign} day"})
    brought = {
        "heartsease_record": 1,
        "person": {"id": "x"},
        "check_ins": [
            {"on": "2026-11-19", "note": f"a{sign}b", "provenance": {"source": "x"}}
        ],
    }
    result = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": f"Some{sign}thing"},
        "effectiveDateTime": "2026-01-01",
        "valueQuantity": {"value": 1, "unit": "mg"},
    }
    back = send(client, "r.json", json.dumps(brought).encode(), "file")
    files = send(client, "f.json", json.dumps(result).encode(), "files")

    assert (back.status_code, files.status_code) == (302, 200)
    kept = record_of(who.id)
    assert {one.note for one in kept.check_ins} == {"slow\ufffd day", "a\ufffdb"}
    assert [one.text for one in kept.observations] == ["Some\ufffdthing"]


@pytest.mark.django_db(transaction=True)
def test_two_requests_that_say_the_same_at_once_leave_one_fact():
    """Somebody presses a button twice; on PostgreSQL both would have written."""
    who = a_person()
    together, said = Barrier(2), []

    def press():
        try:
            together.wait(timeout=20)
            said.append(say(who, "check_in", {"on": "2026-11-20", "mood": 5}))
        except Exception as problem:  # whatever it is, it is what the test is about
            said.append(problem)
        finally:
            connection.close()

    presses = [Thread(target=press) for _ in range(2)]
    for one in presses:
        one.start()
    for one in presses:
        one.join(timeout=30)

    assert sorted(len(one.ids) for one in said) == [0, 1]
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_more_facts_than_a_database_takes_values_in_one_question(monkeypatch):
    who = a_person()
    monkeypatch.setattr(record, "_AT_ONCE", 400)
    if connection.vendor == "sqlite":
        # As low as Django itself counts with; SQLite as it is shipped has 32,766.
        connection.ensure_connection()
        limit = 9  # SQLITE_LIMIT_VARIABLE_NUMBER
        before = connection.connection.setlimit(limit, 999)
    days = tuple(
        CheckIn(on=date.fromordinal(730_000 + n), mood=n % 11, provenance=TOLD)
        for n in range(1_100)
    )
    whole = Record(person=Person(id="x"), check_ins=days)

    try:
        first = record.add(user_id=who.user_id, person=who.id, record=whole, at=AT)
        again = record.add(user_id=who.user_id, person=who.id, record=whole, at=AT)
    finally:
        if connection.vendor == "sqlite":
            connection.connection.setlimit(limit, before)

    assert (len(first.ids), first.known_before) == (1_100, 0)
    assert (len(again.ids), again.known_before) == (0, 1_100)
