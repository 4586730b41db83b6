"""Somebody on an MAO inhibitor taps fermented food, in a real browser, wide and narrow."""

import pytest
from tests.support.browser import PASSPHRASE
from tests.support.web import a_person

from heartsease.web.common import clock
from heartsease.web.record import services as record

pytestmark = pytest.mark.django_db(transaction=True)

DAY = clock.now().date().isoformat()
FORM = {"source": "form"}


@pytest.fixture
def on_phenelzine():
    """Somebody whose eating is fine and who takes phenelzine, and said so."""
    who = a_person("mara")
    facts = [
        (
            "condition",
            {"condition": one, "present": False, "on": DAY, "provenance": FORM},
        )
        for one in ("eating_disorder", "past_eating_disorder", "recent_weight_loss")
    ]
    facts += [
        (
            "response",
            {"instrument": "scoff", "on": DAY, "total": 0.0, "provenance": FORM},
        ),
        (
            "medicine",
            {"text": "phenelzine", "ingredients": ["phenelzine"], "provenance": FORM},
        ),
    ]
    record.say_all(user_id=who.user_id, person=who.id, facts=facts, at=clock.now())
    return who


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scripts", [True, False])
def test_the_warning_stands_beside_the_tap_and_again_after_it(
    on_phenelzine, visits, width, scripts
):
    visit = visits(width=width, scripts=scripts)
    page = visit.page
    visit.open("/account/login/")
    page.fill("input[name=login]", on_phenelzine.name)
    page.fill("input[name=password]", PASSPHRASE)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/now/")

    visit.open("/food/")
    visit.look()
    page.click("main nav a >> text=Lunch")
    beside = page.locator("#warn-fermented")
    assert "can raise blood pressure to a dangerous level" in beside.inner_text()
    assert page.locator("#warn-berries").count() == 0
    visit.look()
    page.locator("label", has_text="Fermented food").click()
    page.click("main form button[type=submit]")

    assert page.locator("h1").inner_text() == "Please read this"
    assert "very bad headache" in page.locator("main").inner_text()
    visit.look()
    page.click("main a >> text=Emergency numbers")
    page.wait_for_url("**/help/")
