"""Every service that changes something says so in one line, and no line holds values."""

import inspect
import json
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.support.web import (
    AT,
    DEMO,
    a_person,
    an_account,
    the_share,
    with_ally,
    with_record,
)

from heartsease.library import record_json
from heartsease.web.audit.models import Event
from heartsease.web.audit.queries import about
from heartsease.web.imports import services as imports
from heartsease.web.journal import services as journal
from heartsease.web.patient.screens.data.present import ACTIONS
from heartsease.web.people import services as people
from heartsease.web.people.errors import NotAllowed
from heartsease.web.record import services as record
from heartsease.web.record.models import Entry
from heartsease.web.record.queries import entries_of
from heartsease.web.reminders import services as reminders
from heartsease.web.sharing import services as sharing
from heartsease.web.sync import services as sync

pytestmark = pytest.mark.django_db

UNUSUAL = "jabberwort-4417"
FORM = {"source": "form"}
PHQ9 = {
    "instrument": "phq9",
    "on": "2026-11-23",
    "answers": {"mood": 2},
    "provenance": FORM,
}
MEDICINE = {"text": UNUSUAL, "provenance": FORM}
WISH = {"subject": "walking", "wish": "want", "provenance": FORM}
CHECK_IN = {"on": "2026-11-23", "note": UNUSUAL, "provenance": FORM}
ENERGY = {"name": "energy", "value": "low"}
CSV = b"date,test,value,unit\n2026-11-02,Ferritin,12,ug/L\n"


def asks(who):
    return {"user_id": who.user_id, "person": who.id, "at": AT}


def a_medicine(who):
    record.say(**asks(who), kind="medicine", payload=MEDICINE)
    return entries_of(who.id, "medicine")[0].id


def a_journal_page(who):
    return journal.write(**asks(who), text=UNUSUAL, on=date(2026, 11, 23))


NOTES = {"times": [time(9)], "quiet": None, "words": "tea", "in_app": True,
         "mail": False, "on": date(2026, 11, 23)}  # fmt: skip
JOURNAL = {
    "id": str(uuid4()), "written_at": AT.isoformat(), "text": UNUSUAL, "about": "",
    "on": "2026-11-23", "earlier": [],
}  # fmt: skip


def reminded(who):
    reminders.settle(**asks(who), **NOTES)
    return asks(who)


HOUR = timedelta(hours=1)


def a_code(who):
    return sharing.invite(**asks(who), sections=["steps"], opens_for=HOUR)


def of_the_owner(who, *, name="wren", **more):
    with_ally(who, name, **more)
    return asks(who) | {"share": the_share(who)}


def of_the_ally(who):
    ally = with_ally(who, "wren")
    return {"user_id": ally.user_id, "share": the_share(who), "at": AT}


def a_whole_record():
    return record_json.read(json.loads((DEMO / "sam.json").read_text()))


# What is called -> what it needs, made before the lines are counted.
CALLS = {
    people.begin: lambda who: {"user_id": an_account("newcomer").pk, "at": AT},
    people.consent: lambda who: asks(who) | {"words": UNUSUAL},
    people.settle_in: lambda who: asks(who) | {"time_zone": "Europe/Oslo"},
    people.wipe: lambda who: asks(who),
    record.add: lambda who: asks(who) | {"record": a_whole_record()},
    record.say: lambda who: asks(who) | {"kind": "response", "payload": PHQ9},
    record.say_all: lambda who: (
        asks(who) | {"facts": [("preference", WISH), ("statement", ENERGY)]}
    ),
    record.leave_half_way: lambda who: (
        asks(who)
        | {"instrument": "phq9", "typed": {"mood": UNUSUAL}, "one_by_one": True}
    ),
    record.correct: lambda who: (
        asks(who) | {"entry": a_medicine(who), "payload": {**MEDICINE, "text": "x"}}
    ),
    journal.write: lambda who: (
        asks(who) | {"text": UNUSUAL, "about": "quiet_joy", "on": date(2026, 11, 23)}
    ),
    journal.change: lambda who: (
        asks(who) | {"page": a_journal_page(who), "text": f"{UNUSUAL} again"}
    ),
    journal.tear_out: lambda who: asks(who) | {"page": a_journal_page(who)},
    journal.take_out: lambda who: a_journal_page(who) and asks(who),
    journal.bring_back: lambda who: asks(who) | {"taken": [JOURNAL]},
    reminders.settle: lambda who: asks(who) | NOTES,
    reminders.new_address: reminded,
    reminders.close_address: reminded,
    reminders.begin_again: lambda who: reminded(who) | {"on": date(2026, 11, 23)},
    reminders.switch_off: reminded,
    reminders.bring_back: lambda who: (
        asks(who)
        | {
            "saved": {
                "times": ["09:00"],
                "quiet": None,
                "words": "tea",
                "in_app": True,
                "mail": False,
            },
            "on": date(2026, 11, 23),
        }
    ),
    record.keep_beside: lambda who: (
        asks(who) | {"kind": "check_in", "payload": CHECK_IN, "made_at": AT}
    ),
    sync.receive: lambda who: (
        asks(who)
        | {
            "operation": sync.Operation(
                id=uuid4(), kind="check_in", payload=CHECK_IN, made_at=AT
            )
        }
    ),
    sync.receive_all: lambda who: (
        asks(who)
        | {
            "operations": [
                sync.Operation(
                    id=uuid4(), kind="check_in", payload=CHECK_IN, made_at=AT
                )
            ]
        }
    ),
    sharing.invite: lambda who: (
        asks(who) | {"sections": ["steps"], "called": UNUSUAL, "opens_for": HOUR}
    ),
    sharing.accept: lambda who: {
        "user_id": an_account("wren").pk,
        "code": a_code(who),
        "at": AT,
    },
    sharing.confirm: lambda who: of_the_owner(who, confirmed=False),
    sharing.give: lambda who: (
        of_the_owner(who, sections=("hard_day",)) | {"section": "steps"}
    ),
    sharing.take_back: lambda who: of_the_owner(who) | {"section": "steps"},
    sharing.end: lambda who: of_the_owner(who),
    sharing.say_hard_day: lambda who: asks(who) | {"on": date(2026, 11, 23)},
    sharing.take_back_hard_day: lambda who: asks(who),
    sharing.look: of_the_ally,
    sharing.leave: of_the_ally,
    record.take_back: lambda who: asks(who) | {"entry": a_medicine(who)},
    record.take_out: lambda who: asks(who),
    imports.bring: lambda who: (
        asks(who)
        | {
            "files": [SimpleUploadedFile(f"{UNUSUAL}.csv", CSV)],
            "on": date(2026, 11, 23),
        }
    ),
}
# Not asked for by a person who signed in: it names no actor.
FROM_OUTSIDE = {people.new_passphrase, reminders.deliver, reminders.stop_mail}
# Only reads: reminders to carry along.
READS = {reminders.taken_out}
# A workflow writes its own line beside those of the services it is made of.
MADE_OF = {imports.bring: ["facts added", "files brought"]}


def named(service):
    return f"{service.__module__.split('.')[-2]}.{service.__name__}"


def services():
    return {
        function
        for module in (people, record, imports, sync, journal, reminders, sharing)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__
    }


def test_every_service_has_a_row_here():
    assert {named(one) for one in services()} == {
        named(one) for one in {*CALLS, *READS, *FROM_OUTSIDE}
    }


def test_what_only_reads_is_told_of_no_person():
    for service in READS:
        assert not {"user_id", "person"} & set(inspect.signature(service).parameters)


@pytest.mark.parametrize("service", CALLS, ids=named)
def test_one_call_writes_one_line_that_names_who_and_whom(service):
    who = a_person()
    given = CALLS[service](who)
    known = set(Event.objects.values_list("id", flat=True))

    service(**given)

    new = list(Event.objects.exclude(id__in=known).order_by("id"))
    if service is people.wipe:
        assert not about(who.id)
        assert [(one.person, one.actor_id) for one in new] == [(None, None)]
        return
    assert [one.action for one in new] == MADE_OF.get(service, [new[0].action])
    assert {one.actor_id for one in new} == {given["user_id"]}
    assert None not in {one.person for one in new}
    assert {one.at for one in new} == {AT}


@pytest.mark.parametrize("service", CALLS, ids=named)
def test_a_line_holds_no_answer_no_name_and_no_free_text(service):
    who = a_person("mara")

    service(**CALLS[service](who))

    for line in Event.objects.values():
        held = json.dumps(line, default=str)
        assert UNUSUAL not in held
        assert "mara" not in held
        assert "Oslo" not in held
        assert set(line) == {"id", "at", "actor_id", "person", "action", "count"}
        assert line["action"] in {*ACTIONS, "everything wiped"}


@pytest.mark.parametrize(
    "service",
    [one for one in CALLS if "person" in inspect.signature(one).parameters],
    ids=named,
)
def test_nobody_changes_the_record_of_another_and_no_line_is_written(service):
    who, other = a_person("mara"), a_person("ingrid")
    given = CALLS[service](who) | {"user_id": other.user_id}
    lines, facts = Event.objects.count(), list(Entry.objects.values())

    with pytest.raises(NotAllowed):
        service(**given)

    assert Event.objects.count() == lines
    assert list(Entry.objects.values()) == facts


def test_a_call_that_fails_writes_neither_fact_nor_line():
    who = a_person()
    lines = Event.objects.count()

    with pytest.raises(Exception, match="wish"):
        record.say_all(
            **asks(who),
            facts=[("response", PHQ9), ("preference", {**WISH, "wish": "never"})],
        )

    assert Event.objects.count() == lines
    assert not Entry.objects.exists()


def test_a_second_begin_changes_nothing_and_says_nothing():
    who = a_person()
    lines = Event.objects.count()

    again = people.begin(user_id=who.user_id, at=AT)

    assert again == who
    assert Event.objects.count() == lines


def test_the_count_of_a_line_is_the_number_of_new_facts():
    who = with_record(a_person(), "sam")
    first = about(who.id)[0]
    with_record(who, "sam")
    second = about(who.id)[0]

    assert first.count == Entry.objects.filter(person_id=who.id).count() > 0
    assert second.count == 0
