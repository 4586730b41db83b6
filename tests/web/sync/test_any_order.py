"""Whatever gets lost, comes twice or is cut off by a restart: each answer ends up once.

Against the real server, as its own process, over a real connection.
"""

import http.client
import io
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import uuid
import zipfile
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

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

ROOT = Path(__file__).resolve().parents[3]
PASSPHRASE = "nine quiet green hills"
FIRST = date(2026, 11, 1)
SECRET = "wolpertinger under the stairs"
# A busy machine may take this long for one start or one answer; the test waits for what
# it looks at, and never for a time.
PATIENCE_S = 300
EXAMPLES, STEPS = 4, 16


class Server:
    """`heartsease serve` in a folder of its own; it can be killed and started again.

    Every start takes a free port from the system. A port that was free once may belong
    to somebody else by the time the server is started again.
    """

    def __init__(self, folder):
        self.folder = folder
        self.port = None
        self.process = None

    def start(self):
        """Comes back when the server says where it answers, with its tables ready."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "heartsease", "serve", "--port", "0"],
            cwd=ROOT,
            env={**os.environ, "HEARTSEASE_DATA": str(self.folder),
                 "DJANGO_SETTINGS_MODULE": "heartsease.web.project.settings"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )  # fmt: skip
        said = ""
        for line in self.process.stdout:
            said += line
            if told := re.search(r"http://localhost:(\d+)/", line):
                self.port = int(told[1])
                return
        raise AssertionError(f"the server did not start: {said}")

    def kill(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process.stdout.close()
            self.process = None


class Browser:
    """Cookies and forms, as far as signing up and sending needs them."""

    def __init__(self, server):
        self.server = server
        self.cookies = {}

    def ask(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.server.port, timeout=PATIENCE_S
        )
        sent = {
            "Host": f"localhost:{self.server.port}",
            "Origin": f"http://localhost:{self.server.port}",
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            **(headers or {}),
        }
        connection.request(method, path, body, sent)
        answer = connection.getresponse()
        text = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        connection.close()
        return answer.status, text

    def post(self, path, **fields):
        _, page = self.ask("GET", path)
        token = re.search(rb'csrfmiddlewaretoken" value="([^"]+)"', page)[1].decode()
        body = urlencode({**fields, "csrfmiddlewaretoken": token})
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        status, text = self.ask("POST", path, body, kind)
        assert status == 302, (path, status, text[-500:])

    def begin(self):
        self.ask("GET", "/account/signup/")
        self.post(
            "/account/signup/",
            username="mara",
            password1=PASSPHRASE,
            password2=PASSPHRASE,
        )
        self.post("/start/", agree="on", time_zone="Europe/London", country="GB")

    def send(self, answers):
        return self.ask(
            "POST",
            "/sync/",
            json.dumps({"answers": answers}),
            {
                "Content-Type": "application/json",
                "X-CSRFToken": self.cookies["csrftoken"],
            },
        )

    def record(self):
        _, text = self.ask("GET", "/offline/pack.json")
        return json.loads(text)["check_ins"]

    def journal(self):
        """The words of every page that stands, and of all that stood there before."""
        _, packed = self.ask("GET", "/data/export/?journal=yes")
        with zipfile.ZipFile(io.BytesIO(packed)) as taken:
            pages = json.loads(taken.read("my-private-journal.json"))["pages"]
        return (
            [one["text"] for one in pages],
            [old["text"] for one in pages for old in one["earlier"]],
        )


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
