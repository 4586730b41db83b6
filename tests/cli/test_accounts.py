"""A forgotten passphrase is set anew by who holds the data folder."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from click.testing import CliRunner
from django.contrib.auth import get_user_model
from tests.support.web import PASSPHRASE, a_signed_in, an_account

from heartsease.cli.errors import ExitCode
from heartsease.cli.main import main
from heartsease.web.audit.queries import about

pytestmark = pytest.mark.django_db

NEW = "seven slow silver rivers"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARTSEASE_DATA", str(tmp_path))
    return tmp_path


def run(*arguments, typed=""):
    return CliRunner().invoke(main, ["accounts", *arguments], input=typed)


def test_a_new_passphrase_opens_the_account_and_signs_everybody_out(folder, client):
    who = a_signed_in(client)

    result = run("reset", "Mara", typed=f"{NEW}\n{NEW}\n")

    assert result.exit_code == 0, result.output
    assert NEW not in result.output
    user = get_user_model().objects.get(pk=who.user_id)
    assert user.check_password(NEW)
    assert client.get("/now/").status_code == 302
    assert about(who.id)[0].action == "passphrase set anew"


def test_the_second_factor_stays_unless_it_is_said_to_be_lost(folder):
    user = an_account()
    TOTP.activate(user, generate_totp_secret())

    run("reset", "mara", typed=f"{NEW}\n{NEW}\n")
    assert Authenticator.objects.filter(user=user).exists()
    run("reset", "mara", "--without-second-factor", typed=f"{NEW}\n{NEW}\n")

    assert not Authenticator.objects.filter(user=user).exists()


def test_a_name_nobody_has_changes_nothing_and_says_where_the_names_are(folder):
    user = an_account()

    result = run("reset", "marta", typed=f"{NEW}\n{NEW}\n")

    assert result.exit_code == ExitCode.NOT_FOUND
    assert "accounts list" in result.output
    user.refresh_from_db()
    assert user.check_password(PASSPHRASE)


def test_words_that_are_too_easy_are_refused(folder):
    user = an_account()

    result = run("reset", "mara", typed="short\nshort\n")

    assert result.exit_code == ExitCode.REFUSED
    assert "too short" in result.output
    user.refresh_from_db()
    assert user.check_password(PASSPHRASE)


def test_the_names_are_listed(folder):
    an_account("mara")
    an_account("sam")

    assert run("list").output.split() == ["mara", "sam"]


def test_a_folder_that_is_not_there_is_not_made(tmp_path, monkeypatch):
    monkeypatch.setenv("HEARTSEASE_DATA", str(tmp_path / "none"))

    result = run("list")

    assert result.exit_code == ExitCode.NOT_STARTED
    assert not (tmp_path / "none").exists()
