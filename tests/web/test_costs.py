"""What a page asks the database for, and that it does not grow with the record."""

import json
from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from tests.support.web import AT, a_signed_in, with_record

from heartsease.web.common import clock
from heartsease.web.people import services as people
from heartsease.web.record import services as record

pytestmark = pytest.mark.django_db

FORM = {"source": "form"}
# The most questions to the database; each is a way there and back on PostgreSQL.
MOST = {"home": 18, "map": 8, "check-in": 32, "PHQ-9": 24}
CALM = {f"answer-{item}": "0" for item in (
    "interest", "mood", "sleep", "energy", "appetite", "worth", "concentration",
    "movement", "self_harm")}  # fmt: skip


def home(client):
    assert client.get(reverse("now")).status_code == 200


def the_map(client):
    assert client.get(reverse("map")).status_code == 200


def check_in(client):
    sent = {"mood": "5", "energy": "3", "operation": str(uuid4())}
    assert client.post(reverse("today"), sent).status_code == 302


def phq9(client):
    assert client.post(reverse("ask", args=["phq9"]), CALM).status_code == 302


PAGES = {"home": home, "map": the_map, "check-in": check_in, "PHQ-9": phq9}


@pytest.fixture
def who(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    who = with_record(a_signed_in(client))
    people.settle_in(user_id=who.user_id, person=who.id, at=AT, solo=True)
    return who


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_as_little_after_a_year_as_at_the_beginning(client, who, name):
    page = PAGES[name]
    page(client)  # what is read once in a process is read now
    with asking() as short:
        page(client)
    a_year_of_days(who)

    with asking() as long:
        page(client)

    assert len(long) <= len(short)
    assert len(short) <= MOST[name], json.dumps(short, indent=1)


@contextmanager
def asking():
    """The questions that are asked within the block."""
    asked = []

    def note(execute, sql, *more):
        asked.append(sql[:200])
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        yield asked


def a_year_of_days(who):
    days = [(AT.date() - timedelta(days=one)).isoformat() for one in range(1, 366)]
    record.say_all(
        user_id=who.user_id,
        person=who.id,
        facts=[("check_in", {"on": on, "mood": 5, "provenance": FORM}) for on in days],
        at=AT,
    )
