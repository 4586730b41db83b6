"""One's own data: seen, taken out, brought back and wiped to the last byte."""

import csv
import io
import json
import zipfile

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from tests.support.web import AT, a_person, a_signed_in, sign_in, with_record

from heartsease.library import record_json
from heartsease.web.audit.models import Event
from heartsease.web.audit.queries import about
from heartsease.web.patient.screens.data import archive, present
from heartsease.web.record import services as record
from heartsease.web.record.models import Entry, Kind
from heartsease.web.record.queries import counts_of, record_of

UNUSUAL = "quokkaberry-7351-tisane"
SETTLED = "numbatroot-9922-drops"
# What depends on the facts alone; the others name the account, or the new person's id.
FILES = {
    "record.json",
    "facts.csv",
    "tables/labs.csv",
    "tables/scores.csv",
    "tables/answers.csv",
    "tables/medicines.csv",
    "tables/treatments.csv",
    "tables/health.csv",
}


def taken_out(client):
    answer = client.get(reverse("data_export"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    return answer.content


def bring_back(client, content, name="heartsease.zip"):
    return client.post(
        reverse("data_import"), {"file": SimpleUploadedFile(name, content)}
    )


def member(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return zipped.read(name)


def same(one, other, name):
    return member(one, name) == member(other, name)


def a_zip(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in files.items():
            zipped.writestr(name.replace("_", "."), text)
    return out.getvalue()


def facts(who):
    return sorted(
        json.dumps([one.kind, one.payload], sort_keys=True)
        for one in Entry.objects.filter(person_id=who.id)
    )


@pytest.mark.django_db
def test_the_page_counts_each_kind_and_names_what_was_done(client):
    who = with_record(a_signed_in(client))

    page = client.get(reverse("data")).content.decode()

    for kind, count in counts_of(who.id).items():
        row = f'{present.KINDS[kind]}</th><td class="num">{count}</td>'
        assert row in page
    assert "A record was added" in page
    assert "You agreed to how Heartsease may be used" in page
    assert "FHIR" in page


@pytest.mark.django_db
def test_every_kind_of_fact_has_a_name_on_the_page():
    assert set(present.KINDS) == set(Kind.values)


@pytest.mark.django_db
def test_lines_are_said_in_the_time_of_the_person(client):
    from heartsease.web.people import services as people

    who = a_signed_in(client)
    people.settle_in(
        user_id=who.user_id, person=who.id, at=AT, time_zone="Pacific/Auckland"
    )

    assert "23 Nov 2026, 22:30" in client.get(reverse("data")).content.decode()


@pytest.mark.django_db
def test_the_zip_holds_record_table_map_and_a_note(client):
    who = with_record(a_signed_in(client))

    content = taken_out(client)

    whole = record_json.read(json.loads(member(content, "record.json")))
    assert len(whole.conditions) == len(record_of(who.id).conditions) > 0
    rows = list(csv.reader(io.StringIO(member(content, "facts.csv").decode())))
    assert rows[0] == ["kind", "subject", "on", "payload"]
    assert len(rows) - 1 == sum(counts_of(who.id).values())
    assert json.loads(member(content, "map.json"))["heartsease_map"] == 1
    assert "FHIR" in member(content, "README.txt").decode()
    fhir = json.loads(member(content, "fhir.json"))
    assert fhir["type"] == "collection"
    assert fhir["entry"][0]["resource"]["id"] == str(who.id)
    assert b"mara" not in member(content, "fhir.json").lower()
    assert member(content, "tables/scores.csv").startswith(b"date,questionnaire")


@pytest.mark.django_db
def test_taking_out_writes_one_line_with_a_count_and_no_values(client):
    who = with_record(a_signed_in(client))
    before = len(about(who.id))

    taken_out(client)

    line, *_ = about(who.id)
    assert len(about(who.id)) == before + 1
    assert (line.action, line.count) == (
        "record taken out",
        sum(counts_of(who.id).values()),
    )


@pytest.mark.django_db
def test_a_spreadsheet_runs_nothing_that_somebody_wrote(client):
    who = a_signed_in(client)
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="medicine",
        payload={"text": "=1+1", "provenance": {"source": "typed"}},
        at=AT,
    )

    rows = list(
        csv.reader(io.StringIO(member(taken_out(client), "facts.csv").decode()))
    )

    assert rows[1][1] == "'=1+1"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["mara", "ingrid", "sam"])
def test_out_and_back_into_a_new_account_gives_the_same_file(client, name):
    first = with_record(a_signed_in(client, name), name)
    content = taken_out(client)
    stored = facts(first)
    client.post(reverse("account_logout"))
    client.post(reverse("data_wipe"), {"word": "DELETE"})  # signed out: does nothing
    assert facts(first) == stored
    get_user_model().objects.all().delete()

    again = a_signed_in(client, name)
    answer = bring_back(client, content)

    assert answer.url == reverse("data")
    assert facts(again) == stored
    assert {one for one in FILES if same(content, taken_out(client), one)} == FILES
    assert member(taken_out(client), "record.json") == member(content, "record.json")


@pytest.mark.django_db
def test_the_json_alone_comes_back_as_well_and_twice_adds_nothing(client):
    who = with_record(a_signed_in(client), "sam")
    content = member(taken_out(client), "record.json")
    stored = facts(who)

    page = client.get(bring_back(client, content, "record.json").url).content.decode()

    assert facts(who) == stored
    assert "0 facts were added." in page
    assert f"{len(stored)} were here already." in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "neither our zip nor our JSON"),
        (b"\xff\xfe\x00", "neither our zip nor our JSON"),
        (b"[" * 100_000, "neither our zip nor our JSON"),
        (b"{}", "This is not a Heartsease record"),
        (b"PK\x03\x04 broken", "cannot be opened"),
        (a_zip(other_txt="x"), "There is no record.json in this zip"),
        (a_zip(record_json="no"), "neither our zip nor our JSON"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_with_a_reason(client, content, reason):
    who = a_signed_in(client)

    page = bring_back(client, content).content.decode()

    assert reason in page
    assert 'href="#id_file"' in page
    assert not Entry.objects.filter(person_id=who.id).exists()


@pytest.mark.django_db
def test_a_zip_that_unpacks_to_far_more_than_a_record_is_refused(client, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST", 1000)
    a_signed_in(client)

    page = bring_back(client, a_zip(record_json=" " * 100_000)).content.decode()

    assert "This record is too large" in page


@pytest.mark.django_db
def test_wiping_needs_two_steps_and_the_word(client):
    who = with_record(a_signed_in(client), "sam")
    address = reverse("data_wipe")

    first = client.get(address).content.decode()
    second = client.post(address).content.decode()
    wrong = client.post(address, {"word": "yes"}).content.decode()

    assert 'name="word"' not in first
    assert 'name="word"' in second
    assert "Nothing was deleted" in wrong
    assert facts(who)


@pytest.mark.django_db(transaction=True)
def test_wiping_takes_everything_of_this_person_and_nothing_of_another(client):
    other = with_record(a_person("ingrid"), "ingrid")
    kept = facts(other)
    who = with_record(a_signed_in(client), "mara")
    elsewhere = Client()
    sign_in(elsewhere, who)

    page = client.post(reverse("data_wipe"), {"word": "delete"}).content.decode()

    assert "It is gone" in page
    assert facts(who) == []
    assert not about(who.id)
    assert not get_user_model().objects.filter(username="mara").exists()
    assert client.get(reverse("data")).url.startswith(reverse("account_login"))
    assert elsewhere.get(reverse("data")).url.startswith(reverse("account_login"))
    assert not Session.objects.exists()
    assert facts(other) == kept
    left = Event.objects.get(action="everything wiped")
    assert (left.person, left.actor_id) == (None, None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="looks for bytes in the SQLite file"
)
def test_after_wiping_no_byte_of_it_is_in_the_database_files(client):
    who = a_signed_in(client, "zebulonius")
    for place in range(50):
        record.say(
            user_id=who.user_id,
            person=who.id,
            kind="medicine",
            payload={
                "text": f"{UNUSUAL} {place}",
                "provenance": {"source": "typed"},
            },
            at=AT,
        )
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="decision",
        payload={
            "treatment": SETTLED,
            "choice": "keep",
            "on": "2026-11-23",
            "provenance": {"source": "typed"},
        },
        at=AT,
    )
    assert UNUSUAL.encode() in _bytes_on_disk()
    assert SETTLED.encode() in _bytes_on_disk()

    client.post(reverse("data_wipe"), {"word": "DELETE"})

    left = _bytes_on_disk()
    assert UNUSUAL.encode() not in left
    assert SETTLED.encode() not in left
    assert b"zebulonius" not in left
    assert str(who.id).replace("-", "").encode() not in left


def _bytes_on_disk():
    from pathlib import Path

    file = Path(connection.settings_dict["NAME"])
    found = sorted(file.parent.glob(f"{file.name}*"))
    assert file in found
    return b"".join(one.read_bytes() for one in found)


@pytest.mark.django_db
def test_what_was_said_anew_is_taken_out_and_comes_back_as_it_stood_last(client):
    who = a_signed_in(client)
    for value in ("low", "okay", "low", "some"):
        record.say(
            user_id=who.user_id,
            person=who.id,
            kind="statement",
            payload={"name": "energy", "value": value},
            at=AT,
        )
    content = taken_out(client)
    rows = list(csv.reader(io.StringIO(member(content, "facts.csv").decode())))
    get_user_model().objects.all().delete()

    again = a_signed_in(client)
    bring_back(client, content)

    assert len(rows) == 2
    assert counts_of(again.id) == {"statement": 1}
    assert record_of(again.id).energy == "some"
    assert member(taken_out(client), "record.json") == member(content, "record.json")
