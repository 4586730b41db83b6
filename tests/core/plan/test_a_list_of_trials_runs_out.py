"""A list of treatments that was called whole once is not whole for ever."""

import pytest
from tests.support.builders import TODAY, a_record, a_trial, days_ago

from heartsease.core.plan.look import look
from heartsease.core.values.unknown import Unknown
from heartsease.library.knowledge import standard

DAYS = standard().ranking.currency.trials_days


def pictured(said_days_ago):
    record = a_record(
        a_trial("sertraline", this_episode=True),
        trials_complete_on=days_ago(said_days_ago),
    )
    return look(record, standard(), on=TODAY, with_questions=False)


@pytest.mark.parametrize("days", [0, DAYS])
def test_for_its_time_what_is_not_listed_was_not_tried(days):
    picture = pictured(days)

    assert picture.staging.list_is_complete
    assert picture.facts.get("fact:psychotherapy_tried").value is False


@pytest.mark.parametrize("days", [-1, DAYS + 1], ids=["still to come", "too old"])
def test_outside_of_it_nobody_knows(days):
    picture = pictured(days)

    assert not picture.staging.list_is_complete
    assert isinstance(picture.facts.get("fact:psychotherapy_tried"), Unknown)
    assert isinstance(picture.staging.ema_reached, Unknown)
    assert "trials_complete_on" in picture.staging.stage("ema").missing
