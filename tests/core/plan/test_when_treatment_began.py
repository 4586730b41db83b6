"""From which day the course of scores is read, when treatment is only prescribed."""

import pytest
from tests.support.builders import (
    TODAY,
    a_medicine,
    a_record,
    a_response,
    a_trial,
    days_ago,
)

from heartsease.core.plan.look import look
from heartsease.library.knowledge import standard

LONG, LATELY, FUTURE = days_ago(98), days_ago(14), days_ago(-7)


def weeks(*entries):
    record = a_record(a_response("phq9", total=12), *entries)
    return look(record, standard(), on=TODAY).trajectories["phq9"].weeks_since_start


def of(ingredient="sertraline", **facts):
    return a_medicine(ingredient, **facts)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([of(started_on=LONG)], 14),
        ([of(started_on=LONG), of(started_on=LATELY)], 14),  # a new prescription
        ([of(started_on=LONG), of("citalopram", started_on=LATELY)], 2),
        ([of("lofepramine", started_on=LATELY)], 2),  # no trial is read from it
        ([of(started_on=LONG), of("aripiprazole", started_on=LATELY)], 2),
        ([of(started_on=LATELY), a_trial(ongoing=True, started_on=LONG)], 14),
        ([of(started_on=LONG), of("citalopram", started_on=FUTURE)], 14),
        ([a_trial(ongoing=True, started_on=LONG)], 14),
    ],
)
def test_the_newest_running_treatment_gives_the_start(entries, expected):
    assert weeks(*entries) == expected
    assert weeks(*entries[::-1]) == expected
