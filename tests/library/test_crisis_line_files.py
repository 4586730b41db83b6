"""The crisis lines we ship are whole, dated, and never the only way out."""

import re
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import pytest

from heartsease.core.safety.crisis import INTERNATIONAL, lines_for
from heartsease.library import crisis_lines
from heartsease.library.errors import KnowledgeError

KNOWLEDGE = files("heartsease.knowledge")
COUNTRIES = crisis_lines.load(KNOWLEDGE)
LONGEST_TRUST = timedelta(days=184)  # a line is compared with its provider twice a year
FINDAHELPLINE = "https://findahelpline.com"

LINE = """iso = "{iso}"
name = "Finland"
emergency = ["112"]
emergency_checked = "partial"
[[lines]]
name = "Line"
number = "{number}"
checked = "partial"
checked_on = 2026-11-23
expires_on = {expires}
"""


def a_file(
    root: Path,
    name: str,
    *,
    iso: str = "FI",
    number: str = "1",
    expires: str = "2027-05-23",
) -> None:
    folder = root / "crisis_lines"
    folder.mkdir(exist_ok=True)
    text = LINE.format(iso=iso, number=number, expires=expires)
    (folder / f"{name}.toml").write_text(text)


def test_every_country_has_an_emergency_number() -> None:
    for country in COUNTRIES:
        if country.iso != INTERNATIONAL:
            assert country.emergency, country.iso
            for number in country.emergency:
                assert re.fullmatch(r"\d{2,5}", number), (country.iso, number)


def test_every_number_can_be_dialled() -> None:
    for country in COUNTRIES:
        for line in country.lines:
            if line.number:
                assert re.fullmatch(r"[*\d][\d \-]*( ext \d)?", line.number), line


def test_no_line_is_trusted_for_longer_than_half_a_year() -> None:
    for country in COUNTRIES:
        for line in country.lines:
            assert line.expires_on - line.checked_on <= LONGEST_TRUST, line.name


def test_the_directory_is_offered_in_every_country_and_where_none_is_known() -> None:
    for iso in (None, *(one.iso for one in COUNTRIES)):
        help_ = lines_for(iso, COUNTRIES, on=COUNTRIES[0].lines[0].checked_on)

        assert FINDAHELPLINE in {one.line.url for one in help_.directories}, iso


def test_a_line_that_is_not_verified_says_why() -> None:
    for country in COUNTRIES:
        for line in country.lines:
            assert line.check_note, (country.iso, line.name)


def test_the_countries_with_two_services_have_both() -> None:
    by_iso = {one.iso: one for one in COUNTRIES}

    assert {line.number for line in by_iso["BE"].lines} == {"1813", "0800 32 123"}
    assert {line.number for line in by_iso["GB"].lines} == {"116 123", "111"}


def test_a_file_named_for_another_country_is_refused(tmp_path: Path) -> None:
    a_file(tmp_path, "se", iso="FI")

    with pytest.raises(KnowledgeError, match=r"se\.toml: holds the lines of FI"):
        crisis_lines.load(tmp_path)


def test_a_line_with_nothing_to_call_is_refused(tmp_path: Path) -> None:
    a_file(tmp_path, "fi", number="")

    with pytest.raises(KnowledgeError, match="nothing to call"):
        crisis_lines.load(tmp_path)


def test_a_line_that_expires_before_its_check_is_refused(tmp_path: Path) -> None:
    a_file(tmp_path, "fi", expires="2026-11-23")

    with pytest.raises(KnowledgeError, match="expires before"):
        crisis_lines.load(tmp_path)


def test_a_folder_without_the_directory_is_refused(tmp_path: Path) -> None:
    a_file(tmp_path, "fi")

    with pytest.raises(KnowledgeError, match=r"international\.toml is missing"):
        crisis_lines.load(tmp_path)
