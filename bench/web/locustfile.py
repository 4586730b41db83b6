"""One person at a time: the first page, the map, a questionnaire, a check-in, a device."""

import itertools
import os
from datetime import UTC, datetime, timedelta
from random import randrange
from uuid import uuid4

from locust import HttpUser, between, task

PASSPHRASE = os.environ["BENCH_PASSPHRASE"]
ITEMS = ("interest", "mood", "sleep", "energy", "appetite", "worth",
         "concentration", "movement")  # fmt: skip
QUEUED = 100  # answers a device sends at once
_numbers = itertools.count()


class Somebody(HttpUser):
    """Reads for a second or three between two pages."""

    wait_time = between(1, 3)

    def on_start(self):
        self.name = f"person{next(_numbers)}"
        self.client.get("/account/login/", name="sign-in page")
        sent = {"login": self.name, "password": PASSPHRASE}
        self._post("/account/login/", sent, name="sign in (POST)", leads_to="/now/")

    @task(3)
    def home(self):
        self._page("/now/", name="home")

    @task(2)
    def map(self):
        self._page("/map/", name="map")

    @task(1)
    def questions(self):
        sent = {f"answer-{item}": "1" for item in ITEMS} | {"answer-self_harm": "0"}
        self._post("/ask/phq9/", sent, name="PHQ-9 (POST)", leads_to="result=1")

    @task(2)
    def check_in(self):
        sent = {"mood": "5", "energy": "3", "sleep": "7", "arousal": "low",
                "operation": str(uuid4())}  # fmt: skip
        self._post("/today/", sent, name="check-in (POST)", leads_to="/now/")

    @task(1)
    def sync(self):
        """What a device kept for a long time without a connection, in one sending."""
        day = datetime.now(UTC).date()
        kept = [
            {
                "id": str(uuid4()),
                "kind": "practice",
                "made_at": datetime.now(UTC).isoformat(),
                "payload": {
                    "intervention": "walking",
                    "on": (day - timedelta(days=one // 24)).isoformat(),
                    "at": f"{one % 24:02d}:{randrange(60):02d}",
                    "provenance": {"source": "device"},
                },
            }
            for one in range(QUEUED)
        ]
        token = {"X-CSRFToken": self.client.cookies.get("csrftoken", "")}
        with self.client.post(
            "/sync/",
            json={"answers": kept},
            name=f"sync of {QUEUED}",
            headers=token,
            catch_response=True,
        ) as answer:
            if answer.status_code != 200:
                answer.failure(f"{answer.status_code}")

    def _page(self, path, *, name):
        with self.client.get(
            path, name=name, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != 200:
                answer.failure(f"{answer.status_code} {answer.headers.get('location')}")

    def _post(self, path, sent, *, name, leads_to):
        token = {"X-CSRFToken": self.client.cookies.get("csrftoken", "")}
        with self.client.post(
            path,
            sent,
            name=name,
            headers=token,
            allow_redirects=False,
            catch_response=True,
        ) as answer:
            if leads_to not in answer.headers.get("location", ""):
                answer.failure(f"{answer.status_code} {answer.headers.get('location')}")
