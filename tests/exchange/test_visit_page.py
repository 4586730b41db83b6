"""The visit page: one side for any doctor, fetching nothing, escaping everything."""

import io
import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.support.builders import (
    TODAY,
    a_condition,
    a_medicine,
    a_record,
    a_response,
    a_trial,
    an_observation,
    days_ago,
    everything_clear,
    usual_value,
    with_more,
)

from heartsease.core.plan.look import look
from heartsease.core.record.record import Person, Stopped
from heartsease.core.values.quantity import Quantity
from heartsease.exchange.present import present
from heartsease.exchange.text_page import text_page
from heartsease.exchange.visit_page.html import visit_html
from heartsease.exchange.visit_page.pdf import visit_pdf
from heartsease.library import knowledge, record_json, words
from heartsease.library.knowledge import standard

CHROMIUM = shutil.which("chromium")
ROOT = Path(__file__).resolve().parents[2]
WORDS = words.load(knowledge.root() / "words" / "en" / "screen.toml")
DEMO = sorted((ROOT / "demo" / "people").glob("*.json"))
VOID = {"meta", "br", "img", "input", "link", "hr"}
MARKED = "<script>alert('x')</script>"


def demo(file):
    return record_json.read(json.loads(file.read_text(encoding="utf-8")))


def page_of(record):
    picture = look(record, standard(), on=TODAY)
    return present(picture, knowledge=standard(), words=WORDS), picture


def html_of(record):
    page, picture = page_of(record)
    return visit_html(page, picture, WORDS)


def pdf_of(record):
    page, picture = page_of(record)
    return visit_pdf(page, picture, WORDS)


def stuffed():
    """Thirty trials, forty results, every questionnaire and many conditions."""
    trials = [
        a_trial(
            "sertraline" if n % 2 else "venlafaxine",
            id=f"trial-{n:02}",
            highest_dose=Quantity(50.0, "mg/d"),
            days_at_or_above_minimum=60,
            percent_improvement=10.0,
            stopped_because=Stopped.TOO_LITTLE_EFFECT,
            this_episode=True,
        )
        for n in range(30)
    ]
    results = [
        an_observation(id_, usual_value(id_), on=days_ago(3))
        for id_ in sorted(standard().measures)[:40]
    ]
    answers = [
        a_response(one.id, on=days_ago(n), **{item.id: 3.0 for item in one.items})
        for one in standard().instruments.values()
        for n in (1, 30)
        if one.items
    ]
    yes = ["mostly_indoors", "chronic_pain", "caring_burden", "past_trauma", "ibs"]
    clear = everything_clear()
    kept = tuple(o for o in clear.responses if o.instrument in ("phq9", "asq"))
    return with_more(
        replace(clear, responses=kept),
        *trials,
        *results,
        *(one for one in answers if one.instrument not in ("phq9", "asq")),
        *(a_condition(id_) for id_ in yes),
        *(a_medicine(f"unheard {n}", ingredients=()) for n in range(8)),
    )


RECORDS = {
    **{file.stem: lambda file=file: demo(file) for file in DEMO},
    "silent": a_record,
    "clear": everything_clear,
    "stuffed": stuffed,
    "thoughts": lambda: with_more(a_record(), a_response("phq9", self_harm=2.0)),
    "emergency": lambda: a_record(a_condition("plan_or_means")),
}


class Outline(HTMLParser):
    """Checks nesting, and keeps tags, headings, words and everything that is fetched."""

    def __init__(self):
        super().__init__()
        self.open, self.headings, self.fetched = [], [], []
        self.tags, self.words, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        for name, value in attrs:
            if name in ("src", "srcset", "action", "data", "background", "poster"):
                self.fetched.append(value)
            if name == "href" and tag != "a":
                self.fetched.append(value)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def outline(html):
    seen = Outline()
    seen.feed(html)
    seen.close()
    assert seen.open == []
    return seen


# --- HTML -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", RECORDS)
def test_the_page_is_well_formed_and_fetches_nothing(name):
    html = html_of(RECORDS[name]())

    seen = outline(html)

    assert seen.fetched == []
    assert "script" not in seen.tags
    assert "url(http" not in html
    assert "@import" not in html


@pytest.mark.parametrize("name", RECORDS)
def test_the_only_addresses_are_those_of_the_crisis_directories(name):
    record = RECORDS[name]()
    page, _ = page_of(record)

    found = set(re.findall(r"https?://[^\s\"'<)]+", html_of(record)))

    allowed = set(re.findall(r"https?://\S+", " ".join(map(str, page.help.lines))))
    allowed = {one.rstrip("',)") for one in allowed} | {"http://www.w3.org/2000/svg"}
    assert found <= allowed


@pytest.mark.parametrize("name", RECORDS)
def test_headings_go_down_one_level_at_a_time_from_a_single_first(name):
    levels = outline(html_of(RECORDS[name]())).headings

    assert levels[0] == 1
    assert levels.count(1) == 1
    for one, following in zip(levels, levels[1:], strict=False):
        assert following <= one + 1


def test_the_page_says_its_language_and_forbids_every_request():
    seen = outline(html_of(everything_clear()))
    metas = [one for tag, one in seen.attributes if tag == "meta"]
    policy = next(
        one["content"]
        for one in metas
        if one.get("http-equiv") == "Content-Security-Policy"
    )

    assert ("html", {"lang": "en"}) in seen.attributes
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "http" not in policy
    assert {"name": "referrer", "content": "no-referrer"} in metas


@pytest.mark.parametrize(
    "record",
    [
        replace(everything_clear(), person=Person(id=MARKED)),
        a_record(a_medicine(MARKED, ingredients=())),
        a_record(a_trial(None, id="t", text=MARKED, ongoing=True)),
    ],
    ids=["person", "medicine", "trial"],
)
def test_nothing_that_somebody_typed_becomes_part_of_the_page_itself(record):
    html = html_of(record)

    assert MARKED not in html
    assert "script" not in outline(html).tags
    assert "alert(&#39;x&#39;)" in html


def test_the_help_comes_before_everything_that_was_found():
    html = html_of(everything_clear())

    assert html.index("116 123") < html.index(WORDS("map.heading"))


# --- on paper -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def paper():
    """Prints a page of HTML in a real browser, as whoever presses Print does."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("chromium was not found: apt install chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()

        def sides(html, **options):
            page.set_content(html)
            return PdfReader(io.BytesIO(page.pdf(**options))).pages

        yield sides
        browser.close()


@pytest.mark.parametrize("name", RECORDS)
def test_the_sheet_prints_on_one_side_too(paper, name):
    html = html_of(RECORDS[name]())

    (side,) = paper(html, prefer_css_page_size=True)

    page, _ = page_of(RECORDS[name]())
    said = " ".join(side.extract_text().split())
    assert page.help.emergency.text in said
    assert page.fingerprint in said
    for step in page.steps:
        assert step.name in said
    margins = {"top": "9mm", "bottom": "9mm", "left": "10mm", "right": "10mm"}
    assert len(paper(html, format="Letter", margin=margins)) == 1


# --- PDF ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RECORDS)
def test_the_pdf_is_one_side_of_a4_with_help_and_intended_use(name):
    record = RECORDS[name]()

    (side,) = PdfReader(io.BytesIO(pdf_of(record))).pages

    said = " ".join(side.extract_text().split())
    page, _ = page_of(record)
    assert side.mediabox.width == pytest.approx(595.28, abs=0.5)
    assert side.mediabox.height == pytest.approx(841.89, abs=0.5)
    assert page.help.emergency.text in said
    assert "does not diagnose" in said
    assert page.fingerprint in said


@pytest.mark.parametrize("name", [*(file.stem for file in DEMO), "stuffed", "clear"])
def test_nothing_runs_off_the_side(name):
    (side,) = PdfReader(io.BytesIO(pdf_of(RECORDS[name]()))).pages
    lowest = []

    def note(text, _cm, tm, _font, _size):
        if text.strip():
            lowest.append(tm[5])

    side.extract_text(visitor_text=note)

    assert min(lowest) > 0


def test_the_pdf_names_the_steps_and_what_was_found():
    page, _ = page_of(everything_clear())

    (side,) = PdfReader(io.BytesIO(pdf_of(everything_clear()))).pages
    said = " ".join(side.extract_text().split())

    assert page.steps
    for step in page.steps:
        assert step.name in said
    for domain in page.domains:
        assert domain.name in said


def test_every_result_with_a_mark_has_its_note():
    html = html_of(demo(ROOT / "demo" / "people" / "mara.json"))

    marked = re.findall(r'<th scope="row">([^<]+)</th>[^\n]*?\*</td>', html)
    noted = re.findall(r'<p class="soft small">\* ([^:<]+): [^<]+</p>', html)

    assert len(marked) > 1
    assert noted == marked


def test_what_does_not_fit_is_counted_and_not_hidden():
    (side,) = PdfReader(io.BytesIO(pdf_of(stuffed()))).pages
    said = " ".join(side.extract_text().split())
    page, _ = page_of(stuffed())

    assert len(page.history.trials) >= 30
    assert WORDS("page.more", count=len(page.history.trials) - 9) in said
    assert WORDS("page.more", count=len(page.labs) - 9) in said
    assert WORDS("page.more", count=len(page.labs) - 9) in html_of(stuffed())


@pytest.mark.parametrize("name", RECORDS)
def test_the_same_record_gives_the_same_bytes_in_every_form(name):
    record = RECORDS[name]()

    assert pdf_of(record) == pdf_of(record)
    assert html_of(record) == html_of(record)


# --- text -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", RECORDS)
def test_the_text_stays_within_a_hundred_columns_and_keeps_no_blanks_at_the_ends(name):
    page, _ = page_of(RECORDS[name]())

    lines = text_page(page, WORDS, everything=True).splitlines()

    assert max(map(len, lines)) <= 100
    assert not [line for line in lines if line != line.rstrip()]


def test_the_text_says_the_strength_the_test_and_the_judging_of_each_step():
    page, _ = page_of(everything_clear())

    said = " ".join(text_page(page, WORDS).split())

    for step in page.steps:
        for part in (step.honest, step.how_sure, step.judge):
            assert " ".join(part.split()) in said


@pytest.mark.parametrize("file", DEMO, ids=lambda file: file.stem)
def test_what_to_find_out_comes_without_the_sums_behind_it(file):
    html = html_of(demo(file))

    assert WORDS("questions.heading") in html
    assert "expected change" not in html
    assert "a minute" not in html


def test_a_part_that_was_not_looked_at_is_not_said_to_be_looked_at_in_part():
    html = html_of(demo(ROOT / "demo" / "people" / "mara.json"))

    (line,) = re.findall(r"<li><strong>Inflammation and metabolism.*?</li>", html)
    assert "not looked at" in line
    assert "looked at 4" not in line
