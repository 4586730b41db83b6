"""Runs the worked cases of the questionnaires, and checks LOINC codes."""

import re
from datetime import date

from heartsease.core.instruments.definition import Case, Instrument, range_of
from heartsease.core.instruments.score import Score, score
from heartsease.core.record.record import Provenance, Response
from heartsease.core.values.unknown import Unknown

A_DAY = date(2026, 3, 1)
_LOINC = re.compile(r"((?:LA)?\d{1,7})-(\d)")
_LETTERS_BEGIN_AT = ord("0")  # "0" counts 0 and so "A" counts 17


def a_response(
    instrument: str,
    answers: dict[str, float] | None = None,
    *,
    on: date = A_DAY,
    total: float | None = None,
    row: str = "",
) -> Response:
    """One response as if typed into a form."""
    return Response(
        instrument=instrument,
        on=on,
        answers=answers or {},
        total=total,
        provenance=Provenance(source="form", row=row),
    )


def response_of(instrument: Instrument, case: Case) -> Response:
    """The response that a worked case describes."""
    answers: dict[str, float] = {}
    if case.every is not None:
        for item in instrument.items:
            low, high = range_of(instrument, item)
            if low <= case.every <= high:
                answers[item.id] = case.every
    answers |= dict(case.answers)
    for name in case.without:
        del answers[name]
    return a_response(instrument.id, answers, total=case.given_total)


def score_of(instrument: Instrument, case: Case) -> Score:
    """The score of a worked case."""
    return score(instrument, response_of(instrument, case), sex=case.sex)


def word_of(answer: object) -> str:
    """`yes`, `no` or `unknown`, as cases write it."""
    if isinstance(answer, Unknown):
        return "unknown"
    return "yes" if answer else "no"


def is_loinc(code: str) -> bool:
    """Whether a LOINC code or answer code has its shape and its check digit."""
    match = _LOINC.fullmatch(code)
    return match is not None and check_digit(match[1]) == int(match[2])


def check_digit(code: str) -> int:
    """The LOINC check digit of what stands before the hyphen.

    The mod 10 scheme of Luhn: from the right, every other character beginning with the
    last is doubled and its digits are added.
    A letter counts as its place after "0" in ASCII; that reproduces the answer codes
    that LOINC gives out.
    """
    total = 0
    for place, character in enumerate(reversed(code)):
        value = ord(character) - _LETTERS_BEGIN_AT
        total += sum(map(int, str(2 * value))) if place % 2 == 0 else value
    return -total % 10
