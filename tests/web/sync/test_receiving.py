"""What a device kept arrives once, and nothing newer is overwritten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from tests.support.web import AT, a_person

from heartsease.library.errors import RecordError
from heartsease.web.people.errors import NotAllowed
from heartsease.web.record import services as record
from heartsease.web.record.queries import entries_of, history_of, record_of
from heartsease.web.sync import services as sync
from heartsease.web.sync.models import Outcome

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
FORM = {"source": "form"}


def a_check_in(mood, *, on="2026-11-23", made_at=AT, **given):
    return sync.Operation(
        id=given.pop("id", None) or uuid4(),
        kind="check_in",
        payload={"on": on, "mood": mood, "provenance": FORM},
        made_at=made_at,
        **given,
    )


def a_practice(at="08:00"):
    return sync.Operation(
        id=uuid4(),
        kind="practice",
        payload={
            "intervention": "walking",
            "on": "2026-11-23",
            "at": at,
            "provenance": FORM,
        },
        made_at=AT,
    )


def send(who, operation, at=AT):
    return sync.receive(user_id=who.user_id, person=who.id, operation=operation, at=at)


def moods(who):
    return [one.mood for one in record_of(who.id).check_ins]


def test_an_answer_that_is_sent_three_times_stands_once():
    who = a_person()
    operation = a_check_in(4)

    outcomes = [send(who, operation) for _ in range(3)]

    assert outcomes == [Outcome.TAKEN] * 3
    assert moods(who) == [4]


def test_a_later_answer_of_the_same_day_takes_the_place_and_keeps_the_first_behind_it():
    who = a_person()
    send(who, a_check_in(4))

    outcome = send(who, a_check_in(6, made_at=AT + HOUR), at=AT + 2 * HOUR)

    assert outcome is Outcome.TAKEN
    assert moods(who) == [6]
    assert [
        one.payload["mood"] for one in history_of(who.id, "check_in", subject="")
    ] == [4]


def test_an_older_answer_that_arrives_late_never_overwrites_a_newer_one():
    who = a_person()
    send(who, a_check_in(6), at=AT)

    outcome = send(who, a_check_in(2, made_at=AT - HOUR), at=AT + HOUR)

    assert outcome is Outcome.BESIDE
    assert moods(who) == [6]
    assert [
        one.payload["mood"] for one in history_of(who.id, "check_in", subject="")
    ] == [2]


def test_a_change_of_what_was_seen_counts_even_with_a_slow_clock():
    who = a_person()
    send(who, a_check_in(6), at=AT)
    (seen,) = entries_of(who.id, "check_in")

    outcome = send(who, a_check_in(2, made_at=AT - HOUR, based_on=seen.id))

    assert outcome is Outcome.TAKEN
    assert moods(who) == [2]


def test_a_clock_that_runs_ahead_wins_nothing():
    who = a_person()
    send(who, a_check_in(6, made_at=AT + 100 * HOUR), at=AT)

    send(who, a_check_in(3, made_at=AT + HOUR), at=AT + HOUR)

    assert moods(who) == [3]


def test_the_same_answer_from_two_devices_stands_once():
    who = a_person()

    first, second = send(who, a_check_in(4)), send(who, a_check_in(4))

    assert (first, second) == (Outcome.TAKEN, Outcome.KNOWN)
    assert moods(who) == [4]


def test_two_practices_on_one_day_are_two():
    who = a_person()

    send(who, a_practice("08:00"))
    send(who, a_practice("20:00"))

    assert len(record_of(who.id).practices) == 2


def test_a_wrong_field_is_named_and_can_be_sent_again_when_it_is_right():
    who = a_person()
    wrong = a_check_in(40)

    with pytest.raises(RecordError, match="mood"):
        send(who, wrong)
    outcome = send(who, a_check_in(4, id=wrong.id))

    assert outcome is Outcome.TAKEN
    assert moods(who) == [4]


def test_a_device_cannot_send_what_it_may_not_keep():
    who = a_person()
    statement = sync.Operation(
        id=uuid4(),
        kind="statement",
        payload={"name": "sex", "value": "female"},
        made_at=AT,
    )

    with pytest.raises(RecordError, match="cannot be sent from a device"):
        send(who, statement)


def test_nobody_sends_into_the_record_of_somebody_else():
    who, other = a_person(), a_person("sam")

    with pytest.raises(NotAllowed):
        sync.receive(
            user_id=other.user_id, person=who.id, operation=a_check_in(4), at=AT
        )

    assert moods(who) == []


def test_wiping_forgets_what_arrived():
    from heartsease.web.people import services as people
    from heartsease.web.sync.models import Received

    who = a_person()
    send(who, a_check_in(4))

    people.wipe(user_id=who.user_id, person=who.id, at=AT)

    assert not Received.objects.exists()


def test_what_was_kept_beside_is_not_in_the_record_and_may_be_said_again():
    who = a_person()
    send(who, a_check_in(6), at=AT)
    send(who, a_check_in(2, made_at=AT - HOUR))

    record.say(
        user_id=who.user_id,
        person=who.id,
        kind="check_in",
        payload={"on": "2026-11-22", "mood": 2, "provenance": FORM},
        at=AT,
    )

    assert sorted(moods(who)) == [2, 6]
