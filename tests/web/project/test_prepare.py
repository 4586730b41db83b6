"""What is made ready before the first page is served."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from heartsease.web.common import clock
from heartsease.web.project import prepare


def test_folder_and_key_are_for_their_owner_only_and_twice_changes_nothing(tmp_path):
    folder = tmp_path / "a" / "data"
    prepare.data_folder(folder)
    key = (folder / "secret-key").read_text()

    prepare.data_folder(folder)

    assert (folder / "secret-key").read_text() == key
    assert len(key) >= 64
    assert (folder / "secret-key").stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


def test_two_folders_have_two_keys(tmp_path):
    for name in ("one", "two"):
        prepare.data_folder(tmp_path / name)

    keys = {(tmp_path / name / "secret-key").read_text() for name in ("one", "two")}
    assert len(keys) == 2


@pytest.mark.django_db
def test_half_given_answers_of_a_visit_that_ran_out_are_removed_at_the_start():
    now = clock.now()
    for key, ends in (("old", now - timedelta(hours=1)), ("new", now + timedelta(1))):
        Session.objects.create(session_key=key, session_data="x", expire_date=ends)

    prepare.tables()

    assert [one.session_key for one in Session.objects.all()] == ["new"]
