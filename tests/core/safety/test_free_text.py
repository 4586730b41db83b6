"""Words of self-harm in somebody's own text are found however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartsease.core.safety.free_text import speaks_of
from heartsease.library.alarm_words import load, standard_alarm_words
from heartsease.library.errors import KnowledgeError

PHRASES = standard_alarm_words().phrases
NOBODY = '{ source = "nobody", checked = "verified", checked_on = 2026-11-25 }'


@pytest.mark.parametrize(
    "text",
    [
        "I want to kill myself",
        "i thought of KILLING\nmyself, again",
        "I don’t want to live",
        "I dont want to live",
        "suicidal since Monday",
        "self-harm",
        "Since then I've been cutting myself.",
        "I do not want to kill myself, but I think of it",
        "*better off dead*",
    ],
)
def test_words_of_self_harm_are_found(text):
    assert speaks_of(text, PHRASES)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "My head hurt for two days",
        "I cut my finger while cooking for myself",
        "It was a killing heat. I washed myself.",
        "The plant died",
        "I felt dizzy and afraid, and stopped",
    ],
)
def test_other_words_ring_nothing(text):
    assert not speaks_of(text, PHRASES)


@given(
    phrase=st.sampled_from(PHRASES),
    before=st.text(max_size=20),
    after=st.text(max_size=20),
)
def test_every_phrase_is_found_in_the_middle_of_any_text(phrase, before, after):
    said = f"{before} {phrase.rstrip('*').upper()} {after}"

    assert speaks_of(said, PHRASES)


def test_a_language_without_words_of_its_own_has_those_of_english():
    assert standard_alarm_words("xx") == standard_alarm_words("en")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("phrases = []\n", "citations"),
        ('phrases = ["", "x"]\ncitations = []\n', "empty entry"),
        (f'phrases = ["x"]\ncitations = [{NOBODY}]\n', "nobody"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(tmp_path, text, says):
    file = tmp_path / "en.toml"
    file.write_text(text)

    with pytest.raises(KnowledgeError, match=says):
        load(file, sources=frozenset({"clinical-judgement"}))
