"""Help after hard things: honest, led by what is wanted, and never a question."""

import re

import pytest
from django.urls import reverse
from tests.support.builders import a_condition, a_record
from tests.support.web import AT, a_signed_in, with_record

from heartsease.library.knowledge import standard
from heartsease.library.sheets import standard_sheets
from heartsease.web.common import clock
from heartsease.web.patient.screens.helpers.present import SHEET
from heartsease.web.patient.wishes import wishes
from heartsease.web.record import services as record

pytestmark = pytest.mark.django_db

HERE = "/helpers/"


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def text(answer):
    return answer.content.decode().replace("&#x27;", "'").replace("&quot;", '"')


def test_each_kind_is_told_in_the_words_of_the_library_with_its_evidence(client):
    a_signed_in(client)

    page = text(client.get(HERE))

    for id_ in standard_sheets()[SHEET].kinds:
        one = standard().interventions[id_]
        assert one.what in page, id_
        assert one.honest in page, id_
    assert "No, not in hard-to-treat depression" in page
    assert "Partly, in few or small studies" in page


def test_the_note_stands_before_everything_and_the_kinds_are_folded_up(client):
    a_signed_in(client)

    page = text(client.get(HERE))

    note = standard_sheets()[SHEET].note
    assert "Quick exit" in note
    assert page.index(note) < page.index("<details")
    assert '<details class="card" id="emdr">' in page


def test_nobody_is_asked_what_happened(client):
    a_signed_in(client)

    for url in (HERE, reverse("helpers_sheet")):
        page = text(client.get(url))
        assert "<textarea" not in page
        shown = set(re.findall(r'<input[^>]*type="(\w+)"', page))
        assert shown <= {"hidden"}


@pytest.mark.parametrize("wish", ["want", "open", "no"])
def test_a_wish_is_kept_and_shown_and_can_be_changed(client, wish):
    who = a_signed_in(client)

    answer = client.post(
        reverse("wish", args=["emdr"]), {"wish": wish, "back": "helpers"}, follow=True
    )

    assert answer.redirect_chain[-1][0].startswith(HERE)
    assert wishes(who.id)["emdr"] == wish
    kinds = {one.id: one.wish for one in answer.context["helpers"].kinds}
    assert kinds["emdr"] == wish
    assert kinds["peer_support"] == ""
    assert "Your wish was noted" in text(answer)


def test_a_rule_that_holds_is_said_and_a_wish_does_not_lift_it(client):
    who = a_signed_in(client)
    facts = a_record(a_condition("severe_dissociation"))
    record.add(user_id=who.user_id, person=who.id, record=facts, at=AT)
    client.post(reverse("wish", args=["emdr"]), {"wish": "want", "back": "helpers"})

    kinds = {one.id: one for one in client.get(HERE).context["helpers"].kinds}

    assert "trained therapist looks with you" in kinds["emdr"].first[0]
    assert kinds["somatic_experiencing"].first
    assert kinds["peer_support"].first == ()


def test_the_sheet_carries_every_question_and_nothing_of_the_person(client):
    with_record(a_signed_in(client, "wolpertinger"))

    page = text(client.get(reverse("helpers_sheet")))

    sheet = standard_sheets()[SHEET]
    for part in sheet.parts:
        for one in part.questions:
            assert one.ask in page
            assert one.sounds_good in page
            assert one.think_twice in page
    for says in (*sheet.rights, *sheet.leave_if, *sheet.find):
        assert says in page
    assert "unverified" in page
    assert "wolpertinger" not in page


def test_before_the_safety_steps_this_waits(client):
    a_signed_in(client)
    client.post(reverse("ask", args=["phq9"]), {"answer-self_harm": "1"})

    assert client.get(HERE).url == reverse("safety")
