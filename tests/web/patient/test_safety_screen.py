"""Safety comes first: help on top, few questions, and nothing else in an emergency."""

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.support.builders import TODAY
from tests.support.web import AT, a_signed_in

from heartsease.core.plan.safety import Mode
from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.patient.alarm import sets_off
from heartsease.web.patient.screens.safety.present import Part, part_of
from heartsease.web.record.queries import picture_of, record_of
from heartsease.web.record.services import say

pytestmark = pytest.mark.django_db

SAFETY = reverse("safety")
PHQ9 = reverse("ask", args=["phq9"])
NO = {
    f"answer-{one}": "no"
    for one in ("wish_dead", "family_better_off", "thoughts", "attempt")
}
NO_PLAN = {"has-plan_or_means": "no", "has-recent_suicidal_behaviour": "no"}


class Clock:
    moment = AT

    def now(self):
        self.moment += timedelta(minutes=1)
        return self.moment


@pytest.fixture(autouse=True)
def _a_clock_that_goes_on(monkeypatch):
    monkeypatch.setattr(clock, "now", Clock().now)


@pytest.fixture
def who(client):
    """Mara in the United Kingdom."""
    who = a_signed_in(client)
    country = {"name": "country", "value": "GB"}
    say(user_id=who.user_id, person=who.id, kind="statement", payload=country, at=AT)
    return who


def mode(who):
    return picture_of(who.id, on=TODAY).safety.mode


def text(answer):
    return answer.content.decode()


# --- item 9 ---------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["1", "2", "3"])
def test_any_yes_to_item_9_opens_safety_at_once(client, who, value):
    answer = client.post(PHQ9, {"answer-self_harm": value})
    assert answer.url == SAFETY
    assert record_of(who.id).responses[0].answers == {"self_harm": float(value)}
    assert mode(who) is Mode.FLOW
    assert client.get(reverse("now")).url == SAFETY


def test_item_9_opens_safety_in_the_middle_of_one_question_at_a_time(client, who):
    at = PHQ9 + "?open=1&one=1&at={}"
    client.post(at.format(1), {"answer-interest": "3"})
    answer = client.post(at.format(9), {"answer-self_harm": "1"})
    assert answer.url == SAFETY
    assert record_of(who.id).responses[0].answers == {"interest": 3, "self_harm": 1}


def test_item_9_opens_safety_although_another_answer_has_to_be_mended(client, who):
    answer = client.post(PHQ9, {"answer-self_harm": "1", "answer-mood": "x"})
    assert answer.url == SAFETY


def test_item_9_opens_safety_again_after_the_steps_were_done_today(client, who):
    client.post(PHQ9, {"answer-self_harm": "1"})
    client.post(SAFETY, NO | NO_PLAN)
    client.post(SAFETY, {"done": "1"})
    assert mode(who) is Mode.AFTER_FLOW
    answer = client.post(PHQ9, {"answer-self_harm": "2"})
    assert answer.url == SAFETY
    assert mode(who) is Mode.FLOW
    assert "In the past few weeks, have you wished you were dead?" in text(
        client.get(SAFETY)
    )
    client.post(SAFETY, NO | NO_PLAN)
    client.post(SAFETY, {"done": "1"})
    assert mode(who) is Mode.AFTER_FLOW


def a_file(day, value):
    response = {
        "instrument": "phq9",
        "on": day,
        "answers": {"self_harm": value},
        "provenance": {"source": "clinic"},
    }
    whole = {"heartsease_record": 1, "person": {"id": "x"}}
    return json.dumps(whole | {"responses": [response]}).encode()


def bundle(value):
    """A score sheet as a clinic sends it: one item of the PHQ-9 as an observation."""
    item = {
        "resourceType": "Observation",
        "id": "nine",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "44260-8"}]},
        "effectiveDateTime": TODAY.isoformat(),
        "valueInteger": value,
    }
    whole = {"resourceType": "Bundle", "type": "collection"}
    return json.dumps(whole | {"entry": [{"resource": item}]}).encode()


def brought(client, content, where="bring"):
    sent = SimpleUploadedFile("from-the-clinic.json", content)
    field = "files" if where == "bring" else "file"
    return client.post(reverse(where), {field: sent})


@pytest.mark.parametrize("where", ["bring", "data_import"])
def test_item_9_in_a_file_opens_safety_before_the_report_of_the_file(
    client, who, where
):
    answer = brought(client, a_file(TODAY.isoformat(), 1), where)

    assert answer.url == SAFETY
    assert mode(who) is Mode.FLOW
    assert "fact was added" in text(client.get(SAFETY))


def test_item_9_in_a_bundle_of_a_clinic_opens_safety(client, who):
    assert brought(client, bundle(2)).url == SAFETY
    assert mode(who) is Mode.FLOW


def test_a_file_opens_safety_again_after_the_steps_were_done_today(client, who):
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    brought(client, a_file(yesterday, 1))
    client.post(SAFETY, {"done": "1"})
    assert mode(who) is Mode.AFTER_FLOW

    assert brought(client, a_file(TODAY.isoformat(), 3)).url == SAFETY
    assert mode(who) is Mode.FLOW


def test_a_file_without_such_an_answer_shows_its_report(client, who):
    answer = brought(client, a_file(TODAY.isoformat(), 0))

    assert answer.status_code == 200
    assert "What became of your files" in text(answer)


def test_words_of_self_harm_on_the_card_open_safety(client, who):
    card = reverse("card", args=["safety"])
    assert client.post(card, {"has-self_harm_words": "yes"}).url == SAFETY


def test_a_no_sets_nothing_off():
    quiet = {"item:phq9.self_harm": 0.0, "has:self_harm_words": False}
    assert not sets_off(quiet, standard())
    assert sets_off({**quiet, "item:asq.acuity": 1.0}, standard())


# --- the flow -------------------------------------------------------------------------


def test_the_help_lines_of_the_country_are_on_top_of_every_part(client, who):
    client.post(PHQ9, {"answer-self_harm": "1"})
    for part in ("", "?part=steps", "?part=again"):
        page = text(client.get(SAFETY + part))
        assert 'href="tel:116123"' in page
        assert 'href="tel:999"' in page
        assert page.index("tel:116123") < page.index("<form")


def test_without_a_country_there_is_still_somebody_to_turn_to(client):
    a_signed_in(client)
    page = text(client.get(SAFETY))
    assert "your local emergency number" in page
    assert "findahelpline" in page


def test_the_questionnaire_leads_to_the_screen_with_the_help_lines(client, who):
    assert client.get(reverse("ask", args=["asq"])).url == SAFETY
    assert client.post(reverse("ask", args=["asq"]), NO).url == SAFETY


def test_the_question_about_right_now_is_asked_only_after_a_yes(client, who):
    assert "right now?" not in text(client.get(SAFETY))
    client.post(SAFETY, NO | NO_PLAN)
    assert "killing yourself right now" not in text(client.get(SAFETY))
    client.post(SAFETY + "?part=again", NO | {"answer-attempt": "yes"})
    assert "killing yourself right now" in text(client.get(SAFETY))


def test_a_yes_without_danger_right_now_leads_to_the_steps_and_then_on(client, who):
    client.post(PHQ9, {"answer-self_harm": "1"})
    client.post(SAFETY, NO | NO_PLAN | {"answer-wish_dead": "yes"})
    client.post(SAFETY, {"answer-acuity": "no"})
    page = text(client.get(SAFETY))
    assert page.count("<li><h2>") == 6
    assert "Please talk with a clinician today or tomorrow" in page
    assert client.post(SAFETY, {"done": "1"}).url == reverse("now")
    assert record_of(who.id).safety_flow_done_on == TODAY
    assert mode(who) is Mode.AFTER_FLOW
    assert client.get(reverse("now")).status_code == 200


def test_somebody_who_would_rather_not_answer_is_not_held_back(client, who):
    client.post(PHQ9, {"answer-self_harm": "1"})
    answer = client.post(SAFETY, {"answer-wish_dead": ""})
    assert answer.url == SAFETY + "?part=steps"
    assert len(record_of(who.id).responses) == 1
    client.post(SAFETY, {"done": "1"})
    assert client.get(reverse("now")).status_code == 200
    # What was not answered is not a no, so no step is offered.
    assert picture_of(who.id, on=TODAY).plan.steps == ()


def test_a_visit_without_a_reason_is_not_kept_as_done(client, who):
    client.post(SAFETY, NO | NO_PLAN)
    client.post(SAFETY, {"done": "1"})
    assert record_of(who.id).safety_flow_done_on is None
    client.post(PHQ9, {"answer-self_harm": "1"})
    assert mode(who) is Mode.FLOW


# --- an emergency ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "danger",
    [
        {"has-plan_or_means": "yes"},
        {"has-recent_suicidal_behaviour": "yes"},
        {"answer-thoughts": "yes", "answer-acuity": "yes"},
    ],
)
def test_danger_shows_help_and_nothing_else(client, who, danger):
    client.post(SAFETY, danger)
    assert mode(who) is Mode.EMERGENCY
    page = text(client.get(SAFETY))
    assert "Please get help now" in page
    assert "Stay with someone" in page
    assert 'href="tel:999"' in page
    assert "<form" not in page
    assert "<nav" not in page
    links = set(re.findall(r'<a [^>]*href="(/[^"]*)"', page))
    allowed = {"/", "/help/", "/leave/", reverse("account_logout")}
    assert links <= allowed | {SAFETY + "?part=again"}


def test_nothing_leads_past_an_emergency(client, who):
    client.post(SAFETY, {"has-plan_or_means": "yes"})
    assert "Please get help now" in text(client.get(SAFETY + "?part=steps"))
    client.post(SAFETY, {"done": "1"})
    assert record_of(who.id).safety_flow_done_on is None
    heart = reverse("card", args=["heart"])
    for url in (reverse("now"), PHQ9, PHQ9 + "?result=1", heart):
        assert client.get(url).url == SAFETY
    assert client.post(reverse("now"), {"energy": "low"}).url == SAFETY
    assert record_of(who.id).energy is None


def test_a_wrong_tap_can_be_put_right(client, who):
    client.post(SAFETY, {"has-plan_or_means": "yes", "answer-thoughts": "yes"})
    again = SAFETY + "?part=again"
    assert "killing yourself right now" in text(client.get(again))
    client.post(again, {"answer-thoughts": "yes"})
    assert mode(who) is Mode.EMERGENCY  # the plan was not spoken of again
    client.post(again, NO | NO_PLAN)
    assert mode(who) is not Mode.EMERGENCY
    client.post(SAFETY, {"has-plan_or_means": "yes"})
    assert mode(who) is Mode.EMERGENCY


@pytest.mark.parametrize(
    ("now", "answers", "wanted", "part"),
    [
        (Mode.ASK, None, "", Part.QUESTIONS),
        (Mode.FLOW, None, "steps", Part.STEPS),
        (Mode.FLOW, {"thoughts": 1.0}, "", Part.RIGHT_NOW),
        (Mode.FLOW, {"thoughts": 1.0, "acuity": 0.0}, "", Part.STEPS),
        (Mode.FLOW, {"thoughts": 0.0}, "", Part.STEPS),
        (Mode.EMERGENCY, None, "", Part.HELP_ONLY),
        (Mode.EMERGENCY, {"thoughts": 1.0}, "steps", Part.HELP_ONLY),
        (Mode.EMERGENCY, {"thoughts": 1.0}, "again", Part.QUESTIONS),
    ],
)
def test_the_part_that_comes_now(now, answers, wanted, part):
    assert part_of(now, answers, wanted=wanted) is part
