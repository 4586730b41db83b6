"""Days without a connection: kept on the device, through a killed browser, sent once."""

import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from playwright.sync_api import expect
from tests.journeys.conftest import ARGUMENTS
from tests.support.browser import CHROMIUM, ours
from tests.support.web import PASSPHRASE, a_person, with_record

from heartsease.web.record.queries import record_of

sync_api = pytest.importorskip("playwright.sync_api")

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (1280, 390)
PATIENCE_S = 20


class Device:
    """A browser whose disk outlives it."""

    def __init__(self, playwright, folder, address, width):
        self.playwright, self.folder = playwright, folder
        self.address, self.width = address, width
        self.asked = []
        self.start()

    def start(self):
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder),
            executable_path=CHROMIUM,
            args=ARGUMENTS,
            viewport={"width": self.width, "height": 800},
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(15_000)
        self.context.on("request", lambda one: self.asked.append(one.url))
        self.page = self.context.pages[0]

    def kill(self):
        """As when the battery runs out: no goodbye, no closing of files."""
        subprocess.run(["pkill", "-9", "-f", str(self.folder)], check=False)
        with suppress(sync_api.Error):  # it is gone, and Playwright says so
            self.context.close()

    def open(self, path):
        self.page.goto(self.address + path)

    def sign_in(self, name):
        self.open("/account/login/")
        self.page.fill("input[name=login]", name)
        self.page.fill("input[name=password]", PASSPHRASE)
        self.page.click("main form button[type=submit]")
        self.page.wait_for_url("**/now/")

    def take_along(self):
        self.open("/device/")
        self.page.click("[data-keep]")
        expect(self.page.locator("[data-device]")).to_contain_text(
            "Kept on this device"
        )
        self.page.wait_for_function("navigator.serviceWorker.controller !== null")

    def check_in(self, *, mood):
        self.page.locator(
            "#today label", has_text=re.compile(rf"^\s*{mood}\s*$")
        ).first.click()
        self.page.click("#today button[type=submit]")

    def state(self):
        return self.page.locator("[data-saved]")


@pytest.fixture(params=WIDTHS)
def device(request, live_server, tmp_path, mara):
    if CHROMIUM is None:
        pytest.skip("chromium was not found: apt install chromium")
    with sync_api.sync_playwright() as playwright:
        made = Device(
            playwright,
            tmp_path / "profile",
            live_server.url.replace("127.0.0.1", "localhost"),
            request.param,
        )
        yield made
        made.context.close()
        assert [one for one in made.asked if not ours(one, made.address)] == []


@pytest.fixture
def mara():
    """Made before the browser opens: beside it this thread may not ask the database."""
    return with_record(a_person("mara"))


def stands(who):
    """The record as it stands, asked from another thread."""

    def ask():
        try:
            return record_of(who.id)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        return other.submit(ask).result()


def until(true):
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def test_three_days_without_a_connection_and_a_killed_browser_arrive_once(device, mara):
    before = stands(mara)
    device.sign_in("mara")
    device.take_along()
    device.context.set_offline(True)
    now = datetime.now(UTC)
    for day, mood in ((0, 2), (1, 3), (2, 4)):
        device.page.clock.set_fixed_time(now + timedelta(days=day))
        device.open("/now/")
        expect(device.page.locator("h1")).to_have_text("Without a connection")
        device.check_in(mood=mood)
        expect(device.state()).to_contain_text("Saved on this device")

    device.kill()
    assert stands(mara) == before
    device.start()
    device.open("/offline/")
    # Whoever opens the browser again is not signed in: the answers wait.
    expect(device.state()).to_contain_text("Sign in and it goes to the server")
    device.sign_in("mara")

    until(lambda: len(stands(mara).check_ins) == len(before.check_ins) + 3)
    device.open("/offline/")
    device.page.wait_for_timeout(500)
    told = {one.on: one.mood for one in stands(mara).check_ins}
    assert len(told) == len(stands(mara).check_ins) == len(before.check_ins) + 3
    assert [told[day] for day in sorted(told)[-3:]] == [3, 5, 7]


def test_a_practice_without_a_connection_is_kept_and_help_stays_open(device, mara):
    device.sign_in("mara")
    device.take_along()
    device.context.set_offline(True)
    device.open("/offline/#practice/slow_breathing")
    cautions = device.page.locator("#practice [data-cautions] li")
    expect(cautions.filter(has_text="If this is true for you:")).not_to_have_count(0)
    device.open("/offline/#practice/back_to_the_room")
    device.page.locator("[data-sizes] button").first.click()
    expect(device.page.locator("[data-line]")).not_to_be_empty()
    device.page.click("[data-stop]")
    device.page.locator("#practice label", has_text="a bit better").click()
    device.page.click("#practice form button[type=submit]")
    expect(device.state()).to_contain_text("Saved on this device")

    device.open("/help/")
    expect(device.page.locator("h1")).to_have_text("Help, right now")
    device.open("/offline/#own-plan")
    expect(device.page.locator("#own-plan [data-numbers] li").first).to_be_visible()
    device.open("/offline/#lessons")
    device.page.locator("#lessons summary").first.click()
    expect(device.page.locator("#lessons details p").first).to_be_visible()

    device.context.set_offline(False)
    device.open("/offline/")
    until(lambda: len(stands(mara).practices) == 1)
    assert stands(mara).practices[0].after == "better"


def test_heavy_words_without_a_connection_meet_help_at_once(device, mara):
    device.sign_in("mara")
    device.take_along()
    device.context.set_offline(True)
    device.open("/offline/")
    device.page.fill("#note", "Nobody sees it. I CAN’T   go on!")
    device.page.click("#today button[type=submit]")

    expect(device.page.locator("#worried")).to_be_visible()
    expect(device.page.locator("#own-plan [data-numbers] a").first).to_be_visible()

    device.context.set_offline(False)
    device.page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: any(one.note for one in stands(mara).check_ins))


def test_an_answer_of_somebody_signed_out_waits_until_they_sign_in(device, mara):
    count = len(stands(mara).check_ins)
    device.sign_in("mara")
    device.take_along()
    device.context.clear_cookies()
    device.open("/offline/")
    device.check_in(mood=3)

    expect(device.state()).to_contain_text("Sign in and it goes to the server")
    assert len(stands(mara).check_ins) == count

    device.sign_in("mara")
    until(lambda: len(stands(mara).check_ins) == count + 1)


def test_taking_it_off_the_device_leaves_nothing_of_the_person_there(device):
    device.sign_in("mara")
    device.take_along()

    device.page.click("[data-leave-behind]")
    expect(device.page.locator("[data-device]")).to_have_text(
        "Nothing is kept on this device."
    )
    device.context.set_offline(True)
    device.open("/offline/")

    expect(device.page.locator("#nothing")).to_be_visible()
    expect(device.page.locator("#today")).to_be_hidden()
