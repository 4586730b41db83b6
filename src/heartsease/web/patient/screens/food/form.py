"""Reads the taps of one meal."""

from collections.abc import Iterable
from datetime import date
from typing import Any

SOURCE = "form"


def payload(tags: Iterable[str], *, on: date, moment: str) -> dict[str, Any]:
    """The fact in the record's form; tags in the order of the form, each once."""
    return {
        "on": on.isoformat(),
        "moment": moment,
        "tags": list(dict.fromkeys(tags)),
        "provenance": {"source": SOURCE},
    }
