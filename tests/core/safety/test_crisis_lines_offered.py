"""Somebody can always be called, and a stale number says that it is stale."""

from datetime import date, timedelta

import pytest

from heartsease.core.safety import crisis
from heartsease.core.sources.source import Checked

TODAY = date(2026, 11, 23)


def a_line(
    name: str = "Line", *, expires_on: date = date(2027, 5, 23)
) -> crisis.CrisisLine:
    return crisis.CrisisLine(
        name=name,
        number="123",
        checked=Checked.PARTIAL,
        checked_on=date(2026, 1, 1),
        expires_on=expires_on,
    )


def a_country(iso: str, *lines: crisis.CrisisLine) -> crisis.Country:
    return crisis.Country(
        iso=iso,
        name=iso,
        emergency=("112",),
        emergency_checked=Checked.PARTIAL,
        lines=lines or (a_line(),),
    )


WORLD = (a_country("FI"), a_country("international", a_line("Directory")))


def test_a_country_gets_its_own_lines_and_the_directory() -> None:
    help_ = crisis.lines_for("fi", WORLD, on=TODAY)

    assert help_.country is not None
    assert help_.emergency == ("112",)
    assert [one.line.name for one in help_.lines] == ["Line"]
    assert [one.line.name for one in help_.directories] == ["Directory"]


@pytest.mark.parametrize("country", [None, "", "XX"])
def test_a_country_we_do_not_know_still_gets_the_directory(country: str | None) -> None:
    help_ = crisis.lines_for(country, WORLD, on=TODAY)

    assert help_.country is None
    assert help_.emergency == ()
    assert [one.line.name for one in help_.directories] == ["Directory"]


def test_an_expired_line_is_flagged_and_comes_last_but_is_not_hidden() -> None:
    old = a_line("Old", expires_on=TODAY)
    world = (a_country("FI", old, a_line("New")), WORLD[1])

    help_ = crisis.lines_for("FI", world, on=TODAY)

    assert [(one.line.name, one.expired) for one in help_.lines] == [
        ("New", False),
        ("Old", True),
    ]


def test_a_line_is_good_until_the_day_before_it_expires() -> None:
    line = a_line(expires_on=TODAY)

    assert not crisis.is_expired(line, on=TODAY - timedelta(days=1))
    assert crisis.is_expired(line, on=TODAY)


def test_a_world_without_the_directory_is_a_mistake_of_the_program() -> None:
    with pytest.raises(LookupError, match="directory"):
        crisis.lines_for("FI", WORLD[:1], on=TODAY)


def test_the_directory_is_not_offered_as_a_country() -> None:
    assert crisis.lines_for("international", WORLD, on=TODAY).country is None
