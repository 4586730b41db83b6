"""Several processes that answer on one port: one that falls is replaced, and all end."""

import os
import re
import signal
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.cli.test_serve import Served

PATIENCE_S = 60
NAME, PASSPHRASE = "mara", "nine quiet green hills"
MORE_THAN_FIVE = 7  # tries at one name; the fifth wrong one in five minutes is the last

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/task").exists(), reason="processes are looked up in /proc"
)


def children(process):
    """The processes that answer; the one that tracks shared things is not one of them."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return {
        int(one)
        for one in listed
        if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()
    }


def is_there(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "Z" not in Path(f"/proc/{process}/stat").read_text().split()[2]


def until(true):
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def answers(served):
    with urllib.request.urlopen(f"http://localhost:{served.port}/help/") as answer:
        return answer.status == 200


class Browser:
    """Keeps cookies and sends the form for signing in."""

    def __init__(self, served):
        self.address = f"http://localhost:{served.port}/account/"
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self.open = urllib.request.build_opener(cookies).open

    def send(self, page, **fields):
        """The address and the text it led to."""
        shown = self.open(self.address + page).read().decode()
        token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', shown)[1]
        body = urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        try:
            with self.open(self.address + page, body) as answer:
                return answer.url
        except urllib.error.HTTPError as refused:
            return str(refused.code)


def test_one_that_falls_is_replaced_and_tries_are_counted_over_all(tmp_path):
    with Served(tmp_path, "--workers", "2") as served:
        before = children(served.process.pid)
        assert len(before) == 2
        fallen = min(before)
        os.kill(fallen, signal.SIGKILL)

        until(lambda: len(children(served.process.pid) - {fallen}) == 2)
        assert answers(served)

        Browser(served).send(
            "signup/", username=NAME, password1=PASSPHRASE, password2=PASSPHRASE
        )
        for _ in range(MORE_THAN_FIVE):
            Browser(served).send("login/", login=NAME, password="not these words")
        led_to = Browser(served).send("login/", login=NAME, password=PASSPHRASE)
        assert "/now/" not in led_to
        assert "/start/" not in led_to
        crew = children(served.process.pid)

    until(lambda: not any(map(is_there, crew)))
    assert served.complained.count("\n") == 1
    assert "another one comes" in served.complained


def test_they_end_with_the_first_one_also_when_it_is_killed(tmp_path):
    with Served(tmp_path, "--workers", "2") as served:
        crew = children(served.process.pid)
        assert len(crew) == 2

        served.process.kill()

        until(lambda: not any(map(is_there, crew)))
