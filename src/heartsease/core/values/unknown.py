"""Not knowing is an answer: three-valued logic that remembers what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn, TypeAlias


@dataclass(frozen=True, slots=True)
class Unknown:
    """An answer that cannot be given yet, and the fact keys that would settle it.

    It has no truth value: `if answer:` on an Unknown is a programmer's mistake, because
    it would silently turn "we do not know" into "no".
    """

    missing: frozenset[str]

    def __bool__(self) -> NoReturn:
        raise TypeError("Unknown is neither true nor false; compare with `is True`.")


Answer: TypeAlias = bool | Unknown


def unknown(*missing: str) -> Unknown:
    """An Unknown that names the missing facts."""
    return Unknown(frozenset(missing))


def all_of(answers: Iterable[Answer]) -> Answer:
    """Kleene conjunction: one False settles it, otherwise any Unknown stays Unknown."""
    missing: frozenset[str] = frozenset()
    open_ = False
    for answer in answers:
        if answer is False:
            return False
        if isinstance(answer, Unknown):
            open_ = True
            missing |= answer.missing
    return Unknown(missing) if open_ else True


def any_of(answers: Iterable[Answer]) -> Answer:
    """Kleene disjunction: one True settles it, otherwise any Unknown stays Unknown."""
    missing: frozenset[str] = frozenset()
    open_ = False
    for answer in answers:
        if answer is True:
            return True
        if isinstance(answer, Unknown):
            open_ = True
            missing |= answer.missing
    return Unknown(missing) if open_ else False


def negate(answer: Answer) -> Answer:
    """Kleene negation: the opposite of what we do not know is not known either."""
    return answer if isinstance(answer, Unknown) else not answer
