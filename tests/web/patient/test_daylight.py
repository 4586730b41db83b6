"""Sunrise, sunset and useful light, against four outside reckonings, poles included."""

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartsease.web.patient.daylight import Day, Place, daylight, places

REFERENCE = (
    Path(__file__).resolve().parents[4]
    / "shared"
    / "data"
    / "daylight"
    / "sun_reference.json"
)
TOWNS = {
    "Helsinki": (Place(latitude=60.17, longitude=24.94), "Europe/Helsinki"),
    "New York": (Place(latitude=40.71, longitude=-74.01), "America/New_York"),
    "Tromso": (Place(latitude=69.65, longitude=18.96), "Europe/Oslo"),
    "Quito": (Place(latitude=-0.18, longitude=-78.47), "America/Guayaquil"),
    "Auckland": (Place(latitude=-36.85, longitude=174.76), "Pacific/Auckland"),
}
CLOSE = timedelta(minutes=2)


def in_town(name, day):
    place, zone = TOWNS[name]
    return daylight(place, day, zone=ZoneInfo(zone))


@pytest.mark.skipif(
    not REFERENCE.exists(), reason="the sun reference is not beside the project"
)
@pytest.mark.parametrize("kept_by", ["astral", "pvlib_spa"])
def test_sunrise_and_sunset_are_within_two_minutes_of_others(kept_by):
    compared = 0
    for row in json.loads(REFERENCE.read_text(encoding="utf-8")):
        if not isinstance(row[kept_by], list) or None in row[kept_by]:
            continue
        day = date.fromisoformat(row["date"])
        ours = in_town(row["place"], day)
        for told, clock in zip((ours.sunrise, ours.sunset), row[kept_by], strict=True):
            theirs = datetime.combine(day, time.fromisoformat(clock), told.tzinfo)
            assert abs(told - theirs) <= CLOSE, (row["place"], row["date"])
            compared += 1
        assert ours.highest_deg == pytest.approx(row["noon_elev_spa"], abs=0.2)

    assert compared == 26


def test_the_polar_night_has_no_sunrise_and_still_a_brightest_moment():
    dark = in_town("Tromso", date(2025, 12, 21))

    assert dark.day is Day.NEVER_RISES
    assert dark.sunrise is None
    assert dark.useful_from is None
    assert dark.brightest_at.date() == date(2025, 12, 21)


def test_the_midnight_sun_never_sets_and_has_useful_light():
    bright = in_town("Tromso", date(2025, 6, 21))

    assert bright.day is Day.NEVER_SETS
    assert bright.sunset is None
    assert bright.useful_from < bright.brightest_at < bright.useful_to


def test_a_low_winter_sun_is_not_called_useful_and_is_still_a_day():
    winter = in_town("Helsinki", date(2025, 12, 21))

    assert winter.day is Day.USUAL
    assert winter.useful_from is None


@settings(max_examples=60)
@given(
    st.floats(-89, 89),
    st.floats(-179, 179),
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
)
def test_every_place_and_day_has_an_answer_in_order(latitude, longitude, day):
    zone = ZoneInfo(f"Etc/GMT{round(-longitude / 15):+d}")

    light = daylight(Place(latitude=latitude, longitude=longitude), day, zone=zone)

    moments = [light.sunrise, light.useful_from, light.brightest_at, light.useful_to]
    known = [one for one in (*moments, light.sunset) if one is not None]
    assert known == sorted(known)
    assert light.brightest_at.date() == day


def test_every_time_zone_has_a_town_on_the_globe():
    known = places()

    assert known["Europe/Helsinki"].latitude == pytest.approx(60.17, abs=0.01)
    assert known["Europe/Oslo"].latitude == pytest.approx(59.92, abs=0.01)
    assert known["Asia/Calcutta"] == known["Asia/Kolkata"]
    assert "Etc/UTC" not in known
    assert known["America/New_York"].longitude == pytest.approx(-74.01, abs=0.01)
    assert all(
        abs(one.latitude) <= 90 and abs(one.longitude) <= 180 for one in known.values()
    )


def test_a_clock_from_the_other_side_of_the_globe_has_an_answer_every_day():
    far = Place(latitude=0.0, longitude=179.0)
    days = [date(2026, 12, 10) + timedelta(days=one) for one in range(15)]

    found = [daylight(far, day, zone=ZoneInfo("UTC")) for day in days]

    noons = [one.brightest_at.date() for one in found]
    assert noons != days  # one of these days has no noon by that clock
    assert all(
        abs(noon - day) <= timedelta(days=1)
        for noon, day in zip(noons, days, strict=True)
    )
