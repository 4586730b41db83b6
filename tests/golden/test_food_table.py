"""Nutrients and index parameters are what the public tables say, worked out again."""

import csv
import math
from pathlib import Path

import pytest
from scripts import food_table

from heartsease.library.knowledge import standard

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "food"
TABLE = DATA / "nutrientracker_CIQUAL.csv"
PARAMETERS = DATA / "dii_reference.csv"

pytestmark = pytest.mark.skipif(
    not TABLE.exists(), reason="the food tables are not beside the project"
)


def parameters():
    with PARAMETERS.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_files_are_what_the_script_writes():
    nutrients, index = food_table.written(food_table.table_of(TABLE), parameters())

    assert (food_table.FOOD / "nutrients.toml").read_text("utf-8") == nutrients
    assert (food_table.FOOD / "parameters.toml").read_text("utf-8") == index


def test_every_parameter_of_the_index_is_used_or_named_as_left_out():
    known = standard().food

    used = {one.id for one in known.parameters}

    assert used | set(known.left_out) == {row["nutrient"] for row in parameters()}
    assert not used & set(known.left_out)


def test_the_names_of_the_foods_are_those_of_their_rows():
    rows = food_table.table_of(TABLE)
    known = standard().food

    for tag in known.tags.values():
        for food in tag.foods:
            assert rows[food.table_id]["food_name"] == food.name


def test_the_index_agrees_with_the_published_formula_on_whole_days():
    """Percentile of the day's intake, doubled, less one, times the weight; summed."""
    rows = {row["nutrient"]: row for row in parameters()}
    known = standard().food
    for tag in known.tags.values():
        expected = 0.0
        share = tag.nutrients.get("Energy", 0.0) / float(rows["Energy"]["global_mean"])
        for parameter in known.parameters:
            if parameter.id not in tag.nutrients:
                continue  # not known of this food: it moves nothing there
            name, amount = parameter.id, tag.nutrients[parameter.id]
            mean, deviation = (
                float(rows[name]["global_mean"]),
                float(rows[name]["global_sd"]),
            )
            day = mean * (1 - share) + amount
            z = (day - mean) / deviation
            percentile = 0.5 * (1 + math.erf(z / math.sqrt(2)))
            expected += float(rows[name]["weight"]) * (2 * percentile - 1)

        assert index_of_one_portion_a_day(tag, known) == pytest.approx(
            expected, abs=1e-9
        )


def index_of_one_portion_a_day(tag, known):
    from dataclasses import replace
    from datetime import date, timedelta

    from heartsease.core.food.week import week
    from heartsease.core.record.record import Meal, Provenance

    until = date(2026, 11, 22)
    meals = [
        Meal(
            on=until - timedelta(days=back),
            moment="lunch",
            tags=(tag.id,),
            provenance=Provenance(source="test"),
        )
        for back in range(known.days)
    ]
    known = replace(known, fewest_meals=1)
    return week(meals, until=until, known=known).inflammatory
