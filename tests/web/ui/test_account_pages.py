"""Signing in and all around it wears the program's own look and kind words."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.test import Client
from tests.support.web import PASSPHRASE, a_signed_in, an_account

pytestmark = pytest.mark.django_db

SIGNED_OUT = [
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/done/",
    "/account/inactive/",
    "/account/confirm-email/",
]
SIGNED_IN = [
    "/account/logout/",
    "/account/password/change/",
    "/account/reauthenticate/",
    "/account/2fa/",
    "/account/2fa/totp/activate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
]


def in_our_look(response):
    assert response.status_code == 200
    page = response.content.decode()
    assert "ui/ui.css" in page
    assert 'href="/help/"' in page
    assert page.count("<h1") == 1
    labelled = set(re.findall(r'<label for="([^"]*)"', page))
    asked = re.findall(r'<input(?![^>]*type="hidden")[^>]*id="([^"]+)"', page)
    assert set(asked) <= labelled
    return page


@pytest.fixture
def signed_in(client):
    an_account()
    client.post("/account/login/", {"login": "mara", "password": PASSPHRASE})
    client.post("/account/reauthenticate/", {"password": PASSPHRASE})
    return client


@pytest.mark.parametrize("path", SIGNED_OUT)
def test_a_page_before_signing_in_renders(client, path):
    in_our_look(client.get(path))


@pytest.mark.parametrize("path", SIGNED_IN)
def test_a_page_after_signing_in_renders(signed_in, path):
    in_our_look(signed_in.get(path))


def test_signing_in_leads_to_the_persons_day(client):
    an_account()

    response = client.post("/account/login/", {"login": "mara", "password": PASSPHRASE})

    assert response.headers["Location"] == "/now/"


def test_a_browser_may_send_our_own_forms():
    """Browsers say where a form came from only under some referrer policies."""
    page = Client().get("/account/login/")

    assert page.headers["Referrer-Policy"] == "same-origin"
    assert 'name="referrer"' not in page.content.decode()


def test_wrong_words_are_answered_kindly_and_on_top(client):
    an_account()

    page = in_our_look(
        client.post("/account/login/", {"login": "mara", "password": "not these"})
    )

    assert "Something needs another look" in page


def test_a_short_passphrase_is_answered_beside_its_field(client):
    page = in_our_look(
        client.post(
            "/account/signup/",
            {"username": "nora", "password1": "short", "password2": "short"},
        )
    )

    assert 'class="field has-error"' in page
    assert 'href="#id_password1"' in page


def test_signing_up_needs_a_name_and_a_passphrase_only(client):
    response = client.post(
        "/account/signup/",
        {"username": "nora", "password1": PASSPHRASE, "password2": PASSPHRASE},
    )

    assert response.status_code == 302
    assert "_auth_user_id" in client.session


def test_signing_out_is_asked_once_and_leads_to_the_first_page(signed_in):
    response = signed_in.post("/account/logout/")

    assert response.headers["Location"] == "/"
    assert "_auth_user_id" not in signed_in.session


def test_the_passkey_button_is_there(client):
    page = in_our_look(client.get("/account/login/"))

    assert 'id="passkey_login"' in page
    assert "mfa/js/webauthn.js" in page


def test_spare_codes_are_shown_after_an_app_was_set_up(signed_in):

    user = get_user_model().objects.get(username="mara")
    TOTP.activate(user, generate_totp_secret())
    codes = RecoveryCodes.activate(user).get_unused_codes()

    page = in_our_look(signed_in.get("/account/2fa/recovery-codes/"))
    assert all(code in page for code in codes)
    in_our_look(signed_in.get("/account/2fa/recovery-codes/generate/"))
    in_our_look(signed_in.get("/account/2fa/totp/deactivate/"))
    assert "Spare codes" in in_our_look(signed_in.get("/account/2fa/"))


def test_the_code_is_asked_for_at_the_next_sign_in(client):

    TOTP.activate(an_account(), generate_totp_secret())

    response = client.post(
        "/account/login/",
        {"login": "mara", "password": PASSPHRASE},
        follow=True,
    )

    assert "One more step" in in_our_look(response)


def test_the_data_page_leads_to_the_ways_to_sign_in(client):
    a_signed_in(client)

    assert 'href="/account/2fa/"' in client.get("/data/").content.decode()


@pytest.fixture
def a_site_with_mail(settings):
    settings.OWN_COMPUTER = False
    settings.ACCOUNT_LOGIN_METHODS = {"email"}
    settings.ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.usefixtures("a_site_with_mail")
def test_a_site_asks_for_an_address_and_can_send_a_link(client):
    page = in_our_look(client.get("/account/login/"))

    assert "Your e-mail" in page
    assert 'href="/account/password/reset/"' in page
    assert "Send me the link" in in_our_look(client.get("/account/password/reset/"))
    assert 'name="email"' in in_our_look(client.get("/account/signup/"))


def test_ones_own_computer_promises_no_mail_and_shows_the_way_back(client):
    page = in_our_look(client.get("/account/password/reset/"))

    assert "sends no e-mail" in page
    assert "Send me the link" not in page
    assert "heartsease accounts reset NAME" in page
