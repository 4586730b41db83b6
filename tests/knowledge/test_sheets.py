"""A sheet reads easily, is ours, and shows what nobody has checked."""

import pytest
from scripts.readability import grade
from tests.knowledge.test_practices import claims_too_much

from heartsease.core.sources.source import Checked
from heartsease.library.sheets import standard_sheets

HARDEST = 7  # US school grade
ALL = [pytest.param(one, id=one.id) for one in standard_sheets().values()]


def parts_of(sheet):
    """What is read in one go."""
    yield f"{sheet.note} {sheet.says}"
    yield sheet.first_words
    for texts in (sheet.find, sheet.rights, sheet.leave_if):
        yield " ".join(texts)
    for part in sheet.parts:
        for one in part.questions:
            yield f"{one.ask} {one.sounds_good} {one.think_twice}"


@pytest.mark.parametrize("sheet", ALL)
def test_it_reads_easily(sheet):
    hard = {text: grade(text) for text in parts_of(sheet) if grade(text) > HARDEST}

    assert hard == {}


@pytest.mark.parametrize("sheet", ALL)
def test_it_claims_nothing(sheet):
    assert not any(map(claims_too_much, parts_of(sheet)))


@pytest.mark.parametrize("sheet", ALL)
def test_its_words_are_ours_and_judgement_is_marked_unverified(sheet):
    judged = [one for one in sheet.citations if one.source == "clinical-judgement"]

    assert sheet.wording == "ours"
    assert all(one.checked is Checked.UNVERIFIED for one in judged)


@pytest.mark.parametrize("sheet", ALL)
def test_consent_and_stop_are_on_it(sheet):
    rights = " ".join(sheet.rights).lower()

    assert "stop" in rights
    assert "ask before" in rights
