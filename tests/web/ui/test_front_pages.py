"""The first page, the help page, the quick exit and the gallery."""

import re
from importlib.resources import files

import pytest
from tests.support.web import a_signed_in, with_record

from heartsease.core.record.record import Person as RecordPerson
from heartsease.core.record.record import Record
from heartsease.library.errors import RecordError
from heartsease.library.knowledge import standard
from heartsease.web.patient.screens.help import view
from heartsease.web.project import demo
from heartsease.web.ui.icons import SHAPES

pytestmark = pytest.mark.django_db


def shown(client, path):
    response = client.get(path)

    assert response.status_code == 200
    return response.content.decode()


def test_the_first_page_says_what_this_is_not_before_asking_for_anything(client):
    page = shown(client, "/")

    assert page.index("does not diagnose") < page.index("/account/signup/")
    assert page.count("<h1") == 1


def test_the_invented_people_open_with_one_press_in_a_demo(client, settings):
    settings.DEMO = ["mara"]
    demo.invent({"mara": Record(person=RecordPerson(id="mara"))})
    page = shown(client, "/")

    sent = dict(re.findall(r'name="(login|password)" value="([^"]+)"', page))
    answer = client.post("/account/login/", sent)

    assert "Open as Mara" in page
    assert "make serve" in page
    assert answer.headers["Location"] == "/now/"


def test_without_a_demo_nobody_is_offered(client):
    assert "Open as" not in shown(client, "/")


def test_whoever_is_signed_in_goes_to_their_day(client):
    a_signed_in(client)

    assert client.get("/").headers["Location"] == "/now/"


@pytest.mark.parametrize("path", ["/", "/help/", "/account/login/"])
def test_help_and_the_quick_exit_are_on_every_page_signed_out(client, path):
    page = shown(client, path)

    assert 'href="/help/"' in page
    assert 'href="/leave/"' in page


def test_help_works_signed_out_and_shows_the_lines_of_a_country(client):
    page = shown(client, "/help/?country=GB")

    assert 'href="tel:999"' in page
    assert 'href="tel:116123"' in page
    assert "Nobody is watching" in page
    assert "findahelpline.com" in page
    assert '<option value="GB" selected' in page


@pytest.mark.parametrize("wanted", ["QQ", "'<b>", "international"])
def test_an_unknown_country_gets_the_directory_and_no_dead_end(client, wanted):
    page = shown(client, f"/help/?country={wanted}")

    assert "no numbers for that country" in page
    assert "findahelpline.com" in page
    assert "local emergency number" in page
    assert "<b>" not in page


def test_without_a_country_the_directory_is_there_and_nothing_is_assumed(client):
    page = shown(client, "/help/")

    assert "findahelpline.com" in page
    assert "no numbers for that country" not in page
    assert "selected" not in page


def test_every_country_we_know_can_be_chosen(client):
    offered = set(re.findall(r'<option value="([A-Z]{2})"', shown(client, "/help/")))
    known = {one.iso for one in standard().crisis_lines} - {"international"}

    assert offered == known
    for iso in sorted(known):
        assert 'class="help-line"' in shown(client, f"/help/?country={iso}")


def test_the_country_asked_for_is_kept_nowhere(client):
    response = client.get("/help/?country=GB")

    assert not response.cookies
    assert response.headers["Cache-Control"] == "no-store"


def test_a_signed_in_person_sees_their_own_country_and_can_ask_for_another(client):
    who = with_record(a_signed_in(client))
    assert who is not None

    own = re.search(r'value="([A-Z]{2})" selected', shown(client, "/help/"))
    other = shown(client, "/help/?country=DE")

    assert own is not None
    assert '<option value="DE" selected' in other


def test_a_record_that_cannot_be_read_does_not_close_the_help_page(client, monkeypatch):
    def unreadable(person):
        raise RecordError("broken")

    a_signed_in(client)
    monkeypatch.setattr(view.records, "record_of", unreadable)

    assert "findahelpline.com" in shown(client, "/help/")


def test_leaving_signs_out_and_empties_the_session(client):
    a_signed_in(client)
    session = client.session
    session["kept"] = "something"
    session.save()
    key = session.session_key

    page = shown(client, "/leave/")

    assert "Heartsease" not in page
    assert "<title>Weather</title>" in page
    assert not client.session.exists(key)
    assert client.cookies["sessionid"]["max-age"] == 0
    assert client.get("/now/").status_code == 302


def test_leaving_works_for_someone_who_is_not_signed_in(client):
    assert client.get("/leave/").status_code == 200


def test_the_way_out_leaves_no_entry_to_come_back_to(client):
    page = shown(client, "/")

    assert 'src="/static/ui/leave.js"' in page
    script = b"".join(client.get("/static/ui/leave.js").streaming_content).decode()
    assert "location.replace" in script


def test_the_gallery_is_for_those_who_are_signed_in(client):
    assert client.get("/gallery/").status_code == 302

    a_signed_in(client)

    page = shown(client, "/gallery/")
    assert "trajectory" in page
    assert "lab-bar" in page


def test_the_gallery_shows_every_colour_size_drawing_and_icon(client):
    a_signed_in(client)

    page = shown(client, "/gallery/")

    css = (files("heartsease.web.ui") / "static/ui/ui.css").read_text()
    named = set(re.findall(r"--([a-z-]+): #", css))
    assert named == {*re.findall(r'fill="var\(--([a-z-]+)\)"', page)}
    for size in ("look-h1", "look-h2", "look-h3", "lead", "small"):
        assert f'class="{size}"' in page
    for drawing in ("trajectory", "lab-bar", "spark", "flower", "pacer-circle"):
        assert f'class="{drawing}' in page
    assert all(f">{name}</span>" in page for name in SHAPES)


@pytest.mark.urls("heartsease.web.project.urls")
def test_a_page_that_is_not_there_says_so_kindly(client):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "Nothing you wrote is lost" in response.content.decode()
    assert 'href="/help/"' in response.content.decode()
