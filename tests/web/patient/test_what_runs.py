"""What runs: the look at each treatment, and settling it with its history."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from tests.support.web import a_signed_in

from heartsease.library.knowledge import standard
from heartsease.web.common import clock
from heartsease.web.record import services as record
from heartsease.web.record.models import Entry
from heartsease.web.record.queries import entries_of

pytestmark = pytest.mark.django_db

START = datetime(2026, 9, 28, 9, 0, tzinfo=UTC)
FORM = {"source": "form"}


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    """Eight weeks after the start; call it with other weeks to move."""

    def move(weeks):
        monkeypatch.setattr(clock, "now", lambda: START + timedelta(weeks=weeks))

    move(8)
    return move


@pytest.fixture
def mara(client):
    who = a_signed_in(client)
    say(who, "statement", name="energy", value="okay")
    say(
        who,
        "trial",
        id="t1",
        treatment="sertraline",
        started_on="2026-09-28",
        ongoing=True,
    )
    score(who, 0, 20)
    return who


def say(who, kind, **payload):
    if kind != "statement":
        payload["provenance"] = FORM
    record.say(
        user_id=who.user_id, person=who.id, kind=kind, payload=payload, at=clock.now()
    )


def score(who, weeks, total):
    on = (START + timedelta(weeks=weeks)).date().isoformat()
    say(who, "response", instrument="phq9", on=on, total=total)
    answers = {"self_harm": 0}
    say(who, "response", instrument="phq9", on=on, answers=answers)


def walk(who):
    say(
        who,
        "chosen_step",
        intervention="walking",
        size="tiny",
        started_on="2026-09-28",
        judge_on="2026-11-23",
    )


def page_of(client):
    return client.get(reverse("treatments")).content.decode()


def settle(client, key="sertraline", **sent):
    return client.post(reverse("treatments"), {"settle": key, **sent})


def test_a_treatment_that_did_not_help_enough_is_a_talk_and_no_stop(client, mara):
    score(mara, 8, 19)

    page = page_of(client)

    assert "Talk about it" in page
    assert "20 before it began (28 September 2026), 19 now (23 November 2026)" in page
    assert "Do not stop or change it on your own." in page
    assert "about the plan, not about you" in page


def test_without_a_score_from_before_the_passport_is_asked(client):
    who = a_signed_in(client)
    say(
        who,
        "trial",
        id="t2",
        treatment="lithium",
        started_on="2026-09-28",
        ongoing=True,
    )
    entry = entries_of(who.id, "trial")[0].id

    page = page_of(client)

    assert "We cannot say yet" in page
    assert reverse("trial_edit", args=[entry]) in page


def test_nothing_runs_and_the_page_says_how_something_shows_up(client):
    a_signed_in(client)

    page = page_of(client)

    assert "No treatment is known to run now." in page
    assert reverse("passport") in page


def test_a_decision_is_kept_with_what_was_advised_and_the_knowledge(client, mara):
    score(mara, 8, 19)

    settle(client, choice="give_until", until="2026-12-21")

    (kept,) = entries_of(mara.id, "decision")
    assert kept.payload == {
        "treatment": "sertraline",
        "choice": "give_until",
        "on": "2026-11-23",
        "until": "2026-12-21",
        "week": 8,
        "advised": "talk",
        "knowledge": standard().fingerprint,
        "provenance": {"source": "what you settled on the page of treatments"},
    }
    assert "you settled: Give it until 21 December 2026." in page_of(client)


def test_settling_again_keeps_the_history(client, mara, moment):
    score(mara, 8, 19)
    settle(client, choice="give_until", until="2026-12-21")
    settle(client, choice="talk")  # the same day: a correction
    moment(9)
    settle(client, choice="keep")

    standing = [one.payload["choice"] for one in entries_of(mara.id, "decision")]
    assert standing == ["keep", "talk"]
    assert Entry.objects.filter(kind="decision").count() == 3
    page = page_of(client)
    assert page.index("On 30 November 2026 you settled: Keep it.") < page.index(
        "On 23 November 2026 you settled: Talk about it."
    )


def test_a_medicine_cannot_be_settled_with_a_stop(client, mara):
    score(mara, 8, 19)

    form = client.get(reverse("treatments"), {"settle": "sertraline"}).content.decode()
    refused = settle(client, choice="stop_and_talk")

    assert "stop_and_talk" not in form
    assert refused.status_code == 400
    assert not entries_of(mara.id, "decision")


def test_a_step_of_ones_own_can(client, mara):
    walk(mara)
    score(mara, 8, 20)

    assert "Stop it, and talk about what comes next" in page_of(client)
    assert settle(client, "walking", choice="stop_and_talk").status_code == 302
    assert entries_of(mara.id, "decision")[0].payload["choice"] == "stop_and_talk"


@pytest.mark.parametrize("until", ["", "2026-11-23", "2020-01-01", "soon"])
def test_a_day_is_needed_and_lies_ahead(client, mara, until):
    answer = settle(client, choice="give_until", until=until)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not entries_of(mara.id, "decision")


def test_a_day_beside_another_choice_is_left_out(client, mara):
    settle(client, choice="keep", until="2026-12-24")

    assert "until" not in entries_of(mara.id, "decision")[0].payload


def test_what_does_not_run_cannot_be_settled(client, mara):
    assert settle(client, "lithium", choice="keep").status_code == 404


def test_the_first_page_asks_for_a_look_until_it_is_settled(client, mara):
    client.post(reverse("now"), {"team": "solo"})
    score(mara, 8, 19)

    before = client.get(reverse("now")).context["now"].looks
    settle(client, choice="talk")
    after = client.get(reverse("now")).context["now"].looks

    assert before == (("Sertraline", "Talk about it"),)
    assert after == ()


def test_progress_and_the_visit_page_carry_it(client, mara):
    score(mara, 8, 19)

    for name in ("progress", "visit", "visit_sheet"):
        page = client.get(reverse(name)).content.decode()
        assert "Sertraline" in page
        assert "Talk about it" in page


def test_while_safety_comes_first_nothing_is_judged(client, mara):
    say(
        mara,
        "response",
        instrument="phq9",
        on="2026-11-23",
        answers={"self_harm": 2},
    )

    assert client.get(reverse("treatments")).url == reverse("safety")
