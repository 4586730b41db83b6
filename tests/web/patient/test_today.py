"""The check-in of a day: taps, yesterday, one tap on a low day, and what a device keeps."""

import json
import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.support.web import AT, a_signed_in, with_record

from heartsease.web.common import clock
from heartsease.web.patient import choices
from heartsease.web.record import services as record
from heartsease.web.record.queries import history_of, record_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def low_energy(who):
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="statement",
        payload={"name": "energy", "value": "low"},
        at=AT,
    )


def test_three_taps_are_a_check_in(client):
    who = a_signed_in(client)

    answer = client.post(
        reverse("today"), {"mood": "5", "energy": "3", "sleep": "7", "arousal": "low"}
    )

    assert answer.url == reverse("now")
    (told,) = record_of(who.id).check_ins
    assert (told.mood, told.energy, told.sleep, told.arousal) == (5, 3, 7, "low")


def test_nothing_tapped_is_being_here_and_nothing_else(client):
    who = a_signed_in(client)

    client.post(reverse("today"), {})

    (told,) = record_of(who.id).check_ins
    assert (told.mood, told.energy, told.sleep, told.arousal) == (None,) * 4


def test_pressing_twice_is_once(client):
    who = a_signed_in(client)
    form = {"mood": "5", "operation": str(uuid4())}

    client.post(reverse("today"), form)
    client.post(reverse("today"), form)

    assert len(record_of(who.id).check_ins) == 1
    assert history_of(who.id, "check_in", subject="") == ()


def test_yesterday_can_be_changed_and_what_stood_there_stays_to_be_read(client):
    who = a_signed_in(client)
    yesterday = reverse("today_of", args=["2026-11-22"])
    client.post(yesterday, {"mood": "1"})

    client.post(yesterday, {"mood": "7"})

    (told,) = record_of(who.id).check_ins
    assert told.mood == 7
    assert "mood 1" in " ".join(client.get(yesterday).content.decode().split())


@pytest.mark.parametrize("day", ["2026-11-24", "2026-11-01", "soon", "2026-13-40"])
def test_days_to_come_long_gone_or_no_days_cannot_be_told(client, day):
    a_signed_in(client)

    assert client.get(reverse("today_of", args=[day])).status_code == 404
    assert (
        client.post(reverse("today_of", args=[day]), {"mood": "5"}).status_code == 404
    )


def test_a_low_day_asks_one_thing_and_more_only_on_wish(client):
    who = a_signed_in(client)
    low_energy(who)

    short = client.get(reverse("today")).content.decode()
    whole = client.get(reverse("today") + "?more=1").content.decode()

    assert 'name="energy"' not in short
    assert 'name="energy"' in whole


def test_what_was_told_today_is_not_taken_away_by_a_low_hour(client):
    who = a_signed_in(client)
    client.post(reverse("today"), {"mood": "5", "energy": "5"})
    low_energy(who)

    assert 'name="energy"' in client.get(reverse("today")).content.decode()


def test_a_value_that_was_never_offered_is_left_out(client):
    who = a_signed_in(client)

    client.post(reverse("today"), {"mood": "99", "energy": "x", "arousal": "spinning"})

    (told,) = record_of(who.id).check_ins
    assert (told.mood, told.energy, told.arousal) == (None, None, None)


def test_days_are_counted_and_never_a_streak(client):
    a_signed_in(client)
    for day in ("2026-11-17", "2026-11-20"):
        client.post(reverse("today_of", args=[day]), {"mood": "3"})

    text = client.get(reverse("today")).content.decode()

    assert "You were here on 2 of the last 28 days" in text
    assert "streak" not in text.lower()


def send(client, *answers):
    return client.post(
        reverse("sync"),
        json.dumps({"answers": answers}),
        content_type="application/json",
    )


def an_answer(**changed):
    return {
        "id": str(uuid4()),
        "kind": "check_in",
        "payload": {"on": "2026-11-23", "mood": 5, "provenance": {"source": "form"}},
        "made_at": "2026-11-23T08:00:00.000Z",
        **changed,
    }


def test_a_sending_says_of_each_answer_what_became_of_it(client):
    who = a_signed_in(client)
    good, bad, odd = an_answer(), an_answer(payload={"on": "x"}), an_answer(id="no")

    receipts = send(client, good, bad, odd).json()["receipts"]

    assert [one["outcome"] for one in receipts] == ["taken", "refused", "refused"]
    assert "on" in receipts[1]["reason"]
    assert len(record_of(who.id).check_ins) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"made_at": "2026-11-23T08:00:00"}, "time zone is missing"),
        ({"made_at": "soon"}, "soon"),
        ({"payload": []}, "an object is needed"),
        ({"kind": "statement"}, "cannot be sent from a device"),
        ({"based_on": "no"}, "badly formed"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(client, answer, reason):
    who = a_signed_in(client)

    (receipt,) = send(client, an_answer(**answer)).json()["receipts"]

    assert receipt["outcome"] == "refused"
    assert reason in receipt["reason"]
    assert record_of(who.id).check_ins == ()


@pytest.mark.parametrize("body", ["", "[]", '{"answers": 3}', "\x00"])
def test_what_is_no_sending_is_refused_whole(client, body):
    a_signed_in(client)

    answer = client.post(reverse("sync"), body, content_type="application/json")

    assert answer.status_code == 400


HEAVY = "I can't go on, they are better off without me"


def test_words_of_self_harm_in_a_note_open_the_safety_steps(client):
    who = a_signed_in(client)

    answer = client.post(reverse("today"), {"mood": "1", "note": HEAVY})

    assert answer.url == reverse("safety")
    assert record_of(who.id).check_ins[0].note == HEAVY
    assert client.get(reverse("now")).url == reverse("safety")


def test_such_words_from_a_device_open_them_too_and_only_once(client):
    who = a_signed_in(client)
    heavy = an_answer(
        payload={"on": "2026-11-23", "note": HEAVY, "provenance": {"source": "form"}}
    )

    first, again = (send(client, heavy).json()["receipts"][0] for _ in range(2))

    assert (first["safety"], again["safety"]) == (True, False)
    noticed = [one for one in record_of(who.id).conditions if one.present]
    assert [one.condition for one in noticed] == ["self_harm_words"]


def a_practice(intervention="slow_breathing", after="worse", **more):
    payload = {
        "intervention": intervention, "on": "2026-11-22", "after": after,
        "provenance": {"source": "form"}, **more,
    }  # fmt: skip
    return an_answer(kind="practice", payload=payload)


def test_worse_on_a_device_is_a_report_once_and_takes_the_step_away(client):
    who = a_signed_in(client)
    worse = a_practice()

    send(client, worse, worse)
    send(client, worse)

    (report,) = record_of(who.id).adverse_reports
    assert (report.intervention, report.on.isoformat()) == (
        "slow_breathing",
        "2026-11-22",
    )
    assert len(record_of(who.id).practices) == 1
    held = client.get(reverse("practices")).context["listed"].held
    assert [one.id for one in held if one.made_worse] == ["slow_breathing"]


def test_worse_that_arrives_late_ends_a_step_that_began_meanwhile(client):
    who = a_signed_in(client)
    choices.choose(
        user_id=who.user_id, person=who.id, intervention="slow_breathing", size="tiny",
        on=date(2026, 11, 23), judge_on=date(2026, 12, 7), knowledge="x", at=AT,
    )  # fmt: skip

    send(client, a_practice())

    (step,) = record_of(who.id).chosen_steps
    assert step.started_on == step.ended_on == date(2026, 11, 23)


@pytest.mark.parametrize(
    "told",
    [
        a_practice(after="better"),
        a_practice(after="same"),
        a_practice("no_step_of_ours"),
    ],
    ids=("better", "same", "a step that is not ours"),
)
def test_what_was_not_worse_on_a_device_is_no_report(client, told):
    who = a_signed_in(client)

    (receipt,) = send(client, told).json()["receipts"]

    assert receipt["outcome"] == "taken"
    assert record_of(who.id).adverse_reports == ()


def test_too_many_answers_at_once_are_refused_whole(client):
    who = a_signed_in(client)

    answer = send(client, *(an_answer() for _ in range(201)))

    assert answer.status_code == 400
    assert record_of(who.id).check_ins == ()


def test_the_pack_holds_only_what_may_be_started_and_the_lines_of_the_country(client):
    who = with_record(a_signed_in(client), "sam")

    pack = client.get(reverse("offline_pack")).json()

    names = {one["id"] for one in pack["practices"]}
    assert "cold_finish" not in names  # its questions were not answered
    assert "slow_breathing" in names
    assert pack["help"]["lines"]
    assert len(pack["weeks"]) == 12
    assert who.name not in json.dumps(pack)


def test_a_practice_somebody_does_not_want_is_not_taken_along(client):
    who = a_signed_in(client)
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="preference",
        payload={
            "subject": "slow_breathing",
            "wish": "no",
            "provenance": {"source": "form"},
        },
        at=AT,
    )

    pack = client.get(reverse("offline_pack")).json()

    assert "slow_breathing" not in {one["id"] for one in pack["practices"]}


def test_the_offline_page_holds_nothing_of_anybody(client):
    who = with_record(a_signed_in(client), "mara")

    signed_out = client_without().get(reverse("offline")).content.decode()

    assert who.name not in signed_out
    assert "data-owner" not in signed_out


def client_without():
    from django.test import Client

    return Client()


def test_the_worker_may_answer_for_every_page_and_names_what_it_keeps(client):
    answer = client.get(reverse("worker"))

    assert answer.headers["Service-Worker-Allowed"] == "/"
    assert "/static/offline/offline.js" in answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/javascript")


@pytest.fixture
def tomorrow(monkeypatch):
    """The day after somebody agreed: their first hour is behind them."""
    later = AT + timedelta(days=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    return later.date()


def now_page(client):
    return " ".join(client.get(reverse("now")).content.decode().split())


def settled(client, energy):
    who = with_record(a_signed_in(client))
    client.post(reverse("now"), {"energy": energy})
    client.post(reverse("now"), {"team": "skip"})
    return who


def test_today_is_the_first_card_until_it_was_told(client, tomorrow):
    settled(client, "okay")
    before = now_page(client)

    client.post(reverse("today"), {"mood": "5"})

    headings = re.findall(r"<h2[^>]*>([^<]+)", before)
    assert headings[0] == "How is today?"
    assert 'href="/today/">Three taps' in before
    assert "How is today?" not in now_page(client)
    assert "Today, as you said it" in now_page(client)


def test_it_can_be_put_aside_and_brought_back(client, tomorrow):
    settled(client, "okay")

    client.post(reverse("now"), {"later": "check_in"})

    assert "How is today?" not in now_page(client)
    client.post(reverse("now"), {"bring_back": "1"})
    assert "How is today?" in now_page(client)


def test_the_day_of_the_first_hour_does_not_ask_for_one_more(client):
    settled(client, "okay")

    assert "How is today?" not in now_page(client)
    assert "Say how today is" in now_page(client)


def test_on_a_low_day_one_button_is_all_and_pressing_it_is_a_check_in(client, tomorrow):
    who = settled(client, "low")
    page = now_page(client)
    shown = page.split('<main id="main"')[1].split("<details>")[0]
    operation = re.search(r'name="operation" value="([^"]+)"', shown)[1]

    for _twice in range(2):
        client.post(reverse("today"), {"operation": operation})

    assert shown.count("<section") == 1
    assert shown.count('class="btn btn-wide"') == 1
    assert "Show a little more" in page
    (told,) = record_of(who.id).check_ins
    assert (told.on, told.mood) == (tomorrow, None)
    after = now_page(client).split('<main id="main"')[1].split("<details>")[0]
    assert after.count('<section class="card') <= 1
