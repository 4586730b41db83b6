"""A window of a real browser, and the first steps every journey begins with."""

import shutil
from urllib.parse import urlsplit

import pytest

CHROMIUM = shutil.which("chromium")
NAME = "thistledown"
PASSPHRASE = "nine quiet green hills"
LONGEST_WAY = 60  # presses of Tab until something must have been reached
SMALLEST = 44  # CSS pixels of what is pressed

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
        context.on("request", lambda one: self.asked.append(one.url))
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
        # Between two pages there is a moment without a document.
        self.page.wait_for_function(
            "document.body && document.readyState !== 'loading'"
        )
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
