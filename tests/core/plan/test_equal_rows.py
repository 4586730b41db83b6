"""Two rows that say the same: which of them is shown never depends on their order."""

import pytest
from tests.support.builders import (
    TODAY,
    a_condition,
    a_medicine,
    a_preference,
    a_record,
    a_response,
    a_trial,
    an_observation,
    days_ago,
)

from heartsease.core.plan.look import look
from heartsease.core.record.record import Provenance
from heartsease.exchange.picture_json import picture_json
from heartsease.exchange.plain import dumps
from heartsease.library.knowledge import standard

ONE, OTHER = Provenance(source="form", row="1"), Provenance(source="form", row="2")


def json_of(*entries):
    return dumps(picture_json(look(a_record(*entries), standard(), on=TODAY)))


@pytest.mark.parametrize(
    "entry",
    [
        lambda row: a_condition("mostly_indoors", provenance=row),
        lambda row: a_condition("bipolar_disorder", provenance=row),
        lambda row: a_condition("self_harm_words", provenance=row),
        lambda row: a_medicine("propranolol", provenance=row),
        lambda row: a_medicine("propranolol", ingredients=(), provenance=row),
        lambda row: a_response("phq9", self_harm=1.0, provenance=row),
        lambda row: a_response("phq9", total=12, provenance=row),
        lambda row: a_response("gad7", nervous=2.0, provenance=row),
        lambda row: an_observation("vitamin_d", 20.0, provenance=row),
        lambda row: an_observation("hs_crp", 40.0, provenance=row),
        lambda row: a_trial(ongoing=True, provenance=row, id=row.row),
    ],
)
def test_two_equal_rows_give_the_same_bytes_in_either_order(entry):
    assert json_of(entry(ONE), entry(OTHER)) == json_of(entry(OTHER), entry(ONE))


def test_two_medicines_of_one_class_give_the_same_bytes_in_either_order():
    one = a_medicine("sertraline", provenance=ONE, started_on=days_ago(9))
    other = a_medicine("citalopram", provenance=OTHER, started_on=days_ago(9))

    assert json_of(one, other) == json_of(other, one)


def test_a_wish_said_twice_on_one_day_counts_as_the_no():
    want, no = a_preference("walking", "want"), a_preference("walking", "no")

    assert json_of(want, no) == json_of(no, want)
    assert '"left": "not_wanted"' in json_of(want, no)
