"""The first seven days: one small thing a day, no blame, and everything where it was."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from tests.support.builders import everything_clear
from tests.support.web import AT, a_signed_in

from heartsease.core.values.unknown import Unknown
from heartsease.web.common import clock
from heartsease.web.patient.screens.now.days import FirstWeek, first_week
from heartsease.web.people import services as people
from heartsease.web.record import services as record
from heartsease.web.record.queries import (
    last_told_before,
    picture_of,
    record_of,
    told_on,
)

pytestmark = pytest.mark.django_db

NOW = reverse("now")
FIRST = reverse("passport_first")
PHQ9 = reverse("ask", args=["phq9"])
CALM = {
    f"answer-{one}": "0"
    for one in (
        "interest", "mood", "sleep", "energy", "appetite", "worth", "concentration",
        "movement", "self_harm",
    )
}  # fmt: skip


class Clock:
    moment = AT

    def now(self):
        return self.moment


@pytest.fixture(autouse=True)
def time(monkeypatch):
    time = Clock()
    monkeypatch.setattr(clock, "now", time.now)
    return time


@pytest.fixture
def who(client):
    who = a_signed_in(client)
    client.post(NOW, {"energy": "some"})
    client.post(NOW, {"team": "solo"})
    return who


def shown(client):
    return client.get(NOW).context["now"]


def text(client):
    return client.get(NOW).content.decode()


def ids(client):
    now = shown(client)
    return [one.id for one in (now.first, *now.rest) if one is not None]


def test_the_first_hour_ends_with_a_pause_and_then_come_the_small_cards(client, who):
    assert ids(client)[0] == "instrument:phq9"
    client.post(PHQ9, CALM)

    assert ids(client)[:3] == ["minute", "safety_plan", "passport"]
    assert ids(client)[3].startswith("card:")
    client.post(reverse("minute_done", args=["slow_breathing"]), {"after": "same"})
    assert ids(client)[:2] == ["safety_plan", "passport"]


def test_a_card_that_was_done_is_not_offered_again(client, who):
    client.post(PHQ9, CALM)
    client.post(reverse("safety_plan_part", args=["signs"]), {"text": "I go quiet"})
    client.post(FIRST, {"name_1": "Sertraline", "now_1": "yes"})
    assert {"safety_plan", "passport"}.isdisjoint(ids(client))


def test_a_question_that_was_skipped_stays_unknown_and_is_offered_again(client, who):
    client.post(PHQ9, CALM)
    card = next(one for one in ids(client) if one.startswith("card:"))
    client.post(reverse("card", args=[card.partition(":")[2]]), {})

    assert card in ids(client)
    picture = picture_of(who.id, on=AT.date())
    assert isinstance(picture.facts.get("has:mania_now"), Unknown)


def test_one_small_thing_is_enough_for_a_day_and_more_is_folded_away(client, who, time):
    client.post(PHQ9, CALM)
    assert "One small thing for today" in text(client)
    client.post(reverse("card", args=["heart"]), {"none": "1"})

    page = text(client)
    assert "That is enough for a day" in page
    assert "I would like one more" in page
    time.moment += timedelta(days=1)
    assert "That is enough for a day" not in text(client)


def test_days_that_were_skipped_are_not_counted_against_anybody(client, who, time):
    client.post(PHQ9, CALM)
    client.post(reverse("card", args=["heart"]), {"none": "1"})
    before = ids(client)
    time.moment += timedelta(days=4)

    page = text(client)
    assert "Everything is where you left it" in page
    assert ids(client) == before
    said = re.sub(r"<[^>]+>", " ", page).casefold()
    assert not re.search(r"\b(missed|streak|behind|late|days? ago|should have)\b", said)


def test_on_the_seventh_day_the_map_and_the_steps_are_ready(client, time):
    who = a_signed_in(client)
    client.post(NOW, {"energy": "some"})
    client.post(NOW, {"team": "solo"})
    record.add(user_id=who.user_id, person=who.id, record=everything_clear(), at=AT)
    assert "look" not in ids(client)
    time.moment += timedelta(days=6)
    assert ids(client)[0] == "look"
    time.moment += timedelta(days=1)
    assert "look" not in ids(client)
    assert "One small thing for today" not in text(client)


def test_after_the_safety_steps_the_safety_plan_comes_first_of_all(client, who):
    client.post(PHQ9, {**CALM, "answer-self_harm": "1"})
    client.post(reverse("safety"), {"answer-wish_dead": ""})
    client.post(reverse("safety"), {"done": "1"})

    assert ids(client)[0] == "safety_plan"
    assert reverse("safety_plan") in text(client)


def test_a_pause_is_not_offered_after_it_made_somebody_worse(client, who):
    client.post(PHQ9, CALM)
    client.post(reverse("worse_new", args=["slow_breathing"]))
    assert "minute" not in ids(client)


def test_a_card_can_be_put_aside_like_a_question(client, who):
    client.post(PHQ9, CALM)
    client.post(NOW, {"later": "minute"})
    assert ids(client)[0] == "safety_plan"
    client.post(NOW, {"bring_back": "1"})
    assert ids(client)[0] == "minute"


# --- counting days --------------------------------------------------------------------


def week(today, *, consented=date(2026, 11, 23), before=None, told=()):
    return first_week(
        consented_on=consented, today=today, told_before=before, told_today=told
    )


def test_the_day_of_consent_is_the_first():
    assert week(date(2026, 11, 23)).day == 1
    assert week(date(2026, 11, 29)).is_on
    assert not week(date(2026, 11, 30)).is_on


def test_the_first_questionnaire_is_not_the_small_thing_of_a_day():
    first_hour = [("response", "phq9"), ("statement", "energy"), ("practice", "x")]
    today = date(2026, 11, 23)
    assert not week(today, told=first_hour).done_today
    assert week(today, told=[*first_hour, ("condition", "asthma")]).done_today


def test_somebody_who_never_told_anything_was_not_away():
    assert week(date(2026, 11, 28)) == FirstWeek(
        day=6, done_today=False, was_away=False
    )


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Pacific/Auckland", date(2026, 11, 24)), ("America/Lima", date(2026, 11, 23))],
)
def test_a_day_begins_at_midnight_where_the_person_lives(client, time, zone, day):
    who = a_signed_in(client)
    people.settle_in(user_id=who.user_id, person=who.id, at=AT, time_zone=zone)
    time.moment = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    client.post(reverse("card", args=["heart"]), {"none": "1"})

    assert last_told_before(who.id, zone, day) is None
    assert last_told_before(who.id, zone, day + timedelta(days=1)) == day
    assert {kind for kind, _ in told_on(who.id, zone, day)} == {"condition"}
    assert told_on(who.id, zone, day + timedelta(days=1)) == ()


# --- three medicines ------------------------------------------------------------------


def test_three_names_are_sorted_into_what_is_taken_and_what_was_tried(client, who):
    sent = {
        "name_1": "Sertraline", "now_1": "yes",
        "name_2": "Venlafaxine", "now_2": "no",
        "name_3": "Grandmother's drops", "now_3": "",
    }  # fmt: skip
    assert client.post(FIRST, {**sent, "more": "1"}).url == FIRST

    told = record_of(who.id)
    (medicine,) = told.medicines
    assert medicine.ingredients == ("sertraline",)
    tried = {one.text: (one.treatment, one.ongoing) for one in told.trials}
    assert tried == {
        "Venlafaxine": ("venlafaxine", False),
        "Grandmother's drops": (None, None),
    }
    assert told.medicines_complete_on is None


def test_the_whole_list_can_be_said_also_when_it_is_empty(client, who):
    assert client.post(FIRST, {"whole": "on"}).url == NOW
    assert record_of(who.id).medicines_complete_on == AT.date()


def test_the_list_is_not_whole_while_one_of_the_names_is_open(client, who):
    answer = client.post(FIRST, {"name_2": "Sertraline", "whole": "on"})

    assert answer.status_code == 400
    assert 'href="#id_now_2"' in answer.content.decode()
    assert record_of(who.id).medicines_complete_on is None
    assert record_of(who.id).trials == ()


def test_names_are_offered_while_typing_and_an_empty_page_keeps_nothing(client, who):
    page = client.get(FIRST).content.decode()
    assert '<option value="Sertraline">' in page
    assert page.count('list="medicines"') == 3
    assert client.post(FIRST, {}).url == NOW
    assert record_of(who.id).trials == ()
