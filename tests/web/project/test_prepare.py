"""What is made ready before the first page is served."""

import errno
import os
import time
from datetime import timedelta
from threading import Thread

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


def test_what_a_killed_program_left_behind_goes_and_what_is_read_now_stays(tmp_path):
    prepare.data_folder(tmp_path)
    incoming = tmp_path / prepare.FOR_INCOMING
    for name in ("old", "new"):
        (incoming / name).mkdir()
        (incoming / name / "labs.csv").write_text("x")
        (incoming / f"{name}.upload").write_text("x")
    for old in (incoming / "old", incoming / "old.upload"):
        os.utime(old, (time.time() - 3601, time.time() - 3601))

    prepare.data_folder(tmp_path)

    assert sorted(one.name for one in incoming.iterdir()) == ["new", "new.upload"]
    assert incoming.stat().st_mode & 0o077 == 0


def test_two_folders_have_two_keys(tmp_path):
    for name in ("one", "two"):
        prepare.data_folder(tmp_path / name)

    keys = {(tmp_path / name / "secret-key").read_text() for name in ("one", "two")}
    assert len(keys) == 2


def test_a_key_that_could_not_be_written_is_not_there_at_all(tmp_path, monkeypatch):
    """A full disk left an empty key, and every later start failed on it."""

    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(prepare.os, "fdopen", full)
        with pytest.raises(OSError, match="No space"):
            prepare.data_folder(tmp_path)

    assert list(tmp_path.iterdir()) == []
    prepare.data_folder(tmp_path)
    assert len((tmp_path / "secret-key").read_text()) >= 64


def test_a_disk_without_links_gets_its_keys_too(tmp_path, monkeypatch):
    def never(*arguments):
        raise PermissionError

    monkeypatch.setattr(prepare.os, "link", never)

    prepare.data_folder(tmp_path)

    names = sorted(one.name for one in tmp_path.iterdir() if one.is_file())
    assert names == ["journal-key", "secret-key"]


def test_two_starts_at_once_share_one_key(tmp_path):
    threads = [
        Thread(target=prepare.data_folder, args=(tmp_path / "data",)) for _ in range(2)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    files = [one for one in (tmp_path / "data").iterdir() if one.is_file()]
    names = sorted(one.name for one in files)
    assert names == ["journal-key", "secret-key"]


@pytest.mark.django_db
def test_half_given_answers_of_a_visit_that_ran_out_are_removed_at_the_start():
    now = clock.now()
    for key, ends in (("old", now - timedelta(hours=1)), ("new", now + timedelta(1))):
        Session.objects.create(session_key=key, session_data="x", expire_date=ends)

    prepare.tables()

    assert [one.session_key for one in Session.objects.all()] == ["new"]
