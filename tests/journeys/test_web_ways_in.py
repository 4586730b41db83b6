"""Signing in by passkey, by a code from an app, by a spare code, and after the lock."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from django.contrib.sessions.models import Session
from django.core.cache import cache
from tests.support.browser import NAME, PASSPHRASE, sign_up

pytestmark = pytest.mark.django_db(transaction=True)


def sign_out(visit):
    visit.open("/account/logout/")
    visit.page.click("main button[type=submit]")
    visit.page.wait_for_url(f"{visit.address}/")


def sign_in(visit):
    visit.open("/account/login/")
    visit.page.fill("#id_login", NAME)
    visit.page.fill("#id_password", PASSPHRASE)
    visit.page.click(".door-form button[type=submit]")


def prove_it_is_you(visit):
    """The passphrase once more, before a way in may be changed."""
    visit.page.wait_for_url("**/account/reauthenticate/**")
    visit.page.fill("#id_password", PASSPHRASE)
    visit.page.click("main button[type=submit]")


def a_finger(visit):
    """A passkey device inside the browser, with a finger that always fits."""
    speaks = visit.context.new_cdp_session(visit.page)
    speaks.send("WebAuthn.enable")
    speaks.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return speaks


def code_now(secret):
    return format_hotp_value(hotp_value(secret, next(counters())))


@pytest.mark.parametrize("width", [1280, 390])
def test_a_passkey_opens_the_door_without_the_words(visits, width):
    visit = visits(width=width)
    page = visit.page
    sign_up(visit)
    a_finger(visit)
    visit.open("/account/2fa/webauthn/add/")
    prove_it_is_you(visit)
    page.wait_for_url("**/webauthn/add/**")
    visit.look()
    page.fill("#id_name", "my phone")
    page.check("#id_passwordless")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/account/2fa/**recovery-codes/**")

    sign_out(visit)
    visit.open("/account/login/")
    visit.look()
    page.click("#passkey_login")
    page.wait_for_url("**/now/")

    assert page.get_by_role("link", name="Sign out").is_visible()
    visit.open("/account/2fa/webauthn/")
    assert "my phone" in page.inner_text("main")


def test_a_code_from_an_app_then_a_spare_code(visits):
    visit = visits(width=390)
    page = visit.page
    sign_up(visit)
    visit.open("/account/2fa/totp/activate/")
    prove_it_is_you(visit)
    page.wait_for_url("**/totp/activate/**")
    visit.look()
    secret = re.search(r"\b[A-Z2-7]{32}\b", page.content())[0]
    page.fill("#id_code", code_now(secret))
    page.click("main button[type=submit]")
    page.wait_for_url("**/recovery-codes/**")
    visit.open("/account/2fa/recovery-codes/")
    visit.look()
    spare = page.locator(".codes code").all_inner_texts()
    assert len(spare) == 10

    for code in (lambda: code_now(secret), lambda: spare[0]):
        sign_out(visit)
        sign_in(visit)
        page.wait_for_url("**/2fa/authenticate/**")
        visit.look()
        cache.clear()  # as half a minute later: a code opens the door once
        page.fill("#id_code", code())
        page.locator("main form").first.locator("button[type=submit]").click()
        page.wait_for_url("**/now/")

    sign_out(visit)
    sign_in(visit)
    page.fill("#id_code", spare[0])
    page.locator("main form").first.locator("button[type=submit]").click()
    page.wait_for_selector(".errorlist, .error-summary")
    assert "/2fa/authenticate/" in page.url


def test_what_was_being_typed_when_the_screen_locked_is_not_lost(visits):
    visit = visits(width=390)
    page = visit.page
    sign_up(visit)
    visit.open("/passport/medicines/new/")
    page.fill("#id_name", "a tea of seven herbs")

    Session.objects.update(expire_date=datetime.now(UTC) - timedelta(minutes=1))
    page.locator("main form button.btn").first.click()
    page.wait_for_url("**/account/login/**")
    visit.look()
    page.fill("#id_login", NAME)
    page.fill("#id_password", PASSPHRASE)
    page.click(".door-form button[type=submit]")
    page.wait_for_url("**/back/")
    visit.look()
    assert "a tea of seven herbs" in page.inner_text("main")
    page.get_by_role("button", name="Send it now").click()
    page.wait_for_load_state()

    visit.open("/passport/")
    assert "a tea of seven herbs" in page.inner_text("main")
