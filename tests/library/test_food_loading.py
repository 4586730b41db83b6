"""Food tags and lines are read strictly."""

import pytest

from heartsease.library import food
from heartsease.library.errors import KnowledgeError
from heartsease.library.knowledge import root

FILES = ("tags.toml", "pattern.toml", "parameters.toml", "nutrients.toml")


def loaded(folder, *, changed=None):
    """The food that is shipped, with one text of one file changed."""
    (folder / "food").mkdir()
    for name in FILES:
        text = (root() / "food" / name).read_text(encoding="utf-8")
        if changed and changed[0] == name:
            assert changed[1] in text
            text = text.replace(changed[1], changed[2], 1)
        (folder / "food" / name).write_text(text, encoding="utf-8")
    return food.load(
        folder,
        rules={
            "mediterranean_diet": frozenset({"S009", "S010", "S011", "S013"}),
            "fermented_foods": frozenset({"S053", "S054", "S055"}),
            "prebiotic_fibre": frozenset({"S056"}),
            "less_sugar_trans_fat": frozenset({"S012"}),
            "grapefruit": frozenset({"S014"}),
            "omega_3": frozenset({"S030"}),
        },
        sources=frozenset(
            {
                "schroder-2011",
                "own-estimate-2026",
                "shivappa-2014",
                "ciqual",
                "hillmorton-maoi-diet",
            }
        ),
    )


def test_what_is_shipped_is_whole(tmp_path):
    known = loaded(tmp_path)

    assert known.tags["berries"].nutrients["Fiber"] > 0


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (("tags.toml", 'id = "berries"', 'id = "fruit"'), "tag fruit stands twice"),
        (
            ("tags.toml", "grapefruit:S014", "grapefruit:S999"),
            "no rule grapefruit:S999",
        ),
        (("nutrients.toml", "[berries]", "[bilberries]"), "stands in only one of"),
        (("nutrients.toml", '"Fiber"', '"Fibre"'), "Fibre is not a parameter"),
        (("pattern.toml", 'tags = ["legumes"]', 'tags = ["peas"]'), "tag peas is not"),
        (
            ("pattern.toml", "at_least = 14", "# none"),
            "it needs at_least or fewer_than",
        ),
        (("pattern.toml", '"ciqual"', '"nobody-1900"'), "nobody-1900 has no file"),
        (
            ("pattern.toml", '"omega_3:S030"]', '"omega_3:S999"]'),
            "line fish: there is no rule omega_3:S999",
        ),
        (
            ("pattern.toml", '"fermented_foods:S053"]', '"fermented_foods:S999"]'),
            "a reaction: there is no rule fermented_foods:S999",
        ),
        (
            ("tags.toml", 'warned_by = ["mediterranean_diet:S010"]\nwarned', "warned"),
            "mediterranean_diet:S010 is not among its warnings",
        ),
        (("nutrients.toml", '"Energy" = 17.5731', ""), "Energy is missing"),
        (("parameters.toml", "deviation = 2.7", "deviation = 0.0"), "above 0"),
    ],
)
def test_what_does_not_hang_together_is_refused_by_name(tmp_path, changed, says):
    with pytest.raises(KnowledgeError, match=says):
        loaded(tmp_path, changed=changed)
