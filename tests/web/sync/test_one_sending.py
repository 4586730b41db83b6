"""What a device sends at once ends as if it had been sent one by one, and costs less."""

import json
from datetime import date, timedelta
from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.support.web import AT, a_person, a_signed_in

from heartsease.library.errors import RecordError
from heartsease.web.audit.models import Event
from heartsease.web.people.errors import NotAllowed
from heartsease.web.record import queries
from heartsease.web.record.models import Entry
from heartsease.web.record.queries import entries_of, record_of
from heartsease.web.sync import services as sync
from heartsease.web.sync.models import Outcome, Received

MINUTE = timedelta(minutes=1)
FORM = {"source": "form"}
MOST_QUERIES = 30  # of a sending whose answers are all new, however many they are


def an_answer(kind, payload, *, made_at=AT, **given):
    return sync.Operation(
        id=given.pop("id", None) or uuid4(),
        kind=kind,
        payload={**payload, "provenance": FORM},
        made_at=made_at,
        **given,
    )


def a_day(on, mood, **given):
    return an_answer("check_in", {"on": str(on), "mood": mood}, **given)


def a_walk(number):
    on = date(2026, 11, 23) - timedelta(days=number)
    return an_answer("practice", {"intervention": "walking", "on": str(on)})


def send(who, answers, at=AT):
    return sync.receive_all(
        user_id=who.user_id, person=who.id, operations=answers, at=at
    )


def stands(who):
    """What stands and what is behind it, without names and moments of rows."""
    rows = Entry.objects.filter(person_id=who.id)
    return sorted(
        (row.kind, json.dumps(row.payload, sort_keys=True), _is_standing(row))
        for row in rows
    )


def _is_standing(row):
    return row.retracted_at is None and not hasattr(row, "replaced_by")


DAYS = st.sampled_from(("2026-11-21", "2026-11-22"))
PARTS = st.sampled_from(("signs", "people"))
PAYLOADS = st.one_of(
    st.tuples(
        st.just("check_in"),
        st.fixed_dictionaries({"on": DAYS, "mood": st.integers(0, 2)}),
    ),
    st.tuples(
        st.just("meal"),
        st.fixed_dictionaries(
            {
                "on": DAYS,
                "moment": st.sampled_from(("lunch", "dinner")),
                "tags": st.just(["berries"]) | st.just(["alcohol"]),
            }
        ),
    ),
    st.tuples(
        st.just("safety_plan"),
        st.fixed_dictionaries(
            {"part": PARTS, "text": st.sampled_from("ab")}, optional={"on": DAYS}
        ),
    ),
    st.tuples(
        st.just("practice"),
        st.fixed_dictionaries({"intervention": st.just("walking"), "on": DAYS}),
    ),
    st.tuples(  # wrong: a mood ends at ten
        st.just("check_in"), st.fixed_dictionaries({"on": DAYS, "mood": st.just(11)})
    ),
    st.tuples(st.just("statement"), st.just({"name": "sex", "value": "female"})),
)
MADE = st.tuples(PAYLOADS, st.integers(0, 9))


class TestADayWithoutAConnection(TestCase):
    """Found by pytest under a name that says what it is."""

    @settings(max_examples=60, deadline=None)
    @given(made=st.lists(MADE, max_size=9), again=st.lists(st.integers(0, 8)))
    def test_it_ends_as_a_day_with_one(self, made, again):
        online, offline = a_person(uuid4().hex), a_person(uuid4().hex)
        answers = [
            an_answer(kind, payload, made_at=AT + minutes * MINUTE)
            for (kind, payload), minutes in made
        ]
        answers += [answers[place] for place in again if place < len(answers)]

        one_by_one = [self.outcome(online, one) for one in answers]
        at_once = send(offline, answers, at=AT + 10 * MINUTE)

        assert [getattr(one, "value", str(one)) for one in at_once] == one_by_one
        assert stands(offline) == stands(online)
        assert self.arrived(offline) == self.arrived(online)

    @staticmethod
    def outcome(who, one):
        try:
            return sync.receive(
                user_id=who.user_id, person=who.id, operation=one, at=one.made_at
            ).value
        except RecordError as problem:
            return str(problem)

    @staticmethod
    def arrived(who):
        rows = Received.objects.filter(person_id=who.id)
        return sorted(rows.values_list("operation", "outcome"))


@pytest.mark.django_db
def test_the_same_sending_twice_changes_nothing_and_says_the_same():
    who = a_person()
    answers = [a_day("2026-11-21", 3), a_walk(1), a_day("2026-11-21", 4)]
    first = send(who, answers)
    before = stands(who)

    second = send(who, answers, at=AT + MINUTE)

    assert second == first
    assert stands(who) == before


@pytest.mark.django_db
def test_of_two_answers_of_one_day_that_arrive_together_the_later_one_stands():
    who = a_person()
    morning = a_day("2026-11-21", 2, made_at=AT - 600 * MINUTE)
    evening = a_day("2026-11-21", 6, made_at=AT - 30 * MINUTE)

    outcomes = send(who, [morning, evening])

    assert outcomes == (Outcome.TAKEN, Outcome.TAKEN)
    assert [one.mood for one in record_of(who.id).check_ins] == [6]


@pytest.mark.django_db
def test_what_was_said_on_the_server_meanwhile_is_not_overwritten_by_the_device():
    who = a_person()
    send(who, [a_day("2026-11-21", 6)], at=AT)

    outcomes = send(
        who,
        [a_day("2026-11-21", 2, made_at=AT - MINUTE), a_day("2026-11-22", 4)],
        at=AT + MINUTE,
    )

    assert outcomes == (Outcome.BESIDE, Outcome.TAKEN)
    assert [one.payload["mood"] for one in entries_of(who.id, "check_in")] == [4, 6]


@pytest.mark.django_db
def test_a_wrong_answer_is_named_and_the_others_are_kept():
    who = a_person()
    wrong = a_day("2026-11-21", 40)

    outcomes = send(who, [a_walk(1), wrong, a_walk(2)])

    assert [one for one in outcomes if one is Outcome.TAKEN] == [Outcome.TAKEN] * 2
    assert "mood" in str(outcomes[1])
    assert not Received.objects.filter(operation=wrong.id).exists()


@pytest.mark.django_db
def test_a_sign_that_no_database_keeps_does_not_hold_up_the_others():
    who = a_person()
    empty = an_answer("check_in", {"on": "2026-11-21", "note": "a\0b"})
    typed = an_answer("check_in", {"on": "2026-11-22", "note": r"a\u0000b"})

    outcomes = send(who, [empty, typed])

    assert outcomes == (Outcome.TAKEN, Outcome.TAKEN)
    notes = {one.payload["note"] for one in entries_of(who.id, "check_in")}
    assert notes == {"a\ufffdb", r"a\u0000b"}


@pytest.mark.django_db
def test_the_same_day_written_with_an_empty_field_is_known():
    who = a_person()
    send(who, [an_answer("check_in", {"on": "2026-11-21", "mood": 5})])

    (outcome,) = send(
        who, [an_answer("check_in", {"on": "2026-11-21", "mood": 5, "note": ""})]
    )

    assert outcome is Outcome.KNOWN


@pytest.mark.django_db
def test_nobody_sends_many_into_the_record_of_somebody_else():
    who, other = a_person(), a_person("sam")

    with pytest.raises(NotAllowed):
        sync.receive_all(
            user_id=other.user_id, person=who.id, operations=[a_walk(1)], at=AT
        )

    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_what_is_new_leaves_one_line_with_its_count():
    who = a_person()
    before = Event.objects.count()

    send(who, [a_walk(one) for one in range(7)])

    (line,) = Event.objects.order_by("id")[before:]
    assert (line.action, line.count) == ("answers given", 7)


@pytest.mark.django_db(transaction=True)
def test_a_sending_that_is_cut_off_leaves_nothing_behind(monkeypatch):
    who = a_person()
    before = Event.objects.count()
    monkeypatch.setattr(sync, "_note", _cut_off)

    with pytest.raises(InterruptedError):
        send(who, [a_walk(1), a_day("2026-11-21", 3)])

    assert not Entry.objects.exists()
    assert Event.objects.count() == before


def _cut_off(*_arguments, **_more):
    raise InterruptedError


@pytest.mark.django_db
def test_a_hundred_answers_cost_no_more_questions_to_the_database_than_ten(client):
    who = a_signed_in(client)

    few = asked(client, [a_walk(one) for one in range(10)])
    many = asked(client, [a_walk(one) for one in range(10, 110)])
    days = [a_day(date(2026, 1, 1) + timedelta(days=one), 5) for one in range(100)]
    on_a_long_record = asked(client, days)

    assert len(record_of(who.id).practices) == 110
    # SQLite takes only so many values at once: a hundred rows are two insertions.
    assert few <= many <= few + 4
    assert many <= MOST_QUERIES
    assert on_a_long_record <= MOST_QUERIES


@pytest.mark.django_db
def test_one_version_of_a_day_reads_one_row_after_years(monkeypatch):
    who = a_person()
    first = date(2024, 1, 1)
    send(who, [a_day(first + timedelta(days=one), 5) for one in range(200)])
    read = []
    kept = queries._stored
    monkeypatch.setattr(queries, "_stored", lambda row: read.append(row) or kept(row))

    outcomes = send(who, [a_day(first, 4, made_at=AT + MINUTE)], at=AT + MINUTE)

    assert outcomes == (Outcome.TAKEN,)
    assert len(read) == 1


def asked(client, answers):
    """How many questions one request with these answers asks the database."""
    sent = [
        {
            "id": str(one.id),
            "kind": one.kind,
            "made_at": one.made_at.isoformat(),
            "payload": one.payload,
        }
        for one in answers
    ]
    seen = []

    def count(execute, sql, *more):
        seen.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(count):
        answer = client.post(
            "/sync/", json.dumps({"answers": sent}), content_type="application/json"
        )
    receipts = answer.json()["receipts"]
    assert [UUID(one["id"]) for one in receipts] == [one.id for one in answers]
    assert {one["outcome"] for one in receipts} == {"taken"}
    return len(seen)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("one_by_one", [False, True])
def test_a_sending_that_arrives_twice_at_once_is_taken_once(one_by_one):
    """A device sends again while the first is still on its way; both say the same."""
    who = a_person()
    answers = [a_day("2026-11-20", 5), a_day("2026-11-21", 3), a_walk(1)]
    together, said = Barrier(2), []

    def deliver():
        try:
            together.wait(timeout=20)
            if one_by_one:
                said.append(
                    tuple(
                        sync.receive(
                            user_id=who.user_id, person=who.id, operation=one, at=AT
                        )
                        for one in answers
                    )
                )
            else:
                said.append(send(who, answers))
        except Exception as problem:  # whatever it is, it is what the test is about
            said.append(problem)
        finally:
            connection.close()

    ways = [Thread(target=deliver) for _ in range(2)]
    for one in ways:
        one.start()
    for one in ways:
        one.join(timeout=60)

    assert said == [(Outcome.TAKEN,) * 3] * 2
    assert Entry.objects.count() == Received.objects.count() == 3
