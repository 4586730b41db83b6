"""When a note comes: never in quiet hours, right in every clock, and silent in time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartsease.web.reminders.moments import (
    SILENT_DAYS,
    Wish,
    is_quiet,
    moments,
    resting_from,
)

MONDAY = date(2026, 11, 23)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
TIMES = st.lists(st.times(), min_size=1, max_size=3, unique=True)
ZONES = st.sampled_from(
    ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu",
     "Pacific/Apia", "Africa/Casablanca", "America/St_Johns")
)  # fmt: skip


def a_wish(*times, quiet=None, zone="UTC", since=MONDAY):
    return Wish(times=times or (time(9),), quiet=quiet, zone=zone, since=since)


def day(number):
    return MONDAY + timedelta(days=number)


def days_of(found):
    return [one.at.date() for one in found]


def test_three_days_of_notes_then_one_kind_note_then_nothing():
    found = moments(a_wish(), [MONDAY], today=MONDAY)

    assert days_of(found) == [day(1), day(2), day(3), day(4)]
    assert [one.is_last for one in found] == [False, False, False, True]


def test_the_kind_note_is_one_also_when_three_times_are_chosen():
    found = moments(a_wish(time(9), time(13), time(18)), [MONDAY], today=day(4))

    assert [(one.at.hour, one.is_last) for one in found] == [(9, True)]
    assert moments(a_wish(), [MONDAY], today=day(5)) == ()


def test_a_word_in_time_keeps_them_coming():
    found = moments(a_wish(), [MONDAY, day(3)], today=day(3))

    assert days_of(found) == [day(4), day(5), day(6), day(7)]


def test_coming_back_after_a_rest_begins_nothing_by_itself():
    heard = [MONDAY, day(10), day(11)]

    assert resting_from(a_wish(), heard, today=day(11)) == day(4)
    assert moments(a_wish(), heard, today=day(11)) == ()


def test_the_persons_own_word_begins_again():
    again = a_wish(since=day(10))

    found = moments(again, [MONDAY, day(10)], today=day(10))

    assert days_of(found) == [day(11), day(12), day(13), day(14)]


def test_a_day_on_which_something_was_told_has_no_note():
    assert MONDAY not in days_of(moments(a_wish(), [MONDAY], today=MONDAY))
    assert MONDAY in days_of(moments(a_wish(), [], today=MONDAY))


def test_a_low_day_has_one_note_at_most():
    wish = a_wish(time(9), time(13), time(18))

    found = moments(wish, [MONDAY], today=MONDAY, one_a_day=True)

    assert [one.at.hour for one in found] == [9, 9, 9, 9]


@pytest.mark.parametrize(
    ("at", "quiet", "expected"),
    [
        (time(22), (time(21), time(8)), True),
        (time(7, 59), (time(21), time(8)), True),
        (time(8), (time(21), time(8)), False),
        (time(13), (time(12), time(14)), True),
        (time(14), (time(12), time(14)), False),
        (time(3), None, False),
    ],
)
def test_quiet_hours_may_go_over_midnight(at, quiet, expected):
    assert is_quiet(at, quiet) is expected


def test_the_clock_on_the_wall_stays_when_summer_time_ends():
    wish = a_wish(zone="Europe/Berlin", since=date(2026, 10, 23))

    found = moments(wish, [], today=date(2026, 10, 24))

    # Clocks went back in the night to 25 October 2026.
    assert [one.at for one in found][:2] == [
        datetime(2026, 10, 24, 7, tzinfo=UTC),
        datetime(2026, 10, 25, 8, tzinfo=UTC),
    ]


def test_a_time_the_clock_jumps_over_comes_once_and_one_it_shows_twice_comes_once():
    spring = moments(
        a_wish(time(2, 30), zone="Europe/Berlin", since=date(2026, 3, 29)),
        [], today=date(2026, 3, 29),
    )  # fmt: skip
    autumn = moments(
        a_wish(time(2, 30), zone="Europe/Berlin", since=date(2026, 10, 25)),
        [], today=date(2026, 10, 25),
    )  # fmt: skip

    assert spring[0].at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 there
    assert autumn[0].at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # the first 02:30


def test_a_note_moved_into_quiet_hours_by_the_jump_is_left_out():
    wish = a_wish(
        time(2, 30), quiet=(time(3), time(8)), zone="Europe/Berlin",
        since=date(2026, 3, 29),
    )  # fmt: skip

    found = moments(wish, [], today=date(2026, 3, 29))

    assert date(2026, 3, 29) not in days_of(found)


@given(times=TIMES, zone=ZONES, since=DAYS, silent=st.integers(0, 40))
def test_whatever_the_clock_there_is_one_last_note_and_none_after(
    times, zone, since, silent
):
    wish = Wish(times=tuple(times), quiet=None, zone=zone, since=since)
    today = since + timedelta(days=silent)
    last_day = since + timedelta(days=SILENT_DAYS + 1)

    found = moments(wish, [], today=today)

    # A time that is jumped over can fall on the next day by the clock; never earlier.
    local = [one.at.astimezone(ZoneInfo(zone)).date() for one in found]
    assert all(today <= one <= last_day + timedelta(days=1) for one in local)
    assert sum(one.is_last for one in found) == (today <= last_day)
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert not found or found[-1].is_last


@given(
    times=TIMES, zone=ZONES, today=DAYS, quiet=st.tuples(st.times(), st.times()),
    low=st.booleans(),
)  # fmt: skip
def test_no_note_ever_comes_in_quiet_hours(times, zone, today, quiet, low):
    wish = Wish(times=tuple(times), quiet=quiet, zone=zone, since=today)

    found = moments(wish, [], today=today, one_a_day=low)

    for one in found:
        assert not is_quiet(one.at.astimezone(ZoneInfo(zone)).time(), quiet)
