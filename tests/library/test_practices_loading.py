"""A practice is read strictly: sizes that grow, a way out, and no hold without an else."""

import pytest

from heartsease.library import practices
from heartsease.library.errors import KnowledgeError

WHOLE = """
id = "{id}"
name = "Slow breathing"
version = 1
intervention = "{intervention}"
way = "{way}"
aims = "To calm this moment."
before = "Sit as you like."
stopping = "Stop when you like."
{extra}

[pacer]
breathe_in_s = 4.0
hold_in_s = {hold}
breathe_out_s = 6.0
{without}

[[tiny]]
says = "{line}"
without_holds = "{instead}"
seconds = {tiny}

[[usual]]
says = "Some breaths."
seconds = 60

[[full]]
says = "More breaths."
seconds = {full}

[[citations]]
source = "{source}"
checked = "unverified"
checked_on = 2026-11-25
"""


WITHOUT = """
[without_holds]
breathe_in_s = 4.0
breathe_out_s = 6.0
"""


def a_practice(folder, **changed):
    values = {
        "id": "slow", "intervention": "slow_breathing", "way": "breathing", "extra": "",
        "hold": 0.0, "tiny": 20, "full": 300, "source": "known-2020", "without": "",
        "line": "Three breaths.", "instead": "",
    }  # fmt: skip
    (folder / "practices").mkdir()
    text = WHOLE.format(**{**values, **changed})
    (folder / "practices" / "slow.toml").write_text(text, encoding="utf-8")


def loaded(folder):
    return practices.load(
        folder,
        interventions=frozenset({"slow_breathing"}),
        sources=frozenset({"known-2020"}),
    )


def test_a_whole_practice_comes_by_its_id(tmp_path):
    a_practice(tmp_path)

    found = loaded(tmp_path)

    assert found["slow"].seconds("full") == 300
    assert found["slow"].pacer.per_minute == 6


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"id": "other"}, "they must be equal"),
        ({"intervention": "nothing"}, "intervention nothing is not defined"),
        ({"source": "nobody-1900"}, "source nobody-1900 has no file"),
        ({"tiny": 45}, "it has to fit into 30 s"),
        ({"full": 60}, "longer than the one before"),
        ({"hold": 7.0}, "needs a variant without_holds"),
        (
            {"hold": 7.0, "without": WITHOUT, "line": "Hold it."},
            "speaks of a hold and has no without_holds",
        ),
        (
            {"hold": 7.0, "without": WITHOUT, "instead": "Held a little."},
            "still speaks of a hold",
        ),
        ({"way": "stillness"}, "stillness needs a choice of anchors"),
        ({"extra": "own_rate_step = 0.1"}, "a typed pace needs rates_per_minute"),
        (
            {"extra": "rates_per_minute = [5.0, 6.0]\nown_rate_step = 0.0"},
            "a step above 0",
        ),
        ({"way": "dancing"}, "'dancing' is not one of"),
        ({"extra": "goal = 3"}, "goal: not a field of Practice"),
    ],
)
def test_what_does_not_hang_together_is_refused_by_name(tmp_path, changed, says):
    a_practice(tmp_path, **changed)

    with pytest.raises(KnowledgeError, match=says):
        loaded(tmp_path)
