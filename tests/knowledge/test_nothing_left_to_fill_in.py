"""A file that `make new` started is finished before it ships."""

from pathlib import Path

import pytest

KNOWLEDGE = Path(__file__).resolve().parents[2] / "src" / "heartsease" / "knowledge"
MARKS = ("FILL IN", "FILL-IN", "{{")


@pytest.mark.parametrize("folder", sorted(p for p in KNOWLEDGE.iterdir() if p.is_dir()))
def test_no_knowledge_file_has_a_place_left_to_fill_in(folder):
    unfinished = [
        file.name
        for file in folder.rglob("*.toml")
        if any(mark in file.read_text(encoding="utf-8") for mark in MARKS)
    ]

    assert not unfinished
