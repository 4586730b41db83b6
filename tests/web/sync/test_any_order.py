"""Whatever gets lost, comes twice or is cut off by a restart: each answer ends up once.

Against the real server, as its own process, over a real connection.
"""

import http.client
import json
import sys
import tempfile
import uuid
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)
from tests.support.server import PATIENCE_S, Browser, Server

FIRST = date(2026, 11, 1)
SECRET = "wolpertinger under the stairs"
EXAMPLES, STEPS = 4, 16


class Days(RuleBasedStateMachine):
    """A device that keeps days and pages, over a connection that may do anything."""

    kept = Bundle("kept")
    pages = Bundle("pages")

    @initialize()
    def open(self):
        self.folder = tempfile.TemporaryDirectory(prefix="heartsease-sync-")
        self.server = Server(Path(self.folder.name))
        self.server.start()
        self.browser = Browser(self.server)
        self.browser.begin()
        self.waiting = []
        self.said = {}
        self.written = {}
        self.changed = set()

    @rule(target=kept, mood=st.integers(0, 10))
    def answer_a_day(self, mood):
        day = (FIRST + timedelta(days=len(self.said))).isoformat()
        self.said[day] = mood
        form = {"source": "form"}
        return self.wait("check_in", {"on": day, "mood": mood, "provenance": form})

    @rule(targets=(kept, pages))
    def write_a_page(self):
        return self.wait_page()

    @rule(targets=(kept, pages), page=pages)
    def change_a_page(self, page):
        """Whether it waits, or arrived, or was changed from another window before."""
        return self.wait_page(based_on=page["id"])

    def wait_page(self, based_on=None):
        text = f"{SECRET} {len(self.written)}"
        answer = self.wait(
            "journal", {"text": text, "on": FIRST.isoformat()}, based_on=based_on
        )
        self.written[answer["id"]] = text
        self.changed.add(based_on)
        return answer

    def wait(self, kind, payload, **more):
        answer = {
            "id": str(uuid.uuid4()),
            "kind": kind,
            "payload": payload,
            "made_at": "2026-11-20T08:00:00Z",
            **more,
        }
        self.waiting.append(answer)
        return answer

    @rule()
    def send_all_and_hear_of_it(self):
        status, text = self.browser.send(self.waiting)
        assert status == 200
        done = {one["id"] for one in json.loads(text)["receipts"]}
        assert {one["outcome"] for one in json.loads(text)["receipts"]} <= {
            "taken",
            "known",
            "beside",
        }
        self.waiting = [one for one in self.waiting if one["id"] not in done]

    @rule()
    def send_all_and_hear_nothing(self):
        """The answer of the server is lost, so the device sends everything again."""
        self.browser.send(self.waiting)

    @rule(answer=kept)
    def send_one_more_time(self, answer):
        self.browser.send([answer, answer])

    @rule()
    def the_server_is_killed_while_it_is_sent(self):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.server.port, timeout=PATIENCE_S
        )
        connection.request(
            "POST",
            "/sync/",
            json.dumps({"answers": self.waiting}),
            {
                "Host": f"localhost:{self.server.port}",
                "Origin": f"http://localhost:{self.server.port}",
                "Cookie": "; ".join(
                    f"{k}={v}" for k, v in self.browser.cookies.items()
                ),
                "Content-Type": "application/json",
                "X-CSRFToken": self.browser.cookies["csrftoken"],
            },
        )
        self.server.kill()
        connection.close()
        self.server.start()

    @invariant()
    def nothing_stands_twice(self):
        if not hasattr(self, "changed"):
            return
        days = [one["payload"]["on"] for one in self.browser.record()]
        assert len(days) == len(set(days))

    def teardown(self):
        if not hasattr(self, "server"):
            return
        try:
            self.see_what_became_of_it()
        finally:
            self.server.kill()
            self.folder.cleanup()

    def see_what_became_of_it(self):
        if not hasattr(self, "changed"):
            return  # it fell before it began, and that is what is to be read
        self.send_all_and_hear_of_it()
        stands = {
            one["payload"]["on"]: one["payload"]["mood"]
            for one in self.browser.record()
        }
        standing, earlier = self.browser.journal()
        self.server.kill()
        files = [one for one in Path(self.folder.name).rglob("*") if one.is_file()]
        in_plain_words = [one for one in files if SECRET.encode() in one.read_bytes()]

        assert stands == self.said
        assert sorted(standing + earlier) == sorted(self.written.values())
        last = {text for id_, text in self.written.items() if id_ not in self.changed}
        assert last <= set(standing)
        assert files
        assert in_plain_words == []


Days.TestCase.settings = settings(max_examples=EXAMPLES, stateful_step_count=STEPS)


class TestAnyOrder(Days.TestCase):
    """Found by pytest under a name that says what it is."""


def test_the_days_fit_into_what_a_device_takes_along():
    assert STEPS <= 28


pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="a process is killed as POSIX does it"
)
