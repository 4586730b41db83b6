"""One person at a time: the first page, the map, a questionnaire, a check-in, a device.

Everybody signs in while the crowd gathers. When all are there the numbers start anew,
so that the pages are not measured through the hashing of fifty passphrases.
"""

import itertools
import json
import os
from datetime import UTC, datetime, timedelta
from random import randint
from uuid import uuid4

from locust import HttpUser, between, events, task

PASSPHRASE = os.environ["BENCH_PASSPHRASE"]
GATHERING = os.environ.get("BENCH_GATHERING")  # file for the numbers of signing in
ITEMS = ("interest", "mood", "sleep", "energy", "appetite", "worth",
         "concentration", "movement")  # fmt: skip
QUEUED = 100  # answers a device sends at once
THINKING_S = (1, 3)  # between two pages; the mean of the people is two seconds
_numbers = itertools.count()


@events.spawning_complete.add_listener
def everybody_is_here(**_):
    """Keeps what signing in took, and begins to count anew."""
    stats = _environment.stats
    if GATHERING and stats.total.num_requests:
        rows = [
            {
                "name": one.name,
                "count": one.num_requests,
                "failed": one.num_failures,
                "p50": one.get_response_time_percentile(0.5),
                "p95": one.get_response_time_percentile(0.95),
                "max": one.max_response_time,
                "bytes": one.avg_content_length,
            }
            for one in stats.entries.values()
            if one.name.startswith("sign")
        ]
        with open(GATHERING, "w", encoding="utf-8") as file:
            json.dump(rows, file)
    stats.reset_all()


@events.init.add_listener
def remember(environment, **_):
    global _environment
    _environment = environment


class _SignedIn(HttpUser):
    abstract = True

    def on_start(self):
        self.client.get("/account/login/", name="sign-in page")
        sent = {"login": f"person{next(_numbers)}", "password": PASSPHRASE}
        self._post("/account/login/", sent, name="sign in (POST)", leads_to="/now/")

    def _page(self, path, *, name):
        with self.client.get(
            path, name=name, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != 200:
                answer.failure(f"{answer.status_code} {answer.headers.get('location')}")

    def _post(self, path, sent, *, name, leads_to):
        with self.client.post(
            path,
            sent,
            name=name,
            headers=self._token(),
            allow_redirects=False,
            catch_response=True,
        ) as answer:
            if leads_to not in answer.headers.get("location", ""):
                answer.failure(f"{answer.status_code} {answer.headers.get('location')}")

    def _token(self):
        return {"X-CSRFToken": self.client.cookies.get("csrftoken", "")}


class Somebody(_SignedIn):
    """Reads for a second or three between two pages."""

    wait_time = between(*THINKING_S)

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
        sent = {"mood": str(randint(0, 10)), "energy": "3", "sleep": "7",
                "arousal": "low", "operation": str(uuid4())}  # fmt: skip
        self._post("/today/", sent, name="check-in (POST)", leads_to="/now/")


class Device(_SignedIn):
    """What was kept for a long time without a connection, in one sending after another."""

    fixed_count = 1
    wait_time = between(1, 1)

    @task
    def sync(self):
        day = datetime.now(UTC).date()
        kept = [
            {
                "id": str(uuid4()),
                "kind": "practice",
                "made_at": datetime.now(UTC).isoformat(),
                "payload": {
                    "intervention": "walking",
                    "on": (day - timedelta(days=one // 24)).isoformat(),
                    "at": f"{one % 24:02d}:{randint(0, 59):02d}",
                    "provenance": {"source": "device"},
                },
            }
            for one in range(QUEUED)
        ]
        with self.client.post(
            "/sync/",
            json={"answers": kept},
            name=f"sync of {QUEUED}",
            headers=self._token(),
            catch_response=True,
        ) as answer:
            ends = answer.json()["receipts"] if answer.status_code == 200 else []
            if len(ends) != QUEUED or any(one["outcome"] == "refused" for one in ends):
                answer.failure(f"{answer.status_code}: {len(ends)} receipts")
