"""A database of an older version keeps every fact, and is brought into today's form."""

import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from tests.support.web import AT

from heartsease.web.record import mapping
from heartsease.web.record.models import Entry
from heartsease.web.record.queries import record_of

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = [
    ("people", "0001_initial"),
    ("audit", "0002_initial"),
    ("record", "0001_initial"),
]
FORM = {"source": "form"}


@pytest.fixture
def older():
    """The tables as the first version had them; today's again when the test is over."""
    executor = MigrationExecutor(connection)
    executor.migrate([*FIRST, ("sharing", None), ("journal", None), ("sync", None),
                      ("reminders", None)])  # fmt: skip
    yield executor.loader.project_state(FIRST).apps
    call_command("migrate", verbosity=0, interactive=False)


def an_entry(apps, person, kind, payload, *, digest, minutes=0, **more):
    return apps.get_model("record", "Entry").objects.create(
        id=uuid.uuid4(),
        person=person,
        kind=kind,
        subject=payload.get("instrument", ""),
        on=payload.get("on"),
        payload=payload,
        digest=digest,
        recorded_at=AT + timedelta(minutes=minutes),
        **more,
    )


def a_person_of(apps):
    user = apps.get_model("people", "User").objects.create(username="mara")
    return apps.get_model("people", "Person").objects.create(
        id=uuid.uuid4(), user=user, created_at=AT
    )


def answered(value, on="2026-11-20"):
    return {"instrument": "phq9", "on": on, "answers": {"interest": value},
            "provenance": FORM}  # fmt: skip


def test_no_fact_is_lost_from_the_first_version_to_today(older):
    person = a_person_of(older)
    an_entry(older, person, "response", answered(3), digest="a")
    an_entry(older, person, "check_in", {"on": "2026-11-20", "mood": 5, "note": "",
             "provenance": FORM}, digest="b")  # fmt: skip
    an_entry(older, person, "statement", {"name": "sex", "value": "female"}, digest="c")
    gone = an_entry(older, person, "response", answered(1, "2026-11-01"), digest="d",
                    retracted_at=AT)  # fmt: skip

    call_command("migrate", verbosity=0, interactive=False)

    record = record_of(person.id)
    assert [dict(one.answers) for one in record.responses] == [{"interest": 3.0}]
    assert [one.mood for one in record.check_ins] == [5]
    assert record.person.sex == "female"
    assert Entry.objects.count() == 4
    assert Entry.objects.get(id=gone.id).retracted_at == AT
    for row in Entry.objects.all():
        assert row.digest == mapping.fact(row.kind, row.payload).digest


def test_of_two_rows_that_say_the_same_one_stands(older):
    person = a_person_of(older)
    first = an_entry(older, person, "response", answered(3), digest="a")
    today = mapping.fact("response", answered(3))
    second = an_entry(older, person, "response", today.payload, digest=today.digest,
                      minutes=5)  # fmt: skip

    call_command("migrate", verbosity=0, interactive=False)

    assert len(record_of(person.id).responses) == 1
    rows = {row.id: row for row in Entry.objects.all()}
    assert (rows[first.id].retracted_at is None) != (
        rows[second.id].retracted_at is None
    )


def test_a_fact_that_was_corrected_away_does_not_push_out_the_one_that_stands(older):
    person = a_person_of(older)
    today = mapping.fact("response", answered(3))
    wrong = an_entry(older, person, "response", today.payload, digest=today.digest)
    an_entry(older, person, "response", answered(2), digest="b", minutes=1,
             replaces_id=wrong.id)  # fmt: skip
    again = an_entry(older, person, "response", answered(3), digest="a", minutes=2)

    call_command("migrate", verbosity=0, interactive=False)

    standing = {dict(one.answers)["interest"] for one in record_of(person.id).responses}
    assert standing == {2.0, 3.0}
    assert Entry.objects.get(id=again.id).retracted_at is None


def test_a_row_no_program_of_today_can_read_stays_as_it_is(older):
    person = a_person_of(older)
    odd = {"on": "2026-11-20", "mood": "blue", "provenance": FORM}
    row = an_entry(older, person, "check_in", odd, digest="x", retracted_at=AT)

    call_command("migrate", verbosity=0, interactive=False)

    kept = Entry.objects.get(id=row.id)
    assert (kept.payload, kept.digest) == (odd, "x")


def test_the_tables_are_those_the_models_ask_for():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
