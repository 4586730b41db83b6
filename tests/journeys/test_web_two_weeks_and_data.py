"""Two weeks later, results from a file, and away and back, in a real browser."""

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.support.browser import NAME, answer_phq9, sign_up

from heartsease.web.common import clock

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = pytest.mark.parametrize("width", [1280, 390])
START = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
LABS = """Date,Test,Result,Units,Reference Range
2026-09-20,Ferritin,12,ug/L,15-150
2026-09-20,25-OH Vitamin D,31,nmol/L,50-125
2026-09-21,Ferritin,9,mmHg,15-150
"""
FHIR = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "30522-7"}]},
    "effectiveDateTime": "2026-08-01",
    "valueQuantity": {
        "value": 4.2,
        "unit": "mg/L",
        "system": "http://unitsofmeasure.org",
        "code": "mg/L",
    },
}


@pytest.fixture
def days(monkeypatch):
    """Moves the clock of the server to so many days after the start."""

    def move(number):
        at = START + timedelta(days=number)
        monkeypatch.setattr(clock, "now", lambda: at)

    move(0)
    return move


def press(visit, name, *, role="button"):
    """Presses what has this name and waits for the page it leads to."""
    with visit.page.expect_navigation():
        visit.page.get_by_role(role, name=name).first.click()


def send(visit):
    """Sends the form of the page and waits for the answer."""
    with visit.page.expect_navigation():
        visit.page.locator("main form button").first.click()


def tell_of_a_medicine(visit):
    """A trial that began on the first day and is still running."""
    visit.open("/passport/new/")
    page = visit.page
    page.fill("[name=treatment]", "Sertraline")
    page.fill("[name=started_on]", "2026-10-05")
    page.check("[name=ongoing]")
    send(visit)


def answer_all(visit, place):
    """Every question of the open form with the answer at this place, item 9 with none."""
    page = visit.page
    for question in page.locator("main fieldset").all():
        question.locator("label").nth(place).click()
    last = page.locator("fieldset#answer-self_harm label")
    if last.count():
        last.first.click()
    send(visit)


def bring(visit, path):
    visit.open("/bring/")
    visit.page.set_input_files("#files", path)
    send(visit)
    visit.page.wait_for_selector("h2:has-text('What became of your files')")


def take_out(visit, to):
    visit.open("/data/")
    with visit.page.expect_download() as waiting:
        visit.page.click("form[action$='/data/export/'] button")
    waiting.value.save_as(to)
    with zipfile.ZipFile(to) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@WIDTHS
def test_two_weeks_later_a_check_three_sentences_and_a_decision(visits, days, width):
    visit = visits(width=width, scripts=width == 1280)
    page = visit.page
    sign_up(visit)
    tell_of_a_medicine(visit)
    answer_phq9(visit)
    visit.open("/now/")
    assert not page.get_by_text("How were the last two weeks?").count()

    days(14)
    visit.open("/now/")
    visit.look()
    press(visit, "How were the last two weeks?", role="link")
    visit.look()
    press(visit, "Start")
    answer_all(visit, 1)
    press(visit, "Skip this one")
    visit.look()
    press(visit, "Go on")
    visit.open("/now/")  # left in the middle
    visit.open("/two-weeks/")
    press(visit, "That is enough for today")

    visit.look()
    assert page.locator("ol.sentences > li").count() == 3
    said = page.inner_text("ol.sentences")
    assert "Your PHQ-9 score is 8: no change since 5 October 2026." in said
    assert "For Sertraline this means: give it until 2 November 2026." in said
    assert "The next check is on 2 November 2026." in said
    assert page.locator("svg.trajectory g.start").count() == 1
    page.click("details summary")
    assert page.locator("table.plain tbody tr").count() == 2

    press(visit, "Look at what runs", role="link")
    visit.look()
    assert "Do not stop or change it on your own." in page.inner_text("main")
    press(visit, "Settle what you do", role="link")
    visit.look()
    assert page.locator("input[value=stop_and_talk]").count() == 0
    page.fill("#id_until", "2026-11-02")
    press(visit, "Keep this")
    assert "you settled: Give it until 2 November 2026." in page.inner_text("main")
    for place in ("progress", "visit", "now"):
        visit.open(f"/{place}/")
        visit.look()
        if place != "now":
            assert "Give it until 2 November 2026" in page.inner_text("main")


@WIDTHS
def test_results_typed_in_and_from_a_table_and_from_fhir(visits, days, tmp_path, width):
    visit = visits(width=width)
    page = visit.page
    table, fhir = tmp_path / "labs.csv", tmp_path / "portal.json"
    table.write_text(LABS, encoding="utf-8")
    fhir.write_text(json.dumps(FHIR), encoding="utf-8")
    sign_up(visit)

    bring(visit, table)
    visit.look()
    assert "2 taken" in page.inner_text("main")
    assert "is not measured in mmHg" in page.inner_text("table")
    bring(visit, fhir)
    assert "1 taken" in page.inner_text("main")
    bring(visit, table)
    assert "2 known before" in page.inner_text("main")
    visit.open("/labs/new/?measure=tsh")
    visit.look()
    page.fill("main input[name=value]", "2.1")
    page.fill("main input[type=date]", "2026-10-01")
    send(visit)

    visit.look()
    cards = page.locator("article.card")
    assert cards.count() == 4
    assert page.locator("article.card svg").count() >= 3
    ages = page.inner_text("main")
    assert "15 days old" in ages
    assert "4 days old" in ages
    assert "2 months old" in ages
    ferritin = cards.filter(has=page.locator("h3", has_text="Ferritin"))
    assert "12 µg/L" in ferritin.inner_text()
    assert "not settled yet" in ferritin.inner_text()  # sex was not told
    assert "15" in ferritin.locator("svg").text_content()


@WIDTHS
def test_out_wiped_back_and_the_same(visits, days, tmp_path, width):
    visit = visits(width=width)
    page = visit.page
    sign_up(visit)
    tell_of_a_medicine(visit)
    answer_phq9(visit)
    visit.open("/treatments/?settle=sertraline")
    page.check("input[value=keep]")
    send(visit)
    first = take_out(visit, tmp_path / "first.zip")

    visit.open("/data/wipe/")
    visit.look()
    send(visit)
    visit.look()
    page.fill("[name=word]", "delete")
    send(visit)
    assert "It is gone" in page.inner_text("h1")
    assert NAME.encode() not in on_disk()

    sign_up(visit)
    visit.open("/data/import/")
    visit.look()
    page.set_input_files("#id_file", tmp_path / "first.zip")
    send(visit)
    assert "were here already" in page.inner_text("main")
    second = take_out(visit, tmp_path / "second.zip")

    assert first.keys() == second.keys()
    named_by_account = {"fhir.json"}  # the Patient of a new account is another one
    differing = {name for name in first if first[name] != second[name]}
    assert differing <= named_by_account
    assert json.loads(first["record.json"])["decisions"][0]["choice"] == "keep"
    visit.open("/treatments/")
    assert "you settled: Keep it." in page.inner_text("main")


def on_disk():
    from django.db import connection

    if connection.vendor != "sqlite":
        return b""
    file = Path(connection.settings_dict["NAME"])
    return b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
