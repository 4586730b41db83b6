"""The breathing minute and two minutes outside: gates first, nothing kept unasked."""

from dataclasses import replace

import pytest
from django.urls import reverse
from tests.support.builders import TODAY, a_condition, everything_clear, with_more
from tests.support.web import AT, a_signed_in

from heartsease.core.record.record import AfterFeel
from heartsease.core.values.unknown import Unknown
from heartsease.library.practices import standard_practices
from heartsease.web.common import clock
from heartsease.web.patient.pacing import counted
from heartsease.web.patient.screens.minute.present import (
    BREATHE,
    OFFERED,
    OUTSIDE,
    breaths,
)
from heartsease.web.record import services as record
from heartsease.web.record.queries import picture_of, record_of
from heartsease.web.record.services import say

pytestmark = pytest.mark.django_db

CALM = {
    f"answer-{one}": "0"
    for one in (
        "interest", "mood", "sleep", "energy", "appetite", "worth", "concentration",
        "movement", "self_harm",
    )
}  # fmt: skip


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def to(practice):
    return reverse("minute_one", args=[practice])


def done(practice):
    return reverse("minute_done", args=[practice])


def text(answer):
    return answer.content.decode()


def with_facts(client, facts):
    who = a_signed_in(client)
    record.add(user_id=who.user_id, person=who.id, record=facts, at=AT)
    return who


def clear(client, *entries):
    """Everything asked and answered no, except for these."""
    named = {one.condition for one in entries}
    facts = everything_clear()
    rest = tuple(one for one in facts.conditions if one.condition not in named)
    return with_facts(client, with_more(replace(facts, conditions=rest), *entries))


def after_phq9(client):
    who = a_signed_in(client)
    born = {"name": "born_on", "value": "1984-05-01"}
    say(user_id=who.user_id, person=who.id, kind="statement", payload=born, at=AT)
    client.post(reverse("ask", args=["phq9"]), CALM)
    return who


def test_the_choice_is_breathing_outside_or_neither(client):
    a_signed_in(client)
    page = text(client.get(reverse("minute")))
    assert to(BREATHE) in page
    assert to(OUTSIDE) in page
    assert reverse("now") in page


def test_the_pacer_draws_the_breath_of_the_practice_and_holds_none(client):
    clear(client)
    pacer = standard_practices()[BREATHE].pacer

    page = text(client.get(to(BREATHE), {"go": "1"}))

    assert not pacer.holds
    assert f'data-in="{pacer.breathe_in_s:g}"' in page
    assert f'data-out="{pacer.breathe_out_s:g}"' in page
    assert f'dur="{pacer.cycle_s:g}s"' in page
    assert f'repeatCount="{breaths(pacer)}"' in page
    assert breaths(pacer) * pacer.cycle_s == 60
    assert f"In: {counted(pacer.breathe_in_s)}." in page
    assert "style=" not in page


def test_nothing_moves_before_it_was_begun(client):
    clear(client)
    assert "<animate" not in text(client.get(to(BREATHE)))


@pytest.mark.parametrize("practice", OFFERED)
def test_after_the_first_questionnaire_the_gate_asks_and_one_tap_clears_it(
    client, practice
):
    who = after_phq9(client)
    asked = client.get(to(practice))
    names = {one.name for one in asked.context["questions"]}
    assert {"has-mania_now", "has-psychosis_now", "has-about_to_stop_medicine"} < names
    assert "How is it now?" not in text(asked)

    shown = asked.context["shown"]
    answer = client.post(to(practice), {"none": "1", "shown": shown}, follow=True)

    assert "How is it now?" in text(answer)
    assert len(record_of(who.id).conditions) == len(names)


def test_the_cautions_of_slow_breathing_are_said_and_stand_in_nobodys_way(client):
    after_phq9(client)
    names = {one.name for one in client.get(to(BREATHE)).context["questions"]}
    assert not {"has-asthma", "has-copd", "has-panic_disorder", "has-pregnant"} & names
    shown = client.get(to(BREATHE)).context["shown"]
    page = client.post(to(BREATHE), {"none": "1", "shown": shown}, follow=True)
    assert "If this is true for you: " in text(page)
    assert "Panic attacks" in text(page)
    assert ". Breathe slowly without holding" in text(page)


def test_a_skipped_question_stays_open_and_the_minute_waits(client):
    who = after_phq9(client)

    shown = client.get(to(BREATHE)).context["shown"]
    sent = {"has-psychosis_now": "no", "shown": shown}
    answer = client.post(to(BREATHE), sent, follow=True)

    picture = picture_of(who.id, on=TODAY)
    assert isinstance(picture.facts.get("has:mania_now"), Unknown)
    assert "This one waits, and that is fine" in text(answer)
    again = client.get(to(BREATHE)).context["questions"]
    assert "has-psychosis_now" not in {one.name for one in again}


def test_a_yes_beside_none_of_these_is_asked_about_and_nothing_is_kept(client):
    who = after_phq9(client)
    shown = client.get(to(BREATHE)).context["shown"]
    sent = {"has-mania_now": "yes", "none": "1", "shown": shown}
    assert client.post(to(BREATHE), sent).status_code == 400
    assert record_of(who.id).conditions == ()


def test_without_an_age_the_way_to_it_is_shown(client):
    a_signed_in(client)
    client.post(reverse("ask", args=["phq9"]), CALM)
    shown = client.get(to(BREATHE)).context["shown"]
    page = client.post(to(BREATHE), {"none": "1", "shown": shown}, follow=True)
    assert reverse("consent") in text(page)
    assert "year of birth" in text(page)


def test_panic_shows_what_to_take_care_of_and_does_not_stop_it(client):
    clear(client, a_condition("panic_disorder"))
    page = text(client.get(to(BREATHE)))
    assert "Stop if you feel dizzy or afraid" in page
    assert "data-pacer" in page


def test_what_is_not_known_is_said_with_an_if(client):
    facts = everything_clear()
    rest = tuple(one for one in facts.conditions if one.condition != "asthma")
    with_facts(client, replace(facts, conditions=rest))
    assert "If this is true for you" in text(client.get(to(BREATHE)))


@pytest.mark.parametrize("condition", ["mania_now", "about_to_stop_medicine"])
@pytest.mark.parametrize("practice", OFFERED)
def test_what_speaks_against_every_step_holds_the_minute_too(
    client, condition, practice
):
    clear(client, a_condition(condition))
    page = text(client.get(to(practice)))
    assert "Not this one today" in page
    assert "data-pacer" not in page


def test_before_the_safety_steps_there_is_no_minute(client):
    a_signed_in(client)
    client.post(reverse("ask", args=["phq9"]), {"answer-self_harm": "1"})
    for url in (reverse("minute"), to(BREATHE), to(OUTSIDE)):
        assert client.get(url).url == reverse("safety")


@pytest.mark.parametrize("after", ["better", "same", ""])
def test_that_it_was_done_is_kept_only_when_it_is_said(client, after):
    who = clear(client)
    client.get(to(BREATHE), {"go": "1"})
    assert record_of(who.id).practices == ()

    assert client.post(done(BREATHE), {"after": after}).url == reverse("now")

    (kept,) = record_of(who.id).practices
    assert (kept.intervention, kept.on) == ("slow_breathing", TODAY)
    assert kept.after == (AfterFeel(after) if after else None)


@pytest.mark.parametrize("practice", OFFERED)
def test_worse_leads_to_a_kind_page_and_it_is_not_offered_again(client, practice):
    who = clear(client)

    answer = client.post(done(practice), {"after": "worse"}, follow=True)

    intervention = standard_practices()[practice].intervention
    assert "not about you" in text(answer)
    assert [one.intervention for one in record_of(who.id).adverse_reports] == [
        intervention
    ]
    assert record_of(who.id).practices[0].after is AfterFeel.WORSE
    assert "made you worse" in text(client.get(to(practice)))


def test_a_minute_that_does_not_exist_is_not_found(client):
    clear(client)
    assert client.get(to("breathing_4_7_8")).status_code == 404
    assert client.post(done(BREATHE), {"after": "cured"}).status_code == 404
    assert client.post(done("leeches"), {"after": "same"}).status_code == 404
