"""Where eating is hard no page speaks of food or weight but as plain support."""

import html
import re

import pytest
from django.urls import reverse
from tests.support.screens import places
from tests.support.web import AT, a_signed_in, sign_in, with_record

from heartsease.library.knowledge import standard
from heartsease.library.program import standard_program
from heartsease.web.common import clock
from heartsease.web.record import services as record

pytestmark = pytest.mark.django_db

DAY = "2026-11-23"
FORM = {"source": "form"}
# What a clinician has to know stays on the page for the visit.
FOR_A_CLINICIAN = {"visit", "visit_sheet", "visit_pdf"}


@pytest.fixture
def told(client, monkeypatch):
    """Somebody with little fish and fibre and a weight on record, who finds eating hard."""
    monkeypatch.setattr(clock, "now", lambda: AT)
    who = with_record(a_signed_in(client), "mara")
    measured = {"bmi": 33, "fish_servings": 0, "fibre": 5, "added_sugar": 200}
    facts = [
        ("observation", {"measure": one, "on": DAY,
         "quantity": {"value": value, "unit": standard().measures[one].unit}})
        for one, value in measured.items()
    ]  # fmt: skip
    facts.append(("condition", {"condition": "pregnant", "present": False, "on": DAY}))
    facts.append(("response", {"instrument": "scoff", "on": DAY, "total": 5.0}))
    record.say_all(
        user_id=who.user_id,
        person=who.id,
        facts=[(kind, {**fact, "provenance": FORM}) for kind, fact in facts],
        at=AT,
    )
    return who


def text_of(answer):
    bare = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(html.unescape(bare).split())


def left_out():
    return [one for one in standard().findings.values() if one.left_out_by]


def test_no_screen_says_a_finding_about_food_or_weight(client, told):
    wrong = {one.says for one in left_out()} | {one.title for one in left_out()}
    lessons = [
        ("lesson", reverse("lesson", args=[one.id]))
        for week in standard_program()
        for one in week.lessons
    ]

    said, seen = set(), 0
    for name, address in (*places(told), *lessons):
        sign_in(client, told)  # one of the places signs out
        answer = client.get(address)
        if name in FOR_A_CLINICIAN or name == "library_item":
            continue
        if answer.status_code == 200 and "html" in answer.headers["Content-Type"]:
            shown, seen = text_of(answer), seen + 1
            said |= {(name, words) for words in wrong if words in shown}

    assert seen > 70
    assert said == set()


def test_a_finding_that_is_left_out_has_no_page(client, told):
    for one in left_out():
        assert client.get(reverse("finding", args=[one.id])).status_code == 404


def test_results_of_food_and_weight_are_not_judged(client, told):
    shown = client.get(reverse("labs")).context["groups"]

    names = {one.id for group in shown for one in group.results}
    assert names.isdisjoint({"bmi", "fish_servings", "fibre", "added_sugar"})
    assert names


def test_a_lesson_beside_food_leaves_the_way_of_eating_out(client, told):
    known = client.get(reverse("lesson", args=["inflammation"])).context["known"]

    assert [one.id for one in known] == ["anti_inflammatory_drug"]


def test_without_that_all_of_it_is_shown_as_ever(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    with_record(a_signed_in(client), "mara")

    known = client.get(reverse("lesson", args=["inflammation"])).context["known"]
    results = client.get(reverse("labs")).context["groups"]

    assert known[0].id == "mediterranean_diet"
    assert "bmi" in {one.id for group in results for one in group.results}
    assert client.get(reverse("finding", args=["fish_rarely"])).status_code == 200
