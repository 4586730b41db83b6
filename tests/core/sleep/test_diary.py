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
BY_DAY = {
    "to_bed_at": "08:30", "lights_out_at": "09:00", "minutes_to_sleep": 30,
    "minutes_awake": 20, "woke_at": "15:30", "up_at": "16:00",
}  # fmt: skip
UNTIL_THE_AFTERNOON = {
    "to_bed_at": "03:00", "lights_out_at": "03:30", "woke_at": "12:30", "up_at": "14:00",
}  # fmt: skip


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
        ({"up_at": "22:30"}, ("woke_at", "up_at")),
        ({"minutes_awake": 600}, ("minutes_to_sleep", "minutes_awake", "woke_at")),
        ({"woke_at": "09:30"}, ("woke_at", "up_at")),
        ({"lights_out_at": "22:00"}, ("to_bed_at", "lights_out_at")),
        (
            {"lights_out_at": "", "woke_at": "", "up_at": "22:30"},
            ("to_bed_at", "up_at"),
        ),
        ({}, ()),
        (BY_DAY, ()),
        (UNTIL_THE_AFTERNOON, ()),
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


def test_sleep_by_day_is_told_with_the_same_fields():
    one = diary.told(a_night(**BY_DAY))

    # Bed 8:30 to 16:00; asleep 9:30 to 15:30, twenty minutes of it awake.
    assert one.in_bed_min == 450
    assert one.asleep_min == 340
    assert one.efficiency == pytest.approx(340 / 450)
    assert (one.asleep_from, one.asleep_to, one.middle) == (570, 930, 750)


def test_somebody_may_sleep_into_the_afternoon():
    one = diary.told(a_night(**UNTIL_THE_AFTERNOON))

    # Bed 3:00 to 14:00; asleep 4:00 to 12:30, twenty minutes of it awake.
    assert one.in_bed_min == 660
    assert one.asleep_min == 490
    assert one.middle == 495


def test_sleep_before_midnight_belongs_to_the_day_of_getting_up():
    one = diary.told(
        a_night(
            to_bed_at="16:00", lights_out_at="16:00", woke_at="22:30", up_at="23:00"
        )
    )

    assert (one.in_bed_min, one.asleep_from, one.asleep_to) == (420, 990, 1350)


@pytest.mark.parametrize(
    ("to_bed_at", "begins"), [("22:30", -90.0), ("12:00", -720.0), ("02:00", 120.0)]
)
def test_a_night_whose_end_was_left_out_begins_the_evening_before(to_bed_at, begins):
    one = diary.told(
        a_night(
            to_bed_at=to_bed_at,
            lights_out_at="",
            minutes_to_sleep=0,
            woke_at="",
            up_at="",
        )
    )

    assert one.asleep_from == begins


@pytest.mark.parametrize(
    ("told", "asked"),
    [
        ({"up_at": "19:00"}, True),  # 20 h 30; written for 7:00
        ({"to_bed_at": "15:00", "up_at": "07:00"}, False),  # just 16 h
        ({"to_bed_at": "14:59", "up_at": "07:00"}, True),
        ({"up_at": ""}, False),
        (BY_DAY, False),
    ],
)
def test_very_long_in_bed_is_asked_about_and_stays_possible(told, asked):
    night = a_night(**told)

    assert diary.is_unlikely(night, known=KNOWN) is asked
    assert diary.impossible(night) == ()


def test_a_week_of_sleep_by_day_is_as_regular_as_one_by_night():
    seen = diary.together([a_night(n, **BY_DAY) for n in range(7)], known=KNOWN)

    assert (seen.nights, seen.asleep_min) == (7, 340)
    assert (seen.regularity, seen.middle_varies_min) == (100, 0)


def test_a_change_from_night_to_day_has_nothing_in_common_with_the_night_before():
    nights = [a_night(n, **(BY_DAY if n % 2 else {})) for n in range(7)]

    seen = diary.together(nights, known=KNOWN)

    # Night 23:30 to 6:30 and day 9:30 to 15:30: 420 + 360 minutes differ in each pair.
    assert seen.regularity == pytest.approx(100 - 200 * 780 / 1440)


def test_the_middle_of_sleep_beside_midnight_is_near_itself():
    late = {"to_bed_at": "16:00", "lights_out_at": "16:00", "woke_at": "23:30"}
    nights = [a_night(n, **late, up_at="00:10" if n % 2 else "23:50") for n in range(7)]

    seen = diary.together(nights, known=KNOWN)

    # The same sleep each day; it is told for the day after where it ends after midnight.
    assert seen.middle_varies_min == 0


def test_early_or_late_is_not_said_of_people_who_work_at_night():
    duty = [a_night(n, free_day=False, **BY_DAY) for n in range(5)]
    free = [a_night(n, free_day=True) for n in range(5, 7)]

    seen = diary.together([*duty, *free], known=KNOWN)

    assert seen.chronotype_h == Unknown(frozenset({"days_without_night_work"}))


def test_somebody_who_sleeps_very_late_by_choice_is_late_and_not_early():
    duty = [a_night(n, free_day=False, **UNTIL_THE_AFTERNOON) for n in range(5)]
    free = [
        a_night(
            n, free_day=True, to_bed_at="06:00", lights_out_at="06:00", woke_at="13:00",
            up_at="13:30",
        )
        for n in range(5, 7)
    ]  # fmt: skip

    seen = diary.together([*duty, *free], known=KNOWN)

    # Free days: asleep 6:30 to 13:00; shorter than on duty, so nothing is taken off.
    assert seen.chronotype_h == pytest.approx(9.75)


@given(st.lists(st.tuples(st.integers(-1400, 1400), st.integers(0, 1000)), max_size=7))
def test_a_drawing_holds_every_night_between_quarters_of_the_day(nights):
    spans = [(begins, begins + long) for begins, long in nights]

    first, last = diary.hours_drawn(spans)

    assert first <= -360 < 720 <= last
    assert first % 360 == last % 360 == 0
    assert all(first <= begins and ends <= last for begins, ends in spans)


@given(st.permutations(range(7)), st.integers(-720, 720))
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
    assert other.middle_varies_min == one.middle_varies_min
