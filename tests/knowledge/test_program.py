"""The twelve weeks cover the whole map, read easily, and claim no more than is known."""

import re

import pytest
from scripts.readability import grade
from tests.knowledge.test_practices import claims_too_much

from heartsease.core.evidence.evidence import Tier
from heartsease.core.sources.source import Checked
from heartsease.library.knowledge import standard
from heartsease.library.program import DOMAINS, standard_program

WEEKS = 12
HARDEST = 7  # US school grade
LESSONS = [
    pytest.param(lesson, id=lesson.id)
    for week in standard_program()
    for lesson in week.lessons
]


def test_there_are_twelve_weeks_over_every_domain():
    weeks = standard_program()

    assert [week.number for week in weeks] == list(range(1, WEEKS + 1))
    assert {domain for week in weeks for domain in week.domains} == set(DOMAINS)


@pytest.mark.parametrize("basic", ["CBT", "behavioural activation", "mindfulness"])
def test_the_basics_can_be_found(basic):
    found = [
        lesson.id
        for week in standard_program()
        for lesson in week.lessons
        if basic.lower() in f"{lesson.text} {' '.join(lesson.words)}".lower()
    ]

    assert found


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_reads_easily_long_and_short(lesson):
    assert grade(lesson.text) <= HARDEST
    assert grade(lesson.short) <= HARDEST


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_claims_no_more_than_its_evidence(lesson):
    tiers = {standard().interventions[one].tier for one in lesson.about}
    text = " ".join((lesson.text, lesson.short, lesson.try_this))

    assert Tier.A in tiers or not any(map(claims_too_much, text.split(". ")))


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_in_our_own_words(lesson):
    assert lesson.wording == "ours"


SHARE = re.compile(
    r"(\d+)(?:(?: to | rather than )(\d+))? in 100|in 100[^.]*?, and (\d+) in 100"
)


def shares_in(text):
    """Every "so many in 100" of a text."""
    return {number for found in SHARE.findall(text) for number in found if number}


def numbers_beside(lesson):
    """Every number in the evidence that is shown beside a lesson, also rounded."""
    found = set()
    for name in lesson.about:
        step = standard().interventions[name]
        said = [step.honest]
        for row in step.evidence:
            said += [row.outcome, row.also_found, row.check_note, f"{row.effect}"]
        numbers = re.findall(r"\d+(?:\.\d+)?", " ".join(map(str, said)))
        found |= {f"{float(number):.0f}" for number in numbers}
    return found


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_share_a_lesson_names_stands_in_the_evidence_beside_it(lesson):
    assert shares_in(f"{lesson.text} {lesson.short}") <= numbers_beside(lesson)


def test_shares_are_seen_where_they_are():
    assert shares_in("41 rather than 24 in 100 and 6 to 14 in 100.") == {
        "41", "24", "6", "14",
    }  # fmt: skip
    assert sum(bool(shares_in(lesson.values[0].text)) for lesson in LESSONS) >= 5


WEAK = re.compile(
    r"\b(not|no|nothing|weak|little|small|few|cannot|unclear|differ|rarely)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_on_weak_ground_says_so_long_and_short(lesson):
    tiers = {standard().interventions[one].tier for one in lesson.about}

    if tiers & {Tier.D, Tier.X}:
        assert WEAK.search(lesson.text)
        assert WEAK.search(lesson.short)


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_without_a_document_behind_it_says_that_on_its_mark(lesson):
    for citation in lesson.citations:
        if citation.source == "clinical-judgement":
            assert citation.checked is Checked.UNVERIFIED
            assert citation.note
