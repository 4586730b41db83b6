"""The first hour of one person as a row of requests, without JavaScript."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.support.web import PASSPHRASE

NAME = "thistledown"
MEDICINE = "snarkroot elixir"
ITEMS = (
    "interest",
    "mood",
    "sleep",
    "energy",
    "appetite",
    "worth",
    "concentration",
    "movement",
)
BORN = "1987-06-05"


def walk(client: Client) -> Iterator[tuple[str, HttpResponse]]:
    """Each step's name and answer, from signing up to leaving."""
    yield "welcome", client.get(reverse("welcome"))
    yield (
        "sign up",
        client.post(
            reverse("account_signup"),
            {"username": NAME, "password1": PASSPHRASE, "password2": PASSPHRASE},
        ),
    )
    yield (
        "consent",
        client.post(
            reverse("consent"),
            {
                "agree": "on",
                "time_zone": "Europe/London",
                "country": "GB",
                "born": BORN,
                "sex": "female",
            },
        ),
    )
    yield "energy", client.post(reverse("now"), {"energy": "low"})
    yield "team", client.post(reverse("now"), {"team": "solo"})
    answers: dict[str, Any] = {f"answer-{item}": "3" for item in ITEMS}
    yield (
        "phq9",
        client.post(
            reverse("ask", args=["phq9"]), {**answers, "answer-self_harm": "0"}
        ),
    )
    yield "card", client.get(reverse("card", args=["heart"]))
    yield "medicine", client.post(reverse("medicine_new"), {"name": MEDICINE})
    for name in ("now", "map", "plan", "library", "passport", "labs", "progress"):
        yield name, client.get(reverse(name))
    yield "not found", client.get("/map/nothing-of-the-kind/")
    yield "bad file", client.post(reverse("data_import"), {})
    for name in ("visit", "visit_sheet", "visit_pdf", "data", "data_export", "help"):
        yield name, client.get(reverse(name))
    yield (
        "wrong passphrase",
        Client().post(
            reverse("account_login"), {"login": NAME, "password": "not the one at all"}
        ),
    )
    yield "leave", client.get(reverse("leave"))
