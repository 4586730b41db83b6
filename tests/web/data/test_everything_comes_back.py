"""Export, wipe, import: days, nights, meals, lessons, practices, journal and notes."""

import io
import json
import random
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.support.web import AT, a_person, a_signed_in, sign_in, with_record

from heartsease.web.audit.queries import about
from heartsease.web.common import clock
from heartsease.web.journal import services as journal
from heartsease.web.journal.models import Page
from heartsease.web.journal.queries import earlier_of, pages_of
from heartsease.web.patient.screens.data.archive import JOURNAL, NOTES, RECORD
from heartsease.web.people import services as people
from heartsease.web.record import services as record
from heartsease.web.record.queries import record_of
from heartsease.web.reminders.queries import reminders_of

pytestmark = pytest.mark.django_db

OWN_WORDS = "the wolpertinger on the hill"
FORM = {"source": "form"}
DAYS = (
    ("check_in", {"on": "2026-11-22", "mood": 5, "arousal": "low", "note": "slow"}),
    ("night", {"on": "2026-11-22", "to_bed_at": "23:00", "up_at": "07:10",
               "minutes_to_sleep": 20, "quality": 3}),
    ("meal", {"on": "2026-11-22", "moment": "lunch", "tags": ["nuts", "berries"]}),
    ("lesson", {"lesson": "not_you", "on": "2026-11-22", "kept": True}),
    ("practice", {"intervention": "walking", "on": "2026-11-22", "at": "17:05",
                  "size": "tiny", "seconds": 300, "after": "better"}),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)


def lived(who):
    """Somebody with days behind them, a journal with history, and notes."""
    for kind, payload in DAYS:
        record.say(
            user_id=who.user_id,
            person=who.id,
            kind=kind,
            payload={**payload, "provenance": FORM},
            at=AT,
        )
    asks = {"user_id": who.user_id, "person": who.id, "at": AT}
    place = {"name": "place", "value": {"latitude": 53.5, "longitude": -2.2}}
    record.say(**asks, kind="statement", payload=place)
    page = journal.write(**asks, text="first words", about="quiet_joy", on=AT.date())
    journal.change(**asks, page=page, text=OWN_WORDS)
    journal.write(**asks, text="a free page", on=AT.date())
    return who


def notes_of(client):
    client.post(
        reverse("reminders"),
        {"save": "1", "first": "09:00", "second": "18:30", "quiet_from": "21:00",
         "quiet_until": "08:00", "words": "tea", "in_app": "on"},
    )  # fmt: skip
    client.post(reverse("reminders"), {"address": "1"})


def taken_out(client, **ticked):
    return client.get(reverse("data_export"), ticked).content


def member(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return zipped.read(name)


def names(content):
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return set(zipped.namelist())


def bring_back(client, content):
    file = SimpleUploadedFile("heartsease.zip", content)
    return client.post(reverse("data_import"), {"file": file})


def changed(content, name, text):
    """The same zip with another text in one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as zipped:
        for one in names(content):
            zipped.writestr(one, text if one == name else member(content, one))
    return out.getvalue()


def state(who):
    """What the journal says, page by page, with what stood there before."""
    return sorted(
        (one.about, one.on, one.text, one.written_at,
         tuple(old.text for old in earlier_of(who.user_id, who.id, one.id)))
        for one in pages_of(who.user_id, who.id)
    )  # fmt: skip


def test_after_a_wipe_everything_comes_back_as_it_was(client):
    who = lived(with_record(a_signed_in(client)))
    notes_of(client)
    content, before = taken_out(client, journal="yes"), state(who)
    people.wipe(user_id=who.user_id, person=who.id, at=AT)
    assert not Page.objects.exists()

    back = a_signed_in(client, "mara again")
    answer = bring_back(client, content)

    assert answer.status_code == 302
    again = taken_out(client, journal="yes")
    for name in (JOURNAL, NOTES, "facts.csv"):
        assert member(again, name) == member(content, name), name
    told, told_again = (json.loads(member(one, RECORD)) for one in (content, again))
    for one in (told, told_again):
        one.pop("person")
    assert told_again == told
    assert {"check_ins", "nights", "meals", "lessons", "practices", "place"} <= set(
        told
    )
    assert state(back) == before
    assert reminders_of(back.id).feed_key is not None


def test_the_journal_goes_along_only_when_it_is_ticked(client):
    who = lived(a_signed_in(client))

    without, with_it = taken_out(client), taken_out(client, journal="yes")

    assert JOURNAL not in names(without)
    for name in names(without):
        assert OWN_WORDS.encode() not in member(without, name), name
    assert OWN_WORDS in member(with_it, JOURNAL).decode()
    assert b"journal" in member(without, "README.txt")
    actions = [one.action for one in about(who.id)]
    assert actions.count("journal taken out") == 1


def test_the_tick_is_off_on_the_page(client):
    a_signed_in(client)

    page = client.get(reverse("data")).content.decode()

    assert '<input type="checkbox" name="journal" value="yes">' in page


def test_bringing_it_back_twice_changes_nothing(client):
    who = lived(a_signed_in(client))
    content, before = taken_out(client, journal="yes"), state(who)

    bring_back(client, content)

    assert state(who) == before
    assert Page.objects.count() == 3


def test_the_same_file_in_another_account_is_theirs_and_takes_nothing_away(client):
    who = lived(a_signed_in(client))
    content, before = taken_out(client, journal="yes"), state(who)
    other = a_person("sam")
    sign_in(client, other)

    bring_back(client, content)
    bring_back(client, content)

    assert state(other) == before == state(who)
    assert Page.objects.count() == 6


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (JOURNAL, '{"pages": [{"id": "x"}]}'),
        (JOURNAL, "[]"),
        (JOURNAL, "not JSON"),
        (JOURNAL, '{"pages": "many"}'),
        (NOTES, '{"times": ["25:00"], "quiet": null, "words": "tea"}'),
        (NOTES, '{"times": [], "quiet": null, "words": "tea", "in_app": 1, "mail": 0}'),
    ],
)
def test_a_damaged_part_is_refused_and_nothing_of_the_file_is_kept(client, name, text):
    lived(a_signed_in(client))
    notes_of(client)
    content = changed(taken_out(client, journal="yes"), name, text)
    other = a_person("sam")
    sign_in(client, other)

    answer = bring_back(client, content)

    assert answer.status_code == 400
    assert "The file was not taken" in answer.content.decode()
    assert pages_of(other.user_id, other.id) == ()
    assert reminders_of(other.id) is None
    assert not record.take_out(user_id=other.user_id, person=other.id, at=AT)


def test_a_page_that_cannot_be_opened_is_said_to_be_there_and_left_out(
    client, settings
):
    lived(a_signed_in(client))
    settings.JOURNAL_KEY = "YW5vdGhlciBrZXksIGFsc28gb2YgMzIgYnl0ZXMhISE="

    content = taken_out(client, journal="yes")

    pages = json.loads(member(content, JOURNAL))["pages"]
    assert [one["text"] for one in pages] == [None, None]
    other = a_person("sam")
    sign_in(client, other)
    assert bring_back(client, content).status_code == 302
    assert pages_of(other.user_id, other.id) == ()


def test_only_our_own_files_carry_the_name_of_the_account(client):
    """The record and its map are named for their owner; what is handed on is not."""
    lived(with_record(a_signed_in(client, "thistledown-name")))
    notes_of(client)

    content = taken_out(client, journal="yes")

    named = {one for one in names(content) if b"thistledown" in member(content, one)}
    assert named <= {RECORD, "map.json"}
    assert "fhir.json" in names(content)


@pytest.mark.parametrize("name", ["born_on", "sex"])
def test_a_record_of_somebody_else_is_not_mixed_into_this_one(client, name):
    """Two people in one record is what nobody could undo afterwards."""
    who = with_record(a_signed_in(client))
    before = record_of(who.id)
    own = json.loads(member(taken_out(client), RECORD))
    own["person"][name] = {"born_on": "1961-02-03", "sex": "male"}[name]
    own["check_ins"] = [{"on": "2026-11-01", "mood": 1, "provenance": FORM}]

    answer = bring_back(client, json.dumps(own).encode())

    assert answer.status_code == 400
    assert "somebody else" in answer.content.decode()
    assert record_of(who.id) == before


def test_a_zip_with_any_broken_byte_gets_a_sentence_and_changes_nothing(client):
    who = with_record(a_signed_in(client))
    whole = taken_out(client)
    before = record_of(who.id)
    draw = random.Random(7)

    for _ in range(50):
        broken = bytearray(whole)
        for _ in range(draw.randint(1, 5)):
            broken[draw.randrange(len(broken))] = draw.randrange(256)
        answer = bring_back(client, bytes(broken))
        assert answer.status_code in (302, 400)

    assert record_of(who.id) == before
