"""Words of self-harm in the note of a check-in open the safety steps, once."""

import json
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.support.builders import TODAY
from tests.support.web import AT, a_signed_in

from heartsease.core.plan.safety import Mode
from heartsease.web.common import clock
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of, picture_of, record_of

pytestmark = pytest.mark.django_db

DARK = "Some days I don’t want to live"


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def mode(who):
    return picture_of(who.id, on=TODAY).safety.mode


def done_today(who):
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="statement",
        payload={"name": "safety_flow_done_on", "value": TODAY.isoformat()},
        at=AT,
    )


def from_a_device(client, operation, note, kind="check_in"):
    told = {"note": note} if kind == "check_in" else {"part": "signs", "text": note}
    answer = {
        "id": operation,
        "kind": kind,
        "payload": {"on": TODAY.isoformat(), "provenance": {"source": "form"}, **told},
        "made_at": AT.isoformat(),
    }
    return client.post(
        reverse("sync"),
        json.dumps({"answers": [answer]}),
        content_type="application/json",
    )


def test_a_note_on_the_page_leads_to_help_and_is_kept(client):
    who = a_signed_in(client)

    answer = client.post(reverse("today"), {"mood": "2", "note": DARK})

    assert answer.url == reverse("safety")
    assert record_of(who.id).check_ins[0].note == DARK
    assert mode(who) is Mode.FLOW
    (said,) = entries_of(who.id, "condition", subject="self_harm_words")
    assert "live" not in str(said.payload)


def test_another_note_leads_nowhere(client):
    who = a_signed_in(client)
    answer = client.post(reverse("today"), {"note": "A walk in the rain"})
    assert answer.url == reverse("now")
    assert record_of(who.id).conditions == ()


def test_the_same_sending_opens_the_steps_once(client):
    who = a_signed_in(client)
    form = {"note": DARK, "operation": str(uuid4())}
    client.post(reverse("today"), form)
    done_today(who)
    assert mode(who) is Mode.AFTER_FLOW

    client.post(reverse("today"), form)

    assert mode(who) is Mode.AFTER_FLOW


def test_a_note_from_a_device_opens_them_too_and_once(client):
    who = a_signed_in(client)
    operation = str(uuid4())

    receipt = from_a_device(client, operation, DARK).json()["receipts"][0]

    assert receipt["outcome"] == "taken"
    assert mode(who) is Mode.FLOW
    assert client.get(reverse("now")).url == reverse("safety")
    done_today(who)
    from_a_device(client, operation, DARK)
    assert mode(who) is Mode.AFTER_FLOW


def test_a_warning_sign_in_a_safety_plan_from_a_device_is_no_alarm(client):
    who = a_signed_in(client)

    from_a_device(client, str(uuid4()), DARK, kind="safety_plan")

    assert record_of(who.id).safety_plan[0].text == DARK
    assert record_of(who.id).conditions == ()
