"""Pages that were written without a connection: what the server says and shows of them."""

import html
import json
import logging
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.support.builders import TODAY
from tests.support.web import AT, a_person, a_signed_in

from heartsease.core.plan.safety import Mode
from heartsease.library.alarm_words import standard_alarm_words
from heartsease.web.common import clock
from heartsease.web.journal import kinds
from heartsease.web.journal.queries import pages_of
from heartsease.web.patient import questions
from heartsease.web.patient.alarm import phrases
from heartsease.web.record import services as record
from heartsease.web.record.queries import picture_of, record_of

pytestmark = pytest.mark.django_db

SECRET = "wolpertinger under the stairs"
HEAVY = "They would be better off without me."


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def a_page(text=SECRET, **changed):
    return {
        "id": str(uuid4()),
        "kind": "journal",
        "payload": {"text": text, "on": TODAY.isoformat()},
        "made_at": AT.isoformat(),
        **changed,
    }


def send(client, *answers, **more):
    return client.post(
        reverse("sync"),
        json.dumps({"answers": answers, **more}),
        content_type="application/json",
    )


def texts(who):
    return [one.text for one in pages_of(who.user_id, who.id)]


def text_of(answer):
    return " ".join(html.unescape(answer.content.decode()).split())


def test_a_page_from_a_device_is_read_in_the_journal_and_nowhere_else(client):
    who = a_signed_in(client)

    (receipt,) = send(client, a_page()).json()["receipts"]

    assert receipt["outcome"] == "taken"
    assert SECRET in text_of(client.get(reverse("journal")))
    assert SECRET not in repr(record_of(who.id))
    for name in ("visit", "map", "progress", "data", "offline_pack"):
        assert SECRET not in text_of(client.get(reverse(name)))


def test_no_line_of_the_log_and_no_receipt_holds_a_word_of_it(client, caplog):
    caplog.set_level(logging.INFO)
    a_signed_in(client)

    answer = send(
        client,
        a_page(),
        a_page(kind="nothing"),
        a_page(payload={"text": SECRET, "on": "soon"}),
    )

    outcomes = [one["outcome"] for one in answer.json()["receipts"]]
    assert outcomes == ["taken", "refused", "refused"]
    assert SECRET not in answer.content.decode()
    for line in caplog.records:
        assert SECRET not in line.getMessage() + str(line.__dict__)


def test_heavy_words_open_the_safety_steps_once_and_are_kept_nowhere_else(client):
    who = a_signed_in(client)
    page = a_page(HEAVY)

    first, again = (send(client, page).json()["receipts"][0] for _ in range(2))

    assert (first["safety"], again["safety"]) == (True, False)
    assert picture_of(who.id, on=TODAY).safety.mode is Mode.FLOW
    assert client.get(reverse("now")).url == reverse("safety")
    (noticed,) = record_of(who.id).conditions
    assert noticed.condition == "self_harm_words"
    assert "better off" not in repr(record_of(who.id))
    assert texts(who) == [HEAVY]


def test_the_steps_done_today_come_again_for_a_page_that_arrives_later(client):
    who = a_signed_in(client)
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="statement",
        payload={"name": "safety_flow_done_on", "value": TODAY.isoformat()},
        at=AT,
    )

    send(client, a_page(HEAVY))

    assert picture_of(who.id, on=TODAY).safety.mode is Mode.FLOW


def test_pages_of_another_account_wait_until_its_owner_signs_in(client):
    who = a_signed_in(client)
    other = a_person("sam")

    refused = send(client, a_page(), owner=str(other.user_id))
    taken = send(client, a_page(), owner=str(who.user_id))

    assert (refused.status_code, taken.status_code) == (403, 200)
    assert len(texts(who)) == 1


def test_a_damaged_key_refuses_the_page_and_takes_what_came_with_it(client, settings):
    who = a_signed_in(client)
    form = {"source": "form"}
    day = {"on": TODAY.isoformat(), "mood": 4, "provenance": form}
    settings.JOURNAL_KEY = ""

    receipts = send(client, a_page(), a_page(kind="check_in", payload=day)).json()

    page, check_in = receipts["receipts"]
    assert page["outcome"] == "refused"
    assert "key file" in page["reason"]
    assert check_in["outcome"] == "taken"
    assert record_of(who.id).check_ins[0].mood == 4


def test_the_pack_holds_the_questions_and_their_caution_and_no_page(client):
    a_signed_in(client)
    client.post(reverse("journal_new"), {"about": "quiet_joy", "text": SECRET})
    client.post(reverse("journal_values"), {"word": ["care"], "own": "my sister"})

    pack = client.get(reverse("offline_pack")).json()

    questions = [one["about"] for one in pack["journal"]["questions"]]
    assert questions == ["left_behind", "quiet_joy", "most_myself"]
    said = pack["journal"]["cautions"] + pack["journal"]["perhaps"]
    assert any("Big questions can weigh heavy" in one for one in said)
    assert SECRET not in json.dumps(pack)
    assert "my sister" not in json.dumps(pack)


def test_every_question_that_can_be_sent_has_a_title_on_the_device():
    assert tuple(questions.QUESTIONS) == kinds.QUESTIONS


@pytest.mark.parametrize("language", ["en", "xx"])
def test_a_device_looks_for_the_same_words_as_the_server(language):
    found = phrases(language)

    assert set(standard_alarm_words().phrases) <= set(found)
    assert len(found) == len(set(found))


def test_a_device_says_what_is_not_locked_and_what_becomes_of_it(client):
    a_signed_in(client)

    device = text_of(client.get(reverse("device")))
    offline = text_of(client.get(reverse("offline")))

    assert "it is not locked until it is on the server" in device
    assert "stays on this device when you sign out, use Quick exit" in device
    assert "anyone who can open this browser can read it" in offline
    assert "Saved here, not yet on the server" in offline


def test_without_javascript_the_page_is_written_as_before(client):
    who = a_signed_in(client)
    form = text_of(client.get(reverse("journal_new")))

    client.post(reverse("journal_new"), {"text": SECRET, "operation": str(uuid4())})

    assert 'method="post"' in form
    assert texts(who) == [SECRET]


def test_a_long_page_with_many_lines_is_kept_whole(client):
    who = a_signed_in(client)
    text = "\n".join(["nine signs"] * 1800)  # fits; with two signs a line it would not

    client.post(reverse("journal_new"), {"text": text.replace("\n", "\r\n")})

    assert texts(who) == [text]


def test_a_page_that_is_changed_in_two_windows_is_there_twice(client):
    who = a_signed_in(client)
    client.post(reverse("journal_new"), {"text": SECRET})
    (page,) = pages_of(who.user_id, who.id)
    window = reverse("journal_one", args=[page.id])

    client.post(window, {"text": "a hare"})
    answer = client.post(window, {"text": "a fern"}, follow=True)

    assert sorted(texts(who)) == ["a fern", "a hare"]
    assert "Now both are there" in text_of(answer)
    assert client.get(window).status_code == 404
