"""The closed vocabulary as TOML: what each word becomes, and what is refused."""

import tomllib

import pytest

from heartsease.core.safety.condition import (
    All,
    Always,
    Any,
    Compare,
    IfKnown,
    Is,
    Not,
    OneOf,
)
from heartsease.core.values.quantity import UnitError
from heartsease.library.condition_table import ConditionTables
from heartsease.library.errors import KnowledgeError


def tenfold(measure, number, unit):
    """Every measure is kept in a unit ten times as small as "big"."""
    if measure != "ferritin":
        raise KeyError(measure)
    if unit != "big":
        raise UnitError(f"{unit} is not a unit of {measure}.")
    return number * 10


TABLES = ConditionTables(tenfold)


def read(text):
    return TABLES.read(tomllib.loads(f"when = {text}")["when"], where="a file")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("{ has = 'gout' }", Is("has:gout")),
        ("{ has = ['gout'] }", Is("has:gout")),
        ("{ has = ['a', 'b'] }", Any((Is("has:a"), Is("has:b")))),
        ("{ taking = 'maoi' }", Is("taking:maoi")),
        ("{ screen = 'scoff' }", Is("screen:scoff")),
        ("{ sex = 'female' }", OneOf("sex", frozenset({"female"}))),
        (
            "{ state = 'tsh', in = ['low', 'high'] }",
            OneOf("state:tsh", frozenset({"low", "high"})),
        ),
        ("{ age_at_least = 60 }", Compare(key="age", at_least=60.0)),
        ("{ age_below = 18 }", Compare(key="age", below=18.0)),
        (
            "{ value = 'ferritin', above = 15, at_most = 20, unit = 'big' }",
            Compare(key="value:ferritin", above=150.0, at_most=200.0),
        ),
        ("{ score = 'phq9', at_least = 10 }", Compare(key="score:phq9", at_least=10)),
        (
            "{ item = 'phq9.self_harm', at_least = 1 }",
            Compare(key="item:phq9.self_harm", at_least=1.0),
        ),
        ("{ fact = 'adherence_in_doubt' }", Is("fact:adherence_in_doubt")),
        (
            "{ fact = 'qt_count', at_least = 2 }",
            Compare(key="fact:qt_count", at_least=2.0),
        ),
        ("{ always = true }", Always()),
        ("{ not = { has = 'gout' } }", Not(Is("has:gout"))),
        ("{ if_known = { has = 'gout' } }", IfKnown(Is("has:gout"))),
        ("{ all = [{ has = 'a' }, { always = true }] }", All((Is("has:a"), Always()))),
        ("{ any = [{ has = 'a' }] }", Any((Is("has:a"),))),
        ("{ all = [] }", All(())),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_table_becomes_its_condition(text, condition):
    assert read(text) == condition


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{ }", "a condition is a table"),
        ("'gout'", "a condition is a table"),
        ("[{ has = 'gout' }]", "a condition is a table"),
        ("{ hass = 'gout' }", "hass is not in the vocabulary"),
        ("{ always = false }", "always is not in the vocabulary"),
        ("{ has = 'gout', taking = 'maoi' }", "taking cannot stand beside"),
        ("{ has = 3 }", "has takes a name or a list of names"),
        ("{ has = ['gout', 3] }", "has takes a name or a list of names"),
        ("{ score = 'phq9' }", "phq9 needs a bound"),
        ("{ value = 'ferritin', above = 15 }", "ferritin needs its unit"),
        ("{ value = 'ferritin', above = 15, unit = 'small' }", "ferritin in small"),
        ("{ value = 'luck', above = 15, unit = 'big' }", "luck in big"),
        ("{ score = 'phq9', at_least = 3, more = 1 }", "more cannot stand beside"),
        ("{ state = 'tsh' }", "state is not in the vocabulary"),
        ("{ age_at_least = 60, sex = 'male' }", "cannot stand beside"),
        ("{ all = [{ hass = 'gout' }] }", "hass is not in the vocabulary"),
        ("{ not = { } }", "a condition is a table"),
    ],
    ids=lambda one: one,
)
def test_what_is_not_in_the_vocabulary_is_refused_with_its_file(text, said):
    with pytest.raises(KnowledgeError) as problem:
        read(text)

    assert str(problem.value).startswith("a file: ")
    assert said in str(problem.value)
