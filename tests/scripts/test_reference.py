"""The reference pages say what the knowledge files say, and know when they are stale."""

from datetime import date
from pathlib import Path

import pytest
from scripts import new, reference

TODAY = date(2026, 11, 23)
KINDS = {
    "questionnaire": "questionnaires.md",
    "lab": "labs.md",
    "intervention": "steps.md",
}


def a_library(tmp_path: Path, kind: str) -> Path:
    new.start(kind, "tai_chi", root=tmp_path, today=TODAY)
    return tmp_path / "src" / "heartsease" / "knowledge"


@pytest.mark.parametrize(("kind", "page"), KINDS.items())
def test_every_kind_of_file_has_its_page(tmp_path, kind, page):
    pages = reference.pages(a_library(tmp_path, kind), beside=tmp_path)

    assert "tai_chi" in pages[page]
    assert page in pages["index.md"]


def test_a_rule_is_shown_with_when_it_holds_and_what_it_says(tmp_path):
    page = reference.pages(a_library(tmp_path, "intervention"), beside=tmp_path)[
        "steps.md"
    ]

    assert '`{"has": "pregnant"}`' in page
    assert "FILL-IN-S000" in page
    assert "unverified" in page


def test_bands_are_written_with_their_limits_and_unit(tmp_path):
    page = reference.pages(a_library(tmp_path, "lab"), beside=tmp_path)["labs.md"]

    assert "low below 10, usual from 10 to below 20, high from 20 `mg/L`" in page


def test_a_pipe_in_a_text_does_not_break_a_table(tmp_path):
    knowledge = a_library(tmp_path, "lab")
    file = knowledge / "labs" / "tai_chi.toml"
    file.write_text(file.read_text().replace("FILL IN: the full name", "one | two"))

    assert "one \\| two" in reference.pages(knowledge, beside=tmp_path)["labs.md"]


def test_a_page_that_was_not_written_again_is_found(tmp_path, capsys):
    knowledge = a_library(tmp_path, "lab")
    places = ["--knowledge", str(knowledge), "--pages", str(tmp_path / "pages")]

    before = reference.main([*places, "--check"])
    reference.main(places)
    after = reference.main([*places, "--check"])

    assert (before, after) == (1, 0)
    assert "labs.md is not what the knowledge says" in capsys.readouterr().out


def test_pages_written_by_hand_are_listed_by_their_title(tmp_path):
    knowledge = a_library(tmp_path, "lab")
    (tmp_path / "ranking.md").write_text("# How steps are ranked\n")

    index = reference.pages(knowledge, beside=tmp_path)["index.md"]

    assert "[How steps are ranked](ranking.md)" in index
