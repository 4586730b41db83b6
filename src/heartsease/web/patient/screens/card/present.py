"""A card as it is shown: what is asked of this person, and what was said before."""

from collections.abc import Mapping

from heartsease.core.plan.picture import Picture
from heartsease.core.safety.vocabulary import Card, ConditionTerm
from heartsease.web.patient.yes_no import is_asked


def terms_for(card: Card, picture: Picture) -> tuple[ConditionTerm, ...]:
    """The questions that are asked of somebody of this sex and age."""
    return tuple(term for term in card.terms if is_asked(term, picture))


def known(terms: tuple[ConditionTerm, ...], picture: Picture) -> Mapping[str, bool]:
    """What counts as answered today, because somebody said so not long ago."""
    found = {}
    for term in terms:
        fact = picture.facts.known.get(f"has:{term.id}")
        if fact is not None and fact.rows and isinstance(fact.value, bool):
            found[term.id] = fact.value
    return found


def is_sensitive(terms: tuple[ConditionTerm, ...]) -> bool:
    """Whether a question on the card can upset."""
    return any(term.sensitive for term in terms)
