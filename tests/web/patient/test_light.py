"""The light of a place: the poles too, with care, and no place is kept unasked."""

import json
from datetime import UTC, datetime

import pytest
from tests.support.builders import a_condition, a_record, everything_clear
from tests.support.web import AT, a_signed_in

from heartsease.core.record.record import Place
from heartsease.library import record_json
from heartsease.web.common import clock
from heartsease.web.people import services as people
from heartsease.web.record import services as record
from heartsease.web.record.queries import record_of

pytestmark = pytest.mark.django_db

JUNE = datetime(2026, 6, 21, 9, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 21, 9, tzinfo=UTC)
TROMSO = {"latitude": "69.6492", "longitude": "18.9553"}
HERE = "/light/"


def in_oslo(client, monkeypatch, at, *, zone="Europe/Oslo", facts=None):
    monkeypatch.setattr(clock, "now", lambda: at)
    who = a_signed_in(client)
    people.settle_in(user_id=who.user_id, person=who.id, at=at, time_zone=zone)
    if facts is not None:
        record.add(user_id=who.user_id, person=who.id, record=facts, at=at)
    return who


def text(answer):
    return answer.content.decode()


def test_without_a_place_it_is_the_town_of_the_time_zone(client, monkeypatch):
    in_oslo(client, monkeypatch, datetime(2026, 9, 20, 9, tzinfo=UTC))

    answer = client.get(HERE)

    today, tomorrow = answer.context["days"]
    assert "Oslo, the town of your time zone" in text(answer)
    assert abs(_minutes(today.sunrise) - _minutes("06:55")) <= 5
    assert abs(_minutes(today.sunset) - _minutes("19:22")) <= 5
    assert _minutes(today.sunrise) < _minutes(today.useful_from)
    assert _minutes(today.useful_to) < _minutes(today.sunset)
    assert tomorrow.on.day == 21
    assert today.light_bar.x == pytest.approx(
        240 * _minutes(today.sunrise) / 1440, abs=0.2
    )


def test_the_midnight_sun_is_said_in_words(client, monkeypatch):
    who = in_oslo(client, monkeypatch, JUNE)

    answer = client.post(HERE, {**TROMSO, "look": "1"})

    today = answer.context["days"][0]
    assert "The sun does not set" in text(answer)
    assert (today.light_bar.x, today.light_bar.width) == (0, 240)
    assert today.useful_bar.width < 240
    assert "It is not kept" in text(answer)
    assert record_of(who.id).place is None


def test_the_polar_night_is_said_in_words_with_its_brightest_moment(
    client, monkeypatch
):
    in_oslo(client, monkeypatch, DECEMBER)

    answer = client.post(HERE, {**TROMSO, "look": "1"})

    today = answer.context["days"][0]
    assert "The sun does not come up" in text(answer)
    assert "Sunrise" not in text(answer)
    assert today.light_bar is None
    assert today.useful_bar is None
    assert today.brightest_at.startswith("11:")


def test_near_the_pole_a_sun_that_is_high_all_day_is_called_so(client, monkeypatch):
    in_oslo(client, monkeypatch, JUNE)

    answer = client.post(HERE, {"latitude": "90", "longitude": "0", "look": "1"})

    today = answer.context["days"][0]
    assert today.useful_bar.width == 240
    assert "All day and all night." in text(answer)


def test_a_sunset_after_midnight_is_said_to_be_on_the_next_day(client, monkeypatch):
    in_oslo(client, monkeypatch, datetime(2026, 5, 16, 9, tzinfo=UTC))

    answer = client.post(HERE, {**TROMSO, "look": "1"})

    assert any("the next day" in one.sunset for one in answer.context["days"])


def test_a_day_of_25_hours_is_drawn_whole(client, monkeypatch):
    in_oslo(client, monkeypatch, datetime(2026, 10, 25, 9, tzinfo=UTC))

    (today, _) = client.get(HERE).context["days"]

    passed = _minutes(today.sunrise) + 60  # the hour that came twice lies before it
    assert today.light_bar.x == pytest.approx(240 * passed / 1500, abs=0.2)


def test_a_place_is_kept_only_on_the_word_and_coarsely_and_can_be_forgotten(
    client, monkeypatch
):
    who = in_oslo(client, monkeypatch, DECEMBER)

    client.post(HERE, {**TROMSO, "keep": "1"})
    kept = record_of(who.id).place
    page = text(client.get(HERE))
    client.post(HERE, {"forget": "1"})

    assert kept == Place(latitude=69.6, longitude=19.0)
    assert "The sun does not come up" in page
    assert "18.9553" not in page
    assert record_of(who.id).place is None


def test_a_kept_place_goes_out_and_comes_back_with_the_record(client, monkeypatch):
    who = in_oslo(client, monkeypatch, DECEMBER)
    client.post(HERE, {**TROMSO, "keep": "1"})
    written = json.loads(json.dumps(record_json.write(record_of(who.id))))

    client.post(HERE, {"forget": "1"})
    record.add(
        user_id=who.user_id, person=who.id, record=record_json.read(written), at=AT
    )

    assert record_of(who.id).place == Place(latitude=69.6, longitude=19.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"latitude": "91", "longitude": "0"},
        {"latitude": "0", "longitude": "-181"},
        {"latitude": "north", "longitude": "0"},
        {"latitude": "nan", "longitude": "0"},
        {},
    ],
)
def test_a_place_that_cannot_be_is_named_and_nothing_is_kept(
    client, monkeypatch, wrong
):
    who = in_oslo(client, monkeypatch, DECEMBER)

    answer = client.post(HERE, {**wrong, "keep": "1"})

    assert answer.status_code == 400
    assert "Something needs another look" in text(answer)
    assert len(answer.context["days"]) == 2
    assert record_of(who.id).place is None


def test_a_clock_without_a_town_asks_for_the_place(client, monkeypatch):
    in_oslo(client, monkeypatch, DECEMBER, zone="Etc/UTC")

    answer = client.get(HERE)

    assert "We do not know where you are" in text(answer)
    assert answer.context["days"] == ()


def test_what_speaks_for_care_is_shown_true_or_open_and_a_no_is_left_out(
    client, monkeypatch
):
    facts = everything_clear()
    rest = tuple(
        one
        for one in facts.conditions
        if one.condition not in ("bipolar_disorder", "lupus")
    )
    in_oslo(
        client,
        monkeypatch,
        AT,
        facts=a_record(
            *rest, a_condition("bipolar_disorder"), medicines_complete_on=AT.date()
        ),
    )

    sun, box = client.get(HERE).context["steps"]

    assert [one.stops for one in box.true] == [True]
    assert "mood too high" in box.true[0].says
    assert [one.says for one in sun.perhaps] == [
        "Sun can harm your skin. Go early, cover up, and ask your clinician."
    ]
    assert "eyes unless an eye doctor" not in str(box)


def test_a_typed_place_stands_in_no_address(client, monkeypatch):
    in_oslo(client, monkeypatch, DECEMBER)

    answer = client.get(HERE, TROMSO)

    assert "Oslo, the town of your time zone" in text(answer)


def _minutes(hands):
    hour, minute = hands.split(":")
    return int(hour) * 60 + int(minute)
