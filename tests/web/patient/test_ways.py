"""Every page can be reached by links and forms from the first pages of a visit."""

import re
from collections import deque
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve, reverse
from tests.support.web import AT, a_signed_in, with_record
from tests.web.test_authorisation import TABLE

from heartsease.web.common import clock
from heartsease.web.journal import services as journal
from heartsease.web.record import services as record
from heartsease.web.record.queries import picture_of

pytestmark = pytest.mark.django_db

FORM = {"source": "form"}
FROM = ("now", "data", "plan")
# Read by the browser, not opened by a person.
BY_THE_BROWSER = {"worker", "sync", "offline_pack", "note_feed"}
# Only there when something happened that this walk does not make happen.
ELSEWHERE = {
    "back": "after the screen had locked",
    "gallery": "for those who build screens",
    "passport_first": "while nothing was told about treatments",
    "journal_went": "on the day after an act was chosen",
    "minute": "at the end of the first hour; later all practices have their own page",
    "minute_one": "after the first questionnaire of the first hour",
    "minute_done": "from a practice that is done",
    "note_off": "from a mail that somebody does not want any more",
    "ask": "while a question is open; this record has answered its own",
    **dict.fromkeys(
        ("share_confirm", "share_end", "share_section", "hard_day"),
        "on the page of sharing, once somebody opened a code",
    ),
    **dict.fromkeys(
        ("ally_one", "ally_leave"), "on the page of an ally, once something is shared"
    ),
    "safety": "shown by itself while safety comes first",
}
# What ends the visit is seen and not pressed.
NOT_PRESSED = {"leave", "data_wipe", "welcome"}
LINK = re.compile(r'(?:href|action|formaction)="([^"#]*)')


def named(address):
    try:
        return resolve(urlsplit(address).path).url_name
    except Resolver404:
        return None


def walked(client, start):
    """The names of everything that links and forms lead to."""
    found, waiting = set(), deque(reverse(name) for name in start)
    opened = set()
    while waiting:
        address = waiting.popleft()
        name = named(address)
        kind = (name, *sorted(resolve(urlsplit(address).path).kwargs.get("which", "")))
        if kind in opened or name in NOT_PRESSED:
            continue
        opened.add(kind)
        answer = client.get(address)
        if answer.status_code == 302:
            waiting.append(answer.url)
            continue
        if not answer.get("Content-Type", "").startswith("text/html"):
            continue
        for link in LINK.findall(answer.content.decode()):
            link = link.replace("&amp;", "&") or address
            if not link.startswith("/") or link.startswith(("/static/", "/account/")):
                continue
            if (to := named(link)) is not None:
                found.add(to)
                waiting.append(link)
    return found | {name for name, *_ in opened if name}


def step_of(who):
    return picture_of(who.id, on=AT.date()).plan.steps[0].intervention.id


def test_every_page_of_the_owner_is_reached_from_now_data_or_plan(client, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    who = with_record(a_signed_in(client))
    journal.write(user_id=who.user_id, person=who.id, text="x", on=AT.date(), at=AT)
    for kind, payload in (
        ("statement", {"name": "energy", "value": "okay"}),
        ("adverse_report", {"intervention": "yoga", "on": "2026-11-20"}),
        ("response", {"instrument": "scoff", "on": "2026-11-22", "total": 0.0}),
        *(
            ("condition", {"condition": one, "present": False, "on": "2026-11-22"})
            for one in ("eating_disorder", "past_eating_disorder", "recent_weight_loss")
        ),
        (
            "chosen_step",
            {
                "intervention": step_of(who),
                "size": "tiny",
                "started_on": "2026-10-20",
                "judge_on": "2026-11-20",
            },
        ),
    ):
        said = payload if kind == "statement" else payload | {"provenance": FORM}
        record.say(user_id=who.user_id, person=who.id, kind=kind, payload=said, at=AT)
    client.post(reverse("now"), {"team": "skip"})

    found = walked(client, FROM)

    missing = set(TABLE) - found - BY_THE_BROWSER
    assert missing - set(ELSEWHERE) == set()
