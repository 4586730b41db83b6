"""When the sun is up at a place on a day, and when daylight is worth going out for.

Reckoned on this computer by `astral` (Meeus' equations); no network is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from astral import Observer
from astral.sun import elevation, noon

from heartsease.core.record.record import Place
from heartsease.library.knowledge import root
from heartsease.library.reading import read

HORIZON_DEG = -0.833  # upper edge of the sun, with refraction at the horizon
_CLOSE = timedelta(seconds=1)


class Day(StrEnum):
    """What kind of day it is for the sun."""

    USUAL = "usual"
    NEVER_RISES = "never_rises"
    NEVER_SETS = "never_sets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Daylight:
    """One day of light, in the clock of the place.

    `useful_from` and `useful_to` are the time when the sun stands at least as high as
    knowledge/light says, or None on a day on which it never does; then `brightest_at`
    is the best there is.
    """

    day: Day
    sunrise: datetime | None
    sunset: datetime | None
    brightest_at: datetime
    highest_deg: float
    useful_from: datetime | None
    useful_to: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LightKnowledge:
    """How high the sun stands when daylight is called useful."""

    useful_elevation_deg: float
    note: str


@cache
def light_knowledge() -> LightKnowledge:
    """The light knowledge that comes with the program, read once."""
    return read(root() / "light" / "daylight.toml", LightKnowledge)


def daylight(place: Place, on: date, *, zone: ZoneInfo) -> Daylight:
    """The light of one day; polar day and polar night are days like others."""
    observer = Observer(latitude=place.latitude, longitude=place.longitude)
    brightest = _noon(observer, on, zone)
    highest = _height(observer, brightest)
    sunrise, sunset = _above(observer, on, zone, brightest, HORIZON_DEG)
    useful = _above(
        observer, on, zone, brightest, light_knowledge().useful_elevation_deg
    )
    if highest <= HORIZON_DEG:
        kind = Day.NEVER_RISES
    elif sunrise is None and sunset is None:
        kind = Day.NEVER_SETS
    else:
        kind = Day.USUAL
    return Daylight(
        day=kind,
        sunrise=sunrise,
        sunset=sunset,
        brightest_at=brightest,
        highest_deg=highest,
        useful_from=useful[0],
        useful_to=useful[1],
    )


def places() -> Mapping[str, Place]:
    """A place for each time zone: its best-known town, from the time zone database.

    A zone that is only another name of one (Asia/Calcutta) has the town of that one; a
    zone without a town (UTC) is absent.
    """
    return _places()


@cache
def _places() -> dict[str, Place]:
    folder = resources.files("tzdata") / "zoneinfo"
    found = {}
    # zone.tab has a town of its own for zones that share a clock, such as Europe/Oslo.
    for table in ("zone1970.tab", "zone.tab"):
        for line in (folder / table).read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                _, coordinates, name, *_ = line.split("\t")
                found[name] = _place(coordinates)
    for line in (folder / "tzdata.zi").read_text(encoding="utf-8").splitlines():
        if line.startswith("L "):
            _, target, name = line.split()
            if target in found:
                found.setdefault(name, found[target])
    return found


def _place(coordinates: str) -> Place:
    """ "+6010+02458" or "-0010-07829": degrees and minutes, seconds where given."""
    east = max(coordinates.rfind("+"), coordinates.rfind("-"))
    return Place(
        latitude=_degrees(coordinates[:east], whole=2),
        longitude=_degrees(coordinates[east:], whole=3),
    )


def _degrees(text: str, *, whole: int) -> float:
    sign, digits = (-1 if text[0] == "-" else 1), text[1:]
    degrees, minutes = int(digits[:whole]), int(digits[whole : whole + 2])
    seconds = int(digits[whole + 2 :] or 0)
    return sign * (degrees + minutes / 60 + seconds / 3600)


def _noon(observer: Observer, on: date, zone: ZoneInfo) -> datetime:
    """When the sun is highest on that day of the clock.

    With a clock from the other side of the globe the noons fall at midnight, and a day
    may have none: then it is the one next to it.
    """
    noons = [
        noon(observer, on + timedelta(days=shift), tzinfo=zone) for shift in (0, -1, 1)
    ]
    midday = datetime.combine(on, time(12), tzinfo=zone)
    return min(noons, key=lambda one: (one.date() != on, abs(one - midday)))


def _above(
    observer: Observer, on: date, zone: ZoneInfo, brightest: datetime, degrees: float
) -> tuple[datetime | None, datetime | None]:
    """When the sun climbs above and sinks below a height around that day's noon.

    Bisected instead of solved: near the poles the solved equations have no answer for
    one of the two, and `astral` then raises for both.
    """
    if _height(observer, brightest) <= degrees:
        return None, None
    half_a_day = timedelta(hours=12)
    return (
        _crossing(observer, brightest, brightest - half_a_day, degrees),
        _crossing(observer, brightest, brightest + half_a_day, degrees),
    )


def _height(observer: Observer, at: datetime) -> float:
    """Degrees above the horizon without refraction, which `HORIZON_DEG` holds."""
    return float(elevation(observer, at, with_refraction=False))


def _crossing(
    observer: Observer, light: datetime, dark: datetime, degrees: float
) -> datetime | None:
    if _height(observer, dark) > degrees:
        return None
    while abs(light - dark) > _CLOSE:
        middle = dark + (light - dark) / 2
        if _height(observer, middle) > degrees:
            light = middle
        else:
            dark = middle
    return light
