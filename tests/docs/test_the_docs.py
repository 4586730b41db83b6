"""The docs hold together: links lead somewhere, examples work, agreed words are kept."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from scripts.check_links import broken_links

from heartsease.core.plan.look import look
from heartsease.library import record_json
from heartsease.library.knowledge import standard

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorials" / "your-first-map.md"
WORDS = ROOT / "src" / "heartsease" / "knowledge" / "words" / "en" / "screen.toml"
JSON_BLOCK = re.compile(r"```json\n(.*?)```", re.DOTALL)


def test_every_link_in_the_docs_leads_somewhere():
    assert list(broken_links(ROOT)) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    (tmp_path / "README.md").write_text("[gone](docs/gone.md) [web](https://x.org)")

    assert list(broken_links(tmp_path)) == ["README.md: docs/gone.md"]


def the_tutorial_record(*, with_answers: bool):
    start, answers = map(
        json.loads, JSON_BLOCK.findall(TUTORIAL.read_text(encoding="utf-8"))
    )
    return record_json.read({**start, **(answers if with_answers else {})})


def test_the_record_of_the_first_tutorial_can_be_read():
    record = the_tutorial_record(with_answers=False)

    assert [trial.treatment for trial in record.trials] == ["sertraline", "venlafaxine"]
    assert record.medicines_complete_on is not None


def test_the_first_tutorial_goes_as_it_says():
    day = date(2026, 11, 23)
    first = look(the_tutorial_record(with_answers=False), standard(), on=day)
    second = look(the_tutorial_record(with_answers=True), standard(), on=day)

    assert first.plan.steps == ()
    assert second.plan.steps
    assert second.questions_open < first.questions_open


def test_the_readme_says_the_intended_use_word_for_word():
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))

    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert words["page"]["intended_use"] in readme


def test_every_decision_is_on_the_first_page_of_the_docs():
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    missing = [file.name for file in decisions if f"decisions/{file.name}" not in index]

    assert decisions
    assert not missing


@pytest.mark.parametrize("name", ["README.md", "SAFETY.md"])
def test_nobody_is_told_that_a_safety_officer_has_signed(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    assert re.search(r"No clinical safety officer has signed", text)


def test_the_licence_is_the_whole_of_it():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert text.split()[:5] == ["GNU", "AFFERO", "GENERAL", "PUBLIC", "LICENSE"]
    assert text.rstrip().endswith("<https://www.gnu.org/licenses/>.")
    for section in range(18):
        assert re.search(rf"^  {section}\. ", text, re.MULTILINE)
