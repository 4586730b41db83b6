"""One night as it is told in the morning; every field may be left out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CLOCKS = ("to_bed_at", "lights_out_at", "woke_at", "up_at")
COUNTS = {
    "minutes_to_sleep": 600,
    "wakings": 50,
    "minutes_awake": 900,
    "nap_minutes": 900,
}  # and the most that can be typed
SOURCE = "form"
LONGEST_NOTE = 2000  # as in the check-in
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")

LABELS: Mapping[str, str | Promise] = {
    "to_bed_at": _("I went to bed at"),
    "lights_out_at": _("I tried to sleep from"),
    "minutes_to_sleep": _("Minutes until I slept"),
    "wakings": _("How often I woke up"),
    "minutes_awake": _("Minutes awake in the night, in all"),
    "woke_at": _("I woke up for good at"),
    "up_at": _("I got up at"),
    "nap_minutes": _("Minutes of naps, beside this sleep"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was typed: the fact, and what is wrong by field name."""

    payload: Mapping[str, Any]
    errors: Mapping[str, str | Promise]


def read(posted: Mapping[str, str], *, on: date) -> Read:
    """The fact in the record's form; a field that cannot be read is named."""
    said: dict[str, Any] = {"on": on.isoformat(), "provenance": {"source": SOURCE}}
    errors: dict[str, str | Promise] = {}
    for name in CLOCKS:
        if text := posted.get(name, "").strip():
            found = _CLOCK.fullmatch(text)
            if found is None:
                errors[name] = _("Write a time like 23:15.")
            else:
                said[name] = f"{int(found[1]):02d}:{found[2]}"
    for name, most in COUNTS.items():
        if text := posted.get(name, "").strip():
            if text.isdecimal() and int(text) <= most:
                said[name] = int(text)
            else:
                errors[name] = _("Write a whole number.")
    if posted.get("quality", "") in ("1", "2", "3", "4", "5"):
        said["quality"] = int(posted["quality"])
    if posted.get("free_day") in ("yes", "no"):
        said["free_day"] = posted["free_day"] == "yes"
    if note := posted.get("note", "").strip()[:LONGEST_NOTE]:
        said["note"] = note
    return Read(payload=said, errors=errors)
