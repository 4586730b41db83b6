"""Text is kept whole: what no file can hold is shown as missing, nothing else changes."""

from hypothesis import given
from hypothesis import strategies as st

from heartsease.core.values import text

anything = st.text(st.characters(codec=None))


@given(anything)
def test_what_is_kept_can_be_written_and_has_no_zero_sign(words):
    kept = text.whole(words)

    assert "\0" not in kept
    assert kept.encode().decode() == kept
    assert len(kept) == len(words)


@given(anything)
def test_keeping_twice_changes_nothing(words):
    once = text.whole(words)

    assert text.whole(once) == once


def test_whole_text_stays_as_it_is():
    assert text.whole("Grüße \U0001f33c") == "Grüße \U0001f33c"
