"""When the screen locks by itself, nothing that was typed is lost in silence."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from tests.support.web import a_person, a_signed_in, sign_in

from heartsease.web.record.queries import entries_of

pytestmark = pytest.mark.django_db

WORDS = "snarkroot elixir, two spoons"


def time_passes():
    """The visit ran out, as after thirty minutes without a click."""
    earlier = datetime.now(UTC) - timedelta(minutes=1)
    assert Session.objects.update(expire_date=earlier) > 0


def fields_of(page):
    form = page[page.index("<main") : page.index("Send it now")]
    return {
        name: unescape(value)
        for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form)
    }


def typed_too_late(client):
    time_passes()
    return client.post(reverse("medicine_new"), {"name": WORDS})


def test_what_was_typed_waits_and_is_sent_after_signing_in(client):
    who = a_signed_in(client)

    answer = typed_too_late(client)
    assert answer.url.startswith(reverse("account_login"))
    assert not entries_of(who.id, "medicine")
    sign_in(client, who)
    page = client.get(reverse("back")).content.decode()
    assert "not saved yet" in page
    assert WORDS in page
    client.post(reverse("medicine_new"), fields_of(page))

    assert [one.payload["text"] for one in entries_of(who.id, "medicine")] == [WORDS]
    assert client.get(reverse("back")).url == reverse("now")


def test_it_can_be_thrown_away(client):
    who = a_signed_in(client)
    typed_too_late(client)
    sign_in(client, who)

    client.post(reverse("back"))

    assert client.get(reverse("back")).url == reverse("now")
    assert not entries_of(who.id, "medicine")


def test_somebody_else_who_signs_in_sees_nothing_of_it(client):
    a_signed_in(client)
    typed_too_late(client)
    other = a_person("sam")
    sign_in(client, other)

    answer = client.get(reverse("back"))

    assert answer.url == reverse("now")
    assert WORDS not in str(dict(client.session))


def test_after_signing_out_nothing_is_kept(client):
    who = a_signed_in(client)
    key = client.session.session_key
    client.post(reverse("account_logout"))
    client.cookies["sessionid"] = key

    client.post(reverse("medicine_new"), {"name": WORDS})
    sign_in(client, who)

    assert client.get(reverse("back")).url == reverse("now")


@pytest.mark.parametrize("sent", [{"word": "DELETE"}])
def test_the_word_that_deletes_everything_has_to_be_said_anew(client, sent):
    who = a_signed_in(client)
    time_passes()

    client.post(reverse("data_wipe"), sent)
    sign_in(client, who)

    assert client.get(reverse("back")).url == reverse("now")


def test_more_than_anybody_types_is_not_kept(client):
    who = a_signed_in(client)
    time_passes()

    client.post(reverse("medicine_new"), {"name": "x" * 200_000})
    sign_in(client, who)

    assert client.get(reverse("back")).url == reverse("now")
