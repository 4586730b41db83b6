"""A week is read strictly, and no lesson stands on nothing."""

import pytest

from heartsease.library import program
from heartsease.library.errors import KnowledgeError

WHOLE = """
id = "{id}"
number = 1
title = "A week"
says = "What it is about."
domains = ["{domain}"]
practice = "{practice}"
question = "What now?"

[[lessons]]
id = "first"
title = "A lesson"
text = "Some words."
short = "{short}"
try_this = "One thing."
about = ["{about}"]
citations = [{cite}]
"""
CITE = '{{source = "{source}", checked = "unverified", checked_on = 2026-11-25}}'


def a_week(folder, *, source="known-2020", file="week_01", **changed):
    values = {
        "id": "week_01", "domain": "gut", "practice": "walk", "about": "walking",
        "short": "One. Two is 0.5 of it. Three?", "cite": CITE.format(source=source),
    }  # fmt: skip
    (folder / "program").mkdir(exist_ok=True)
    text = WHOLE.format(**{**values, **changed})
    (folder / "program" / f"{file}.toml").write_text(text, encoding="utf-8")


def loaded(folder):
    return program.load(
        folder,
        practices=frozenset({"walk"}),
        interventions=frozenset({"walking"}),
        sources=frozenset({"known-2020"}),
    )


def test_a_whole_week_is_read(tmp_path):
    a_week(tmp_path)

    (week,) = loaded(tmp_path)

    assert week.lessons[0].id == "first"


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"id": "week_02"}, "they must be equal"),
        ({"domain": "liver"}, "domain liver is not one of"),
        ({"practice": "swim"}, "practice swim is not defined"),
        ({"about": "swimming"}, "intervention swimming is not defined"),
        ({"source": "nobody-1900"}, "source nobody-1900 has no file"),
        ({"cite": ""}, "lesson first cites nothing"),
        ({"short": "Only one."}, "1 sentences, not three"),
    ],
)
def test_what_does_not_hang_together_is_refused_by_name(tmp_path, changed, says):
    a_week(tmp_path, **changed)

    with pytest.raises(KnowledgeError, match=says):
        loaded(tmp_path)


def test_a_lesson_or_a_number_that_stands_twice_is_refused(tmp_path):
    a_week(tmp_path)
    a_week(tmp_path, id="week_02", file="week_02")

    with pytest.raises(KnowledgeError, match="stands 2 times"):
        loaded(tmp_path)
