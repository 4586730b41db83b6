"""The vocabulary of conditions is read strictly and is fit to be asked."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from heartsease.core.values.code import ICD10_CM, SNOMED
from heartsease.library import conditions
from heartsease.library.errors import KnowledgeError

KNOWLEDGE = files("heartsease.knowledge")
CARDS = conditions.load(KNOWLEDGE)
TERMS = conditions.terms(CARDS)
LONGEST_QUESTION_WORDS = 26

TERM = """
[[terms]]
id = "{id}"
label = "Gout"
question = "Do you have gout?"
card = "{card}"
implied_by = [{implied}]
[terms.prior]
share = {share}
among = "adults with depression"
[terms.prior.citation]
source = "own-estimate-2026"
checked = "unverified"
checked_on = 2026-11-23
"""
HEAD = 'id = "{id}"\ntitle = "T"\nintro = "I"\nminutes = 1.0\n'


def a_card(
    root: Path, card: str, *terms: str, share: float = 0.1, implied: str = ""
) -> None:
    folder = root / "conditions"
    folder.mkdir(exist_ok=True)
    body = "".join(
        TERM.format(id=id_, card=card, share=share, implied=implied) for id_ in terms
    )
    (folder / f"{card}.toml").write_text(HEAD.format(id=card) + body)


def test_every_question_ends_with_a_question_mark_and_is_short() -> None:
    for term in TERMS.values():
        assert term.question.endswith("?"), term.id
        assert len(term.question.split()) <= LONGEST_QUESTION_WORDS, term.id


def test_no_question_uses_a_word_that_blames_or_promises() -> None:
    banned = re.compile(r"\b(cure|heal|detox|reset|fail|failed|compliance)\b", re.I)
    for card in CARDS:
        for text in (card.title, card.intro, *(term.question for term in card.terms)):
            assert not banned.search(text), text


def test_every_prior_names_a_source_that_is_kept() -> None:
    for term in TERMS.values():
        source = KNOWLEDGE / "sources" / f"{term.prior.citation.source}.toml"
        assert source.is_file(), (term.id, term.prior.citation.source)


def test_codes_come_from_the_two_terminologies_we_compared_with() -> None:
    shapes = {SNOMED: r"\d{6,18}", ICD10_CM: r"[A-Z]\d\d(\.\w{1,4})?"}
    for term in TERMS.values():
        for code in term.codes:
            assert re.fullmatch(shapes[code.system], code.code), (term.id, code)


def test_an_answer_about_immediate_danger_is_asked_again_within_two_weeks() -> None:
    urgent = ("self_harm_words", "plan_or_means", "recent_suicidal_behaviour")
    for id_ in (*urgent, "mania_now", "psychosis_now", "about_to_stop_medicine"):
        assert 0 < TERMS[id_].quiet_days <= 14, id_


def test_questions_about_safety_and_eating_are_marked_sensitive() -> None:
    for id_ in ("plan_or_means", "partner_violence", "eating_disorder", "past_trauma"):
        assert TERMS[id_].sensitive, id_


def test_an_id_on_two_cards_is_refused(tmp_path: Path) -> None:
    a_card(tmp_path, "heart", "gout")
    a_card(tmp_path, "kidney", "gout")

    with pytest.raises(KnowledgeError, match="gout: stands on heart and on kidney"):
        conditions.load(tmp_path)


def test_being_implied_by_a_term_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    a_card(tmp_path, "heart", "gout", implied='"podagra"')

    with pytest.raises(KnowledgeError, match="podagra, which is not a term"):
        conditions.load(tmp_path)


def test_a_share_above_one_is_refused(tmp_path: Path) -> None:
    a_card(tmp_path, "heart", "gout", share=1.5)

    with pytest.raises(KnowledgeError, match="between 0 and 1"):
        conditions.load(tmp_path)


def test_a_file_that_holds_another_card_is_refused(tmp_path: Path) -> None:
    a_card(tmp_path, "heart", "gout")
    (tmp_path / "conditions" / "heart.toml").rename(
        tmp_path / "conditions" / "lungs.toml"
    )

    with pytest.raises(KnowledgeError, match="holds the card heart"):
        conditions.load(tmp_path)
