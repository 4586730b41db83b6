"""The twelve weeks cover the whole map, read easily, and claim no more than is known."""

import pytest
from scripts.readability import grade
from tests.knowledge.test_practices import claims_too_much

from heartsease.core.evidence.evidence import Tier
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
