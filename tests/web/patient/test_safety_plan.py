"""The safety plan: in one's own words, one tap away, and nobody else's business."""

import io
import zipfile

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.support.builders import TODAY
from tests.support.web import AT, a_person, a_signed_in, sign_in

from heartsease.web.audit.models import Event
from heartsease.web.common import clock
from heartsease.web.patient import safety_plan
from heartsease.web.patient.safety_plan import HEADINGS, LONGEST, pieces, plan_of
from heartsease.web.record.models import Entry
from heartsease.web.record.queries import entries_of, picture_of, record_of
from heartsease.web.record.services import say

pytestmark = pytest.mark.django_db

PLAN = reverse("safety_plan")
WRITE = reverse("safety_plan_write")
SAFETY = reverse("safety")
HELP = reverse("help")
WORDS = "Quokkaberry tea, then call Ingrid on 0171 555 0199"
NO = {
    f"answer-{one}": "no"
    for one in ("wish_dead", "family_better_off", "thoughts", "attempt")
} | {"has-plan_or_means": "no", "has-recent_suicidal_behaviour": "no"}


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def part(name):
    return reverse("safety_plan_part", args=[name])


def text(answer):
    return answer.content.decode()


def written(who):
    return {one.heading.id: one.text for one in plan_of(who.id).parts if one.lines}


# --- writing --------------------------------------------------------------------------


def test_one_part_after_the_other_can_be_skipped_and_stopped(client):
    who = a_signed_in(client)
    assert client.post(part("signs"), {"text": WORDS}).url == part("alone")
    assert client.post(part("alone"), {"text": ""}).url == part("places")
    stopped = client.post(part("places"), {"text": "The park", "stop": "1"})

    assert stopped.url == PLAN
    assert written(who) == {"signs": WORDS, "places": "The park"}
    assert client.post(part("surroundings"), {"text": ""}).url == PLAN


def test_all_six_parts_can_be_written_on_one_page(client):
    who = a_signed_in(client)
    words = {one.id: f"{one.id} in my words" for one in HEADINGS}

    assert client.post(WRITE, words).url == PLAN

    assert written(who) == words
    shown = text(client.get(PLAN))
    assert all(one in shown for one in words.values())


def test_every_part_has_a_hint_and_gentle_examples(client):
    a_signed_in(client)
    for one in HEADINGS:
        page = text(client.get(part(one.id)))
        assert str(one.hint) in page.replace("&#x27;", "'")
        assert all(
            str(example) in page.replace("&#x27;", "'") for example in one.examples
        )


def test_a_part_nobody_knows_is_not_found(client):
    a_signed_in(client)
    assert client.get(part("luck")).status_code == 404


def test_what_is_too_long_is_given_back_and_nothing_is_kept(client):
    who = a_signed_in(client)
    long = "x" * (LONGEST + 1)

    answer = client.post(WRITE, {"signs": long, "alone": "A shower"})

    assert answer.status_code == 400
    assert long in text(answer)
    assert 'href="#id_signs"' in text(answer)
    assert written(who) == {}


def test_a_change_keeps_what_was_written_before_behind_it(client):
    who = a_signed_in(client)
    client.post(part("signs"), {"text": "I go quiet"})
    client.post(part("signs"), {"text": "I sleep late"})

    assert written(who) == {"signs": "I sleep late"}
    assert [one for _, one in safety_plan.earlier(who.id, "signs")] == ["I go quiet"]
    assert "I go quiet" in text(client.get(part("signs")))
    client.post(part("signs"), {"text": " "})
    assert written(who) == {}
    client.post(part("signs"), {"text": "I go quiet"})
    assert written(who) == {"signs": "I go quiet"}


def test_saving_the_same_words_again_changes_nothing(client):
    who = a_signed_in(client)
    client.post(WRITE, {"signs": "I go quiet"})
    lines, rows = Event.objects.count(), Entry.objects.count()

    client.post(WRITE, {"signs": " I go quiet \r\n\r\n"})

    assert (Event.objects.count(), Entry.objects.count()) == (lines, rows)
    assert written(who) == {"signs": "I go quiet"}


def test_where_a_file_brought_a_second_text_both_are_shown_until_it_is_changed(client):
    who = a_signed_in(client)
    client.post(part("people"), {"text": "Ingrid\nSam"})
    say(
        user_id=who.user_id,
        person=who.id,
        kind="safety_plan",
        payload={
            "part": "people",
            "text": "Sam\nMara",
            "provenance": {"source": "a file"},
        },
        at=AT,
    )

    assert set(written(who)["people"].splitlines()) == {"Ingrid", "Sam", "Mara"}
    client.post(part("people"), {"text": "Ingrid"})
    assert written(who) == {"people": "Ingrid"}
    assert len(entries_of(who.id, "safety_plan")) == 1


@pytest.mark.parametrize(
    ("line", "calls"),
    [
        ("Ingrid 0171 555 0199", ["tel:01715550199"]),
        ("+44 (20) 7946-0018 or 116 123", ["tel:+442079460018", "tel:116123"]),
        ("Since 2026-11-25, flat 12", []),
        ("no number", []),
    ],
)
def test_a_phone_number_can_be_called_and_no_word_is_lost(line, calls):
    found = pieces(line)

    assert [one.call for one in found if one.call] == calls
    assert "".join(one.text for one in found) == line


# --- one tap away ---------------------------------------------------------------------


def test_the_help_page_shows_the_plan_of_its_owner_below_the_lines(client):
    who = a_signed_in(client)
    country = {"name": "country", "value": "GB"}
    say(user_id=who.user_id, person=who.id, kind="statement", payload=country, at=AT)
    client.post(part("people"), {"text": WORDS})

    page = text(client.get(HELP))

    assert "Quokkaberry tea" in page
    assert 'href="tel:01715550199"' in page
    assert page.index("tel:999") < page.index("116 123") < page.index("Quokkaberry")
    client.logout()
    assert "Quokkaberry" not in text(client.get(HELP))
    sign_in(client, a_person("other"))
    assert "Quokkaberry" not in text(client.get(HELP))
    assert "Quokkaberry" not in text(client.get(PLAN))


def test_a_damaged_plan_does_not_close_the_help_page(client):
    who = a_signed_in(client)
    client.post(part("people"), {"text": WORDS})
    Entry.objects.filter(person_id=who.id).update(payload={"broken": True})

    assert "findahelpline" in text(client.get(HELP))


def test_the_safety_steps_show_the_plan_and_lead_to_writing_it(client):
    who = a_signed_in(client)
    client.post(reverse("ask", args=["phq9"]), {"answer-self_harm": "1"})
    client.post(SAFETY, NO)
    page = text(client.get(SAFETY))
    assert part("signs") in page
    assert page.count("<li><h2>") == len(HEADINGS)

    client.post(part("signs"), {"text": WORDS, "stop": "1"})
    assert SAFETY in text(client.get(PLAN))
    page = text(client.get(SAFETY))

    assert "Quokkaberry tea" in page
    assert page.count("<li><h2>") == len(HEADINGS)
    assert picture_of(who.id, on=TODAY).safety.mode.value == "flow"


def test_in_an_emergency_the_plan_can_be_read_and_help_stands_on_top(client):
    a_signed_in(client)
    client.post(part("people"), {"text": WORDS})
    client.post(SAFETY, {"has-plan_or_means": "yes"})

    page = text(client.get(PLAN))
    assert page.index("emergency number") < page.index("Quokkaberry")
    assert WRITE not in page
    assert "Quokkaberry tea" in text(client.get(HELP))
    assert client.get(WRITE).url == SAFETY
    assert client.post(part("signs"), {"text": "x"}).url == SAFETY


def test_a_warning_sign_in_the_plan_does_not_stop_somebody_from_writing_it(client):
    who = a_signed_in(client)

    answer = client.post(part("signs"), {"text": "I think of killing myself"})

    assert answer.url == part("alone")
    assert record_of(who.id).conditions == ()


# --- whose it is ----------------------------------------------------------------------


def test_no_audit_line_and_no_log_holds_a_word_of_it(client, caplog):
    caplog.set_level("DEBUG")
    a_signed_in(client)
    client.post(part("signs"), {"text": WORDS})
    client.post(part("signs"), {"text": WORDS + " now"})

    assert "uokkaberry" not in str(list(Event.objects.values()))
    assert all("uokkaberry" not in str(one.__dict__) for one in caplog.records)
    actions = set(Event.objects.values_list("action", flat=True))
    assert {"safety_plan said", "safety_plan corrected"} <= actions


@pytest.mark.django_db(transaction=True)
def test_it_is_taken_out_wiped_and_brought_back_as_it_was(client):
    who = a_signed_in(client)
    client.post(WRITE, {"signs": "I go quiet", "people": WORDS})
    before = written(who)
    content = client.get(reverse("data_export")).content
    client.post(reverse("data_wipe"), {"word": "DELETE"})
    assert not get_user_model().objects.exists()
    assert not Entry.objects.exists()

    again = a_signed_in(client)
    file = SimpleUploadedFile("heartsease.zip", content)
    client.post(reverse("data_import"), {"file": file})

    assert written(again) == before
    back = client.get(reverse("data_export")).content
    record = [
        zipfile.ZipFile(io.BytesIO(one)).read("record.json") for one in (content, back)
    ]
    assert record[0] == record[1]
