"""Two browsers: a code, a name, a yes, a look, a hard day, and all of it taken back."""

import re

import pytest
from tests.support.browser import NAME, PASSPHRASE, sign_up

pytestmark = pytest.mark.django_db(transaction=True)

PLAN = "Ring Jo: 020 7946 0123"
CODE = re.compile(r"(?:[0-9A-Z]{5}-){3}[0-9A-Z]{5}")
NOTHING = "Nothing is shared with you now."


def press(visit, words):
    """The button or link of the page that begins with these words; then a look."""
    found = visit.page.locator("main button, main a").filter(
        has_text=re.compile(rf"^\s*{re.escape(words)}")
    )
    with visit.page.expect_navigation():
        found.first.click()
    visit.look()


def said(visit):
    return " ".join(visit.page.inner_text("main").split())


def an_ally_signs_up(visit):
    """From the address beside the code; no question about a record is asked."""
    page = visit.page
    visit.open("/ally/")
    press(visit, "Make a place of your own")
    page.fill("#id_username", "wren")
    page.fill("#id_password1", PASSPHRASE)
    page.fill("#id_password2", PASSPHRASE)
    page.click("main button[type=submit]")
    page.wait_for_url("**/ally/")
    visit.look()


def a_code(visit):
    visit.open("/sharing/")
    visit.look()
    press(visit, "Make a code")
    press(visit, "Show me the code")
    assert "Please pick at least one part." in said(visit)
    visit.complaints.clear()  # that a form with a gap is answered with 400 is meant
    visit.page.check("input[value=safety_plan]")
    visit.page.check("input[value=hard_day]")
    visit.page.fill("#id_called", "Thistle")
    press(visit, "Show me the code")
    return CODE.search(said(visit))[0]


@pytest.mark.parametrize(
    ("width", "scripts", "scheme"), [(1280, True, "dark"), (390, False, "light")]
)
def test_invite_say_yes_look_and_take_back(visits, width, scripts, scheme):
    owner, ally = (
        visits(width=width, scripts=scripts, scheme=scheme) for _ in range(2)
    )
    sign_up(owner)
    owner.open("/safety/plan/people/")
    owner.page.fill("#id_text", PLAN)
    press(owner, "Save and stop here")
    press(owner, "Share it with someone I trust")
    code = a_code(owner)

    an_ally_signs_up(ally)
    press(ally, "I have a code")
    assert "You are not on watch" in said(ally)
    ally.page.fill("#id_code", code.lower())
    ally.page.check("#id_read")
    press(ally, "Open the code")
    assert NOTHING in said(ally)
    assert NAME not in ally.page.content()

    owner.open("/sharing/")
    owner.look()
    assert "Their account is called wren." in said(owner)
    press(owner, "Yes, it is them")
    owner.page.locator("summary").click()
    assert PLAN in said(owner)

    ally.open("/ally/")
    press(ally, "Thistle")
    assert PLAN in said(ally)
    assert "Nothing was said about today." in said(ally)
    assert ally.page.locator("a.number").get_attribute("href") == "tel:02079460123"

    owner.open("/now/")
    press(owner, "Today is hard")
    assert "It is gone tomorrow." in said(owner)
    ally.page.reload()
    assert "They say that today is hard." in said(ally)

    owner.open("/sharing/")
    press(owner, "Take it back: My safety plan")
    ally.page.reload()
    assert PLAN not in said(ally)
    assert "They say that today is hard." in said(ally)
    owner.open("/sharing/")
    press(owner, "Take everything back")
    assert "no message went out" in said(owner)
    ally.page.reload()
    ally.look()
    assert NOTHING in said(ally)

    owner.open("/data/")
    assert "wren What you share was looked at" in said(owner)
    assert NAME not in ally.page.content()


def test_the_way_from_a_code_to_what_is_shown_by_keyboard_alone(visits):
    owner, ally = visits(), visits()
    sign_up(owner)
    owner.open("/safety/plan/people/")
    owner.page.fill("#id_text", PLAN)
    press(owner, "Save and stop here")
    code = a_code(owner)
    an_ally_signs_up(ally)
    keys = ally.page.keyboard

    ally.open("/ally/code/")
    ally.tab_to("#id_code")
    keys.type(code)
    ally.tab_to("#id_read")
    keys.press("Space")
    ally.tab_to("main button[type=submit]")
    keys.press("Enter")
    ally.page.wait_for_url("**/ally/")
    owner.open("/sharing/")
    owner.tab_to("form[action$='/confirm/'] button")
    owner.page.keyboard.press("Enter")
    owner.page.wait_for_selector("text=They can see what you picked")
    ally.open("/ally/")
    ally.tab_to("a[href^='/ally/'][href$='/']:not([href='/ally/'])")
    keys.press("Enter")
    ally.page.wait_for_selector("text=What they share with you")

    assert PLAN in said(ally)


def test_escape_three_times_leaves_the_page_of_what_is_shared(visits):
    visit = visits()
    sign_up(visit)
    visit.open("/ally/")

    for _ in range(3):
        visit.page.keyboard.press("Escape")
    visit.page.wait_for_url("**/leave/")

    assert "Weather" in visit.page.inner_text("h1")
