"""axe-core finds nothing serious on any screen: wide and narrow, dark and light."""

from datetime import time, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from tests.support.browser import FAULTS, SMALLEST
from tests.support.screens import doors, places
from tests.support.web import a_person, sign_in, the_share, with_ally, with_record

from heartsease.web.common import clock
from heartsease.web.journal import services as journal
from heartsease.web.record import services as record
from heartsease.web.reminders import services as reminders
from heartsease.web.reminders import way_off

pytestmark = pytest.mark.django_db(transaction=True)

GRAVE = ("serious", "critical")
ALL = {"resultTypes": ["violations"]}
COLOURS = ALL | {"runOnly": ["color-contrast"]}
# What is not about colours is the same in both lights.
LOOKS = (
    (390, "dark", ALL),
    (390, "light", COLOURS),
    (1280, "light", ALL),
    (1280, "dark", COLOURS),
)
# Printed pages and the way out are not screens of the program.
NOT_LOOKED_AT = {"leave", "visit_pdf", "data_export"}
# Forms that are sent empty, to see the page that says what is missing.
SENT_EMPTY = (
    "account_login",
    "account_signup",
    "account_change_password",
    "ally_code",
    "ask",
    "bring",
    "card",
    "consent",
    "data_import",
    "data_wipe",
    "episode",
    "medicine_new",
    "share_new",
    "trial_new",
)
SEND = """() => {
  const form = document.querySelector("main form[method=post]");
  if (!form) return false;
  form.noValidate = true;
  for (const one of form.querySelectorAll("[required]")) {
    if (one.type === "checkbox") one.checked = false; else one.value = "";
  }
  form.requestSubmit(form.querySelector("button:not([name])"));
  return true;
}"""


class Eye:
    """Looks at one page in every width and light, and keeps what is wrong."""

    def __init__(self, visit):
        self.visit, self.axe, self.wrong = visit, Axe(), {}

    def sign_in(self, who):
        client = Client()
        sign_in(client, who)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self.visit.context.clear_cookies()
        self.visit.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": self.visit.address}]
        )

    def open(self, name, path):
        answer = self.visit.page.goto(self.visit.address + path)
        if answer.headers.get("content-type", "").startswith("text/html"):
            self.look(name)

    def send_empty(self, name):
        """Sends the form of the page with nothing in it, where there is one."""
        page = self.visit.page
        with page.expect_navigation():
            assert page.evaluate(SEND), f"{name} has no form"
        self.look(f"{name}, sent empty")

    def look(self, name):
        page = self.visit.page
        page.evaluate(self.axe.axe_script)  # half a megabyte: once for all looks
        for width, scheme, rules in LOOKS:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found = page.evaluate("(rules) => axe.run(rules)", rules)["violations"]
            wrong = [
                f"{one['id']}: {node['target']} {node['failureSummary']}"
                for one in found
                if one["impact"] in GRAVE
                for node in one["nodes"]
            ]
            if rules is ALL:
                wrong += page.evaluate(FAULTS, SMALLEST)
            if wrong:
                self.wrong[f"{name} at {width} {scheme}"] = wrong


@pytest.fixture
def eye(visits):
    visit = visits()
    seen = Eye(visit)
    yield seen
    # That a wrong form or a wrong address is answered with its number is meant.
    visit.complaints[:] = [
        one for one in visit.complaints if "Failed to load resource" not in one
    ]


def test_the_eye_sees_what_is_wrong(eye):
    eye.visit.open("/")
    eye.visit.page.evaluate(
        """() => {
          const one = document.createElement("p");
          one.style.color = "#333"; one.style.background = "#222";
          one.textContent = "can you read me?";
          document.querySelector("main").append(one);
        }"""
    )

    eye.look("a page")

    assert len(eye.wrong) == len(LOOKS)
    assert "color-contrast" in str(eye.wrong)


def test_every_page_before_signing_in(eye):
    for name, path in doors():
        if name not in NOT_LOOKED_AT:
            eye.open(name, path)
            if name in SENT_EMPTY:
                eye.send_empty(name)

    assert eye.wrong == {}


@pytest.mark.parametrize("record", ["", "mara"], ids=["empty", "full"])
def test_every_screen_of_a_record(eye, record):
    who = a_person()
    if record:
        with_record(who, record)
        with_ally(who)
    for name, path in places(who):
        if name in NOT_LOOKED_AT:
            continue
        eye.sign_in(who)
        eye.open(name, path)

    assert eye.wrong == {}


def weeks_of(who):
    """Check-ins, nights, meals, practices, a lesson, a small act and notes of two weeks."""
    today = clock.now().date()

    def say(kind, **payload):
        record.say(
            user_id=who.user_id, person=who.id, kind=kind, at=clock.now(),
            payload={**payload, "provenance": {"source": "form"}},
        )  # fmt: skip

    for one in ("eating_disorder", "past_eating_disorder", "recent_weight_loss"):
        say("condition", condition=one, present=False, on=str(today))
    say("response", instrument="scoff", on=str(today), total=0.0)
    say("medicine", text="phenelzine", ingredients=["phenelzine"])
    for back in range(14):
        on = str(today - timedelta(days=back))
        say("check_in", on=on, mood=back % 7, energy=3)
        say("night", on=on, to_bed_at="23:00", lights_out_at="23:00",
            minutes_to_sleep=20, minutes_awake=10, woke_at="07:00",
            up_at="07:30")  # fmt: skip
        for moment in ("lunch", "dinner"):
            say("meal", on=on, moment=moment, tags=["fermented", "ultra_processed"])
    say("practice", intervention="walking", on=str(today), after="better")
    say("lesson", lesson="cbti", on=str(today))
    asked = {"user_id": who.user_id, "person": who.id, "at": clock.now()}
    journal.write(**asked, text="feed the birds", about="action", on=today)
    reminders.settle(
        **asked, times=[time(9)], quiet=None, words="tea", in_app=True, mail=False,
        on=today,
    )  # fmt: skip


def test_the_screens_of_somebody_who_used_it_for_two_weeks(eye):
    who = with_record(a_person(), "mara")
    weeks_of(who)
    today = clock.now().date()
    for name in ("food", "journal", "program", "progress", "reminders", "visit"):
        eye.sign_in(who)
        eye.open(name, reverse(name))
    eye.open("lesson", reverse("lesson", args=["kinds_of_help"]))
    eye.open("sheet", f"{reverse('visit_sheet')}?days=yes")
    eye.open("meal", reverse("meal", args=[str(today), "lunch"]))
    eye.visit.page.click("main form button[type=submit]")
    eye.visit.page.wait_for_selector("main .btn-call")
    eye.look("after a meal that needs care")
    eye.visit.context.clear_cookies()
    eye.open("way off", reverse("note_off", args=[way_off.word_for(who.id)]))

    assert eye.wrong == {}


def test_every_page_of_an_ally(eye):
    who = with_record(a_person(), "mara")
    ally = with_ally(who)
    eye.sign_in(ally)
    eye.open("ally", "/ally/")
    eye.open("ally_one", f"/ally/{the_share(who)}/")
    eye.open("ally_code", "/ally/code/")

    assert eye.wrong == {}


def test_every_form_that_was_sent_empty(eye):
    who = a_person()
    paths = dict(places(who))
    for name in SENT_EMPTY:
        if name in paths:
            eye.sign_in(who)
            eye.visit.open(paths[name])
            eye.send_empty(name)

    assert eye.wrong == {}
