"""The first hour in a real browser: wide, narrow, by keyboard, without JavaScript."""

import re

import pytest
from tests.support.browser import NAME, PASSPHRASE, answer_phq9, sign_up

CARDS = 2

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_the_whole_first_hour_by_keyboard_alone(visits):
    visit = visits()
    page, keys = visit.page, visit.page.keyboard
    sign_up(visit)

    visit.open("/ask/phq9/?one=1")
    for _ in range(9):
        before = page.url
        visit.tab_to("main input[type=radio]")
        keys.press("Space")
        visit.tab_to("main button[type=submit]")
        keys.press("Enter")
        page.wait_for_url(lambda url, before=before: url != before)
    visit.open("/card/heart/")
    visit.tab_to("button[name=none]")
    keys.press("Enter")
    page.wait_for_url("**/now/")
    visit.tab_to("nav.places a[href='/map/']")
    keys.press("Enter")
    page.wait_for_url("**/map/")
    visit.tab_to("main summary, main a[href^='/map/']")
    keys.press("Enter")
    visit.open("/map/")
    visit.tab_to("a.btn-help")
    keys.press("Enter")
    page.wait_for_url("**/help/")

    assert "Help" in page.inner_text("h1")


def test_from_the_first_page_to_the_result_no_mouse_and_no_address_is_needed(visits):
    visit = visits(width=390)
    page, keys = visit.page, visit.page.keyboard
    visit.open("/")

    def press(selector, key="Enter"):
        before = page.url
        visit.tab_to(selector)
        keys.press(key)
        page.wait_for_load_state()
        return before

    press("main a[href='/account/signup/']")
    page.wait_for_url("**/account/signup/")
    for field, words in (
        ("#id_username", NAME),
        ("#id_password1", PASSPHRASE),
        ("#id_password2", PASSPHRASE),
    ):
        visit.tab_to(field)
        keys.type(words)
    keys.press("Enter")
    page.wait_for_url("**/start/")
    press("#id_agree", "Space")
    press("main button[type=submit]")
    page.wait_for_url("**/now/")
    press("button[name=energy][value=low]")
    page.wait_for_selector("button[name=team]")
    press("button[name=team][value=solo]")
    page.wait_for_selector("h1:text-is('Now')")
    press("main a.btn[href^='/ask/phq9/']")
    page.wait_for_url("**/ask/phq9/**")
    for _ in range(10):
        visit.tab_to("main input[type=radio]")
        keys.press("Space")
        before = press("main button[type=submit]")
        page.wait_for_url(lambda url, before=before: url != before)
    page.wait_for_url("**/ask/phq9/?result=1")
    press("a.btn-help")
    page.wait_for_url("**/help/")

    assert "Help" in page.inner_text("h1")


def test_the_whole_first_hour_without_javascript(visits):
    visit = visits(width=390, scripts=False)
    page = visit.page
    sign_up(visit)
    answer_phq9(visit)

    visit.open("/card/heart/")
    page.click("button[name=none]")
    page.wait_for_url("**/now/")
    visit.open("/passport/medicines/new/")
    page.fill("#id_name", "a tea of seven herbs")
    page.locator("main form button.btn").first.click()
    page.wait_for_url("**/passport/**")
    for place in ("map", "plan", "library", "labs", "progress", "visit", "data"):
        visit.open(f"/{place}/")
        assert page.locator("h1").count() == 1, place
    page.click("a.btn-help")

    assert page.locator("a[href^='tel:']").count() > 0


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


@pytest.mark.parametrize("scripts", [True, False])
def test_the_first_page_takes_the_time_zone_of_the_browser(visits, scripts):
    visit = visits(width=390, scripts=scripts, timezone_id="Pacific/Auckland")
    page = visit.page
    visit.open("/account/signup/")
    page.fill("#id_username", NAME)
    page.fill("#id_password1", PASSPHRASE)
    page.fill("#id_password2", PASSPHRASE)
    page.click("main button[type=submit]")
    page.wait_for_url("**/start/")

    wanted = "Pacific/Auckland" if scripts else "UTC"
    page.wait_for_load_state()

    assert page.locator("#id_time_zone").input_value() == wanted
