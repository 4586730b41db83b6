"""Food by taps: the question before it, warnings beside the tap, the week, and no harm."""

import html

import pytest
from django.urls import reverse
from tests.support.web import AT, a_signed_in

from heartsease.web.common import clock
from heartsease.web.record import services as record
from heartsease.web.record.queries import history_of, record_of

pytestmark = pytest.mark.django_db

FORM = {"source": "form"}
DAY = "2026-11-23"


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def says(who, kind, **payload):
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind=kind,
        payload={**payload, "provenance": FORM},
        at=AT,
    )


def eating(who, *, hard=False):
    for one in ("eating_disorder", "past_eating_disorder", "recent_weight_loss"):
        says(who, "condition", condition=one, present=False, on=DAY)
    answers = dict.fromkeys(
        ("sick", "control", "one_stone", "fat", "food"), 1 if hard else 0
    )
    says(who, "response", instrument="scoff", on=DAY, total=5.0 if hard else 0.0)
    return answers


def takes(who, ingredient):
    says(who, "medicine", text=ingredient, ingredients=[ingredient])
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="statement",
        payload={"name": "medicines_complete_on", "value": DAY},
        at=AT,
    )


def tap(client, *tags, day=DAY, moment="lunch"):
    return client.post(reverse("meal", args=[day, moment]), {"tags": tags})


def text_of(answer):
    return " ".join(html.unescape(answer.content.decode()).split())


def test_the_question_about_eating_comes_first(client):
    who = a_signed_in(client)

    assert "One question comes first" in text_of(client.get(reverse("food")))
    tap(client, "nuts")
    assert record_of(who.id).meals == ()


def test_somebody_whose_eating_is_hard_gets_support_and_no_list(client):
    who = a_signed_in(client)
    eating(who, hard=True)

    shown = text_of(client.get(reverse("food")))

    assert "Any food is fine" in shown
    assert "Mediterranean" not in shown
    assert "Any food is fine" in text_of(tap(client, "nuts"))
    assert record_of(who.id).meals == ()


def test_a_meal_is_a_few_taps_and_can_be_changed_with_history(client):
    who = a_signed_in(client)
    eating(who)

    tap(client, "nuts", "berries", "made_up")
    tap(client, "nuts")

    (meal,) = record_of(who.id).meals
    assert meal.tags == ("nuts",)
    assert [
        one.payload["tags"] for one in history_of(who.id, "meal", subject="lunch")
    ] == [["nuts", "berries"]]


def test_with_an_mao_inhibitor_the_warning_stands_beside_the_tap_and_after_it(client):
    who = a_signed_in(client)
    eating(who)
    takes(who, "phenelzine")

    beside = text_of(client.get(reverse("meal", args=[DAY, "lunch"])))
    after = text_of(tap(client, "fermented"))

    assert "can raise blood pressure to a dangerous level with the medicine" in beside
    assert "Get help at once" in after
    assert "very bad headache" in after
    assert len(record_of(who.id).meals) == 1


def test_without_such_a_medicine_nothing_is_warned_of(client):
    who = a_signed_in(client)
    eating(who)
    takes(who, "sertraline")

    beside = text_of(client.get(reverse("meal", args=[DAY, "lunch"])))

    assert "dangerous level" not in beside
    assert tap(client, "fermented").status_code == 302


def test_a_medicine_list_nobody_filled_in_warns_with_an_if(client):
    who = a_signed_in(client)
    eating(who)

    beside = text_of(client.get(reverse("meal", args=[DAY, "lunch"])))

    assert "If this is true for you" in beside


def test_few_days_say_no_number(client):
    who = a_signed_in(client)
    eating(who)
    tap(client, "nuts")

    shown = text_of(client.get(reverse("food")))

    assert "With 3 more days written down" in shown
    assert "parts of a Mediterranean" not in shown


def test_a_written_week_is_drawn_with_swaps_and_says_how_little_is_known(client):
    who = a_signed_in(client)
    eating(who)
    for day in (20, 21, 22, 23):
        tap(client, "leafy_greens", "legumes", day=f"2026-11-{day}")
        tap(client, "legumes", day=f"2026-11-{day}", moment="dinner")

    shown = text_of(client.get(reverse("food")))

    assert "5 of 11 parts of a Mediterranean" in shown
    assert "27 of its 45 parts" in shown
    assert "calmer side" in shown
    assert "Nobody has shown" in shown
    assert "kcal" not in shown
    assert "Small swaps, if you like" in shown
    assert 1 <= len(swaps_in(client)) <= 3


def swaps_in(client):
    return client.get(reverse("food")).context["pattern"].swaps.offered


def a_written_week(client, *tags):
    for day in (20, 21, 22, 23):
        for moment in ("lunch", "dinner"):
            tap(client, *tags, day=f"2026-11-{day}", moment=moment)


def test_no_more_than_three_swaps_and_what_waits_says_what_it_waits_for(client):
    who = a_signed_in(client)
    eating(who)
    a_written_week(client, "ultra_processed", "added_sugar")

    shown = text_of(client.get(reverse("food")))

    assert len(swaps_in(client)) == 3
    assert "Some other ideas wait" in shown
    assert "Your medicines" in shown
    assert reverse("card", args=["kidney_liver_hormones"]) in shown


def test_with_an_mao_inhibitor_no_swap_puts_tinned_fish_on_the_table(client):
    who = a_signed_in(client)
    eating(who)
    a_written_week(client, "leafy_greens", "whole_grains")
    takes(who, "phenelzine")

    assert "sardines or mackerel" not in text_of(client.get(reverse("food")))


def test_one_meal_a_day_is_too_little_to_be_looked_at(client):
    who = a_signed_in(client)
    eating(who)
    for day in (20, 21, 22, 23):
        tap(client, "nuts", day=f"2026-11-{day}")

    shown = text_of(client.get(reverse("food")))

    assert "With two or more meals of each day written down" in shown
    assert "parts of a Mediterranean" not in shown


def test_a_warning_that_is_not_about_a_medicine_does_not_say_so(client):
    who = a_signed_in(client)
    eating(who)
    says(who, "condition", condition="ibs", present=True, on=DAY)

    after = text_of(tap(client, "prebiotic_vegetables"))

    assert "may not suit your body" in after
    assert "With your gut, more of this fibre can hurt" in after
    assert "a medicine you take" not in after
    assert "Get help at once" not in after


def test_after_smoked_fish_with_an_mao_inhibitor_it_says_which_fish_is_meant(client):
    who = a_signed_in(client)
    eating(who)
    takes(who, "tranylcypromine")

    after = text_of(tap(client, "fatty_fish"))

    assert "This is about: Smoked, dried or pickled fish" in after
    assert "very bad headache" in after


def test_two_weeks_after_an_mao_inhibitor_it_is_still_warned_of(client):
    who = a_signed_in(client)
    eating(who)
    for name, stopped in (("phenelzine", "2026-11-15"), ("sertraline", "2026-11-22")):
        says(who, "medicine", text=name, ingredients=[name], stopped_on=stopped)

    assert "Get help at once" in text_of(tap(client, "aged_or_cured"))


def test_a_medicine_list_nobody_filled_in_warns_of_grapefruit_and_greens_too(client):
    who = a_signed_in(client)
    eating(who)

    shown = {
        one.tag.id: [warning.rule.id for warning in one.perhaps]
        for one in client.get(reverse("meal", args=[DAY, "lunch"])).context["choices"]
    }

    assert shown["grapefruit"] == ["S014"]
    assert "S009" in shown["leafy_greens"]
    assert shown["berries"] == []


@pytest.mark.parametrize(
    ("day", "moment"), [("2026-11-24", "lunch"), ("soon", "lunch"), (DAY, "brunch")]
)
def test_a_meal_that_cannot_be_is_not_found(client, day, moment):
    who = a_signed_in(client)
    eating(who)

    assert client.get(reverse("meal", args=[day, moment])).status_code == 404
