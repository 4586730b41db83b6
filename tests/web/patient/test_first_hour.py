"""The first hour, as somebody without JavaScript walks through it."""

import logging
from datetime import timedelta

import pytest
from django.urls import reverse
from tests.support.builders import TODAY
from tests.support.web import AT, a_person, a_signed_in, an_account, sign_in

from heartsease.core.plan.safety import Mode
from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard
from heartsease.web.audit import queries as audit
from heartsease.web.common import clock
from heartsease.web.people import services as people
from heartsease.web.people.queries import person_of
from heartsease.web.record.models import Unfinished
from heartsease.web.record.queries import entries_of, picture_of, record_of
from heartsease.web.record.services import say

pytestmark = pytest.mark.django_db

ITEMS = (
    "interest", "mood", "sleep", "energy", "appetite", "worth", "concentration",
    "movement", "self_harm",
)  # fmt: skip
CALM = {f"answer-{name}": "1" for name in ITEMS} | {"answer-self_harm": "0"}


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def ask(name):
    return reverse("ask", args=[name])


def has(condition, picture):
    return picture.facts.get(f"has:{condition}")


def now_of(who):
    return picture_of(who.id, on=TODAY)


# --- the door -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["consent", "now", "safety"])
def test_nobody_signed_in_is_asked_to_sign_in(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


def test_a_first_visit_begins_a_person_and_leads_to_consent(client):
    user = an_account("new")
    client.force_login(
        user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    answer = client.get(reverse("now"))
    assert answer.url == reverse("consent")
    assert person_of(user.pk) is not None


@pytest.mark.parametrize("path", ["now", "safety"])
def test_without_consent_every_screen_leads_to_it(client, path):
    a_signed_in(client, consent=False)
    assert client.get(reverse(path)).url == reverse("consent")
    assert client.get(ask("phq9")).url == reverse("consent")


# --- from the first page to the map ---------------------------------------------------


def test_a_first_visit_goes_from_consent_over_energy_and_phq_9_to_a_map(client):
    who = a_signed_in(client, consent=False)
    first = client.get(reverse("consent")).content.decode()
    assert "does not diagnose" in first
    assert "Nobody is watching" in first
    assert "Do not stop or change a prescribed medicine" in first

    agreed = {
        "agree": "on",
        "country": "GB",
        "time_zone": "Europe/London",
        "born": "1984",
        "sex": "female",
    }
    assert client.post(reverse("consent"), agreed).url == reverse("now")
    assert person_of(who.user_id).consented_at == AT
    assert person_of(who.user_id).time_zone == "Europe/London"
    person = record_of(who.id).person
    assert (person.country, person.sex) == ("GB", "female")
    assert person.born_on.isoformat() == "1984-07-01"

    assert b"How much energy" in client.get(reverse("now")).content
    client.post(reverse("now"), {"energy": "some"})
    assert b"alone, or with a team" in client.get(reverse("now")).content
    client.post(reverse("now"), {"team": "solo"})
    assert person_of(who.user_id).solo is True

    offered = client.get(reverse("now")).content.decode()
    assert ask("phq9") in offered
    answer = client.post(ask("phq9"), CALM, follow=True)
    said = answer.content.decode()
    assert "Mild" in said
    assert "8 of 27 points" in said
    assert "not a diagnosis" in said

    picture = now_of(who)
    assert picture.scores["phq9"].total == 8
    assert picture.safety.mode is Mode.OPEN
    assert picture.domains


def test_consent_needs_the_box_and_says_so_next_to_it(client):
    who = a_signed_in(client, consent=False)
    answer = client.post(reverse("consent"), {"time_zone": "UTC", "born": "soon"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'id="agree-error"' in page
    assert 'href="#id_born"' in page
    assert person_of(who.user_id).consented_at is None
    assert record_of(who.id).person.born_on is None


@pytest.mark.parametrize("born", ["2031-01-01", "1800", "1984-13-40", "21.5.1984"])
def test_a_birth_date_that_cannot_be_is_asked_again(client, born):
    who = a_signed_in(client, consent=False)
    data = {"agree": "on", "time_zone": "UTC", "born": born}
    assert client.post(reverse("consent"), data).status_code == 400
    assert record_of(who.id).person.born_on is None


def test_everything_on_the_first_page_but_the_agreement_may_be_skipped(client):
    who = a_signed_in(client, consent=False)
    data = {"agree": "on", "time_zone": "UTC", "country": "", "born": "", "sex": ""}
    assert client.post(reverse("consent"), data).url == reverse("now")
    person = record_of(who.id).person
    assert (person.born_on, person.sex, person.country) == (None, None, None)


def test_a_time_zone_nobody_has_is_refused(client):
    a_signed_in(client, consent=False)
    data = {"agree": "on", "time_zone": "Mars/Olympus"}
    assert client.post(reverse("consent"), data).status_code == 400


# --- now ------------------------------------------------------------------------------


def settled(client, **energy):
    client.post(reverse("now"), {"energy": "some", **energy})
    client.post(reverse("now"), {"team": "skip"})


def test_the_team_question_can_be_skipped_and_stays_unanswered(client):
    who = a_signed_in(client)
    settled(client)
    assert b"with a team" not in client.get(reverse("now")).content
    assert person_of(who.user_id).solo is None


def test_low_energy_shows_one_thing_and_hides_the_rest(client):
    a_signed_in(client)
    settled(client, energy="low")
    page = client.get(reverse("now")).content.decode()
    assert page.count('<section class="card') == 1
    assert "<details>" in page
    assert "Being here counts" in page
    assert ask("phq9") + "?one=1" in page


def test_a_question_can_be_put_aside_and_brought_back(client):
    a_signed_in(client)
    settled(client)
    first = client.get(reverse("now")).context["now"].first
    client.post(reverse("now"), {"later": first.id})
    assert client.get(reverse("now")).context["now"].first.id != first.id
    client.post(reverse("now"), {"bring_back": "1"})
    assert client.get(reverse("now")).context["now"].first.id == first.id


def test_an_energy_nobody_offered_is_not_kept(client):
    who = a_signed_in(client)
    client.post(reverse("now"), {"energy": "heroic"})
    assert record_of(who.id).energy is None


# --- questionnaires -------------------------------------------------------------------


@pytest.mark.parametrize("name", ["no_such", "madrs", "isi"])
def test_a_questionnaire_without_words_is_not_found(client, name):
    a_signed_in(client)
    assert client.get(ask(name)).status_code == 404
    assert client.post(ask(name), {"answer-x": "1"}).status_code == 404


def test_a_skipped_question_is_unknown_and_not_a_no(client):
    who = a_signed_in(client)
    given = {**CALM, "answer-mood": "", "answer-self_harm": ""}
    client.post(ask("phq9"), given)
    (response,) = record_of(who.id).responses
    assert "mood" not in response.answers
    assert "self_harm" not in response.answers
    picture = now_of(who)
    assert isinstance(picture.facts.get("item:phq9.self_harm"), Unknown)
    assert isinstance(picture.scores["phq9"].total, Unknown)
    assert picture.safety.mode is Mode.ASK


def test_a_page_of_skips_keeps_nothing(client):
    who = a_signed_in(client)
    assert client.post(ask("phq9"), {"answer-mood": ""}).url == reverse("now")
    assert record_of(who.id).responses == ()


def test_an_answer_that_was_not_offered_is_asked_again_and_the_rest_is_kept(client):
    who = a_signed_in(client)
    answer = client.post(ask("phq9"), {**CALM, "answer-mood": "7"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#answer-mood"' in page
    assert page.count(" checked") == len(ITEMS) - 1
    assert record_of(who.id).responses == ()


def test_a_number_out_of_range_says_which_numbers_fit(client):
    a_signed_in(client)
    answer = client.post(ask("food_own"), {"answer-fish_per_week": "900"})
    assert answer.status_code == 400
    assert b"from 0 to" in answer.content


def test_what_can_upset_is_announced_and_has_a_way_out(client):
    a_signed_in(client)
    page = client.get(ask("pc_ptsd_5")).content.decode()
    assert "stir things up" in page
    assert reverse("now") in page
    assert '<input type="radio"' not in page
    opened = client.get(ask("pc_ptsd_5") + "?open=1").content.decode()
    assert '<input type="radio"' in opened


def test_the_notice_of_the_licence_stands_beside_the_questions(client):
    a_signed_in(client)
    assert b"Robert L. Spitzer" in client.get(ask("phq9")).content
    assert b"Robert L. Spitzer" in client.get(ask("phq9") + "?one=1").content


def test_one_question_at_a_time_can_go_back_and_be_taken_up_again(client):
    who = a_signed_in(client)
    at = ask("phq9") + "?open=1&one=1&at={}"
    client.post(at.format(1), {"answer-interest": "2"})
    client.post(at.format(2), {"answer-mood": "1"})
    resumed = client.get(ask("phq9") + "?one=1")
    assert resumed.context["question"].number == 3
    back = client.get(at.format(1)).context["question"]
    assert [one.value for one in back.choices if one.chosen] == ["2"]
    client.post(at.format(1), {"answer-interest": "0"})
    assert record_of(who.id).responses == ()

    client.post(at.format(3), {"skip": "1", "answer-sleep": "3"})
    for place, item in enumerate(ITEMS[3:], start=4):
        client.post(at.format(place), {f"answer-{item}": "0"})
    done = client.post(at.format(10), {"skip": "1"})
    assert done.url == ask("phq9") + "?result=1"
    (response,) = record_of(who.id).responses
    assert response.answers["interest"] == 0
    assert "sleep" not in response.answers
    assert "difficulty" not in response.answers
    assert not Unfinished.objects.exists()


@pytest.fixture
def hours(monkeypatch):
    """Moves the clock of the server on by so many hours."""
    start = clock.now()

    def on(number):
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(hours=number))

    return on


def begin_one_by_one(client):
    at = ask("phq9") + "?open=1&one=1&at={}"
    client.post(at.format(1), {"answer-interest": "2"})
    client.post(at.format(2), {"skip": "1"})


def test_half_a_questionnaire_goes_on_where_it_was_left_after_signing_out(
    client, hours
):
    who = a_signed_in(client)
    begin_one_by_one(client)
    client.logout()
    hours(20)
    sign_in(client, who)
    client.post(reverse("now"), {"energy": "okay"})
    client.post(reverse("now"), {"team": "solo"})

    page = client.get(ask("phq9"))

    assert page.context["question"].number == 3
    whole = client.get(ask("phq9") + "?open=1").context["questions"]
    assert [one.typed for one in whole][:3] == ["2", "", ""]
    assert "Your answer is kept" in client.get(reverse("now")).content.decode()


def test_half_a_questionnaire_is_no_answer_and_opens_no_gate(client):
    who = a_signed_in(client)
    before = record_of(who.id)

    begin_one_by_one(client)

    assert record_of(who.id) == before
    assert "Step 1" not in client.get(reverse("plan")).content.decode()


def test_what_was_left_longer_ago_than_a_check_stays_open_is_not_gone_on_with(
    client, hours
):
    who = a_signed_in(client)
    begin_one_by_one(client)
    hours(24 * standard().rotation.open_days + 1)
    sign_in(client, who)

    page = client.get(ask("phq9") + "?one=1")

    assert page.context["question"].number == 1
    assert [one.chosen for one in page.context["question"].choices] == [False] * 4


def test_all_questions_on_one_page_can_be_stopped_and_gone_on_with(client):
    who = a_signed_in(client)

    stopped = client.post(
        ask("phq9"), {"answer-interest": "3", "answer-mood": "nine", "stop": "1"}
    )

    assert stopped.url == reverse("now")
    assert record_of(who.id).responses == ()
    again = client.get(ask("phq9")).context["questions"]
    assert [one.typed for one in again][:2] == ["3", ""]
    client.post(ask("phq9"), {"stop": "1"})  # everything was cleared
    assert not Unfinished.objects.exists()


def test_stopping_half_way_does_not_pass_over_the_question_about_suicide(client):
    who = a_signed_in(client)

    answer = client.post(ask("phq9"), {"answer-self_harm": "1", "stop": "1"})

    assert answer.url == reverse("safety")
    assert record_of(who.id).responses[0].answers == {"self_harm": 1.0}


def test_skipping_to_the_end_leaves_nothing_half_way(client):
    a_signed_in(client)
    begin_one_by_one(client)
    at = ask("phq9") + "?open=1&one=1&at={}"
    client.post(at.format(1), {"skip": "1"})

    client.post(at.format(10), {"skip": "1"})

    assert not Unfinished.objects.exists()


def test_nobody_goes_on_with_the_half_of_another_person(client):
    a_signed_in(client)
    begin_one_by_one(client)
    sign_in(client, a_person("ingrid"))

    page = client.get(ask("phq9"))

    assert [one.typed for one in page.context["questions"]] == [""] * 10


def test_a_wipe_takes_what_was_left_half_way(client):
    who = a_signed_in(client)
    begin_one_by_one(client)

    people.wipe(user_id=who.user_id, person=who.id, at=clock.now())

    assert not Unfinished.objects.exists()


def test_own_words_are_called_our_own(client):
    a_signed_in(client)
    assert b"These words are our own" in client.get(ask("sleep_own")).content
    assert b"These words are our own" not in client.get(ask("phq9")).content


@pytest.mark.parametrize("name", ["gad7", "joy_own", "audit_c", "ipaq_sf", "k10"])
def test_questionnaires_of_every_kind_can_be_opened_both_ways(client, name):
    a_signed_in(client)
    assert client.get(ask(name)).status_code == 200
    assert client.get(ask(name) + "?one=1").status_code == 200
    assert client.get(ask(name) + "?result=1").status_code == 200


# --- cards ----------------------------------------------------------------------------

HEART = reverse("card", args=["heart"])


def test_none_of_these_keeps_a_no_for_each(client):
    who = a_signed_in(client)
    shown = client.get(HEART).context["questions"]
    client.post(HEART, {"none": "1"})
    kept = record_of(who.id).conditions
    assert len(kept) == len(shown) > 1
    assert not any(one.present for one in kept)
    assert {one.on for one in kept} == {TODAY}
    assert {one.provenance.source for one in kept} == {"form"}


def test_a_skip_on_a_card_keeps_nothing(client):
    who = a_signed_in(client)
    client.post(HEART, {"has-heart_failure": "yes", "has-stroke": ""})
    assert {one.condition for one in record_of(who.id).conditions} == {"heart_failure"}
    assert isinstance(has("stroke", now_of(who)), Unknown)


def test_a_yes_beside_none_of_these_is_asked_about(client):
    who = a_signed_in(client)
    answer = client.post(HEART, {"has-heart_failure": "yes", "none": "1"})
    assert answer.status_code == 400
    assert record_of(who.id).conditions == ()


def test_what_was_said_is_shown_and_a_slip_of_today_can_be_changed(client):
    who = a_signed_in(client)
    client.post(HEART, {"has-heart_failure": "yes"})
    shown = {one.name: one.answer for one in client.get(HEART).context["questions"]}
    assert shown["has-heart_failure"] == "yes"
    client.post(HEART, {"has-heart_failure": "no"})
    assert has("heart_failure", now_of(who)).value is False
    client.post(HEART, {"has-heart_failure": "yes"})
    assert has("heart_failure", now_of(who)).value is True
    client.post(HEART, {"has-heart_failure": ""})
    assert isinstance(has("heart_failure", now_of(who)), Unknown)


def test_a_change_on_a_later_day_adds_a_fact_and_keeps_the_old_one(client):
    who = a_signed_in(client)
    earlier = {
        "condition": "pregnant",
        "present": True,
        "on": "2026-11-20",
        "provenance": {"source": "form"},
    }
    say(user_id=who.user_id, person=who.id, kind="condition", payload=earlier, at=AT)
    client.post(reverse("card", args=["life_stage"]), {"has-pregnant": "no"})
    assert len(entries_of(who.id, "condition", subject="pregnant")) == 2
    assert has("pregnant", now_of(who)).value is False


def test_saving_a_card_unchanged_adds_nothing(client):
    who = a_signed_in(client)
    client.post(HEART, {"has-heart_failure": "yes"})
    client.post(HEART, {"has-heart_failure": "yes"})
    assert len(entries_of(who.id, "condition")) == 1


def test_a_card_asks_only_what_fits_the_sex(client):
    who = a_signed_in(client)
    url = reverse("card", args=["life_stage"])
    sex = {"name": "sex", "value": "male"}
    asked_of_all = {one.name for one in client.get(url).context["questions"]}
    say(user_id=who.user_id, person=who.id, kind="statement", payload=sex, at=AT)
    asked_of_men = {one.name for one in client.get(url).context["questions"]}
    assert "has-pregnant" in asked_of_all - asked_of_men


def test_a_card_that_does_not_exist_is_not_found(client):
    a_signed_in(client)
    assert client.get(reverse("card", args=["luck"])).status_code == 404


# --- privacy --------------------------------------------------------------------------


def test_answers_cannot_be_written_into_somebody_elses_record(client):
    other = a_person("other")
    who = a_signed_in(client, "mara")
    client.post(ask("phq9"), {**CALM, "person": str(other.id), "who": str(other.id)})
    client.post(HEART, {"none": "1", "person": str(other.id)})
    assert record_of(other.id).responses == ()
    assert record_of(other.id).conditions == ()
    assert len(record_of(who.id).responses) == 1


def test_nobody_sees_what_another_person_answered(client):
    who = a_signed_in(client, "mara")
    client.post(ask("phq9"), CALM)
    sign_in(client, a_person("other"))
    assert client.get(ask("phq9") + "?result=1").context["result"].total == ""
    assert now_of(who).scores["phq9"].total == 8


def test_no_answer_reaches_a_log_or_the_audit(client, caplog):
    caplog.set_level(logging.DEBUG)
    who = a_signed_in(client)
    client.post(ask("phq9"), {**CALM, "answer-mood": "3"})
    client.post(ask("phq9"), {**CALM, "answer-mood": "strange words"})
    client.post(HEART, {"has-heart_failure": "yes"})
    client.post(reverse("safety"), {"answer-wish_dead": "yes"})
    told = caplog.text + "".join(line.action for line in audit.about(who.id))
    for word in ("mood", "strange words", "heart_failure", "wish_dead"):
        assert word not in told
