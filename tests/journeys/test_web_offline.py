"""Days without a connection: kept on the device, through a killed browser, sent once."""

import os
import re
import shutil
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection, connections
from playwright.sync_api import expect
from tests.journeys.conftest import ARGUMENTS, PATIENCE_MS
from tests.support.browser import CHROMIUM, FAULTS, SMALLEST, ours
from tests.support.web import AT, PASSPHRASE, a_person, with_record

from heartsease.web.journal import services as journal
from heartsease.web.journal.queries import pages_of
from heartsease.web.record.queries import record_of

sync_api = pytest.importorskip("playwright.sync_api")

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (1280, 390)
NARROW = pytest.mark.parametrize("device", [390], indirect=True)  # where it is tight
PATIENCE_S = PATIENCE_MS / 1000


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
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.on("request", lambda one: self.asked.append(one.url))
        self.page = self.context.pages[0]

    def kill(self):
        """As when the battery runs out: no goodbye, no closing of files."""
        mine = f"--user-data-dir={self.folder}".encode()
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it ended meanwhile
                if mine in (process / "cmdline").read_bytes().split(b"\0"):
                    os.kill(int(process.name), signal.SIGKILL)
        with suppress(sync_api.Error):  # it is gone, and Playwright says so
            self.context.close()
        # Its door for a second window lies beside the profile, and nobody closed it.
        door = self.folder / "SingletonSocket"
        shutil.rmtree(door.readlink().parent)

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
        self.wait_for_worker()

    def lose_connection(self):
        """A page that just opened may send before it is told that it is offline."""
        self.context.route("**/sync/", lambda one: one.abort())
        self.context.set_offline(True)

    def find_connection(self):
        self.context.unroute("**/sync/")
        self.context.set_offline(False)

    def wait_for_worker(self):
        """Until it answers for the next page.

        A page that was being opened while the worker began is not claimed by it, and
        stays without one until the next is opened: so nobody waits for that. Asked again
        from here, because the page itself may not turn a text into a program.
        """
        there = """navigator.serviceWorker.getRegistration()
            .then((one) => one?.active?.state === "activated")"""
        until(lambda: self.page.evaluate(there))

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


def asked(question):
    """What the database says, asked from another thread."""

    def ask():
        try:
            return question()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        return other.submit(ask).result()


def stands(who):
    return asked(lambda: record_of(who.id))


def asks(who):
    return {"user_id": who.user_id, "person": who.id, "at": AT}


def pages(who):
    """The words of every standing page, oldest first."""
    found = asked(lambda: pages_of(who.user_id, who.id))
    return [one.text for one in reversed(found)]


def until(true):
    end = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def test_three_days_without_a_connection_and_a_killed_browser_arrive_once(device, mara):
    before = stands(mara)
    device.sign_in("mara")
    device.take_along()
    device.lose_connection()
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


@NARROW
def test_the_page_that_is_kept_on_a_device_says_nobody_was_signed_in(device, mara):
    """It is asked for without cookies: whoever opens it later is shown no trace."""
    device.sign_in("mara")
    device.take_along()

    kept = device.page.evaluate(
        """async () => {
          const [name] = (await caches.keys()).filter((one) => one.startsWith("heartsease-"));
          const cache = await caches.open(name);
          const pages = await Promise.all(["/offline/", "/help/"].map((one) => cache.match(one)));
          return Promise.all(pages.map((one) => one.text()));
        }"""
    )

    for page in kept:
        assert "Heartsease" in page
        assert "data-owner" not in page
        assert "Sign out" not in page


@NARROW
def test_nothing_stands_in_the_way_of_installing_it(device, mara):
    """As the browser itself judges it; what is installed begins with the first page."""
    device.sign_in("mara")
    device.take_along()
    browser = device.context.new_cdp_session(device.page)

    errors = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    read = browser.send("Page.getAppManifest")

    assert errors == read["errors"] == []
    assert read["manifest"]["startUrl"] == f"{device.address}/now/"
    assert read["manifest"]["display"] == "kStandalone"
    assert {one["sizes"] for one in read["manifest"]["icons"]} == {"192x192", "512x512"}


@NARROW
def test_a_breath_is_drawn_and_heard_without_a_connection_and_worse_is_heard(
    device, mara
):
    device.sign_in("mara")
    device.take_along()
    device.lose_connection()
    device.open("/offline/#practice/slow_breathing")
    page = device.page

    page.locator("[data-sizes] button").first.click()
    page.click("#practice [data-sound]")

    expect(page.locator(".pacer-circle")).to_be_visible()
    expect(page.locator("#practice [data-sound]")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.locator(".pacer-says")).to_have_text("Breathe out")
    page.click("[data-pause]")
    nothing_is_wrong(device)
    page.click("[data-stop]")
    page.locator("#practice label", has_text="worse").click()
    page.click("#practice form button[type=submit]")
    expect(device.state()).to_contain_text("Saved on this device")
    listed = page.locator("#practices [data-list] a")
    expect(listed.filter(has_text="Back to the room")).to_have_count(1)
    expect(listed.filter(has_text="Slow breathing")).to_have_count(0)
    device.open("/offline/#practices")
    page.reload()
    expect(listed.filter(has_text="Back to the room")).to_have_count(1)
    expect(listed.filter(has_text="Slow breathing")).to_have_count(0)

    device.find_connection()
    until(lambda: len(stands(mara).adverse_reports) == 1)
    assert stands(mara).practices[-1].after == "worse"


def test_a_practice_without_a_connection_is_kept_and_help_stays_open(device, mara):
    device.sign_in("mara")
    device.take_along()
    device.lose_connection()
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

    device.find_connection()
    device.open("/offline/")
    until(lambda: len(stands(mara).practices) == 1)
    assert stands(mara).practices[0].after == "better"


def test_heavy_words_without_a_connection_meet_help_at_once(device, mara):
    device.sign_in("mara")
    device.take_along()
    device.lose_connection()
    device.open("/offline/")
    device.page.fill("#note", "Nobody sees it. I CAN’T   go on!")
    device.page.click("#today button[type=submit]")

    expect(device.page.locator("#worried")).to_be_visible()
    expect(device.page.locator("#own-plan [data-numbers] a").first).to_be_visible()

    device.find_connection()
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
    device.lose_connection()
    device.open("/offline/")

    expect(device.page.locator("#nothing")).to_be_visible()
    expect(device.page.locator("#today")).to_be_hidden()


WORDS = (
    "The wolpertinger sat under the stairs.",
    "A song about rain,\nand nobody in a hurry.",
    "Water the fern at nine.",
)
HELD = """async () => {
  const db = await new Promise((resolve) => {
    const request = indexedDB.open("heartsease");
    request.onsuccess = () => resolve(request.result);
  });
  const all = (store) => new Promise((resolve) => {
    const request = db.transaction(store).objectStore(store).getAll();
    request.onsuccess = () => resolve(request.result);
  });
  const found = JSON.stringify([await all("answers"), await all("pack")]);
  db.close();
  return found;
}"""


def write(device, text, *, about="free"):
    device.open(f"/offline/#writing/{about}")
    device.page.fill("#writing-text", text)
    device.page.click("#writing button[type=submit]")
    expect(device.page.locator("#journal-title")).to_be_visible()


def waiting_pages(device):
    return device.page.locator("#journal [data-waiting] > ul > li")


def plain_in_the_database():
    """Every word that somebody who holds the file of the database could read."""
    if connection.vendor != "sqlite":
        return b""
    name = connection.settings_dict["NAME"]
    with sqlite3.connect(name) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return b"".join(
        one.read_bytes() for one in Path(name).parent.glob(Path(name).name + "*")
    )


def nothing_is_wrong(device):
    assert device.page.evaluate(FAULTS, SMALLEST) == []
    assert Axe().run(device.page).response["violations"] == []


def test_three_pages_without_a_connection_and_a_killed_browser_arrive_once(
    device, mara
):
    device.sign_in("mara")
    device.take_along()
    device.lose_connection()
    device.open("/offline/#journal")
    nothing_is_wrong(device)
    for text, about in zip(WORDS, ("free", "quiet_joy", "action"), strict=True):
        write(device, text, about=about)
        expect(device.state()).to_contain_text("Saved on this device")
    expect(waiting_pages(device)).to_have_count(3)
    nothing_is_wrong(device)

    device.kill()
    assert pages(mara) == []
    device.start()
    device.open("/offline/#journal")
    expect(device.state()).to_contain_text("Sign in and it goes to the server")
    expect(waiting_pages(device)).to_have_count(3)
    device.sign_in("mara")
    until(lambda: len(pages(mara)) == 3)

    assert pages(mara) == list(WORDS)
    device.open("/offline/#journal")
    device.page.wait_for_timeout(500)
    expect(waiting_pages(device)).to_have_count(0)
    assert len(pages(mara)) == 3
    held = device.page.evaluate(HELD)
    assert "left_behind" in held  # the questions are there, so it was really read
    for text in WORDS:
        assert text.split("\n")[0] not in held
        assert text.split("\n")[0].encode() not in plain_in_the_database()
    device.open("/matters/")
    main = device.page.locator("main")
    for text in WORDS:
        expect(main).to_contain_text(text.split("\n")[0])
    expect(main).to_contain_text("For tomorrow")


@NARROW
def test_a_page_that_waits_is_changed_or_thrown_away_and_only_the_last_words_go(
    device, mara
):
    device.sign_in("mara")
    device.take_along()
    device.lose_connection()
    for text in WORDS[:2]:
        write(device, text)
    first = waiting_pages(device).filter(has_text="wolpertinger")
    first.locator("[data-change]").click()
    expect(device.page.locator("#writing-text")).to_have_value(WORDS[0])
    device.page.fill("#writing-text", "It was a hare.")
    device.page.click("#writing button[type=submit]")
    expect(waiting_pages(device)).to_have_count(2)
    away = waiting_pages(device).filter(has_text="nobody in a hurry")
    away.locator("summary", has_text="Throw this page away").click()
    away.locator("[data-throw]").click()
    expect(waiting_pages(device)).to_have_count(1)
    assert "hurry" not in device.page.evaluate(HELD)

    device.find_connection()
    device.page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: pages(mara) == ["It was a hare."])
    expect(waiting_pages(device)).to_have_count(0)


@NARROW
def test_heavy_words_on_a_page_meet_help_at_once_without_a_connection(device, mara):
    device.sign_in("mara")
    device.take_along()
    device.lose_connection()
    device.open("/offline/#writing/free")
    device.page.fill("#writing-text", "They would be better off without me.")
    device.page.click("#writing button[type=submit]")

    expect(device.page.locator("#worried")).to_be_visible()
    expect(device.page.locator("#own-plan [data-numbers] a").first).to_be_visible()

    device.find_connection()
    device.page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: len(pages(mara)) == 1)
    noticed = [one.condition for one in stands(mara).conditions if one.present]
    assert noticed.count("self_harm_words") == 1


@NARROW
def test_nobody_elses_sign_in_sends_what_waits_here(device, mara):
    sam = asked(lambda: with_record(a_person("sam")))
    device.sign_in("mara")
    device.take_along()
    device.lose_connection()
    write(device, WORDS[0])
    device.context.clear_cookies()  # first, or it is sent at once
    device.find_connection()

    device.sign_in("sam")
    device.open("/offline/#journal")
    expect(device.state()).to_contain_text("Sign in and it goes to the server")

    assert pages(sam) == pages(mara) == []
    assert "wolpertinger" in device.page.evaluate(HELD)


@NARROW
def test_a_device_that_takes_nothing_along_offers_no_journal(device):
    device.sign_in("mara")
    device.open("/device/")
    device.wait_for_worker()
    device.lose_connection()
    device.open("/offline/#writing/free")

    expect(device.page.locator("#nothing")).to_be_visible()
    expect(device.page.locator("#writing")).to_be_hidden()
    expect(device.page.locator("[data-journal-offered]")).to_be_hidden()


@NARROW
def test_after_the_quick_exit_back_shows_no_page(device):
    device.sign_in("mara")
    device.take_along()
    device.lose_connection()
    device.open("/offline/")
    device.page.click("a[href='#journal']")
    device.page.click("#journal a[href='#writing/free']")
    device.page.fill("#writing-text", WORDS[0])
    device.page.click("#writing button[type=submit]")
    expect(waiting_pages(device)).to_have_count(1)
    device.page.click("#journal a[href='#writing/free']")
    device.page.fill("#writing-text", "half a wolpertinger")
    device.context.clear_cookies()  # so that it goes on waiting
    device.find_connection()
    device.page.click("[data-leave]")
    device.page.wait_for_url("**/leave/")

    device.page.go_back()

    expect(device.page.locator("#today")).to_be_visible()
    expect(device.page.locator("#journal")).to_be_hidden()
    assert device.page.input_value("#writing-text") == ""


@NARROW
def test_what_the_server_cannot_take_stays_is_said_and_can_be_thrown_away(device, mara):
    device.sign_in("mara")
    device.take_along()
    device.page.evaluate(
        """async () => {
          const { keep } = await import("/static/ui/queue.js");
          await keep("journal", { text: "a fern", on: "soon" });
        }"""
    )
    device.open("/offline/#journal")
    expect(waiting_pages(device)).to_contain_text("could not take this page")
    expect(device.state()).to_contain_text("could not take one answer")
    nothing_is_wrong(device)

    device.open("/device/")
    left = device.page.locator("[data-unsent]")
    expect(left).to_contain_text("They stay here until you throw them away")
    nothing_is_wrong(device)
    left.locator("summary").click()
    left.locator("[data-throw]").click()

    expect(left).to_be_hidden()
    assert "fern" not in device.page.evaluate(HELD)
    assert pages(mara) == []


@NARROW
def test_words_stay_on_the_page_when_this_device_can_keep_nothing(device):
    device.sign_in("mara")
    device.take_along()
    device.lose_connection()
    device.open("/offline/#writing/free")
    device.page.evaluate(
        "() => { IDBObjectStore.prototype.add = () => { throw new Error() } }"
    )
    device.page.fill("#writing-text", WORDS[0])
    device.page.click("#writing button[type=submit]")

    expect(device.page.locator("#unkept")).to_be_visible()
    assert device.page.input_value("#writing-text") == WORDS[0]


@NARROW
def test_a_page_whose_connection_goes_while_it_is_written_is_kept_and_sent(
    device, mara
):
    device.sign_in("mara")
    device.take_along()
    device.open("/matters/new/")
    device.page.fill("#text", WORDS[0])
    device.lose_connection()
    device.page.click("main form button[type=submit]")
    expect(device.state()).to_contain_text("goes to the server when there is")
    expect(device.page.locator("[data-kept]")).to_be_visible()
    nothing_is_wrong(device)

    device.find_connection()
    device.page.evaluate("dispatchEvent(new Event('online'))")
    expect(device.state()).to_have_text("Saved on the server.")

    assert pages(mara) == [WORDS[0]]
    assert "wolpertinger" not in device.page.evaluate(HELD)


@NARROW
def test_a_change_without_a_connection_stands_beside_one_that_was_made_elsewhere(
    device, mara
):
    page = asked(lambda: journal.write(**asks(mara), text=WORDS[0], on=AT.date()))
    device.sign_in("mara")
    device.take_along()
    device.open(f"/matters/{page}/")
    device.page.fill("#text", "a hare")
    device.lose_connection()
    device.page.click("main form[data-page] button")
    expect(device.page.locator("[data-kept]")).to_be_visible()

    asked(lambda: journal.change(**asks(mara), page=page, text="a fern"))
    device.find_connection()
    device.page.evaluate("dispatchEvent(new Event('online'))")
    expect(device.state()).to_have_text("Saved on the server.")

    assert sorted(pages(mara)) == ["a fern", "a hare"]


@NARROW
def test_where_nothing_is_kept_the_words_stay_on_the_screen_until_they_can_go(
    device, mara
):
    device.sign_in("mara")
    device.open("/matters/new/")
    device.page.fill("#text", WORDS[0])
    device.lose_connection()
    device.page.click("main form button[type=submit]")
    expect(device.page.locator("[data-stays]")).to_be_visible()
    assert "wolpertinger" not in device.page.evaluate(HELD)
    assert device.page.input_value("#text") == WORDS[0]

    device.find_connection()
    device.page.click("main form button[type=submit]")
    device.page.wait_for_url("**/matters/")

    assert pages(mara) == [WORDS[0]]
