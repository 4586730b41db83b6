"""Reads the safety questions; none of them has to be answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PREFIX = "answer-"
HAS = "has-"
_VALUES = {"yes": 1.0, "no": 0.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was answered; a skipped question is in neither."""

    items: Mapping[str, float]
    conditions: Mapping[str, bool]


def read(
    items: Iterable[str], conditions: Iterable[str], posted: Mapping[str, str]
) -> Filled:
    """The answers to these items and conditions."""
    return Filled(
        items={
            one: _VALUES[answer]
            for one in items
            if (answer := str(posted.get(PREFIX + one, ""))) in _VALUES
        },
        conditions={
            one: answer == "yes"
            for one in conditions
            if (answer := str(posted.get(HAS + one, ""))) in _VALUES
        },
    )
