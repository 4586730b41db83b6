"""Dates as files write them: whole, partial or with a time and a zone."""

import re
from dataclasses import dataclass
from datetime import date

_ISO = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)"
    r"\s*(Z|[+-]\d\d:?\d\d)?)?)?)?"
)
MIDDLE_MONTH, MIDDLE_DAY = 7, 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A local calendar day as written.

    A partial date stands at the middle of what it leaves open, so that it is wrong by
    as little as possible, and is marked `approximate`.
    `at` is the whole text when it has a time of day, otherwise "".
    """

    on: date
    approximate: bool = False
    at: str = ""


def moment(text: object, *, latest: date | None = None) -> Moment | None:
    """Reads `2020`, `2020-05`, `2020-05-03` and `2020-05-03T23:30:00+02:00`.

    The day is the one on the wall where it was written: no zone is converted.
    A partial date whose middle lies after `latest` stands at its first day instead.
    None when the text is not such a date.
    """
    found = _ISO.fullmatch(text.strip()) if isinstance(text, str) else None
    if found is None:
        return None
    year, month, day, time, _zone = found.groups()
    try:
        if day:
            on = date(int(year), int(month), int(day))
            return Moment(on=on, at=found[0] if time else "")
        first = date(int(year), int(month or 1), 1)
    except ValueError:
        return None
    middle = (
        first.replace(day=MIDDLE_DAY) if month else first.replace(month=MIDDLE_MONTH)
    )
    late = latest is not None and middle > latest
    return Moment(on=first if late else middle, approximate=True)
