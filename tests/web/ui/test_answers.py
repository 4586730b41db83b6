"""Answers without a page of their own still lead to help, and say what to do."""

import re

import pytest
from django.urls import reverse
from tests.support.web import PASSPHRASE, a_signed_in

from heartsease.web.project.in_threads import NO_ROOM, TOO_LARGE

pytestmark = pytest.mark.django_db


def test_an_address_that_only_takes_a_button_says_so_and_shows_help(client):
    a_signed_in(client)

    answer = client.get(reverse("choose", args=["slow_breathing"]))

    said = answer.content.decode()
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "Nothing was changed just now" in said
    assert 'href="/help/"' in said


def test_a_name_the_site_does_not_answer_to_learns_nothing_and_is_shown_help(client):
    answer = client.get("/", headers={"host": "evil.example"})

    said = answer.content.decode()
    assert answer.status_code == 400
    assert "This could not be read" in said
    assert 'href="/help/"' in said
    assert "evil.example" not in said


def test_too_much_at_once_gets_a_page_and_is_not_read(client):
    a_signed_in(client)

    answer = client.post(reverse("bring"), **{TOO_LARGE: True})

    said = answer.content.decode()
    assert answer.status_code == 413
    assert "This is too much at once" in said
    assert 'href="/help/"' in said


def test_no_page_elsewhere_can_load_what_we_serve(client):
    for path in ("/", "/static/ui/ui.css", "/no/such/page/"):
        answer = client.get(path)
        answer.close()
        headers = answer.headers

        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in headers


def test_a_field_asks_for_what_it_needs(client):
    a_signed_in(client)

    said = client.post(
        reverse("trial_new"),
        {"highest_dose": "-5", "started_on": "soon", "held_for": "x"},
    ).content.decode()

    for words in (
        "What was it?: Please fill this in.",
        "Please write 0 or more.",
        "Please write a day, like 2027-01-31.",
        "Please write a whole number.",
    ):
        assert words in said
    assert "Ensure this value" not in said


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        (
            "account_change_password",
            {"oldpassword": "not mine", "password1": "short", "password2": "short"},
            ("These are not the words you use now.", "This is too short."),
        ),
        (
            "account_change_password",
            {
                "oldpassword": PASSPHRASE,
                "password1": "seven small grey boats",
                "password2": "eight small grey boats",
            },
            ("The new words again: These are not the same words as above.",),
        ),
        (
            "account_reauthenticate",
            {"password": "not mine"},
            ("This passphrase does not fit.",),
        ),
    ],
)
def test_the_ways_in_are_refused_in_our_words(client, name, typed, said):
    a_signed_in(client)

    answer = client.post(reverse(name), typed).content.decode()

    for words in said:
        assert words in answer
    main = answer.split("<main")[1].split("</main>")[0]
    assert "password" not in re.sub(r"<[^>]+>", "", main).casefold()
    assert "placeholder" not in main


def test_a_wrong_name_and_a_wrong_passphrase_are_answered_alike(client):
    a_signed_in(client)
    client.logout()

    answers = [
        client.post(reverse("account_login"), {"login": login, "password": "not it"})
        for login in ("mara", "nobody-of-this-name")
    ]

    for answer in answers:
        said = answer.content.decode()
        assert "The name or the passphrase does not fit." in said


def test_what_found_no_room_on_the_disk_gets_a_page_with_the_way_to_help(client):
    a_signed_in(client)

    answer = client.post(reverse("bring"), **{NO_ROOM: True})

    assert answer.status_code == 507
    assert "The disk of this computer is full" in answer.text
    assert 'href="/help/"' in answer.text
