"""A whole first hour without one word to anybody else."""

import re
import socket
from contextlib import suppress

import pytest
from django.conf import settings
from tests.support.first_hour import walk
from tests.support.quiet import calls

from heartsease.web.common.headers import POLICY

FETCHED = re.compile(
    rb"""<(?:script|img|iframe|source|video|audio|embed|object|form)\b[^>]*"""
    rb"""(?:src|action|data)\s*=\s*["']?(?:https?:)?//|"""
    rb"""<link\b[^>]*href\s*=\s*["']?(?:https?:)?//""",
    re.IGNORECASE,
)


@pytest.fixture
def no_network(monkeypatch):
    """Any attempt to reach somebody fails; a database on this computer may be asked."""
    here = str(settings.DATABASES["default"].get("HOST") or "")
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family == socket.AF_UNIX or (here and address[0] == here):
            return connect(self, address)
        raise AssertionError(f"somebody was called: {address}")

    def refused(*arguments, **_):
        raise AssertionError(f"a name was looked up: {arguments[0]}")

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded)
    monkeypatch.setattr(socket, "getaddrinfo", refused)


def test_the_guard_itself_would_notice(no_network):
    with pytest.raises(AssertionError, match="looked up"):
        socket.create_connection(("example.org", 443), timeout=1)
    with socket.socket() as one, pytest.raises(AssertionError, match="called"):
        one.connect(("192.0.2.1", 80))


def test_the_guard_of_the_journeys_would_notice_too():
    with calls() as made, socket.socket() as one:
        one.setblocking(False)
        with suppress(OSError):  # whether it gets there does not matter
            one.connect(("192.0.2.1", 80))

    assert made == ["socket.connect 192.0.2.1"]


@pytest.mark.django_db(transaction=True)
def test_a_first_hour_calls_nobody_and_no_page_makes_the_browser_call(
    client, no_network
):
    for name, answer in walk(client):
        assert answer.status_code < 500, name
        assert nobody_else(answer["Content-Security-Policy"]), name
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), name
        assert answer["Cache-Control"] == "no-store", name
        if answer["Content-Type"].startswith("text/html"):
            assert not FETCHED.search(answer.content), name
            assert b"<style" not in answer.content or name == "visit_sheet", name
            assert not re.search(rb"\son[a-z]+\s*=", answer.content), name


def nobody_else(policy):
    """Whether a page under this policy can load only what we serve, and no script."""
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    safe = {"'self'", "'none'", "data:"}
    styles = {"'self'", "'unsafe-inline'"}  # the printed sheet carries its own
    return (
        rules.pop("default-src") == "'none'"
        and set(rules.pop("script-src", "'none'").split()) <= {"'self'", "'none'"}
        and set(rules.pop("style-src").split()) <= styles
        and all(set(sources.split()) <= safe for sources in rules.values())
    )


def test_the_policy_lets_a_page_load_only_what_we_serve():
    assert nobody_else(POLICY)
    assert not nobody_else(POLICY.replace("img-src 'self'", "img-src https:"))
    assert not nobody_else(POLICY.replace("script-src 'self'", "script-src data:"))


@pytest.mark.parametrize(
    ("page", "found"),
    [
        (b'<script src="https://example.org/a.js">', True),
        (b'<link rel="stylesheet" href="//example.org/a.css">', True),
        (b'<img alt="" src=http://example.org/a.png>', True),
        (
            b'<a href="https://example.org/">a link is only followed by a click</a>',
            False,
        ),
        (b'<script type="module" src="/static/ui/leave.js">', False),
    ],
)
def test_what_a_browser_would_fetch_is_told_from_a_link(page, found):
    assert bool(FETCHED.search(page)) is found
