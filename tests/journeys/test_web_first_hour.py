"""The first hour in a real browser: wide, narrow, by keyboard, without JavaScript."""

import re
import shutil
from urllib.parse import urlsplit

import pytest

sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = shutil.which("chromium")
NAME = "thistledown"
PASSPHRASE = "nine quiet green hills"
LONGEST_WAY = 60  # presses of Tab until something must have been reached
SMALLEST = 44  # CSS pixels of what is pressed
CARDS = 2

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        CHROMIUM is None, reason="chromium was not found: apt install chromium"
    ),
]

FAULTS = """(smallest) => {
  const seen = (one) => one.getClientRects().length > 0;
  const faults = [];
  if (document.documentElement.scrollWidth > innerWidth) faults.push("too wide");
  if (document.querySelectorAll("h1").length !== 1) faults.push("not one h1");
  if (!document.documentElement.lang) faults.push("no language");
  if (!document.querySelector("main")) faults.push("no main");
  for (const one of document.querySelectorAll("input, select, textarea")) {
    if (one.type === "hidden" || one.ariaLabel || one.labels.length) continue;
    faults.push("no label: " + one.name);
  }
  for (const one of document.querySelectorAll("fieldset")) {
    if (!one.querySelector("legend")) faults.push("no legend: " + one.id);
  }
  for (const one of document.querySelectorAll("a, button")) {
    if (!one.textContent.trim() && !one.ariaLabel) faults.push("no name: " + one.href);
  }
  for (const one of document.querySelectorAll(".btn, .choices label, .btn-help")) {
    if (!seen(one) || one.getBoundingClientRect().height >= smallest - 0.5) continue;
    faults.push("too small: " + one.textContent.trim());
  }
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  if (twice.length) faults.push("id twice: " + twice);
  return faults;
}"""


class Visit:
    """One browser window, with everything it asked for and complained of."""

    def __init__(self, context, address):
        self.context = context
        self.address = address
        self.page = context.new_page()
        self.asked, self.complaints = [], []
        self.page.on("request", lambda one: self.asked.append(one.url))
        self.page.on("pageerror", lambda one: self.complaints.append(str(one)))
        self.page.on(
            "console",
            lambda one: (
                self.complaints.append(one.text) if one.type == "error" else None
            ),
        )

    def open(self, path):
        self.page.goto(self.address + path)

    def at(self):
        return urlsplit(self.page.url).path

    def look(self):
        """Fails on what would shut somebody out of this page."""
        assert self.page.evaluate(FAULTS, SMALLEST) == [], self.at()

    def tab_to(self, selector):
        """Presses Tab until the element has the focus, and the focus can be seen."""
        for _ in range(LONGEST_WAY):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(
                "(wanted) => document.activeElement.matches(wanted)", selector
            ):
                break
        else:
            pytest.fail(f"{selector} cannot be reached with Tab on {self.at()}")
        marked = self.page.evaluate(
            """() => {
              const of = (one) => getComputedStyle(one);
              const here = document.activeElement;
              return [here, here.closest("label")].some((one) => one
                && (of(one).outlineStyle !== "none" || of(one).boxShadow !== "none"));
            }"""
        )
        assert marked, f"the focus on {selector} cannot be seen"


@pytest.fixture
def visits(live_server):
    """Opens windows; closed before the tables are emptied."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        made = []

        def window(*, width=1280, scripts=True, scheme="dark"):
            context = browser.new_context(
                viewport={"width": width, "height": 800},
                java_script_enabled=scripts,
                color_scheme=scheme,
                locale="en-GB",
            )
            context.set_default_timeout(15_000)
            made.append(Visit(context, live_server.url))
            return made[-1]

        yield window
        browser.close()
        for visit in made:
            assert {
                one for one in visit.asked if not ours(one, live_server.url)
            } == set()
            assert visit.complaints == []


def ours(url, address):
    return url.startswith((f"{address}/", "data:"))


def sign_up(visit):
    page = visit.page
    visit.open("/account/signup/")
    page.fill("#id_username", NAME)
    page.fill("#id_password1", PASSPHRASE)
    page.fill("#id_password2", PASSPHRASE)
    page.click("main button[type=submit]")
    page.wait_for_url("**/start/")
    page.check("#id_agree")
    page.select_option("#id_country", "GB")
    page.click("main button[type=submit]")
    page.wait_for_url("**/now/")
    page.click("button[name=energy][value=okay]")
    page.click("button[name=team][value=skip]")
    page.wait_for_selector("h1:text-is('Now')")


def answer_phq9(visit):
    page = visit.page
    visit.open("/ask/phq9/")
    for question in page.locator("main fieldset").all():
        question.locator("label").nth(1).click()
    page.locator("fieldset#answer-self_harm label").first.click()
    page.click("main button[type=submit]")
    page.wait_for_url("**/ask/phq9/?result=1")


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "dark"), (390, "dark"), (390, "light")]
)
def test_from_signing_up_to_a_map(visits, width, scheme):
    visit = visits(width=width, scheme=scheme)
    page = visit.page
    visit.open("/")
    visit.look()
    sign_up(visit)
    visit.look()

    visit.open("/ask/phq9/")
    visit.look()
    answer_phq9(visit)
    assert "moderate" not in page.inner_text("h1").lower()
    assert "not a diagnosis" in page.inner_text("main")
    visit.look()

    page.get_by_role("link", name="Next").click()
    for _ in range(CARDS):
        visit.open("/now/")
        first = page.locator("main a[href^='/card/']").first
        first.click()
        visit.look()
        page.click("button[name=none]")
        page.wait_for_url("**/now/")
    visit.look()

    page.get_by_role("navigation").get_by_role("link", name="Map").click()
    page.wait_for_url("**/map/")
    visit.look()
    assert page.locator(".flower svg").is_visible()
    assert page.locator("main section.card h3").count() == 8
    for place in ("plan", "library", "passport", "labs", "progress", "visit", "data"):
        visit.open(f"/{place}/")
        visit.look()


def test_the_first_two_screens_by_keyboard_alone(visits):
    visit = visits()
    keys = visit.page.keyboard
    visit.open("/account/signup/")

    for field, words in (
        ("#id_username", NAME),
        ("#id_password1", PASSPHRASE),
        ("#id_password2", PASSPHRASE),
    ):
        visit.tab_to(field)
        keys.type(words)
    visit.tab_to("main button[type=submit]")
    keys.press("Enter")
    visit.page.wait_for_url("**/start/")

    visit.tab_to("#id_agree")
    keys.press("Space")
    visit.tab_to("#id_country")
    keys.type("United K")
    visit.tab_to("main button[type=submit]")
    keys.press("Enter")
    visit.page.wait_for_url("**/now/")

    assert "energy" in visit.page.inner_text("h1")


def test_the_skip_link_is_first_and_leads_to_the_page(visits):
    visit = visits()
    visit.open("/")

    visit.tab_to("a.skip")
    visit.page.keyboard.press("Enter")

    assert visit.page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", [1280, 390])
def test_phq9_is_answered_without_javascript(visits, width):
    visit = visits(width=width, scripts=False)
    sign_up(visit)

    answer_phq9(visit)

    assert re.search(r"\b8\b", visit.page.inner_text("main"))
    visit.open("/data/")
    row = visit.page.locator("tr", has_text="Answers to a set of questions").first
    assert row.locator("td").inner_text() == "1"


@pytest.mark.parametrize("scripts", [True, False])
def test_after_a_quick_exit_back_shows_nothing_of_the_person(visits, scripts):
    visit = visits(scripts=scripts)
    page = visit.page
    sign_up(visit)
    answer_phq9(visit)
    visit.open("/map/")

    page.click("[data-leave]")
    page.wait_for_url("**/leave/")

    assert page.title() == "Weather"
    assert "Heartsease" not in page.inner_text("body")
    assert visit.context.cookies() == []
    for _ in range(8):
        page.go_back()
        assert visit.at() not in {"/map/", "/now/", "/ask/phq9/", "/start/"}
        assert NAME not in page.content()
        assert "Several days" not in page.content()


def test_escape_three_times_is_a_quick_exit_too(visits):
    visit = visits()
    sign_up(visit)

    for _ in range(3):
        visit.page.keyboard.press("Escape")
    visit.page.wait_for_url("**/leave/")

    visit.open("/map/")
    assert visit.at() == "/account/login/"


def test_words_twice_as_large_still_fit_a_narrow_window(visits):
    visit = visits(width=390)
    sign_up(visit)
    visit.page.add_init_script(
        "addEventListener('DOMContentLoaded', () => {"
        " document.documentElement.style.setProperty('font-size', '200%'); });"
    )

    for path in ("/now/", "/ask/phq9/", "/map/", "/data/"):
        visit.open(path)
        wide = visit.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1], path
        assert visit.page.evaluate(
            "getComputedStyle(document.documentElement).fontSize"
        ) in {"32px", "34px", "36px"}
