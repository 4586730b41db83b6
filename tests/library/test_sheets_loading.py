"""A sheet is read strictly, and none stands on nothing."""

import pytest

from heartsease.library import sheets
from heartsease.library.errors import KnowledgeError

WHOLE = """
id = "{id}"
title = "A sheet"
version = {version}
note = "What it speaks of."
says = "You choose."
kinds = ["{kind}"]
find = ["Ask around."]
first_words = "Hello."
rights = [{rights}]
leave_if = ["You are pushed."]
{extra}

[[parts]]
title = "First"
questions = [{questions}]

[[citations]]
source = "{source}"
checked = "unverified"
checked_on = 2026-11-25
"""
QUESTION = '{ ask = "Who?", sounds_good = "Me.", think_twice = "Nobody." }'


def a_sheet(folder, **changed):
    values = {
        "id": "help", "version": 1, "kind": "walking", "rights": '"Stop."',
        "extra": "", "questions": QUESTION, "source": "known-2020",
    }  # fmt: skip
    (folder / "sheets").mkdir()
    text = WHOLE.format(**{**values, **changed})
    (folder / "sheets" / "help.toml").write_text(text, encoding="utf-8")


def loaded(folder):
    return sheets.load(
        folder,
        interventions=frozenset({"walking"}),
        sources=frozenset({"known-2020"}),
    )


def test_a_whole_sheet_comes_by_its_id(tmp_path):
    a_sheet(tmp_path)

    assert loaded(tmp_path)["help"].parts[0].questions[0].ask == "Who?"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"id": "other"}, "they must be equal"),
        ({"version": 0}, "version counts from 1"),
        ({"kind": "leeches"}, "intervention leeches is not defined"),
        ({"source": "nobody-1900"}, "source nobody-1900 has no file"),
        ({"questions": ""}, "a part without a question"),
        ({"rights": ""}, "what one may refuse"),
        ({"extra": "goal = 3"}, "goal: not a field of Sheet"),
    ],
)
def test_what_does_not_hang_together_is_refused_by_name(tmp_path, changed, says):
    a_sheet(tmp_path, **changed)

    with pytest.raises(KnowledgeError, match=says):
        loaded(tmp_path)


def test_a_sheet_without_a_source_is_refused(tmp_path):
    a_sheet(tmp_path)
    file = tmp_path / "sheets" / "help.toml"
    text = file.read_text(encoding="utf-8").partition("[[citations]]")[0]
    file.write_text(f"citations = []\n{text}", encoding="utf-8")

    with pytest.raises(KnowledgeError, match="it cites nothing"):
        loaded(tmp_path)
