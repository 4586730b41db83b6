"""Reading questionnaires: what is refused, and what a site may add."""

from importlib.resources import files
from pathlib import Path

import pytest
from tests.support.instrument_cases import a_response

from heartsease.core.instruments.definition import LicenceKind, Wording
from heartsease.core.instruments.score import score
from heartsease.library import instruments
from heartsease.library.errors import KnowledgeError

KNOWLEDGE = files("heartsease.knowledge")

CITED = 'source = "a-paper", checked = "unverified", checked_on = 2026-11-23'
GOOD = f"""
id = "three"
name = "Three questions"
short_name = "Three"
domain = "treatment"
measures = "something"
recall = "the last week"
fresh_days = 14
minutes = 1.0
wording = "own"
validated = false
reference = {{ {CITED} }}
items = [
    {{ id = "a", text = "A?", answers = "often" }},
    {{ id = "b", text = "B?", minimum = 0, maximum = 4 }},
]
answer_sets = [
    {{ id = "often", answers = [{{ value = 0, label = "No" }}, {{ value = 1, label = "Yes" }}] }},
]
bands = [
    {{ lowest = 0, highest = 2, name = "low", label = "low" }},
    {{ lowest = 3, highest = 5, name = "high", label = "high" }},
]

[licence]
kind = "own_words"
statement = "ours"
ships_wording = true
source = {{ {CITED} }}

[scoring]
method = "sum"
maximum = 5.0

[screen]
says = "Worth a look."
positive = {{ at_least = 3 }}
citation = {{ {CITED} }}

[[cases]]
says = "One"
answers = {{ a = 1 }}
total = "unknown"
"""


def a_knowledge(folder: Path, text: str, name: str = "three") -> Path:
    where = folder / "knowledge" / "instruments"
    where.mkdir(parents=True)
    (where / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder / "knowledge"


def test_a_good_file_loads(tmp_path: Path) -> None:
    loaded = instruments.load(a_knowledge(tmp_path, GOOD))

    assert list(loaded) == ["three"]
    assert [item.id for item in loaded["three"].items] == ["a", "b"]


def test_no_folder_is_no_instrument(tmp_path: Path) -> None:
    assert dict(instruments.load(tmp_path)) == {}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "three"', 'id = "four"', "must be equal"),
        ('id = "b", text', 'id = "a", text', "stands there twice"),
        ('id = "b", text', 'id = "B!", text', "not an item id"),
        ('answers = "often" }', 'answers = "seldom" }', "seldom is not there"),
        ("minimum = 0, maximum = 4", "minimum = 0", "minimum and maximum"),
        ("minimum = 0, maximum = 4", "minimum = 4, maximum = 4", "not below"),
        ('text = "B?", ', "", "has no words"),
        ('wording = "own"', 'wording = "absent"', "has words although"),
        ("validated = false", "validated = true", "own wording is not validated"),
        ('wording = "own"', 'wording = "verbatim"', "where it was seen"),
        ("highest = 2", "highest = 3", "overlap or leave a gap"),
        ("highest = 2", "highest = 1", "overlap or leave a gap"),
        ("highest = 5", "highest = 6", "do not cover"),
        ("lowest = 0,", "lowest = 1,", "do not cover"),
        ("maximum = 5.0", "maximum = 0.0", "range of the total is empty"),
        ("positive = { at_least = 3 }", "positive = { }", "needs bounds"),
        (
            "positive = { at_least = 3 }",
            'positive = { item = "z", at_least = 3 }',
            "z, which is not an item",
        ),
        (
            "positive = { at_least = 3 }",
            'positive = { sex = "x", at_least = 3 }',
            "names the sex",
        ),
        ("fresh_days = 14", "fresh_days = 14\nfreshdays = 3", "not a field"),
        ("fresh_days = 14", 'fresh_days = "14"', "should be int"),
        ('method = "sum"', 'method = "magic"', "is not one of"),
        ("[[cases]]", "[[case]]", "not a field"),
        ("ships_wording = true", "ships_wording = false", "does not allow"),
        (
            'text = "B?"',
            'optional = true, text = "B?"',
            "optional item cannot be scored",
        ),
        ('text = "B?"', 'sex = "x", text = "B?"', "not a sex we have norms for"),
        (
            "maximum = 5.0",
            "maximum = 5.0\nmissing = { allowed = 1 }",
            "needs a citation",
        ),
        (
            "maximum = 5.0",
            'maximum = 5.0\nterms = [{ items = ["z"] }]',
            "z, which is not an item",
        ),
        (
            "maximum = 5.0",
            'maximum = 5.0\ngate = { item = "z", closed_at = 0, total = 0 }',
            "z, which is not an item",
        ),
        (
            "[scoring]",
            '[[subscales]]\nid = "s"\nname = "S"\nitems = ["z"]\n\n[scoring]',
            "subscale s names z",
        ),
        (
            "positive = { at_least = 3 }",
            'positive = { subscale = "z", at_least = 3 }',
            "z, which is not a subscale",
        ),
        (
            "positive = { at_least = 3 }",
            "positive = { all = [{ at_least = 1 }], any = [{ at_least = 2 }] }",
            "side by side",
        ),
        ("fresh_days = 14", "fresh_days = 14\nloinc_checked = true", "need a citation"),
        ('name = "high"', 'name = "low"', "stands there twice"),
    ],
)
def test_a_mistake_is_refused_in_words(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert GOOD.count(old) >= 1
    root = a_knowledge(tmp_path, GOOD.replace(old, new, 1))

    with pytest.raises(KnowledgeError, match=said):
        instruments.load(root)


def test_a_definition_without_cases_is_refused(tmp_path: Path) -> None:
    root = a_knowledge(tmp_path, GOOD[: GOOD.index("[[cases]]")])

    with pytest.raises(KnowledgeError, match="worked cases"):
        instruments.load(root)


def an_overlay(folder: Path, *, items: int = 7, more: str = "") -> Path:
    where = folder / "overlay"
    where.mkdir()
    rows = "\n".join(
        f'[[items]]\nid = "q{n}"\ntext = "Question {n}?"' for n in range(1, items + 1)
    )
    (where / "isi.toml").write_text(
        'id = "isi"\nstem = "In the last 2 weeks:"\n'
        'permission = "Licence 123 of the owner, for this clinic, 2026."\n'
        'notice = "Copyright of the owner."\n'
        f"source = {{ {CITED} }}\n{more}\n{rows}\n",
        encoding="utf-8",
    )
    return where


def test_a_site_can_add_the_words_it_may_use(tmp_path: Path) -> None:
    plain = instruments.load(KNOWLEDGE)["isi"]

    worded = instruments.load(KNOWLEDGE, [an_overlay(tmp_path)])["isi"]

    assert plain.wording is Wording.ABSENT
    assert worded.wording is Wording.VERBATIM
    assert worded.items[0].text == "Question 1?"
    assert worded.licence.kind is LicenceKind.SITE
    assert worded.licence.notice == "Copyright of the owner."


def test_added_words_do_not_touch_the_scoring(tmp_path: Path) -> None:
    plain = instruments.load(KNOWLEDGE)["isi"]
    worded = instruments.load(KNOWLEDGE, [an_overlay(tmp_path)])["isi"]
    response = a_response("isi", {f"q{n}": 2 for n in range(1, 8)})

    assert worded.scoring == plain.scoring
    assert worded.bands == plain.bands
    assert worded.screen == plain.screen
    assert score(worded, response) == score(plain, response)


def test_added_words_name_exactly_the_same_items(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="must be exactly q1"):
        instruments.load(KNOWLEDGE, [an_overlay(tmp_path, items=6)])


def test_an_overlay_cannot_bring_a_cut_off(tmp_path: Path) -> None:
    overlay = an_overlay(tmp_path, more="bands = []")

    with pytest.raises(KnowledgeError, match="bands: not a field"):
        instruments.load(KNOWLEDGE, [overlay])


def test_words_that_are_here_already_cannot_be_replaced(tmp_path: Path) -> None:
    overlay = an_overlay(tmp_path)
    text = (overlay / "isi.toml").read_text(encoding="utf-8").replace("isi", "gad7")
    (overlay / "gad7.toml").write_text(text, encoding="utf-8")

    with pytest.raises(KnowledgeError, match="has its wording already"):
        instruments.load(KNOWLEDGE, [overlay])


def test_an_overlay_for_nothing_is_refused(tmp_path: Path) -> None:
    overlay = an_overlay(tmp_path)
    text = (overlay / "isi.toml").read_text(encoding="utf-8").replace("isi", "zzz")
    (overlay / "zzz.toml").write_text(text, encoding="utf-8")

    with pytest.raises(KnowledgeError, match="zzz is not an instrument"):
        instruments.load(KNOWLEDGE, [overlay])


def test_an_overlay_needs_the_words_of_every_item(tmp_path: Path) -> None:
    overlay = an_overlay(tmp_path)
    file = overlay / "isi.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("Question 3?", " "))

    with pytest.raises(KnowledgeError, match="every item needs its words"):
        instruments.load(KNOWLEDGE, [overlay])


def test_an_overlay_cannot_bring_answers_that_are_not_there(tmp_path: Path) -> None:
    more = 'answer_sets = [{ id = "new", answers = [{ value = 0, label = "No" }] }]'

    with pytest.raises(KnowledgeError, match="answer set new is not there"):
        instruments.load(KNOWLEDGE, [an_overlay(tmp_path, more=more)])
