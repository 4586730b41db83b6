"""A day begins and ends at midnight where the person lives, also when clocks change."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from tests.support.web import AT, a_signed_in

from heartsease.web.common import clock
from heartsease.web.people import services as people
from heartsease.web.record.queries import record_of

pytestmark = pytest.mark.django_db

KIRITIMATI, LOS_ANGELES, BERLIN = (
    "Pacific/Kiritimati",
    "America/Los_Angeles",
    "Europe/Berlin",
)


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        (KIRITIMATI, "2026-11-25T09:30Z", "2026-11-25"),  # 23:30
        (KIRITIMATI, "2026-11-25T10:30Z", "2026-11-26"),  # 00:30
        (LOS_ANGELES, "2026-11-25T07:30Z", "2026-11-24"),  # 23:30
        (LOS_ANGELES, "2026-11-25T08:30Z", "2026-11-25"),  # 00:30
        # The day of 25 hours, and the day of 23.
        (LOS_ANGELES, "2026-11-01T07:30Z", "2026-11-01"),  # 00:30
        (LOS_ANGELES, "2026-11-02T07:30Z", "2026-11-01"),  # 23:30
        (BERLIN, "2026-03-28T23:30Z", "2026-03-29"),  # 00:30
        (BERLIN, "2026-03-29T21:30Z", "2026-03-29"),  # 23:30
    ],
)
def test_what_is_said_falls_on_the_persons_own_day(
    client, monkeypatch, zone, moment, day
):
    who = a_signed_in(client)
    people.settle_in(user_id=who.user_id, person=who.id, at=AT, time_zone=zone)
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(moment))

    client.post(reverse("today"), {"mood": "5"})
    client.post(reverse("ask", args=["phq9"]), {"answer-mood": "1"})

    told, own = record_of(who.id), date.fromisoformat(day)
    assert [one.on for one in told.check_ins] == [own]
    assert [one.on for one in told.responses] == [own]
    before = client.get(reverse("today")).context["day"].before
    assert before == own - timedelta(days=1)
