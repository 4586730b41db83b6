"""Reads what a device sends, and says by name what cannot be taken."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from heartsease.web.sync.services import Operation

MOST = 200  # answers in one sending; a device with more sends again


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """An answer that could not be read: the name the device gave it, and why."""

    id: str
    reason: str


class NotReadable(Exception):
    """The whole sending cannot be read; the sentence says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """Answers in their order; `owner` is whose they are, "" when it is not said."""

    owner: str
    answers: tuple[Operation | Unreadable, ...]


def sending(body: bytes) -> Sending:
    """What a device sends; raises `NotReadable`."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise NotReadable("This is not JSON.") from None
    rows = data.get("answers") if isinstance(data, Mapping) else None
    if not isinstance(rows, list):
        raise NotReadable('"answers" has to be a list.')
    if len(rows) > MOST:
        raise NotReadable(f"Send at most {MOST} answers at once.")
    return Sending(owner=str(data.get("owner", "")), answers=tuple(map(_answer, rows)))


def _answer(row: Any) -> Operation | Unreadable:
    if not isinstance(row, Mapping):
        return Unreadable(id="", reason="An answer has to be an object.")
    name = str(row.get("id", ""))
    try:
        made_at = datetime.fromisoformat(str(row["made_at"]).replace("Z", "+00:00"))
        if made_at.tzinfo is None:
            return Unreadable(id=name, reason="made_at: the time zone is missing")
        payload = row["payload"]
        if not isinstance(payload, dict):
            return Unreadable(id=name, reason="payload: an object is needed here")
        based_on = row.get("based_on")
        return Operation(
            id=UUID(name),
            kind=str(row["kind"]),
            payload=payload,
            made_at=made_at,
            based_on=UUID(str(based_on)) if based_on else None,
        )
    except KeyError as missing:
        return Unreadable(id=name, reason=f"{missing.args[0]} is missing")
    except ValueError as problem:
        return Unreadable(id=name, reason=str(problem))
