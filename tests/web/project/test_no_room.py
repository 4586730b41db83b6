"""A disk that takes nothing more is known as such, whatever says it."""

import errno
import sqlite3

import psycopg
import pytest
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from heartsease.web.common.disk import NoRoom, no_room
from heartsease.web.common.sessions import Sessions


def from_sqlite(code):
    problem = sqlite3.OperationalError("database or disk is full")
    problem.sqlite_errorcode = code
    return problem


def came_from(problem, *causes):
    """The first, raised from the second, and so on."""
    last = problem
    for cause in causes:
        last.__cause__ = cause
        last = cause
    return problem


@pytest.mark.parametrize(
    "problem",
    [
        OSError(errno.ENOSPC, "full"),
        OSError(errno.EDQUOT, "quota"),
        OSError(errno.EROFS, "read only"),
        from_sqlite(sqlite3.SQLITE_FULL),
        from_sqlite(sqlite3.SQLITE_IOERR_WRITE),
        psycopg.errors.DiskFull("full"),
        NoRoom(),
        came_from(OperationalError("x"), from_sqlite(sqlite3.SQLITE_FULL)),
        came_from(ValueError("x"), OperationalError("y"), OSError(errno.EIO, "z")),
    ],
    ids=repr,
)
def test_that_nothing_can_be_written_is_known(problem):
    assert no_room(problem)


@pytest.mark.parametrize(
    "problem",
    [
        None,
        ValueError("disk full"),
        OSError(errno.ENOENT, "not there"),
        from_sqlite(sqlite3.SQLITE_BUSY),
        sqlite3.OperationalError("no such table"),
        psycopg.errors.DeadlockDetected("x"),
        OperationalError("database is locked"),
    ],
    ids=repr,
)
def test_another_mistake_is_not_taken_for_it(problem):
    assert not no_room(problem)


def test_mistakes_that_name_each_other_end():
    one, other = ValueError(), KeyError()
    one.__context__, other.__context__ = other, one

    assert not no_room(one)


def answered(monkeypatch, method, cause):
    def fails(self, request, response):
        raise SessionInterrupted("gone") from cause

    monkeypatch.setattr(SessionMiddleware, "process_response", fails)
    request = RequestFactory().generic(method, "/now/")
    return Sessions(lambda request: None).process_response(request, HttpResponse("ok"))


FULL = OSError(errno.ENOSPC, "full")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_only_looks_sees_the_page_though_the_clock_cannot_be_set(
    monkeypatch, method
):
    assert answered(monkeypatch, method, FULL).content == b"ok"


def test_who_sends_something_is_told_of_the_disk(monkeypatch):
    with pytest.raises(NoRoom):
        answered(monkeypatch, "POST", FULL)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_visit_that_ended_elsewhere_stays_ended(monkeypatch, method):
    with pytest.raises(SessionInterrupted):
        answered(monkeypatch, method, None)
