"""Killed in the middle, or no room on the disk: all of a file or nothing, and a word.

Against the real server, as its own process, on both databases.
"""

import os
import resource
import sqlite3
import threading
import time
from contextlib import contextmanager, suppress
from datetime import date, timedelta

import psycopg
import pytest
from tests.support import postgres
from tests.support.server import PATIENCE_S, Browser, Server

from heartsease.web.project.prepare import FOR_INCOMING

DAYS = 1500  # enough rows that the server is met in the middle of them
BROKEN = (ConnectionError, OSError)


def results(days):
    first = date(2020, 1, 1)
    rows = (f"{first + timedelta(days=n)},Ferritin,50,ug/L" for n in range(days))
    return "\n".join(("date,test,result,units", *rows)).encode()


@contextmanager
def on_sqlite(folder):
    def facts():
        found = sqlite3.connect(folder / "heartsease.sqlite3")
        try:
            return found.execute(COUNT).fetchone()[0]
        finally:
            found.close()

    yield {}, facts


@contextmanager
def on_postgres(folder):
    with postgres.cluster() as url:

        def facts():
            with psycopg.connect(url) as found:
                return found.execute(COUNT).fetchone()[0]

        yield {"DATABASE_URL": url}, facts


COUNT = "SELECT count(*) FROM record_entry WHERE kind = 'observation'"
needs_postgres = pytest.mark.skipif(
    postgres.programs() is None, reason="PostgreSQL is not installed"
)


def killed_in_the_middle(server, browser, folder, data):
    """Sends a file and kills the server while it reads it."""

    def send():
        with suppress(BROKEN):
            browser.bring("labs.csv", data)

    sending = threading.Thread(target=send)
    sending.start()
    end = time.monotonic() + PATIENCE_S
    while not any(folder.iterdir()) and time.monotonic() < end:
        time.sleep(0.01)
    server.kill()
    sending.join()


@pytest.mark.parametrize(
    "database",
    [
        pytest.param(on_sqlite, id="sqlite"),
        pytest.param(on_postgres, id="postgres", marks=needs_postgres),
    ],
)
def test_an_import_that_was_killed_left_nothing_and_can_be_done_again(
    database, tmp_path
):
    data, incoming = results(DAYS), tmp_path / FOR_INCOMING
    with database(tmp_path) as (env, facts):
        server = Server(tmp_path, **env)
        try:
            server.start()
            browser = Browser(server)
            browser.begin()
            killed_in_the_middle(server, browser, incoming, data)
            left = list(incoming.iterdir())
            for one in left:  # as if the next start came an hour later
                os.utime(one, (0, 0))
            server.start()
            after_the_kill = facts()
            taken = [browser.bring("labs.csv", data)[0] for _ in range(2)]

            assert left
            assert after_the_kill == 0
            assert taken == [200, 200]
            assert facts() == DAYS
            assert list(incoming.iterdir()) == []
        finally:
            server.kill()


@contextmanager
def no_room_for(server):
    """The server can make no file larger than it is: what a full disk is like."""
    pid, kind = server.process.pid, resource.RLIMIT_FSIZE
    before = resource.prlimit(pid, kind)
    resource.prlimit(pid, kind, (1, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, kind, before)


@pytest.mark.skipif(
    not hasattr(resource, "prlimit"), reason="only Linux limits another process"
)
def test_on_a_full_disk_help_is_there_what_is_sent_is_answered_and_nothing_is_half_kept(
    tmp_path,
):
    server = Server(tmp_path, DATABASE_URL="")
    with on_sqlite(tmp_path) as (_, facts):
        try:
            server.start()
            browser = Browser(server)
            browser.begin()
            browser.bring("first.csv", results(5))
            with no_room_for(server):
                looked = {
                    path: browser.ask("GET", path)[0]
                    for path in ("/help/", "/now/", "/map/", "/safety/plan/", "/data/")
                }
                sent = [
                    browser.bring("more.csv", results(200)),
                    browser.bring("large.csv", results(5) + b"\n" * 3_000_000),
                    browser.ask("GET", "/data/export/"),
                    browser.send([]),
                ]
                half = facts()
            again, _ = browser.bring("more.csv", results(200))

            assert set(looked.values()) == {200}
            assert [status for status, _ in sent] == [507] * len(sent)
            assert all(b"There is no room left" in page for _, page in sent)
            assert half == 5
            assert again == 200
            assert facts() == 200
        finally:
            server.kill()
