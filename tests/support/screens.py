"""Every address of the program, to be walked by tests that look at all screens."""

from django.urls import reverse
from tests.web.test_authorisation import TABLE, address

# What django-allauth answers to, in our own words.
DOORS = ("account_login", "account_signup", "account_reset_password")
INSIDE = (
    "account_logout",
    "account_change_password",
    "account_reauthenticate",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_activate_totp",
)
NOT_SEEN = {"worker", "offline_pack", "note_feed"}  # read by programs, not by people
BROKEN = "/there/is/no/such/page/"


def places(who):
    """Name and address of each screen that a person with this record can open."""
    for name, row in TABLE.items():
        if row.method != "get" or name in NOT_SEEN:
            continue
        try:
            yield name, address(name, row, who)
        except IndexError:  # this record has no fact of the kind the address names
            continue
    for name in INSIDE:
        yield name, reverse(name)
    yield "not found", BROKEN


def doors():
    """Name and address of what somebody sees who is not signed in."""
    for name, row in TABLE.items():
        if row.nobody == 200 and name not in NOT_SEEN:
            yield name, reverse(name)
    for name in DOORS:
        yield name, reverse(name)
