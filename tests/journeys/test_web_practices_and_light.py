"""A practice, the light at the pole and a lesson found again, in a real browser."""

from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.test import Client
from tests.support.builders import everything_clear
from tests.support.web import AT, a_person, sign_in

from heartsease.core.record.record import AfterFeel
from heartsease.library.practices import standard_practices
from heartsease.library.program import standard_program
from heartsease.web.common import clock
from heartsease.web.people import services as people
from heartsease.web.record import services as record
from heartsease.web.record.queries import record_of

pytestmark = pytest.mark.django_db(transaction=True)

SMALLEST_R = 46
TROMSO = ("69.65", "18.96")
# Counts the sounds a page opens, to see that none is opened unasked.
LISTEN = """
window.opened = [];
const Real = window.AudioContext;
window.AudioContext = class extends Real {
  constructor(...how) { super(...how); window.opened.push(this); }
};
"""


@pytest.fixture
def somebody(monkeypatch):
    """Everything was asked and answered; a window of any width is signed in as them."""
    who = a_person()
    record.add(user_id=who.user_id, person=who.id, record=everything_clear(), at=AT)
    people.settle_in(user_id=who.user_id, person=who.id, at=AT, time_zone="Europe/Oslo")
    monkeypatch.setattr(clock, "now", lambda: AT)
    return who


def signed_in(visits, who, **options):
    visit = visits(**options)
    client = Client()
    sign_in(client, who)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    visit.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": visit.address}]
    )
    return visit


def radius(page):
    return float(page.get_attribute("[data-player] .pacer-breath", "r"))


def line(page):
    return page.inner_text("[data-line]")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_practice_is_played_paused_wound_back_and_kept(visits, somebody, width):
    visit = signed_in(visits, somebody, width=width)
    page = visit.page
    page.clock.install()
    lines = [one.says for one in standard_practices()["kind_words"].usual]
    visit.open("/practices/")
    visit.look()
    page.click("text=A few kind words")
    page.wait_for_url("**/practices/kind_words/")
    page.click("summary:has-text('Choose what to rest on')")
    page.click("label:has-text('Your hands')")
    page.click("button[value=usual]")
    page.wait_for_selector("[data-begin]:visible")
    assert "Your hands" in page.inner_text("main .notice-calm")
    visit.look()

    page.click("[data-begin]")
    assert line(page) == lines[0]
    page.clock.run_for(40_000)
    later = line(page)
    assert lines.index(later) > 0
    page.click("main [data-back]")
    assert lines.index(line(page)) == lines.index(later) - 1
    page.click("[data-way-back] summary")
    page.wait_for_selector("[data-pause]:has-text('Go on')")
    left = page.inner_text("[data-left]")
    page.clock.run_for(30_000)
    assert page.inner_text("[data-left]") == left
    page.click("[data-pause]")
    page.clock.run_for(2_000)
    assert page.inner_text("[data-left]") != left
    visit.look()
    page.click("[data-player] [data-stop]")
    assert page.evaluate("document.activeElement.id") == "after"
    assert record_of(somebody.id).practices == ()
    page.click("button[value=better]")
    page.wait_for_url("**/practices/")

    (kept,) = record_of(somebody.id).practices
    assert (kept.practice, kept.after) == ("kind_words", AfterFeel.BETTER)
    assert 40 <= kept.seconds <= 45


def test_the_held_breath_is_drawn_part_by_part_and_rests_at_the_end(visits, somebody):
    visit = signed_in(visits, somebody, width=390)
    page = visit.page
    page.clock.install()
    page.add_init_script(LISTEN)
    visit.open("/practices/breathing_4_7_8/go/?size=tiny")
    page.wait_for_selector("[data-begin]:visible")

    page.click("[data-begin]")
    page.clock.run_for(2_000)
    assert page.inner_text(".pacer-says >> visible=true") == "Breathe in"
    assert SMALLEST_R < radius(page) < 104
    page.clock.run_for(5_000)
    assert page.inner_text(".pacer-says >> visible=true") == "Hold"
    assert radius(page) == pytest.approx(104)
    page.clock.run_for(6_000)
    assert page.inner_text(".pacer-says >> visible=true") == "Breathe out"
    assert page.evaluate("window.opened.length") == 0
    page.click("[data-sound]")
    assert page.get_attribute("[data-sound]", "aria-pressed") == "true"
    assert page.evaluate("window.opened.length") == 1
    page.click("[data-sound]")
    page.wait_for_function("window.opened[0].state === 'closed'")
    page.clock.run_for(8_000)

    assert radius(page) == SMALLEST_R
    assert "One round is enough" in line(page)
    page.clock.run_for(12_000)
    assert page.evaluate("document.activeElement.id") == "after"
    assert page.input_value("#after [name=seconds]") == "30"


def test_with_reduced_motion_only_the_words_change(visits, somebody):
    visit = signed_in(visits, somebody, width=390, reduced_motion="reduce")
    page = visit.page
    page.clock.install()
    visit.open("/practices/slow_breathing/go/?size=usual&rate=6")
    page.wait_for_selector("[data-begin]:visible")

    page.click("[data-begin]")
    said = set()
    for _ in range(6):
        page.clock.run_for(2_000)
        said.add(page.inner_text("[data-player] .pacer-says"))
        assert radius(page) == SMALLEST_R

    assert said == {"Breathe in", "Breathe out"}


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_without_javascript_the_whole_practice_is_on_the_page(visits, somebody, motion):
    visit = signed_in(visits, somebody, width=390, scripts=False, reduced_motion=motion)
    page = visit.page
    visit.open("/practices/breathing_4_7_8/")
    page.click("button[value=usual]")
    page.wait_for_url("**/go/?size=usual")
    script = standard_practices()["breathing_4_7_8"].usual
    shown = page.locator("[data-script] li").all_inner_texts()
    assert len(shown) == len(script)
    assert "76 seconds" in shown[0]
    assert not page.is_visible("[data-player]")
    assert page.locator("animate").count() == 0

    page.click("text=Let the circle breathe")
    page.wait_for_url("**go=1")
    if motion == "reduce":
        assert not page.is_visible("main [data-alone] svg")
        assert "Hold: 1, 2, 3, 4, 5, 6, 7." in page.inner_text(".pacer-still")
    else:
        assert page.is_visible("main [data-alone] animate, main [data-alone] svg")
        assert page.locator("[data-alone] animate").count() == 4
    page.click("text=Back to the room")
    assert "Name five things you can see." in page.inner_text("[data-way-back]")
    page.click("button[value=same]")
    page.wait_for_url("**/practices/")

    (kept,) = record_of(somebody.id).practices
    assert kept.seconds is None


@pytest.mark.parametrize(
    ("month", "says", "width"),
    [(6, "The sun does not set", 390), (12, "The sun does not come up", 1280)],
)
def test_the_light_at_the_pole(visits, somebody, monkeypatch, month, says, width):
    at = datetime(2026, month, 21, 9, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: at)
    visit = signed_in(visits, somebody, width=width)
    page = visit.page
    visit.open("/light/")
    assert "Oslo" in page.inner_text(".lead")
    visit.look()
    assert page.locator("svg.daylight").count() == 2

    page.fill("#id_latitude", TROMSO[0])
    page.fill("#id_longitude", TROMSO[1])
    page.click("button[name=look]")
    page.wait_for_selector(f"text={says}")
    assert "18.96" not in page.url
    visit.look()
    assert record_of(somebody.id).place is None
    page.click("button[name=keep]")
    page.wait_for_selector("text=Kept, to some ten kilometres")
    assert says in page.inner_text("main")
    page.click("button[name=forget]")
    page.wait_for_selector("text=Forgotten")

    assert record_of(somebody.id).place is None
    assert "Oslo" in page.inner_text(".lead")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_lesson_is_found_kept_and_found_again(visits, somebody, width):
    visit = signed_in(visits, somebody, width=width)
    page = visit.page
    wanted = standard_program()[7].lessons[-1]
    word = wanted.title.split()[-1].strip(".?!")
    visit.open("/program/")
    page.fill("#find", word)
    page.press("#find", "Enter")
    page.wait_for_url("**find=**")
    visit.look()
    page.click(f"main h3 a:text-is('{wanted.title}')")
    page.wait_for_url(f"**/program/{wanted.id}/")
    visit.look()
    page.click("button[name=keep]")
    page.wait_for_selector("text=Take off my shelf")

    visit.open("/program/")
    kept = page.locator("section:has(#kept) h3")
    assert kept.all_inner_texts() == [wanted.title]
    page.click("section:has(#kept) h3 a")
    page.wait_for_url(f"**/program/{wanted.id}/")
    page.click("section:has(#try) a[href^='/practices/']")
    page.wait_for_url("**/practices/**")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_wish_for_a_kind_of_help_and_the_sheet(visits, somebody, width):
    visit = signed_in(visits, somebody, width=width)
    page = visit.page
    visit.open("/helpers/")
    visit.look()
    assert page.is_visible("text=it never asks what happened to you")
    assert not page.is_visible("#emdr button")
    page.click("#emdr summary")
    page.click("#emdr button[value=open]")
    page.wait_for_selector("#emdr [role=status]")
    assert page.get_attribute("#emdr button[value=open]", "aria-pressed") == "true"
    page.click("text=Questions to ask a therapist")
    page.wait_for_url("**/helpers/sheet/")
    visit.look()
    page.emulate_media(media="print")

    assert not page.is_visible(".places")
    assert page.is_visible("text=First words, to read out or to send")
    assert record_of(somebody.id).preferences[-1].wish == "open"
