"""Reads the answers to a questionnaire; what was skipped is simply not there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from heartsease.core.instruments.definition import (
    Instrument,
    Item,
    choices_of,
    range_of,
)

PREFIX = "answer-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was sent: good answers, the words as typed, and what to look at again."""

    given: Mapping[str, float]
    typed: Mapping[str, str]
    errors: Mapping[str, str]


def read(
    instrument: Instrument, items: Iterable[Item], posted: Mapping[str, str]
) -> Filled:
    """The answers to these items; an empty field is a skipped question."""
    given: dict[str, float] = {}
    typed: dict[str, str] = {}
    errors: dict[str, str] = {}
    for item in items:
        text = str(posted.get(PREFIX + item.id, "")).strip()
        typed[item.id] = text
        if not text:
            continue
        value = _number(text)
        if value is None or not _is_offered(instrument, item, value):
            errors[item.id] = _sentence(instrument, item)
        else:
            given[item.id] = value
    return Filled(given=given, typed=typed, errors=errors)


def _number(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value


def _is_offered(instrument: Instrument, item: Item, value: float) -> bool:
    if choices := choices_of(instrument, item):
        return value in {one.value for one in choices}
    low, high = range_of(instrument, item)
    return low <= value <= high  # NaN is not within either


def _sentence(instrument: Instrument, item: Item) -> str:
    if choices_of(instrument, item):
        return _("Please choose one of the answers, or skip this one.")
    low, high = range_of(instrument, item)
    return _("Please write a number from %(low)s to %(high)s, or leave it empty.") % {
        "low": f"{low:g}",
        "high": f"{high:g}",
    }
