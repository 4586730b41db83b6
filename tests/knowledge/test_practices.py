"""Every practice has its gate, its sources, three sizes, and claims no more than is known."""

import re

import pytest
from scripts.readability import grade

from heartsease.core.evidence.evidence import Tier
from heartsease.core.interventions.definition import Kind
from heartsease.core.practices.definition import Way
from heartsease.library.knowledge import standard
from heartsease.library.practices import standard_practices

HARDEST = 7  # US school grade, for a whole practice read in one go
ALL = [pytest.param(one, id=one.id) for one in standard_practices().values()]

# Words that say more than a tier carries. Tier A may say that something works.
_CLAIM = (
    r"(proven|works? (best|well)|effective|treats? depression|lifts? (your )?(mood"
    r"|depression)|will (help|lift|improve|make you)|reduces? (your )?depression)\b"
)
TOO_MUCH = re.compile(rf"\b{_CLAIM}", re.IGNORECASE)
DENIED = re.compile(rf"\b(not|never|no|nor)\b[^.]{{0,80}}\b{_CLAIM}", re.IGNORECASE)


def said(practice):
    moments = (*practice.tiny, *practice.usual, *practice.full, *practice.grounding)
    anchors = practice.anchors
    return [
        practice.aims,
        practice.before,
        practice.stopping,
        *(one.says for one in (*moments, *anchors)),
    ]


def claims_too_much(text):
    return TOO_MUCH.search(DENIED.sub("", text)) is not None


@pytest.mark.parametrize("practice", ALL)
def test_it_claims_no_more_than_its_evidence(practice):
    tier = standard().interventions[practice.intervention].tier

    too_much = [text for text in said(practice) if claims_too_much(text)]

    assert tier is Tier.A or not too_much


@pytest.mark.parametrize("practice", ALL)
def test_it_rests_on_a_step_that_may_be_offered(practice):
    assert standard().interventions[practice.intervention].kind is not Kind.EXPLAIN


@pytest.mark.parametrize("practice", ALL)
def test_it_reads_easily(practice):
    assert grade(" ".join(said(practice))) <= HARDEST


@pytest.mark.parametrize("practice", ALL)
def test_its_words_are_ours_and_it_says_how_to_stop(practice):
    assert practice.wording == "ours"
    assert re.search(
        r"\b(stop|leave|turn back|go in|come back|get up|let)", practice.stopping, re.I
    )


def test_every_way_has_a_practice():
    assert {one.way for one in standard_practices().values()} == set(Way)


@pytest.mark.parametrize(
    ("text", "too_much"),
    [
        ("This treats depression.", True),
        ("It will help you.", True),
        ("No trial shows that this treats depression.", False),
        ("It is not shown to be effective.", False),
        ("It has no side effects. It is proven.", True),
    ],
)
def test_the_check_sees_what_it_looks_for(text, too_much):
    assert claims_too_much(text) is too_much
