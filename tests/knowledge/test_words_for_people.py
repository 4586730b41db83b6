"""No text that a person reads blames them, or promises what nobody can keep."""

import re

import pytest
from scripts.readability import KNOWLEDGE, texts

PROMISES = re.compile(
    r"\b(cures?|cured|curing|resets?|heals?|healed|healing|detox\w*|miracles?|rewires?"
    r"|root causes?( found)?|stored in (the|your) body|guaranteed?|100 ?% safe)\b",
    re.IGNORECASE,
)
BLAME = re.compile(
    r"\b(you (have )?failed|your (own )?fault|you should have|try harder|non-?compliant"
    r"|non-?complian\w+|lazy|willpower|weak-willed|attention.seeking|committed suicide)\b",
    re.IGNORECASE,
)
NOT_BLAME = re.compile(r"\b(not|never) your (own )?fault\b|not (be )?your fault", re.I)


def said(pattern):
    """Our own texts in which the pattern stands; a published wording is not ours."""
    return [
        f"{text.file}: {text.words}"
        for text in texts(KNOWLEDGE)
        if text.ours and pattern.search(NOT_BLAME.sub("", text.words))
    ]


def test_no_text_blames_the_person():
    assert said(BLAME) == []


def test_no_text_promises_too_much():
    assert said(PROMISES) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (BLAME, "It did not work because you failed to take it."),
        (BLAME, "A non-compliant patient"),
        (PROMISES, "This heals your gut."),
        (PROMISES, "We found the root cause."),
    ],
)
def test_the_check_sees_what_it_looks_for(pattern, text):
    assert pattern.search(text)


def test_there_are_texts_to_look_at():
    assert sum(1 for _ in texts(KNOWLEDGE)) > 0
