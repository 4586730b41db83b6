"""The sleep diary in minutes: worked nights, what stays unknown, and laws."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartsease.core.record.record import Night, Provenance
from heartsease.core.sleep import diary
from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard

MONDAY = date(2026, 11, 23)
KNOWN = standard().sleep


def a_night(back=0, **told):
    usual = {
        "to_bed_at": "22:30", "lights_out_at": "23:00", "minutes_to_sleep": 30,
        "minutes_awake": 20, "woke_at": "06:30", "up_at": "07:00",
    }  # fmt: skip
    return Night(
        on=MONDAY - timedelta(days=back),
        provenance=Provenance(source="test"),
        **{**usual, **told},
    )


def test_a_usual_night_in_minutes():
    one = diary.told(a_night())

    assert one.in_bed_min == 510
    assert one.asleep_min == 400
    assert one.efficiency == pytest.approx(400 / 510)
    assert one.middle == 180


def test_going_to_bed_after_midnight_is_the_same_day():
    one = diary.told(a_night(to_bed_at="00:30", lights_out_at="00:30"))

    assert one.in_bed_min == 390


def test_lights_out_that_was_left_out_is_going_to_bed():
    assert diary.told(a_night(lights_out_at="")).asleep_min == 430


@pytest.mark.parametrize(
    ("left_out", "missing"),
    [
        ({"woke_at": ""}, {"woke_at"}),
        ({"minutes_awake": None}, {"minutes_awake"}),
        ({"minutes_to_sleep": None}, {"minutes_to_sleep"}),
        ({"to_bed_at": "", "lights_out_at": ""}, {"lights_out_at"}),
    ],
)
def test_what_was_left_out_leaves_sleep_unknown_and_is_named(left_out, missing):
    one = diary.told(a_night(**left_out))

    assert one.asleep_min == Unknown(frozenset(missing))
    assert isinstance(one.efficiency, Unknown)


def test_a_silent_night_is_unknown_throughout():
    one = diary.told(Night(on=MONDAY, provenance=Provenance(source="test")))

    assert one.in_bed_min == Unknown(frozenset({"to_bed_at", "up_at"}))
    assert isinstance(one.middle, Unknown)


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ({"up_at": "22:00"}, ("to_bed_at", "up_at")),
        ({"minutes_awake": 600}, ("minutes_to_sleep", "minutes_awake", "woke_at")),
        ({"woke_at": "09:30"}, ("lights_out_at", "woke_at", "up_at")),
        ({}, ()),
    ],
)
def test_what_cannot_be_true_together_is_named(told, fields):
    assert diary.impossible(a_night(**told)) == fields


def test_too_few_nights_say_nothing_together():
    seen = diary.together([a_night(n) for n in range(4)], known=KNOWN)

    assert seen.nights == 4
    for answer in (
        seen.asleep_min,
        seen.efficiency,
        seen.regularity,
        seen.chronotype_h,
    ):
        assert answer == Unknown(frozenset({"nights"}))


def test_nights_that_are_all_alike_are_as_regular_as_can_be():
    seen = diary.together([a_night(n) for n in range(7)], known=KNOWN)

    assert seen.regularity == 100
    assert seen.middle_varies_min == 0
    assert seen.asleep_min == 400


def test_an_hour_later_every_other_night_costs_the_index_its_share():
    nights = [
        a_night(n, lights_out_at="00:00", woke_at="07:30", up_at="08:00")
        if n % 2
        else a_night(n)
        for n in range(7)
    ]

    seen = diary.together(nights, known=KNOWN)

    # Each neighbouring pair differs for an hour at both ends: 120 of 1440 minutes.
    assert seen.regularity == pytest.approx(100 - 200 * 120 / 1440)


def test_nights_that_are_not_neighbours_say_nothing_of_regularity():
    seen = diary.together([a_night(2 * n) for n in range(7)], known=KNOWN)

    assert isinstance(seen.regularity, Unknown)


def test_sleep_made_up_for_on_free_days_is_taken_off_the_chronotype():
    duty = [a_night(n, free_day=False) for n in range(5)]
    free = [
        a_night(n, free_day=True, woke_at="08:30", up_at="09:00") for n in range(5, 7)
    ]

    seen = diary.together([*duty, *free], known=KNOWN)

    # Middle on free days 4:00; free nights 540 min, the week 454.3 on average.
    assert seen.chronotype_h == pytest.approx(
        (240 - (540 - (5 * 420 + 2 * 540) / 7) / 2) / 60
    )


def test_shorter_free_nights_take_nothing_off_the_chronotype():
    duty = [a_night(n, free_day=False) for n in range(5)]
    free = [a_night(n, free_day=True, woke_at="05:30") for n in range(5, 7)]

    seen = diary.together([*duty, *free], known=KNOWN)

    assert seen.chronotype_h == pytest.approx(2.5)


def test_a_night_without_a_time_of_waking_has_no_middle_and_no_chronotype():
    one = diary.told(a_night(woke_at=""))
    nights = [a_night(n, free_day=n > 4, woke_at="") for n in range(7)]

    assert one.middle == Unknown(frozenset({"woke_at"}))
    assert isinstance(diary.together(nights, known=KNOWN).chronotype_h, Unknown)


def test_days_that_are_neither_free_nor_not_say_no_chronotype():
    seen = diary.together([a_night(n) for n in range(7)], known=KNOWN)

    assert isinstance(seen.chronotype_h, Unknown)


@given(st.permutations(range(7)), st.integers(-90, 90))
def test_order_never_matters_and_a_shift_of_all_nights_changes_no_regularity(order, by):
    def moved(text):
        hours, minutes = map(int, text.split(":"))
        hours, minutes = divmod((hours * 60 + minutes + by) % 1440, 60)
        return f"{hours:02d}:{minutes:02d}"

    nights = [a_night(n, minutes_awake=n) for n in range(7)]
    shifted = [
        a_night(
            n, minutes_awake=n, to_bed_at=moved("22:30"), lights_out_at=moved("23:00"),
            woke_at=moved("06:30"), up_at=moved("07:00"),
        )
        for n in order
    ]  # fmt: skip

    one = diary.together(nights, known=KNOWN)
    other = diary.together(shifted, known=KNOWN)

    assert other.regularity == one.regularity
    assert other.asleep_min == one.asleep_min
