"""Reads the taps of a check-in; everything may be left out."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from heartsease.web.common.typed import uuid_in

SCALES = ("mood", "energy", "sleep")
AROUSALS = ("high", "low", "swinging", "steady")
LONGEST_NOTE = 2000  # signs; a page of writing
SOURCE = "form"


def payload(posted: Mapping[str, str], *, on: date) -> dict[str, Any]:
    """The fact in the record's form; a tap that was never offered is left out."""
    said: dict[str, Any] = {"on": on.isoformat(), "provenance": {"source": SOURCE}}
    for name in SCALES:
        value = posted.get(name, "")
        if value.isdecimal() and int(value) <= 10:
            said[name] = int(value)
    if posted.get("arousal") in AROUSALS:
        said["arousal"] = posted["arousal"]
    if note := posted.get("note", "").strip()[:LONGEST_NOTE]:
        said["note"] = note
    return said


def operation(posted: Mapping[str, str]) -> UUID:
    """The name of this sending, so that pressing twice is once."""
    return uuid_in(posted.get("operation", "")) or uuid4()


def based_on(posted: Mapping[str, str]) -> UUID | None:
    """The check-in that was on the screen."""
    return uuid_in(posted.get("based_on", ""))
