"""The sleep diary on screen: a guess is enough, nothing is lost, and no window is set."""

import html

import pytest
from django.urls import reverse
from tests.support.web import AT, a_signed_in

from heartsease.web.common import clock
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of, record_of

pytestmark = pytest.mark.django_db

NIGHT = {
    "to_bed_at": "22:30", "lights_out_at": "23:00", "minutes_to_sleep": "30",
    "wakings": "2", "minutes_awake": "20", "woke_at": "06:30", "up_at": "07:00",
    "quality": "3", "free_day": "no",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def tell(client, day="2026-11-23", **changed):
    return client.post(reverse("night", args=[day]), {**NIGHT, **changed})


def text_of(answer):
    return " ".join(html.unescape(answer.content.decode()).split())


def test_a_night_is_kept_as_it_was_told(client):
    who = a_signed_in(client)

    assert tell(client).status_code == 302

    (night,) = record_of(who.id).nights
    assert (night.to_bed_at, night.minutes_awake, night.quality) == ("22:30", 20, 3)
    assert night.free_day is False


def test_every_field_may_be_left_out(client):
    who = a_signed_in(client)

    tell(client, **dict.fromkeys(NIGHT, ""))

    (night,) = record_of(who.id).nights
    assert night.woke_at == ""
    assert night.quality is None


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"woke_at": "half past six"}, "Write a time like 23:15"),
        ({"minutes_awake": "a while"}, "Write a whole number"),
        ({"minutes_awake": "-5"}, "Write a whole number"),
        ({"minutes_awake": "600"}, "do not fit together"),
        ({"woke_at": "09:30"}, "do not fit together"),
        ({"up_at": "19:00"}, "you were in bed for 20 h 30"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_typed_is_lost(client, changed, says):
    who = a_signed_in(client)

    answer = tell(client, **changed)

    assert answer.status_code == 400
    assert says in text_of(answer)
    assert 'value="22:30"' in answer.content.decode()
    assert record_of(who.id).nights == ()


def test_a_very_long_time_in_bed_is_kept_once_it_is_said_again(client):
    who = a_signed_in(client)
    asked = tell(client, up_at="19:00").context["long"]

    other = tell(client, up_at="18:00", long=asked)
    said_again = tell(client, up_at="19:00", long=asked)

    assert other.status_code == 400
    assert said_again.status_code == 302
    assert [night.up_at for night in record_of(who.id).nights] == ["19:00"]


def test_sleep_by_day_is_written_and_drawn_within_its_hours(client):
    a_signed_in(client)
    by_day = {
        "to_bed_at": "08:30", "lights_out_at": "09:00", "woke_at": "15:30",
        "up_at": "16:00",
    }  # fmt: skip

    for day in range(19, 24):
        assert tell(client, day=f"2026-11-{day}", **by_day).status_code == 302

    shown = client.get(reverse("sleep")).context["sleep"]
    # From 18:00 to 18:00 the next day; asleep from 9:30 to 15:30.
    assert shown.hours == (18, 0, 6, 12, 18)
    assert {(bar.x, bar.width) for bar in shown.bars if bar.told} == {(64.58, 25.0)}
    assert (shown.asleep, shown.efficiency) == ("5 h 40", "76 %")


def test_few_nights_say_nothing_together(client):
    a_signed_in(client)
    tell(client)

    shown = text_of(client.get(reverse("sleep")))

    assert "With 4 more nights" in shown
    assert "What these nights say" not in shown


def test_five_nights_are_looked_at_together(client):
    a_signed_in(client)
    for day in range(19, 24):
        tell(client, day=f"2026-11-{day}")

    shown = text_of(client.get(reverse("sleep")))

    assert "6 h 40" in shown
    assert "78 %" in shown


@pytest.mark.parametrize("day", ["2026-11-24", "2026-11-01", "soon"])
def test_a_night_that_cannot_be_told_is_not_found(client, day):
    a_signed_in(client)

    assert client.get(reverse("night", args=[day])).status_code == 404


def test_the_way_to_cbt_for_insomnia_asks_before_it_shows_anything(client):
    a_signed_in(client)

    shown = text_of(client.get(reverse("sleep_path")))

    assert "A few questions come first" in shown
    assert "Bed is for sleep" not in shown


def test_shorter_nights_are_only_for_a_clinician_to_set(client):
    who = a_signed_in(client)
    known = reverse("sleep_path")
    everything_clear(who)

    shown = text_of(client.get(known))

    assert "Shorter nights for a while: to discuss with a clinician" in shown
    assert "Please do not set it alone" in shown


def test_the_questions_of_the_method_come_in_short_lists_and_open_it(client):
    who = a_signed_in(client)
    clear_but(who, "epilepsy", "sleepy_driving")
    page = f"{reverse('sleep_path')}?questions=1"

    shown = client.get(page).context["shown"]
    waits = client.post(page, {"unsure": "1", "shown": shown}, follow=True)
    opened = client.post(page, {"none": "1", "shown": shown}, follow=True)

    assert set(shown.split(",")) == {"epilepsy", "sleepy_driving"}
    assert "This one waits" in text_of(waits)
    assert "Bed is for sleep" in text_of(opened)


@pytest.mark.parametrize(
    "true",
    ["bipolar_disorder", "past_hypomania", "epilepsy", "unsafe_shift_work",
     "sleepy_driving", "parasomnia"],
)  # fmt: skip
def test_with_what_makes_shorter_nights_a_risk_a_clinician_comes_first(client, true):
    who = a_signed_in(client)
    clear_but(who, true)
    page = f"{reverse('sleep_path')}?questions=1"
    shown = client.get(page).context["shown"]

    told = client.post(page, {f"has-{true}": "yes", "shown": shown}, follow=True)

    said = text_of(told)
    assert "do it only with a clinician who knows this" in said
    assert "Write down your nights and take them along" in said
    assert "Bed is for sleep" not in said
    assert "Shorter nights" not in said


def test_what_is_written_beside_a_night_is_kept_and_looked_at(client):
    who = a_signed_in(client)

    kept = tell(client, note="The dog barked.")
    alarming = tell(client, day="2026-11-22", note="I want to die")

    assert kept.url == reverse("sleep")
    assert alarming.url == reverse("safety")
    notes = {night.note for night in record_of(who.id).nights}
    assert notes == {"The dog barked.", "I want to die"}
    shown = text_of(client.get(reverse("night", args=["2026-11-23"])))
    assert "The dog barked." in shown


def test_how_each_number_is_worked_out_is_said_with_its_source(client):
    a_signed_in(client)
    for day in range(18, 24):
        tell(client, day=f"2026-11-{day}")

    response = client.get(reverse("sleep"))

    for one in response.context["reckoned"]:
        assert one.says in text_of(response)
        assert one.source.title in text_of(response)
    assert "Before 3:00 is early, after 5:00 is late." in text_of(response)


def clear_but(who, *left_open):
    """Every question of the method is answered with no, except for these."""
    everything_clear(who)
    for entry in entries_of(who.id, "condition"):
        if entry.subject in left_open:
            record.take_back(user_id=who.user_id, person=who.id, entry=entry.id, at=AT)


def everything_clear(who):
    """Every question that the gate asks is answered with no."""
    from heartsease.core.safety.condition import keys_of
    from heartsease.library.knowledge import standard

    keys = {
        key
        for rule in standard().rules_of["cbt_i"]
        for key in keys_of(rule.when)
        if key.startswith("has:")
    }
    facts = [
        (
            "condition",
            {
                "condition": key.removeprefix("has:"),
                "present": False,
                "on": "2026-11-23",
                "provenance": {"source": "form"},
            },
        )
        for key in sorted(keys)
    ]
    responses = [
        (
            "response",
            {
                "instrument": "phq9",
                "on": "2026-11-23",
                "answers": {"self_harm": 0},
                "provenance": {"source": "form"},
            },
        ),
    ]
    statements = [("statement", {"name": "born_on", "value": "1980-01-01"})]
    record.say_all(
        user_id=who.user_id,
        person=who.id,
        facts=[*facts, *responses, *statements],
        at=AT,
    )
