"""Accounts with e-mail, for a site: sign up, confirm, reset, and slow down who guesses."""

import os
import re
import subprocess
import sys

import pytest
from django.contrib.auth import get_user_model
from tests.support.web import PASSPHRASE, an_account
from tests.web.ui.test_account_pages import in_our_look

pytestmark = pytest.mark.django_db

MAIL = "thistledown@example.org"
NEW = "seven slow silver rivers"
# Nothing of this may be read over a shoulder, or on a locked phone.
TELLING = re.compile(
    r"depress|mood|mental|suicid|therap|heartsease|thistledown", re.IGNORECASE
)


@pytest.fixture
def site(settings):
    """The settings of HEARTSEASE_MODE=site, with the mail kept here."""
    settings.OWN_COMPUTER = False
    settings.ACCOUNT_LOGIN_METHODS = {"email"}
    settings.ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def signed_up(client):
    sent = {"email": MAIL, "password1": PASSPHRASE, "password2": PASSPHRASE}
    return client.post("/account/signup/", sent, follow=True)


def link_in(mail):
    return re.search(r"https?://[^/\s]+(/account/\S+)", mail.body)[1]


def test_the_settings_of_a_site_are_what_these_tests_use(tmp_path):
    code = (
        "from heartsease.web.project import settings as s;"
        "print(s.ACCOUNT_LOGIN_METHODS, s.ACCOUNT_EMAIL_VERIFICATION, s.OWN_COMPUTER,"
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0,"
        "s.ACCOUNT_EMAIL_NOTIFICATIONS, s.DEFAULT_FROM_EMAIL)"
    )
    site = {"HEARTSEASE_MODE": "site", "HEARTSEASE_MAIL_FROM": "post@example.org"}

    said = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **site, "HEARTSEASE_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert said.split() == ["{'email'}", "mandatory", "False", "True", "True", "True",
                            "True", "post@example.org"]  # fmt: skip


def test_a_cookie_is_for_no_script_and_no_other_site_and_ends_with_the_browser(client):
    an_account()

    client.get("/account/login/")
    client.post("/account/login/", {"login": "mara", "password": PASSPHRASE})

    visit = client.cookies["sessionid"]
    assert visit["httponly"] is True
    assert visit["max-age"] == visit["expires"] == ""
    assert [client.cookies[one]["samesite"] for one in ("sessionid", "csrftoken")] == [
        "Strict",
        "Strict",
    ]


def test_who_signs_up_confirms_the_address_and_is_in(client, site, mailoutbox):
    page = in_our_look(signed_up(client))
    assert "Look in your mail" in page
    assert client.get("/now/").status_code == 302

    link = link_in(mailoutbox[0])
    assert "Is this your address?" in in_our_look(client.get(link))
    client.post(link)
    answer = client.post(
        "/account/login/", {"login": MAIL, "password": PASSPHRASE}, follow=True
    )

    assert answer.redirect_chain[-1][0] == "/start/"


def test_a_link_that_was_used_says_so_kindly(client, site):
    page = in_our_look(client.get("/account/confirm-email/none-such/"))

    assert "no longer works" in page


def test_a_forgotten_passphrase_is_replaced_by_a_link(client, site, mailoutbox):
    signed_up(client)
    client.post(link_in(mailoutbox[0]))
    mailoutbox.clear()

    client.post("/account/password/reset/", {"email": MAIL})
    opened = client.get(link_in(mailoutbox[0]), follow=True)
    in_our_look(opened)
    address = opened.redirect_chain[-1][0]
    client.post(address, {"password1": NEW, "password2": NEW})

    user = get_user_model().objects.get(email=MAIL)
    assert user.check_password(NEW)
    assert "no longer works" in in_our_look(client.get(link_in(mailoutbox[0])))


def test_no_mail_tells_what_this_is_for_or_whom_it_is_about(client, site, mailoutbox):
    signed_up(client)
    client.post(link_in(mailoutbox[0]))
    client.post("/account/password/reset/", {"email": MAIL})
    client.post("/account/password/reset/", {"email": "nobody@example.org"})
    signed_up(client)
    client.post("/account/login/", {"login": MAIL, "password": PASSPHRASE})
    client.post(
        "/account/password/change/",
        {"oldpassword": PASSPHRASE, "password1": NEW, "password2": NEW},
    )

    assert len(mailoutbox) >= 4
    for mail in mailoutbox:
        plain = re.sub(r"https?://\S+", "", mail.body)
        assert not TELLING.search(mail.subject + plain), mail.subject
        assert "example.com" not in mail.subject
        assert "127.0.0.1" not in mail.body
        assert mail.to in ([MAIL], ["nobody@example.org"])


def test_asking_for_a_link_says_the_same_whether_the_address_is_known(client, site):
    signed_up(client)

    known = client.post("/account/password/reset/", {"email": MAIL}, follow=True)
    unknown = client.post(
        "/account/password/reset/", {"email": "nobody@example.org"}, follow=True
    )

    assert known.redirect_chain == unknown.redirect_chain


def test_after_five_wrong_tries_even_the_right_words_wait(client):
    an_account("mara")

    for _ in range(5):
        client.post("/account/login/", {"login": "mara", "password": "not the words"})
    answer = client.post("/account/login/", {"login": "mara", "password": PASSPHRASE})

    assert answer.status_code == 200
    assert "There were many tries" in answer.content.decode()
    assert client.get("/now/").status_code == 302


def test_too_many_tries_of_one_kind_get_a_page_of_our_own(client):
    an_account("mara")
    client.post("/account/login/", {"login": "mara", "password": PASSPHRASE})

    for _ in range(12):
        answer = client.post("/account/reauthenticate/", {"password": "not the words"})

    assert answer.status_code == 429
    assert "Please wait a little" in answer.content.decode()
    assert 'href="/help/"' in answer.content.decode()
