"""What screens do with several facts: each change has its audit line, and an owner."""

from datetime import timedelta

import pytest
from tests.support.builders import TODAY
from tests.support.web import AT, a_person

from heartsease.web.audit.models import Event
from heartsease.web.patient import choices, harm, safety_plan
from heartsease.web.patient.screens.data.present import ACTIONS
from heartsease.web.people.errors import NotAllowed
from heartsease.web.record.models import Entry

pytestmark = pytest.mark.django_db

UNUSUAL = "jabberwort-4417"


def by(who):
    return {"user_id": who.user_id, "person": who.id, "at": AT}


def begun(who):
    choices.choose(
        **by(who),
        intervention="walking",
        size="tiny",
        on=TODAY,
        judge_on=TODAY + timedelta(weeks=8),
        knowledge="x",
    )


def told(who):
    harm.report(**by(who), intervention="walking", on=TODAY)
    return harm.reports(who.id)[0]


# What is called -> what it needs, made before the lines are counted.
CALLS = {
    choices.choose: lambda who: {
        "intervention": "walking",
        "size": "tiny",
        "on": TODAY,
        "judge_on": TODAY,
        "knowledge": "x",
    },
    choices.keep_on: lambda who: (
        begun(who) or {"intervention": "walking", "judge_on": TODAY}
    ),
    choices.end: lambda who: begun(who) or {"intervention": "walking", "on": TODAY},
    harm.report: lambda who: {"intervention": "walking", "on": TODAY},
    harm.say_more: lambda who: {"entry": told(who), "said": {"note": UNUSUAL}},
    safety_plan.keep: lambda who: {"part": "signs", "text": UNUSUAL, "on": TODAY},
}


def named(one):
    return f"{one.__module__.rpartition('.')[2]}.{one.__name__}"


@pytest.mark.parametrize("service", CALLS, ids=named)
def test_one_change_leaves_one_line_without_a_word_of_the_person(service):
    who = a_person("mara")
    given = CALLS[service](who)
    known = set(Event.objects.values_list("id", flat=True))

    service(**by(who), **given)

    (line,) = Event.objects.exclude(id__in=known)
    assert (line.actor_id, line.person, line.at) == (who.user_id, who.id, AT)
    assert line.action in ACTIONS
    assert UNUSUAL not in str(list(Event.objects.values()))


@pytest.mark.parametrize("service", CALLS, ids=named)
def test_nobody_changes_what_belongs_to_another(service):
    who, other = a_person("mara"), a_person("ingrid")
    given = CALLS[service](who) | by(who) | {"user_id": other.user_id}
    lines, facts = Event.objects.count(), list(Entry.objects.values())

    with pytest.raises(NotAllowed):
        service(**given)

    assert Event.objects.count() == lines
    assert list(Entry.objects.values()) == facts


def test_a_report_of_a_step_that_runs_has_one_line_for_each_change():
    who = a_person()
    begun(who)

    harm.report(**by(who), intervention="walking", on=TODAY)

    actions = list(Event.objects.filter(person=who.id).values_list("action", flat=True))
    assert actions[-2:] == ["chosen_step corrected", "adverse_report said"]
