"""A diary that came from two places, and times that cannot be."""

from datetime import date, timedelta
from itertools import permutations

from tests.support.builders import TODAY

from heartsease.core.record.record import Night, Provenance
from heartsease.core.sleep.diary import together
from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard

SLEEP = standard().sleep


def a_night(on, *, source="form", **told):
    usual = {
        "to_bed_at": "22:30",
        "lights_out_at": "23:00",
        "minutes_to_sleep": 15,
        "minutes_awake": 15,
        "woke_at": "06:30",
        "up_at": "07:00",
    }
    return Night(on=on, provenance=Provenance(source=source), **{**usual, **told})


def a_week(**told):
    return [a_night(TODAY - timedelta(days=days), **told) for days in range(7)]


def test_two_nights_of_one_day_give_the_same_in_any_order():
    twice = (
        a_night(TODAY, source="form"),
        a_night(TODAY, source="import", woke_at="03:30"),
        a_night(TODAY, source="import", woke_at="04:30"),
    )
    rest = a_week()[1:]

    seen = {together([*rest, *some], known=SLEEP) for some in permutations(twice)}

    assert len(seen) == 1


def test_a_night_that_cannot_be_is_not_averaged_in():
    day = a_week()
    backwards = a_night(day[0].on, woke_at="22:45", up_at="07:00")

    with_it = together([backwards, *day[1:]], known=SLEEP)

    assert with_it.nights == 6
    assert with_it.asleep_min == together(day[1:], known=SLEEP).asleep_min


def test_too_few_nights_that_can_be_say_nothing():
    impossible = a_week(woke_at="22:45")

    seen = together(impossible, known=SLEEP)

    assert seen.nights == 0
    assert isinstance(seen.asleep_min, Unknown)
    assert isinstance(seen.efficiency, Unknown)


def test_a_night_of_a_leap_day_stands_beside_the_first_of_march():
    nights = [a_night(date(2028, 2, 26) + timedelta(days=days)) for days in range(7)]

    assert together(nights, known=SLEEP).regularity == 100.0
