"""The real server as its own process, and a browser that only knows forms."""

import http.client
import io
import json
import os
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "nine quiet green hills"
# A busy machine may take this long for one start or one answer; the test waits for what
# it looks at, and never for a time.
PATIENCE_S = 300
_EDGE = "edge-of-a-part"


class Server:
    """`heartsease serve` in a folder of its own; it can be killed and started again.

    Every start takes a free port from the system. A port that was free once may belong
    to somebody else by the time the server is started again.
    """

    def __init__(self, folder, **env):
        self.folder = folder
        self.env = env
        self.port = None
        self.process = None

    def start(self):
        """Comes back when the server says where it answers, with its tables ready."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "heartsease", "serve", "--port", "0"],
            cwd=ROOT,
            env={
                **os.environ,
                "HEARTSEASE_DATA": str(self.folder),
                "DJANGO_SETTINGS_MODULE": "heartsease.web.project.settings",
                **self.env,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
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

    def bring(self, name, data):
        """Sends a file to the page that brings files in."""
        self.ask("GET", "/bring/")
        token = self.cookies["csrftoken"]
        told = (
            f'--{_EDGE}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"'
            f"\r\n\r\n{token}\r\n--{_EDGE}\r\nContent-Disposition: form-data; "
            f'name="files"; filename="{name}"\r\n\r\n'
        )
        kind = {"Content-Type": f"multipart/form-data; boundary={_EDGE}"}
        body = told.encode() + data + f"\r\n--{_EDGE}--\r\n".encode()
        return self.ask("POST", "/bring/", body, kind)

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
