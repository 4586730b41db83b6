"""A card as it is shown: what is asked of this person, and what was said before."""

from collections.abc import Mapping
from dataclasses import dataclass

from heartsease.core.plan.picture import Picture
from heartsease.core.safety.vocabulary import Card, ConditionTerm
from heartsease.web.patient.screens.card.form import PREFIX


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    name: str
    text: str
    answer: str  # "yes", "no" or ""


def terms_for(card: Card, picture: Picture) -> tuple[ConditionTerm, ...]:
    """The questions that are asked of somebody of this sex and age."""
    return tuple(term for term in card.terms if _is_asked(term, picture))


def known(terms: tuple[ConditionTerm, ...], picture: Picture) -> Mapping[str, bool]:
    """What counts as answered today, because somebody said so not long ago."""
    found = {}
    for term in terms:
        fact = picture.facts.known.get(f"has:{term.id}")
        if fact is not None and fact.rows and isinstance(fact.value, bool):
            found[term.id] = fact.value
    return found


def questions(
    terms: tuple[ConditionTerm, ...], answers: Mapping[str, bool]
) -> tuple[Question, ...]:
    """Each question with the answer it shows."""
    words = {True: "yes", False: "no", None: ""}
    return tuple(
        Question(
            name=PREFIX + term.id,
            text=term.question,
            answer=words[answers.get(term.id)],
        )
        for term in terms
    )


def is_sensitive(terms: tuple[ConditionTerm, ...]) -> bool:
    """Whether a question on the card can upset."""
    return any(term.sensitive for term in terms)


def _is_asked(term: ConditionTerm, picture: Picture) -> bool:
    sex, age = picture.person.sex, picture.age
    if term.sex and sex is not None and sex != term.sex:
        return False
    if age is None:
        return True
    too_young = term.minimum_age is not None and age < term.minimum_age
    too_old = term.maximum_age is not None and age > term.maximum_age
    return not (too_young or too_old)
