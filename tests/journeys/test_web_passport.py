"""The treatment passport in a real browser: names offered, and how a trial counts."""

import pytest
from tests.support.browser import sign_up

pytestmark = pytest.mark.django_db(transaction=True)


def say(page, **said):
    for name, words in said.items():
        page.fill(f"[name={name}]", words)


@pytest.mark.parametrize("width", [1280, 390])
def test_while_a_trial_is_typed_the_page_says_how_it_counts(visits, width):
    visit = visits(width=width)
    page = visit.page
    sign_up(visit)
    visit.open("/passport/new/")
    counted = page.locator("[data-counted]")
    assert "enough dose, enough time" in counted.inner_text()

    say(page, treatment="Zoloft", highest_dose="25", held_for="10")
    page.get_by_text("the dose was below the usual least dose").wait_for()
    visit.look()
    say(page, highest_dose="150")
    page.locator("[name=taken_percent][value='100']").check()
    counted.get_by_text("fair try", exact=True).wait_for()

    assert "Nothing is kept before you save." in counted.inner_text()
    visit.open("/passport/")
    assert page.locator("article.card h3", has_text="Sertraline").count() == 0


def test_without_a_script_a_button_says_how_it_counts_and_enter_saves(visits):
    visit = visits(width=390, scripts=False)
    page = visit.page
    sign_up(visit)
    visit.open("/passport/new/")
    say(page, treatment="Sertraline", highest_dose="25", held_for="10")

    page.get_by_role("button", name="See how it counts").click()
    visit.look()
    assert "the dose was below the usual least dose" in page.inner_text("main")
    assert page.input_value("[name=highest_dose]") == "25"
    page.locator("[name=highest_dose]").press("Enter")
    page.wait_for_url("**/passport/")

    assert page.locator("article.card h3", has_text="Sertraline").count() == 1


def test_three_medicines_by_keyboard_with_names_offered_from_a_brand_on(visits):
    visit = visits(width=390)
    page = visit.page
    sign_up(visit)
    visit.open("/passport/first/")
    offered = page.locator("#medicines option[value^='Zol' i]")
    assert "Zoloft" in [one.get_attribute("value") for one in offered.all()]

    for number, name in enumerate(("Zoloft", "lithium", "omeprazole"), start=1):
        visit.tab_to(f"[name=name_{number}]")
        page.keyboard.type(name)
        visit.tab_to(f"[name=now_{number}]")
        page.keyboard.press("ArrowDown")  # from "I do not know" round to "Yes"
    visit.tab_to("main form button.btn")
    page.keyboard.press("Enter")
    page.wait_for_url("**/now/")

    visit.open("/passport/")
    known = page.locator("#medicines ~ .stack article").all_inner_texts()
    assert len(known) == 3
    for name in ("Sertraline", "Lithium", "Omeprazole"):
        assert any(f"Known to us as: {name}." in one for one in known)
