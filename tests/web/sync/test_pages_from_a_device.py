"""A page of the journal from a device: sealed, once, and never written over another."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from tests.support.web import AT, a_person

from heartsease.library.errors import RecordError
from heartsease.web.audit.queries import about
from heartsease.web.journal import services as journal
from heartsease.web.journal.kinds import LONGEST
from heartsease.web.journal.queries import earlier_of, pages_of
from heartsease.web.people.errors import NotAllowed
from heartsease.web.record.queries import record_of
from heartsease.web.sync import services as sync
from heartsease.web.sync.models import Outcome, Received

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SECRET = "wolpertinger under the stairs"


def a_page(text=SECRET, *, made_at=AT - HOUR, **given):
    payload = {"text": text, "on": "2026-11-23", **given.pop("payload", {})}
    return sync.Operation(
        id=given.pop("id", None) or uuid4(),
        kind="journal",
        payload=payload,
        made_at=made_at,
        **given,
    )


def send(who, operation, at=AT):
    return sync.receive(user_id=who.user_id, person=who.id, operation=operation, at=at)


def texts(who):
    return sorted(one.text for one in pages_of(who.user_id, who.id))


def before(who, page):
    return [one.text for one in earlier_of(who.user_id, who.id, page)]


def changed_online(who, page, text):
    return journal.change(
        user_id=who.user_id, person=who.id, page=page, text=text, at=AT
    )


def test_a_page_that_is_sent_three_times_stands_once():
    who, page = a_person(), a_page()

    outcomes = [send(who, page) for _ in range(3)]

    assert outcomes == [Outcome.TAKEN] * 3
    (stands,) = pages_of(who.user_id, who.id)
    assert (stands.id, stands.text, stands.about) == (page.id, SECRET, "")
    assert stands.written_at == AT - HOUR


def test_the_same_page_is_not_written_again_after_it_was_torn_out():
    who, page = a_person(), a_page()
    send(who, page)
    journal.tear_out(user_id=who.user_id, person=who.id, page=page.id, at=AT)

    assert send(who, page) is Outcome.TAKEN

    assert texts(who) == []


@pytest.mark.parametrize("about", ["left_behind", "quiet_joy", "most_myself", "action"])
def test_a_page_keeps_its_question_and_its_day(about):
    who = a_person()

    send(who, a_page(payload={"about": about, "on": "2026-11-24"}))

    (stands,) = pages_of(who.user_id, who.id, about=about)
    assert stands.on.isoformat() == "2026-11-24"


def test_it_is_in_no_table_in_plain_words_and_not_in_the_record():
    who = a_person()
    send(who, a_page())

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(
                f'SELECT * FROM "{table}"'
            )  # the names are the database's own
            assert SECRET not in repr(cursor.fetchall())
    assert SECRET.encode() not in repr(record_of(who.id)).encode()


def test_the_audit_says_that_a_page_was_written_and_nothing_of_it():
    who = a_person()

    send(who, a_page())

    line = about(who.id)[0]
    assert (line.action, line.count) == ("journal written", 1)


def test_a_change_takes_the_place_and_keeps_the_first_words_behind_it():
    who, page = a_person(), a_page()
    send(who, page)

    outcome = send(who, a_page("a hare", based_on=page.id))

    assert outcome is Outcome.TAKEN
    (stands,) = pages_of(who.user_id, who.id)
    assert (stands.text, before(who, stands.id)) == ("a hare", [SECRET])


def test_a_change_of_a_page_that_never_arrived_is_a_page():
    who = a_person()

    assert send(who, a_page(based_on=uuid4())) is Outcome.TAKEN

    assert texts(who) == [SECRET]


def test_a_page_that_was_changed_elsewhere_meanwhile_stays_and_both_are_there():
    who, page = a_person(), a_page()
    send(who, page)
    online = changed_online(who, page.id, "calmer words")

    outcome = send(who, a_page("a hare", based_on=page.id))

    assert outcome is Outcome.BESIDE
    assert texts(who) == ["a hare", "calmer words"]
    assert before(who, online) == [SECRET]


def test_a_change_of_a_page_that_was_torn_out_is_a_page_of_its_own():
    who, page = a_person(), a_page()
    send(who, page)
    journal.tear_out(user_id=who.user_id, person=who.id, page=page.id, at=AT)

    outcome = send(who, a_page("a hare", based_on=page.id))

    assert outcome is Outcome.TAKEN
    assert texts(who) == ["a hare"]


def test_a_change_that_is_sent_twice_is_one_change():
    who, page = a_person(), a_page()
    send(who, page)
    change = a_page("a hare", based_on=page.id)

    assert send(who, change) == send(who, change) == Outcome.TAKEN

    assert texts(who) == ["a hare"]


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        ({"text": ""}, "needs words"),
        ({"text": " \r\n "}, "needs words"),
        ({"text": 3}, "needs words"),
        ({"text": None}, "needs words"),
        ({"text": "x" * (LONGEST + 1)}, "at most 20000"),
        ({"about": "values"}, "no such question"),
        ({"about": "review"}, "no such question"),
        ({"about": ["action"]}, "no such question"),
        ({"on": "soon"}, "on: a day"),
        ({"on": None}, "on: a day"),
        ({"mood": 3}, "and no other"),
    ],
)
def test_a_wrong_field_is_named_without_a_word_of_the_page(payload, says):
    who = a_person()
    wrong = a_page(payload=payload)

    with pytest.raises(RecordError, match=says) as refused:
        send(who, wrong)

    assert "wolpertinger" not in str(refused.value)
    assert texts(who) == []
    assert not Received.objects.exists()
    assert send(who, a_page(id=wrong.id)) is Outcome.TAKEN


def test_the_longest_page_with_many_lines_arrives_whole():
    who = a_person()
    text = "a\n" * (LONGEST // 2 - 1) + "ab"

    send(who, a_page(text.replace("\n", "\r\n")))

    assert texts(who) == [text]


def test_half_of_a_sign_that_was_cut_in_two_stops_nothing():
    who = a_person()

    send(who, a_page("a fern \ud83c and more"))

    assert texts(who) == ["a fern \ufffd and more"]


@pytest.mark.parametrize(
    "made_at",
    [
        AT + 100 * HOUR,
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime.min.replace(tzinfo=UTC),
    ],
)
def test_a_device_with_a_wrong_clock_writes_when_its_page_arrives(made_at):
    who = a_person()

    send(who, a_page(made_at=made_at))

    assert pages_of(who.user_id, who.id)[0].written_at == AT


def test_an_act_of_a_clock_that_runs_ahead_does_come():
    who = a_person()

    send(who, a_page(payload={"about": "action", "on": "2031-01-01"}))

    assert pages_of(who.user_id, who.id)[0].on == (AT + timedelta(days=2)).date()


def test_nobody_sends_into_the_journal_of_somebody_else():
    who, other = a_person(), a_person("sam")

    with pytest.raises(NotAllowed):
        sync.receive(user_id=other.user_id, person=who.id, operation=a_page(), at=AT)

    assert texts(who) == []


def test_a_page_under_the_name_of_somebody_elses_page_is_still_written():
    who, other, page = a_person(), a_person("sam"), a_page()
    send(who, page)

    assert send(other, a_page("a hare", id=page.id)) is Outcome.TAKEN

    assert (texts(who), texts(other)) == ([SECRET], ["a hare"])


def test_somebody_elses_page_is_never_changed():
    who, other, page = a_person(), a_person("sam"), a_page()
    send(who, page)

    send(other, a_page("a hare", based_on=page.id))

    assert (texts(who), texts(other)) == ([SECRET], ["a hare"])


def test_with_a_damaged_key_nothing_is_taken_and_the_page_can_be_sent_again(settings):
    who, page, key = a_person(), a_page(), settings.JOURNAL_KEY
    settings.JOURNAL_KEY = ""

    with pytest.raises(RecordError, match="key file of the journal is damaged"):
        send(who, page)
    settings.JOURNAL_KEY = key

    assert send(who, page) is Outcome.TAKEN
    assert texts(who) == [SECRET]


def test_pages_and_days_of_one_sending_are_kept_and_a_wrong_one_stops_no_other():
    who, page = a_person(), a_page()
    day = sync.Operation(
        id=uuid4(),
        kind="check_in",
        payload={"on": "2026-11-23", "mood": 4, "provenance": {"source": "form"}},
        made_at=AT,
    )
    change = a_page("a hare", based_on=page.id)
    operations = (page, a_page(""), day, change, page)

    ends = sync.receive_all(
        user_id=who.user_id, person=who.id, operations=operations, at=AT
    )

    assert isinstance(ends[1], RecordError)
    assert {one for one in ends if not isinstance(one, RecordError)} == {Outcome.TAKEN}
    assert texts(who) == ["a hare"]
    assert [one.mood for one in record_of(who.id).check_ins] == [4]
