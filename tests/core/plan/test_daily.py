"""Check-ins, nights and meals reach the map, and too few of them say nothing."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.builders import a_record

from heartsease.core.plan.daily import with_daily
from heartsease.core.plan.look import look
from heartsease.core.record.record import Arousal, CheckIn, Meal, Night, Provenance
from heartsease.library.knowledge import standard

TODAY = date(2026, 11, 23)
KNOWN = standard()
TAPPED = Provenance(source="form")


def days(count):
    return [TODAY - timedelta(days=n) for n in range(count)]


def test_two_check_ins_of_one_day_give_the_same_in_any_order():
    each = check_ins(*[Arousal.HIGH] * 4, *[Arousal.LOW] * 3)
    again = replace(each[0], arousal=Arousal.LOW, provenance=Provenance(source="z"))

    one, other = (
        look(a_record(check_ins=told), KNOWN, on=TODAY, with_questions=False)
        for told in ((*each, again), (again, *each))
    )

    assert one.facts.known == other.facts.known


def check_ins(*words):
    return tuple(
        CheckIn(on=day, arousal=word, provenance=TAPPED)
        for day, word in zip(days(len(words)), words, strict=True)
    )


def nights(count):
    return tuple(
        Night(
            on=day, to_bed_at="23:00", lights_out_at="23:00", minutes_to_sleep=60,
            minutes_awake=60, woke_at="06:00", up_at="07:00", provenance=TAPPED,
        )
        for day in days(count)
    )  # fmt: skip


def meals(count, *tags, also=("vegetables",)):
    """Two meals of each day: one with the tags, one with `also`; one where it is None."""
    told = [("lunch", tags), *([("dinner", also)] if also else [])]
    return tuple(
        Meal(on=day, moment=moment, tags=held, provenance=TAPPED)
        for day in days(count)
        for moment, held in told
    )


def daily(record, *, on=TODAY):
    return with_daily(
        record, on=on, rules=KNOWN.daily, food=KNOWN.food, sleep=KNOWN.sleep
    )


def measured(record):
    return {one.measure: one.quantity.value for one in daily(record).observations}


def state_of(finding, record):
    picture = look(record, KNOWN, on=TODAY, with_questions=False)
    return picture.findings[finding].answer is True


def test_a_sleep_diary_says_how_long_and_how_well():
    found = measured(a_record(nights=nights(5)))

    assert found["sleep_hours"] == pytest.approx(5)
    assert found["sleep_efficiency"] == pytest.approx(100 * 5 / 8)


def test_too_few_nights_say_nothing():
    assert measured(a_record(nights=nights(4))) == {}


def test_a_week_of_meals_says_how_often_there_was_fish():
    assert measured(a_record(meals=meals(7, "nuts")))["fish_servings"] == 0
    assert measured(a_record(meals=meals(4, "fatty_fish")))["fish_servings"] == 7


def test_a_day_without_a_meal_is_not_a_day_without_fish():
    assert measured(a_record(meals=meals(3, "nuts"))) == {}


def test_one_meal_of_each_day_does_not_say_that_there_was_no_fish():
    assert measured(a_record(meals=meals(7, "nuts", also=None))) == {}


def test_a_body_on_alert_on_most_days_reaches_the_map():
    tapped = check_ins(*[Arousal.HIGH] * 5, *[Arousal.STEADY] * 2)

    assert state_of("arousal_high", a_record(check_ins=tapped))


@pytest.mark.parametrize(
    "words",
    [
        [Arousal.HIGH] * 6,  # one day short
        [Arousal.HIGH] * 4 + [Arousal.LOW] * 4,  # half is not most
        [None] * 14,
    ],
)
def test_a_body_that_is_not_known_to_be_on_alert_is_no_finding(words):
    assert not state_of("arousal_high", a_record(check_ins=check_ins(*words)))


def test_what_lies_too_far_back_no_longer_counts():
    record = a_record(nights=nights(7), check_ins=check_ins(*[Arousal.LOW] * 7))

    later = daily(record, on=TODAY + timedelta(days=30))

    assert later.observations == ()
    assert later.responses == ()


@given(st.randoms(use_true_random=False))
def test_order_makes_no_difference_and_twice_changes_nothing(random):
    record = a_record(
        nights=nights(6),
        meals=meals(6, "nuts"),
        check_ins=check_ins(*[Arousal.LOW] * 8),
    )
    mixed = replace(
        record,
        nights=tuple(random.sample(record.nights, len(record.nights))),
        meals=tuple(random.sample(record.meals, len(record.meals))),
        check_ins=tuple(random.sample(record.check_ins, len(record.check_ins))),
    )

    once = daily(record)

    assert daily(mixed).observations == once.observations
    assert daily(mixed).responses == once.responses
    assert daily(once) == once
