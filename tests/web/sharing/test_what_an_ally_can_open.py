"""Every address of the program for an ally: nothing of the record but what was shared."""

import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests.support.web import (
    AT,
    a_person,
    sign_in,
    the_share,
    with_ally,
    with_record,
)
from tests.web.test_authorisation import SHARE, TABLE, address, got

from heartsease.web.common import clock
from heartsease.web.journal import services as journal
from heartsease.web.patient import safety_plan
from heartsease.web.people import services as people
from heartsease.web.record import services as record
from heartsease.web.record.queries import record_of
from heartsease.web.sharing import services as sharing
from heartsease.web.sharing.queries import SECTIONS

pytestmark = pytest.mark.django_db

IN_THE_RECORD = "wolpertinger drops"
IN_THE_PLAN = "wolpertinger under the stairs"
# What an ally is told by the only two addresses that are theirs.
THEIRS = {"ally_one", "ally_leave"}
SEES_SOMETHING = ("with every part", "without the safety plan")


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


@pytest.fixture
def owner():
    who = with_record(a_person("mara"))
    said = {"user_id": who.user_id, "person": who.id, "at": AT}
    record.say(
        **said,
        kind="medicine",
        payload={"text": IN_THE_RECORD, "provenance": {"source": "typed"}},
    )
    record.say(
        **said,
        kind="adverse_report",
        payload={
            "intervention": "yoga",
            "on": "2026-11-20",
            "note": IN_THE_RECORD,
            "provenance": {"source": "typed"},
        },
    )
    journal.write(**said, text=IN_THE_RECORD, on=AT.date())
    safety_plan.keep(**said, part="people", text=IN_THE_PLAN, on=AT.date())
    return who


def an_ally(owner, state):
    """An ally in one of the states, who uses the program too; and the share."""
    sections = SECTIONS[1:] if state == "without the safety plan" else SECTIONS
    ally = with_ally(owner, sections=sections, confirmed=state != "not confirmed")
    share = the_share(owner)
    if state == "after it was taken back":
        sharing.end(user_id=owner.user_id, person=owner.id, share=share, at=AT)
    people.consent(user_id=ally.user_id, person=ally.id, words="read", at=AT)
    return ally, share


def test_two_addresses_are_for_allies_and_the_others_for_owners():
    of_a_share = {name: row for name, row in TABLE.items() if row.entry == SHARE}

    assert {name for name, row in of_a_share.items() if row.other == 302} == THEIRS
    assert SECTIONS[0] == "safety_plan"


@pytest.mark.parametrize(
    "state",
    [
        *SEES_SOMETHING,
        "not confirmed",
        "after it was taken back",
    ],
)
def test_an_ally_is_anybody_else_at_every_address_but_one(state, owner):
    ally, share = an_ally(owner, state)
    places = {
        name: reverse(name, kwargs={**dict(row.values), "share": share})
        if row.entry == SHARE
        else address(name, row, owner)
        for name, row in TABLE.items()
    }
    before, wrong = record_of(owner.id), {}

    for name, row in TABLE.items():
        if name == "ally_leave":
            continue  # it ends what the others need; it has a test of its own
        client = Client()
        sign_in(client, ally)
        answer = getattr(client, row.method)(places[name], dict(row.sent))
        looks = name == "ally_one" and state in SEES_SOMETHING
        sees_plan = IN_THE_PLAN.encode() in answer.content
        if (
            got(answer) != (200 if looks else row.other)
            or IN_THE_RECORD.encode() in answer.content
            or sees_plan != (looks and state == "with every part")
        ):
            wrong[name] = (got(answer), sees_plan)

    assert wrong == {}
    assert record_of(owner.id) == before


def test_staff_are_no_allies_and_a_grant_is_for_one_account_only(owner):
    with_ally(owner)
    share = the_share(owner)
    for one in (a_person("root", staff=True), a_person("sam"), owner):
        client = Client()
        sign_in(client, one)

        page = client.get(reverse("ally_one", args=[share]), follow=True)

        assert IN_THE_PLAN not in page.content.decode()
        assert "Nothing is shared with you now." in page.content.decode()
    nobody = Client().get(reverse("ally_one", args=[share]))
    assert nobody.url.startswith(reverse("account_login"))


def test_only_the_ally_can_leave(owner):
    ally = with_ally(owner)
    share = the_share(owner)
    for one in (owner, a_person("sam")):
        client = Client()
        sign_in(client, one)
        client.post(reverse("ally_leave", args=[share]))
    still = the_share(owner)
    client = Client()
    sign_in(client, ally)
    client.post(reverse("ally_leave", args=[share]))

    assert still == share
    with pytest.raises(IndexError):
        the_share(owner)


def everything_in(content):
    """All words of a zip, also of the PDF pages in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return b"\n".join(map(zipped.read, zipped.namelist()))


@pytest.mark.parametrize("state", SEES_SOMETHING)
def test_what_an_ally_takes_out_holds_nothing_of_the_owner_packed_or_not(state, owner):
    ally, _share = an_ally(owner, state)
    of_ally, of_owner = Client(), Client()
    sign_in(of_ally, ally)
    sign_in(of_owner, owner)
    export, pdf = reverse("data_export"), reverse("visit_pdf")
    asked = {"journal": "yes", "safety_plan": "yes", "days": "yes"}

    own = everything_in(of_owner.get(export, asked).content)
    theirs = everything_in(of_ally.get(export, asked).content)
    sides = PdfReader(io.BytesIO(of_ally.get(pdf, asked).content)).pages

    assert IN_THE_RECORD.encode() in own  # so that looking for it can fail
    assert IN_THE_RECORD.encode() not in theirs
    assert IN_THE_PLAN.encode() not in theirs
    assert str(owner.id).encode() not in theirs
    said = " ".join(" ".join(one.extract_text() for one in sides).split())
    assert IN_THE_RECORD not in said
    assert IN_THE_PLAN not in said
