"""A file becomes a value of the core exactly as it is written, or not at all."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

import pytest

from heartsease.core.safety.condition import Condition, Is
from heartsease.library import priors, words
from heartsease.library.condition_table import ConditionTables
from heartsease.library.errors import KnowledgeError
from heartsease.library.knowledge import standard
from heartsease.library.reading import build, read, table

TABLES = ConditionTables(lambda _measure, number, _unit: number)


class Colour(StrEnum):
    BLUE = "blue"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    name: str
    count: int = 0
    share: float = 0.0
    whole: bool = False
    on: date | None = None
    colour: Colour | None = None
    parts: tuple[Part, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    when: Condition | None = None


def built(tables=TABLES, **data):
    return build({"name": "a", **data}, Thing, where="thing.toml", tables=tables)


def test_every_kind_of_value_is_read_as_it_stands():
    thing = built(
        count=3,
        share=1,
        whole=True,
        on=date(2026, 1, 2),
        colour="red",
        parts=[{"amount": 1.5}, {"amount": 2}],
        labels={"a": "b"},
    )

    assert thing == Thing(
        name="a",
        count=3,
        share=1.0,
        whole=True,
        on=date(2026, 1, 2),
        colour=Colour.RED,
        parts=(Part(amount=1.5), Part(amount=2.0)),
        labels={"a": "b"},
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"count": "3"}, "thing.toml.count: '3' should be int, not str"),
        ({"count": 1.5}, "thing.toml.count: 1.5 should be int, not float"),
        ({"count": True}, "thing.toml.count: True should be int, not bool"),
        ({"whole": 1}, "thing.toml.whole: 1 should be bool, not int"),
        ({"share": "1.0"}, "thing.toml.share: '1.0' should be float, not str"),
        ({"name": 3}, "thing.toml.name: 3 should be str, not int"),
        ({"on": "2026-01-02"}, "thing.toml.on"),
        ({"colour": "green"}, "thing.toml.colour: 'green' is not one of blue, red"),
        ({"parts": [{"amount": 1}, {"amont": 1}]}, "thing.toml.parts[1]: amont"),
        ({"nmae": "b"}, "thing.toml: nmae: not a field of Thing"),
        ({"parts": [{}]}, "parts.0.amount"),
    ],
    ids=lambda one: "" if isinstance(one, str) else next(iter(one)),
)
def test_what_is_not_exactly_right_is_refused_with_its_place(data, said):
    with pytest.raises(KnowledgeError) as problem:
        built(**data)

    assert said in str(problem.value)


def test_a_condition_is_read_by_the_vocabulary():
    assert build(
        {"when": {"has": "gout"}}, Holder, where="x.toml", tables=TABLES
    ).when == Is("has:gout")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    when: Condition


def test_a_condition_where_none_is_expected_is_refused():
    with pytest.raises(KnowledgeError, match=r"x.toml.when: a condition cannot stand"):
        build({"when": {"has": "gout"}}, Holder, where="x.toml")


def test_a_file_is_read_whole_or_refused_by_name(tmp_path):
    good, bad, latin = (tmp_path / f"{name}.toml" for name in ("good", "bad", "latin"))
    good.write_text('name = "a"')
    bad.write_text("name = ")
    latin.write_bytes('name = "é"'.encode("latin-1"))

    assert read(good, Thing) == Thing(name="a")
    assert table(good) == {"name": "a"}
    for file in (bad, latin):
        with pytest.raises(KnowledgeError, match=f"{file.name}: not readable"):
            read(file, Thing)


# --- words ----------------------------------------------------------------------------


def test_words_are_found_by_section_and_name_and_filled(tmp_path):
    file = tmp_path / "screen.toml"
    file.write_text('[page]\nmade = "Made on {on}"\nplain = "x"\n')

    say = words.load(file)

    assert say("page.made", on="Monday") == "Made on Monday"
    assert say("page.plain") == "x"
    with pytest.raises(KeyError):
        say("page.none")
    with pytest.raises(KeyError):
        say("page.made")


def test_a_word_that_is_no_sentence_is_refused(tmp_path):
    file = tmp_path / "screen.toml"
    file.write_text("[page]\nmade = 3\n")

    with pytest.raises(KnowledgeError, match=r"page.made is not a sentence"):
        words.load(file)


# --- priors ---------------------------------------------------------------------------


def counted(tmp_path, text):
    plan = tmp_path / "plan"
    plan.mkdir(exist_ok=True)
    (plan / "ranking.toml").write_text("not = 'read here'")
    (plan / "priors_survey.toml").write_text(
        'source = "a"\namong = "adults"\nmade_by = "x"\nmade_on = 2026-11-23\n' + text
    )
    known = standard()
    return priors.load(
        tmp_path,
        assumed=known.ranking.chance,
        cards=known.cards,
        instruments=known.instruments,
        measures=known.measures,
    )


def test_what_was_counted_goes_before_what_a_definition_says(tmp_path):
    found = counted(
        tmp_path,
        '[[yes]]\nkey = "has:asthma"\nshare = 0.123\npeople = 10\n'
        '[[crossing]]\nkey = "value:bmi"\nshare = 0.4\npeople = 10\n',
    )
    glaucoma = standard().terms["glaucoma"].prior.share

    assert found.yes["has:asthma"] == 0.123
    assert found.yes["has:glaucoma"] == glaucoma
    assert found.crossing == {"value:bmi": 0.4}


def test_shares_of_bands_sum_to_one_although_they_were_printed_rounded(tmp_path):
    found = counted(
        tmp_path,
        '[[bands]]\nkey = "state:tsh"\npeople = 10\n'
        "shares = { low = 0.0537, usual = 0.9001, high = 0.0463 }\n",
    )

    assert sum(found.bands["state:tsh"].values()) == pytest.approx(1.0)
    assert found.bands["state:tsh"]["low"] == pytest.approx(0.0537, rel=1e-3)


def test_every_prior_that_ships_is_a_share():
    known = standard().priors

    for share in (*known.yes.values(), *known.crossing.values()):
        assert 0 <= share <= 1
    for shares in known.bands.values():
        assert sum(shares.values()) == pytest.approx(1.0)
