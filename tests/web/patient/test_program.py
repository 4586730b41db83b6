"""Lessons: found by a word, read, kept, and short on a low day."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.support.builders import everything_clear
from tests.support.web import AT, a_signed_in

from heartsease.library.practices import standard_practices
from heartsease.library.program import standard_program
from heartsease.web.common import clock
from heartsease.web.record import services as record
from heartsease.web.record.queries import record_of

pytestmark = pytest.mark.django_db

FIRST = standard_program()[0].lessons[0]


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def text_of(answer):
    return " ".join(html.unescape(answer.content.decode()).split())


def test_every_week_and_lesson_can_be_opened(client):
    a_signed_in(client)

    overview = text_of(client.get(reverse("program")))

    for week in standard_program():
        assert f"{week.number}. {week.title}" in overview
    for lesson in standard_program()[5].lessons:
        assert client.get(reverse("lesson", args=[lesson.id])).status_code == 200


@pytest.mark.parametrize(
    ("wanted", "title"),
    [
        ("serotonin", "Please do not stop on your own"),
        ("EMDR", "Kinds of help, honestly"),
        ("cafe nod", "Other people"),
    ],
)
def test_a_lesson_is_found_by_words_it_holds_or_people_use(client, wanted, title):
    a_signed_in(client)

    found = text_of(client.get(reverse("program"), {"find": wanted}))

    assert title in found


def test_words_that_occur_nowhere_are_said_kindly(client):
    a_signed_in(client)

    answer = client.get(reverse("program"), {"find": "zzz <b>"})
    found = text_of(answer)

    assert b"zzz <b>" not in answer.content
    assert "No lesson with “zzz <b>”" in found


def test_a_read_lesson_leads_to_the_next_and_is_marked(client):
    who = a_signed_in(client)

    answer = client.post(reverse("lesson", args=[FIRST.id]), {"read": "1"})

    assert answer.url == reverse("lesson", args=[standard_program()[0].lessons[1].id])
    assert [one.lesson for one in record_of(who.id).lessons] == [FIRST.id]
    assert "1 of 3 read" in text_of(client.get(reverse("program")))


def test_a_kept_lesson_is_easy_to_find_again_also_after_reading_it(client):
    who = a_signed_in(client)
    here = reverse("lesson", args=[FIRST.id])

    client.post(here, {"keep": "yes"})
    client.post(here, {"read": "1"})

    assert [one.kept for one in record_of(who.id).lessons] == [True]
    assert "Kept by you" in text_of(client.get(reverse("program")))
    client.post(here, {"keep": "no"})
    assert "Kept by you" not in text_of(client.get(reverse("program")))


def test_a_low_day_reads_three_sentences_and_the_whole_on_wish(client):
    who = a_signed_in(client)
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="statement",
        payload={"name": "energy", "value": "low"},
        at=AT,
    )
    here = reverse("lesson", args=[FIRST.id])
    paragraph = FIRST.text.strip().split("\n\n")[0][:40]

    assert paragraph not in text_of(client.get(here))
    assert paragraph in text_of(client.get(here, {"long": "1"}))


def test_evidence_and_sources_stand_beside_the_lesson(client):
    a_signed_in(client)

    shown = text_of(client.get(reverse("lesson", args=["light_green_cold"])))

    assert "evidence D" in shown
    assert "Where this comes from" in shown


def test_a_source_that_nobody_compared_is_marked_where_it_is_shown(client):
    a_signed_in(client)

    judged = text_of(client.get(reverse("lesson", args=["small_counts"])))
    partly = text_of(client.get(reverse("lesson", args=["cbti"])))

    assert "unverified" in judged
    assert "no document was compared" in judged
    assert "partly checked" in partly


def test_a_lesson_that_was_read_is_found_again_the_latest_first(client, monkeypatch):
    a_signed_in(client)
    client.post(reverse("lesson", args=["cbti"]), {"read": "1"})
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=2))
    client.post(reverse("lesson", args=["kindness"]), {"read": "1"})

    answer = client.get(reverse("program"))

    read = [one.lesson.id for one in answer.context["program"].read]
    assert read == ["kindness", "cbti"]
    assert "Read already" in text_of(answer)
    every = sum(len(week.lessons) for week in standard_program())
    assert f"2 of {every}" in text_of(answer)


def test_the_question_of_the_week_leads_to_a_page_only_for_oneself(client):
    a_signed_in(client)

    shown = text_of(client.get(reverse("lesson", args=["the_loop"])))

    assert standard_program()[1].question in shown
    assert f'href="{reverse("journal_new")}"' in shown


def says(who, kind, **payload):
    record.say(
        user_id=who.user_id, person=who.id, kind=kind, at=AT,
        payload={**payload, "provenance": {"source": "form"}},
    )  # fmt: skip


def has(who, condition, *, present=True):
    says(who, "condition", condition=condition, present=present, on="2026-11-23")


def lesson_text(client, lesson):
    return text_of(client.get(reverse("lesson", args=[lesson])))


def in_the_pack(client):
    weeks = client.get(reverse("offline_pack")).json()["weeks"]
    return {one["id"]: one for week in weeks for one in week["lessons"]}


def all_asked(who):
    """Everything was asked, and every gate that can be open is."""
    record.add(
        user_id=who.user_id, person=who.id, at=AT,
        record=everything_clear(on=AT.date() - timedelta(days=1)),
    )  # fmt: skip
    return who


WALK = "Walk to the gate and back."


def test_a_small_thing_waits_until_its_questions_are_answered(client):
    a_signed_in(client)

    shown = lesson_text(client, "start")

    assert WALK not in shown
    assert "waits for a short question or two" in shown
    assert in_the_pack(client)["start"]["try_this"] != WALK


def test_a_small_thing_whose_gate_is_open_is_offered(client):
    all_asked(a_signed_in(client))

    assert WALK in lesson_text(client, "start")
    assert in_the_pack(client)["start"]["try_this"] == WALK


def test_a_small_thing_that_a_rule_holds_says_why_instead(client):
    who = all_asked(a_signed_in(client))
    has(who, "recent_heart_attack_or_stroke")

    shown = lesson_text(client, "start")

    assert WALK not in shown
    assert "waits for a short" not in shown
    assert in_the_pack(client)["start"]["try_this"] != WALK


def test_where_eating_is_hard_a_lesson_about_food_is_plain_support(client):
    who = all_asked(a_signed_in(client))
    before = lesson_text(client, "pattern")
    has(who, "eating_disorder")

    shown = lesson_text(client, "pattern")

    assert "Five trials show" in before
    assert "Any food is fine" in shown
    for word in ("Mediterranean", "handful", "calories", "sugar"):
        assert word not in shown
    assert "pattern" not in in_the_pack(client)
    assert "inflammation" in in_the_pack(client)


def test_a_small_thing_that_is_a_bite_of_nothing_needs_no_gate(client):
    a_signed_in(client)

    assert FIRST.try_this in lesson_text(client, FIRST.id)


def test_a_lesson_that_does_not_exist_is_not_found(client):
    a_signed_in(client)

    assert client.get(reverse("lesson", args=["nothing"])).status_code == 404


def test_a_lesson_leads_to_no_practice_that_made_somebody_worse(client):
    who = a_signed_in(client)
    week = standard_program()[0]
    address = reverse("practice", args=[week.practice])
    before = text_of(client.get(reverse("lesson", args=[FIRST.id])))

    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="adverse_report",
        payload={
            "intervention": standard_practices()[week.practice].intervention,
            "on": "2026-11-23",
            "provenance": {"source": "form"},
        },
        at=AT,
    )

    after = text_of(client.get(reverse("lesson", args=[FIRST.id])))
    assert address in before
    assert address not in after
    assert "Practices that may suit you" in after
