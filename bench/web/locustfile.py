"""One person at a time: sign in, then the first page, the map and a questionnaire."""

import itertools
import os

from locust import HttpUser, between, task

PASSPHRASE = os.environ["BENCH_PASSPHRASE"]
ITEMS = ("interest", "mood", "sleep", "energy", "appetite", "worth",
         "concentration", "movement")  # fmt: skip
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
