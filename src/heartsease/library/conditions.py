"""Reads the vocabulary of conditions, one card a file."""

from heartsease.core.safety.vocabulary import Card, ConditionTerm
from heartsease.library import reading
from heartsease.library.errors import KnowledgeError

FOLDER = "conditions"


def load(root: reading.File) -> tuple[Card, ...]:
    """Every card under `root`/conditions, by file name; `root` is the knowledge folder.

    Raises `KnowledgeError` when an id stands on two cards, a term names another card,
    or `implied_by` names a term that does not exist.
    """
    files = sorted(
        (one for one in (root / FOLDER).iterdir() if one.name.endswith(".toml")),
        key=lambda one: one.name,
    )
    cards = tuple(_card(file) for file in files)
    _check_terms(cards)
    return cards


def terms(cards: tuple[Card, ...]) -> dict[str, ConditionTerm]:
    """The terms of all cards by id."""
    return {term.id: term for card in cards for term in card.terms}


def _card(file: reading.File) -> Card:
    card = reading.read(file, Card)
    if file.name != f"{card.id}.toml":
        raise KnowledgeError(f"{file.name}: holds the card {card.id}")
    for term in card.terms:
        where = f"{file.name}: {term.id}"
        if term.card != card.id:
            raise KnowledgeError(f"{where}: names the card {term.card}")
        if not 0 <= term.prior.share <= 1:
            raise KnowledgeError(f"{where}: a share lies between 0 and 1")
        if term.sex not in ("", "female", "male"):
            raise KnowledgeError(f"{where}: sex is female, male or nothing")
        if any(not code.system or not code.code for code in term.codes):
            raise KnowledgeError(f"{where}: a code needs its system")
    return card


def _check_terms(cards: tuple[Card, ...]) -> None:
    seen: dict[str, str] = {}
    for card in cards:
        for term in card.terms:
            if term.id in seen:
                raise KnowledgeError(
                    f"{term.id}: stands on {seen[term.id]} and on {card.id}"
                )
            seen[term.id] = card.id
    for card in cards:
        for term in card.terms:
            if missing := sorted(set(term.implied_by) - set(seen)):
                raise KnowledgeError(
                    f"{term.id}: implied by {', '.join(missing)}, which is not a term"
                )
