"""Item 9 with the safety plan, a step refused and replaced, and a minute to breathe."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connections
from tests.support.browser import NAME, sign_up
from tests.support.builders import everything_clear

from heartsease.library.knowledge import standard
from heartsease.library.practices import standard_practices
from heartsease.web.common import clock
from heartsease.web.people.queries import person_of
from heartsease.web.record import services as record
from heartsease.web.record.queries import record_of

pytestmark = pytest.mark.django_db(transaction=True)

WIDE, NARROW = 1280, 390
PACER = standard_practices()["slow_breathing"].pacer
FRIEND = "Ingrid, 0171 555 0199"


def beside(work):
    """Asks the database from a thread of its own; the browser holds this one."""

    def done():
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(done).result()


def with_nothing_in_the_way(visit):
    """Signed up, and every gate answered with a no; gives what the record holds."""
    sign_up(visit)

    def clear():
        who = person_of(get_user_model().objects.get(username=NAME).pk)
        now = clock.now()
        facts = everything_clear(on=clock.day_in(who.time_zone, now))
        record.add(user_id=who.user_id, person=who.id, record=facts, at=now)
        return who.id

    person = beside(clear)
    return lambda: beside(lambda: record_of(person))


def calls(page):
    """The numbers that can be called from a page."""
    return [one.get_attribute("href") for one in page.locator("a[href^='tel:']").all()]


def press(page, words, of):
    """The button that says this about that step."""
    named = re.compile(rf"{words}\s*[:,]\s*{re.escape(of)}")
    page.get_by_role("button", name=named).click()


# --- item 9 ---------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "scripts"), [(WIDE, True), (NARROW, False)])
def test_from_item_9_over_help_and_the_questions_to_a_safety_plan(
    visits, width, scripts
):
    visit = visits(width=width, scripts=scripts)
    page = visit.page
    sign_up(visit)
    visit.open("/ask/phq9/")
    page.locator("fieldset#answer-self_harm label").nth(1).click()
    page.click("main button[type=submit]")

    page.wait_for_url("**/safety/")
    visit.look()
    assert "tel:999" in calls(page)
    assert page.locator(".notice-help").first.bounding_box()["y"] < 800
    for question in page.locator("main fieldset").all():
        question.locator("label").nth(1).click()
    page.locator("main fieldset").first.locator("label").first.click()
    page.get_by_role("button", name="Go on").click()
    assert "That took courage" in page.inner_text("main")
    visit.look()
    page.locator("main fieldset label").nth(1).click()
    page.get_by_role("button", name="Go on").click()

    assert "Six steps to stay safe" in page.inner_text("h1")
    visit.look()
    page.get_by_role("link", name="Write my safety plan").click()
    visit.look()
    page.get_by_role("textbox").fill("I stop answering messages")
    page.get_by_role("button", name="Save and go on").click()
    page.get_by_role("link", name="Skip this part").click()
    page.get_by_role("link", name="Skip this part").click()
    page.get_by_role("textbox").fill(FRIEND)
    page.get_by_role("button", name="Save and stop here").click()

    page.wait_for_url("**/safety/plan/")
    visit.look()
    assert "tel:01715550199" in calls(page)
    page.get_by_role("link", name="Back to the safety page").click()
    assert FRIEND in page.inner_text("main")
    visit.look()
    page.get_by_role("button", name="I have gone through this").click()
    page.wait_for_url("**/now/")
    visit.look()
    assert "keep the help lines close" in page.inner_text("main")

    # One tap from every screen, and gone with the visit.
    page.get_by_role("link", name="Help now").click()
    visit.look()
    assert FRIEND in page.inner_text("main")
    assert calls(page).index("tel:999") < calls(page).index("tel:01715550199")
    visit.open("/leave/")
    visit.open("/help/")
    assert FRIEND not in page.content()
    assert "tel:999" not in calls(page)  # nobody is signed in, so no country is known


def test_the_safety_plan_prints_on_paper_without_the_rest(visits):
    visit = visits()
    page = visit.page
    sign_up(visit)
    visit.open("/safety/plan/write/")
    page.get_by_role("textbox").nth(3).fill(FRIEND)
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/safety/plan/")

    page.emulate_media(media="print")

    assert page.get_by_text(FRIEND.split(",")[0]).is_visible()
    assert not page.get_by_role("link", name="Change it").is_visible()
    assert not page.get_by_role("link", name="Quick exit").is_visible()


# --- a step ---------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "scripts"), [(WIDE, True), (NARROW, False)])
def test_a_step_is_chosen_refused_and_replaced_and_one_made_worse(
    visits, width, scripts
):
    visit = visits(width=width, scripts=scripts)
    page = visit.page
    told = with_nothing_in_the_way(visit)
    visit.open("/plan/")
    visit.look()
    titles = page.locator("article h2")
    before = titles.all_inner_texts()
    assert len(before) == 3

    press(page, "low-day size", before[0])
    page.wait_for_url("**/plan/?said=chosen*")
    visit.look()
    (chosen,) = told().chosen_steps
    weeks = standard().interventions[chosen.intervention].judge.weeks
    assert chosen.judge_on - chosen.started_on == timedelta(weeks=weeks)
    assert "you chose this" in page.locator("article").first.inner_text()

    press(page, "show another", before[1])
    page.wait_for_url("**/plan/?said=no*")
    after = titles.all_inner_texts()
    assert before[1] not in after
    assert len(after) == 3
    (new,) = set(after) - set(before)

    press(page, "made me worse", new)
    page.wait_for_url("**/worse/**")
    visit.look()
    assert "That is about the plan, not about you" in page.inner_text("main")
    assert "tel:999" in calls(page)
    page.get_by_text("A lot: it got in the way of my day").click()
    page.get_by_label(re.compile("own words")).fill("It made me dizzy")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/worse/")
    visit.look()
    assert "It made me dizzy" in page.inner_text("main")
    visit.open("/plan/")
    assert new not in titles.all_inner_texts()
    for place in ("visit", "progress"):
        visit.open(f"/{place}/")
        assert f"{new}: noticed on" in page.inner_text("main")
        assert "dizzy" not in page.inner_text("main")


def test_words_of_self_harm_in_a_report_open_the_help_lines(visits):
    visit = visits(width=NARROW)
    page = visit.page
    with_nothing_in_the_way(visit)
    visit.open("/plan/")
    page.get_by_role("button", name="This made me worse").first.click()
    page.get_by_label(re.compile("own words")).fill("I don’t want to live")
    page.get_by_role("button", name="Save").click()

    page.wait_for_url("**/safety/")
    assert "tel:999" in calls(page)
    visit.open("/plan/")
    assert "Step 1" not in page.inner_text("main")


# --- a minute -------------------------------------------------------------------------


def test_the_minute_asks_first_and_one_tap_is_enough(visits):
    visit = visits(width=NARROW)
    page = visit.page
    sign_up(visit)
    visit.open("/start/")
    page.fill("#id_born", "1984")
    page.check("#id_agree")
    page.click("main button[type=submit]")
    visit.open("/ask/phq9/")
    for question in page.locator("main fieldset").all():
        question.locator("label").first.click()
    page.click("main button[type=submit]")
    visit.open("/now/")
    page.locator("main a.btn[href='/minute/']").click()
    visit.look()
    page.get_by_role("link", name="One breathing minute").click()
    visit.look()

    page.get_by_role("button", name="None of these").click()

    page.get_by_role("button", name="Begin").wait_for()  # the script makes it one
    visit.look()


@pytest.mark.parametrize(
    ("width", "motion"), [(WIDE, "reduce"), (NARROW, "no-preference")]
)
def test_a_breathing_minute_with_a_script(visits, width, motion):
    visit = visits(width=width, reduced_motion=motion)
    page = visit.page
    told = with_nothing_in_the_way(visit)
    page.clock.install()
    visit.open("/minute/slow_breathing/")
    visit.look()
    circle, says = page.locator(".pacer-breath"), page.locator(".pacer-says")
    smallest = float(circle.get_attribute("r"))
    assert says.inner_text() == ""

    page.get_by_role("button", name="Begin").click()
    page.clock.run_for(PACER.breathe_in_s * 1000 - 200)
    assert says.inner_text() == "Breathe in"
    grown = float(circle.get_attribute("r"))
    page.clock.run_for(600)
    assert says.inner_text() == "Breathe out"
    assert grown == smallest if motion == "reduce" else grown > smallest * 1.5

    page.get_by_role("button", name="Stop").click()
    page.clock.run_for(3_000)
    assert says.inner_text() == ""
    assert float(circle.get_attribute("r")) == smallest
    page.get_by_role("button", name="Begin").click()
    page.clock.run_for(61_000)
    assert "That was a minute" in says.inner_text()
    visit.look()
    assert told().practices == ()

    page.get_by_role("button", name="The same").click()
    page.wait_for_url("**/now/")
    (kept,) = told().practices
    assert kept.intervention == "slow_breathing"


@pytest.mark.parametrize(
    ("width", "motion"), [(WIDE, "no-preference"), (NARROW, "reduce")]
)
def test_a_breathing_minute_without_a_script(visits, width, motion):
    visit = visits(width=width, scripts=False, reduced_motion=motion)
    page = visit.page
    told = with_nothing_in_the_way(visit)
    visit.open("/minute/slow_breathing/")
    visit.look()
    page.get_by_text("Begin", exact=True).click()
    visit.look()

    drawn = page.locator("svg.pacer-circle")
    counted = page.locator(".pacer-still")
    assert drawn.is_visible() is (motion == "no-preference")
    assert counted.is_visible() is (motion == "reduce")
    page.get_by_role("link", name="Stop").click()
    assert page.locator("animate").count() == 0
    page.get_by_role("button", name="Worse").click()
    page.wait_for_url("**/worse/**")
    visit.look()
    assert "not about you" in page.inner_text("main")
    assert [one.intervention for one in told().adverse_reports] == ["slow_breathing"]
    visit.open("/minute/slow_breathing/")
    assert "Not this one today" in page.inner_text("h1")
