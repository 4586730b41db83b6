"""What an app printed beside the beats it was computed from, 3,245 times."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from tests.support.rr import SHARED

from heartsease.hrv import beats
from heartsease.hrv.measures import measure

FILE = SHARED / "ema" / "welltory" / "hrv_measurements.csv"
pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason="the shared measurements of the app are absent"
)
HALF_OF_LAST_DIGIT = {
    "meanrr": 5e-4,
    "sdnn": 5e-4,
    "rmssd": 5e-4,
    "pnn50": 5e-3,
    "mode": 1e-9,
    "amo": 0.5,
}
ROUNDING = 1e-9  # of binary fractions at exactly half a digit


def printed() -> list[dict[str, str]]:
    with Path(FILE).open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["rr_data"]]


def test_the_app_has_every_number_it_printed_again():
    rows = printed()

    different = []
    for row in rows:
        ours = measure(
            beats.from_intervals([float(one) for one in row["rr_data"].split(",")]),
            metrics=HALF_OF_LAST_DIGIT,
            preset="welltory",
        ).known()
        different += [
            (row["rr_code"], name, ours[name], row[name])
            for name, half in HALF_OF_LAST_DIGIT.items()
            if not abs(ours[name] - float(row[name])) <= half + ROUNDING
        ]
    assert len(rows) == 3245
    assert not different


def test_our_own_numbers_are_those_of_the_app():
    rows = printed()
    names = {"sdnn": 5e-4, "rmssd": 5e-4, "pnn50": 5e-3}

    different = []
    for row in rows:
        ours = measure(
            beats.from_intervals([float(one) for one in row["rr_data"].split(",")]),
            metrics=names,
        ).known()
        different += [
            (row["rr_code"], name, ours.get(name), row[name])
            for name, half in names.items()
            if not abs(ours.get(name, math.nan) - float(row[name])) <= half + ROUNDING
        ]
    assert not different


def test_the_spectrum_of_the_app_is_met_closely_and_not_to_the_digit():
    rows = printed()[::16]

    ratios: dict[str, list[float]] = {"lf": [], "hf": [], "total_power": []}
    for row in rows:
        ours = measure(
            beats.from_intervals([float(one) for one in row["rr_data"].split(",")]),
            preset="welltory",
        ).known()
        for name, of_name in ratios.items():
            if float(row[name]) > 50:
                of_name.append(ours[name] / float(row[name]))
    assert all(len(one) > 100 for one in ratios.values())
    assert all(0.9 < np.median(one) < 1.1 for one in ratios.values())
