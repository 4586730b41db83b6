"""Yes-or-no questions: how they are shown and read; silence stays silence."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heartsease.core.plan.picture import Picture
from heartsease.core.safety.condition import keys_of
from heartsease.core.safety.vocabulary import ConditionTerm
from heartsease.library.knowledge import standard

PREFIX = "has-"
NONE = "none"  # the button that answers no to all
_HAS = "has:"
_THOUGHTS = "item:phq9.self_harm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    name: str
    text: str
    answer: str  # "yes", "no" or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """`said` holds what was answered; a skipped question is not in it."""

    said: Mapping[str, bool]
    skipped: frozenset[str]
    error: str = ""


def read(terms: Iterable[ConditionTerm], posted: Mapping[str, str]) -> Filled:
    """The answers to these questions.

    "None of these" beside a yes is not read either way: the person is asked which.
    """
    shown = [term.id for term in terms]
    given = {id_: str(posted.get(PREFIX + id_, "")) for id_ in shown}
    said = {
        id_: answer == "yes" for id_, answer in given.items() if answer in ("yes", "no")
    }
    if NONE not in posted:
        return Filled(said=said, skipped=frozenset(shown) - said.keys())
    if any(said.values()):
        return Filled(
            said=said,
            skipped=frozenset(shown) - said.keys(),
            error=_("You ticked a yes above, and then none of these. Which is right?"),
        )
    return Filled(said=dict.fromkeys(shown, False), skipped=frozenset())


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


def first_of(missing: frozenset[str]) -> frozenset[str]:
    """What is asked now: nobody is asked about a plan before thoughts were asked about.

    Item 9 decides whether the questions behind it are asked at all, as the rules of
    knowledge/safety/emergency.toml say.
    """
    return frozenset({_THOUGHTS}) if _THOUGHTS in missing else missing


def is_said(key: str) -> bool:
    """Whether a fact is said with yes or no, and not on a screen of its own."""
    return key.startswith(_HAS)


def asked_first(keys: Collection[str], picture: Picture) -> tuple[ConditionTerm, ...]:
    """The questions behind these facts; those that guard every step come first.

    Once those are answered they open nearly everything, so they are never in the way
    of a second practice.
    """
    known = standard()
    everyones = {key for one in known.global_rules for key in keys_of(one.rule.when)}
    asked = [
        term
        for id_, term in known.terms.items()
        if _HAS + id_ in keys and is_asked(term, picture)
    ]
    return tuple(sorted(asked, key=lambda term: _HAS + term.id not in everyones))


def is_asked(term: ConditionTerm, picture: Picture) -> bool:
    """Whether this is asked of somebody of this sex and age."""
    sex, age = picture.person.sex, picture.age
    if term.sex and sex is not None and sex != term.sex:
        return False
    if age is None:
        return True
    too_young = term.minimum_age is not None and age < term.minimum_age
    too_old = term.maximum_age is not None and age > term.maximum_age
    return not (too_young or too_old)
