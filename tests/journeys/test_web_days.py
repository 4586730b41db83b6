"""Seven days, a low day, yesterday changed, and notes that fall silent, in a browser."""

import statistics
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from playwright.sync_api import expect
from tests.support.web import PASSPHRASE, a_person, with_record

from heartsease.web.common import clock
from heartsease.web.people import services as people
from heartsease.web.record import services as record
from heartsease.web.record.queries import history_of, record_of

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (1280, 390)
MEDIAN_S = 20  # what a check-in may take on a bad day, by the middle of seven


class Days:
    """The day it is, as the program sees it; the clock in a window is the real one."""

    def __init__(self):
        self.moment = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)

    def now(self):
        return self.moment

    def next(self, days=1):
        self.moment += timedelta(days=days)


@pytest.fixture
def days(monkeypatch):
    days = Days()
    monkeypatch.setattr(clock, "now", days.now)
    return days


@pytest.fixture
def mara():
    return with_record(a_person("mara"))


def energy(who, value):
    people.settle_in(user_id=who.user_id, person=who.id, at=clock.now(), solo=True)
    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="statement",
        payload={"name": "energy", "value": value},
        at=clock.now(),
    )


def sign_in(visit):
    visit.open("/account/login/")
    visit.page.fill("#id_login", "mara")
    visit.page.fill("#id_password", PASSPHRASE)
    visit.page.click("main button[type=submit]")
    visit.page.wait_for_url("**/now/")


def tap(page, name, value):
    page.locator(f"label:has(input[name={name}][value='{value}'])").click()


@pytest.mark.parametrize("width", WIDTHS)
def test_seven_days_of_three_taps_and_yesterday_changed(visits, days, mara, width):
    energy(mara, "okay")
    visit = visits(width=width)
    sign_in(visit)
    page, took = visit.page, []
    for mood in (1, 3, 5, 3, 5, 7, 5):
        visit.open("/now/")
        visit.look()
        began = time.monotonic()
        page.get_by_role("link", name="Three taps").click()
        tap(page, "mood", mood)
        tap(page, "energy", 3)
        tap(page, "sleep", 5)
        page.click("main form button[type=submit]")
        page.wait_for_url("**/now/")
        took.append(time.monotonic() - began)
        expect(page.get_by_role("heading", name="How is today?")).to_have_count(0)
        days.next()

    visit.open("/today/")
    page.get_by_role("link", name="The day before").click()
    tap(page, "mood", 9)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/now/")
    visit.open("/progress/")

    visit.look()
    told = sorted(record_of(mara.id).check_ins, key=lambda one: one.on)[-7:]
    assert [one.mood for one in told] == [1, 3, 5, 3, 5, 7, 9]
    assert [
        one.payload["mood"] for one in history_of(mara.id, "check_in", subject="")
    ] == [5]
    assert statistics.median(took) < MEDIAN_S
    expect(page.get_by_text("told on 7 of the last 28 days")).to_have_count(3)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_low_day_is_one_tap_and_nothing_more_is_shown(visits, days, mara, width):
    energy(mara, "low")
    visit = visits(width=width)
    sign_in(visit)
    page = visit.page

    expect(page.get_by_role("button", name="I am here")).to_be_visible()
    assert page.locator("main .btn:visible").count() == 1
    visit.look()
    page.get_by_role("button", name="I am here").click()
    page.wait_for_url("**/now/")

    expect(page.get_by_text("Saved. Being here counts.")).to_be_visible()
    (told,) = record_of(mara.id).check_ins[-1:]
    assert (told.on, told.mood) == (days.now().date(), None)
    visit.look()


@pytest.mark.parametrize("width", WIDTHS)
def test_notes_are_switched_on_fetched_rest_and_begin_again(visits, days, mara, width):
    energy(mara, "okay")
    visit = visits(width=width)
    sign_in(visit)
    page = visit.page
    page.get_by_role("link", name="Notes for you").click()
    page.wait_for_url("**/notes/")
    page.wait_for_selector("h1:text-is('Notes for you')")
    visit.look()
    page.get_by_role("button", name="Switch notes on").click()
    page.get_by_role("button", name="Make an address").click()
    page.wait_for_selector("#address")
    page.wait_for_load_state()
    visit.look()
    address = page.input_value("#address").removeprefix(visit.address)
    calendar = Client(headers={"host": "localhost"})

    first = calendar.get(address).content.decode()
    days.next(6)
    silent = calendar.get(address).content.decode()
    visit.open("/now/")
    expect(page.get_by_text("Your notes are resting.")).to_be_visible()
    visit.look()
    page.get_by_role("button", name="Yes").click()
    page.wait_for_url("**/now/")
    again = calendar.get(address).content.decode()
    visit.open("/notes/")
    page.get_by_role("button", name="Switch everything off").click()

    expect(page.get_by_text("All notes are off.")).to_be_visible()
    assert first.count("BEGIN:VEVENT") == 4  # today something was told already
    assert silent.count("BEGIN:VEVENT") == 0
    assert again.count("BEGIN:VEVENT") == 5
    assert calendar.get(address).status_code == 404
