"""What matters: three questions, words, one small act, and pages only one person reads."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.support.web import AT, a_signed_in, with_record

from heartsease.web.common import clock
from heartsease.web.journal.queries import pages_of
from heartsease.web.record.queries import record_of

pytestmark = pytest.mark.django_db

SECRET = "wolpertinger under the stairs"


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def text_of(answer):
    return " ".join(html.unescape(answer.content.decode()).split())


def texts(who, about=None):
    return [one.text for one in pages_of(who.user_id, who.id, about=about)]


def test_a_question_is_answered_in_ones_own_words(client):
    who = a_signed_in(client)

    client.post(reverse("journal_new"), {"about": "quiet_joy", "text": SECRET})

    assert texts(who, "quiet_joy") == [SECRET]
    assert SECRET in text_of(client.get(reverse("journal")))


def test_an_empty_page_is_no_page(client):
    who = a_signed_in(client)

    client.post(reverse("journal_new"), {"text": "   "})

    assert texts(who) == []


def test_the_caution_of_the_big_questions_is_there_while_nothing_is_known(client):
    a_signed_in(client)

    assert "Big questions can weigh heavy" in text_of(client.get(reverse("journal")))


def test_heavy_words_open_the_safety_steps_and_are_kept_nowhere_else(client):
    who = a_signed_in(client)
    heavy = "They would be better off without me."

    answer = client.post(reverse("journal_new"), {"text": heavy})

    assert answer.url == reverse("safety")
    assert texts(who) == [heavy]
    (noticed,) = record_of(who.id).conditions
    assert noticed.condition == "self_harm_words"
    assert "better off" not in repr(record_of(who.id))


def test_the_journal_is_on_no_visit_page_and_not_in_the_record(client):
    who = a_signed_in(client)
    client.post(reverse("journal_new"), {"text": SECRET})

    for name in ("visit", "visit_sheet", "progress", "map"):
        assert SECRET not in text_of(client.get(reverse(name)))
    assert SECRET not in repr(record_of(who.id))


def test_words_that_matter_are_few_and_may_be_ones_own(client):
    who = a_signed_in(client)
    chosen = ["care", "play", "music", "rest", "home", "nature", "not on the list"]

    client.post(reverse("journal_values"), {"word": chosen, "own": "my sister"})

    (words,) = texts(who, "values")
    assert len(words.splitlines()) == 5
    assert "not on the list" not in words


def test_a_small_act_is_for_tomorrow_and_looked_at_kindly(client, monkeypatch):
    who = a_signed_in(client)
    client.post(reverse("journal_new"), {"about": "action", "text": "feed the birds"})
    assert "For tomorrow" in text_of(client.get(reverse("journal")))

    monkeypatch.setattr(clock, "now", lambda: AT.replace(day=AT.day + 1))
    assert "Your small act" in text_of(client.get(reverse("journal")))
    client.post(reverse("journal_went"), {"how": "not_now"})

    after = text_of(client.get(reverse("journal")))
    assert "Make it smaller" in after
    assert "One small act for tomorrow" in after
    assert texts(who, "review") == ["not_now"]


def test_a_page_is_changed_read_back_and_torn_out(client):
    who = a_signed_in(client)
    client.post(reverse("journal_new"), {"text": SECRET})
    (page,) = pages_of(who.user_id, who.id)

    client.post(reverse("journal_one", args=[page.id]), {"text": "calmer words"})
    (changed,) = pages_of(who.user_id, who.id)
    assert SECRET in text_of(client.get(reverse("journal_one", args=[changed.id])))
    client.post(reverse("journal_one", args=[changed.id]), {"tear_out": "1"})

    assert texts(who) == []


@pytest.mark.parametrize("about", ["review", "values", "nothing"])
def test_what_is_no_question_cannot_be_answered(client, about):
    a_signed_in(client)

    answer = client.post(reverse("journal_new"), {"about": about, "text": "x"})

    assert answer.status_code == 404


@pytest.fixture
def at_home(client):
    """Somebody past the first questions, so that the first page is there."""
    who = with_record(a_signed_in(client))
    client.post(reverse("now"), {"energy": "okay"})
    client.post(reverse("now"), {"team": "skip"})
    return who


def first_page_on(client, monkeypatch, days):
    monkeypatch.setattr(clock, "now", lambda: AT + timedelta(days=days))
    return text_of(client.get(reverse("now")))


def test_the_day_after_the_first_page_asks_once_and_says_no_word_of_the_act(
    client, monkeypatch, at_home
):
    client.post(reverse("journal_new"), {"about": "action", "text": SECRET})

    planned = first_page_on(client, monkeypatch, 0)
    same_day = first_page_on(client, monkeypatch, 1)
    day_after = first_page_on(client, monkeypatch, 2)
    later = first_page_on(client, monkeypatch, 3)

    assert "How did it go?" not in planned
    assert "How did it go?" in same_day
    assert "How did it go?" in day_after
    assert SECRET not in same_day
    assert "How did it go?" not in later  # nobody is reminded of an old one


@pytest.mark.parametrize("how", ["done", "partly", "not_now"])
def test_after_any_answer_the_first_page_asks_no_more(
    client, monkeypatch, at_home, how
):
    client.post(reverse("journal_new"), {"about": "action", "text": "feed the birds"})
    first_page_on(client, monkeypatch, 1)

    client.post(reverse("journal_went"), {"how": how})

    assert "How did it go?" not in text_of(client.get(reverse("now")))


def test_on_a_low_day_nobody_asks_how_the_act_went(client, monkeypatch, at_home):
    client.post(reverse("journal_new"), {"about": "action", "text": "feed the birds"})
    client.post(reverse("now"), {"energy": "low"})

    assert "How did it go?" not in first_page_on(client, monkeypatch, 1)


def test_heavy_words_on_a_card_of_values_open_the_safety_steps_too(client):
    who = a_signed_in(client)

    answer = client.post(reverse("journal_values"), {"own": "I want to kill myself"})

    assert answer.url == reverse("safety")
    assert texts(who, "values") == ["I want to kill myself"]
